"""From a family's `font.yml` to its faces: files of pinned packages, or beside it, verified."""

from __future__ import annotations

import hashlib
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field

from pipeline.errors import FontError, Location, PipelineError
from pipeline.model.layout import FontFace, FontFamily
from pipeline.read.schema import Line, Record, validate
from pipeline.read.yaml_file import YamlFile, read_yaml

Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class FileRecord(Record):
    """A file and its digest; its path is relative to the package, or to `font.yml` without one."""

    file: Line
    sha256: Sha256


class FaceRecord(FileRecord):
    """A face of the family."""

    weight: Annotated[int, Field(ge=1, le=1000)]
    style: Literal["normal", "italic"]


class LicenceRecord(FileRecord):
    """The licence under which the family may be embedded, with its SPDX identifier."""

    spdx: Line


class FontRecord(Record):
    """`font.yml`: a family, the Python package that carries it, its licence and its faces."""

    family: Line
    package: Annotated[str, Field(pattern=r"^[A-Za-z_][A-Za-z0-9_]*$")] | None = None
    licence: LicenceRecord
    faces: Annotated[list[FaceRecord], Field(min_length=1)]


def read_family(folder: Path, where: Location, faults: list[PipelineError]) -> FontFamily | None:
    """Return the family of a folder of `fonts/`, or None with its faults added."""
    path = folder / "font.yml"
    if not path.is_file():
        faults.append(FontError(f"no font '{folder.name}'", where=where, hint=f"add {path}"))
        return None
    file = read_yaml(path, faults)
    record = validate(file, FontRecord, faults) if file.values else None
    if record is None:
        return None
    root = _root(file, record.package, faults)
    if root is None:
        return None
    known = len(faults)
    licence = _verified(root, record.licence, file.place(("licence", "file")), faults)
    faces = tuple(
        FontFace(
            record.family,
            face.weight,
            face.style,
            _verified(root, face, file.place(("faces", n, "file")), faults),
            face.sha256,
        )
        for n, face in enumerate(record.faces)
    )
    return FontFamily(record.family, faces, licence) if len(faults) == known else None


def _root(file: YamlFile, package: str | None, faults: list[PipelineError]) -> Path | None:
    if package is None:
        return file.path.parent
    spec = find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        where, hint = file.place(("package",)), "add it to pyproject.toml and run `make lock`"
        faults.append(FontError(f"no package '{package}' is installed", where=where, hint=hint))
        return None
    return Path(next(iter(spec.submodule_search_locations)))


def _verified(root: Path, record: FileRecord, where: Location, faults: list[PipelineError]) -> Path:
    path = root / record.file
    inside = path.resolve().is_relative_to(root.resolve())
    if not inside or not path.is_file():
        hint = "name a file of the package, or of this folder"
        faults.append(FontError(f"no font file '{record.file}'", where=where, hint=hint))
    elif _sha256(path) != record.sha256:
        message = f"'{record.file}' is not the file that was pinned: its SHA-256 is {_sha256(path)}"
        hint = "install the pinned package again, or look at the new file and pin it"
        faults.append(FontError(message, where=where, hint=hint))
    return path


@cache
def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
