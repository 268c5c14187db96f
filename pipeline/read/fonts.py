"""From a family's `font.yml` to its faces: files of pinned packages, or beside it, verified."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from pipeline.errors import FontError, Location, PipelineError
from pipeline.model.layout import FontFace, FontFamily
from pipeline.read.instances import static
from pipeline.read.schema import Line, Record, validate
from pipeline.read.sfnt import FontFile, read_font
from pipeline.read.yaml_file import YamlFile, read_yaml

RECORD = "font.yml"
PACKAGE = r"^[A-Za-z_][A-Za-z0-9_]*$"
"""The name of a Python package that is in no other."""
Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


def _range(value: object) -> tuple[int, int]:
    """Return the ends of a weight, `400` or `200 800` (CSS Fonts 4 §4.4)."""
    ends = [int(part) for part in str(value).split() if part.isdecimal()]
    if len(ends) != len(str(value).split()) or ends != sorted(ends) or len(ends) not in (1, 2):
        raise ValueError("should be a weight, 400, or those of a variable font, 200 800")
    return ends[0], ends[-1]


Weight = Annotated[int, Field(ge=1, le=1000)]
Weights = Annotated[tuple[Weight, Weight], BeforeValidator(_range)]


class FileRecord(Record):
    """A file and its digest; its path is relative to the package, or to `font.yml` without one."""

    file: Line
    sha256: Sha256


class FaceRecord(FileRecord):
    """A face of the family, or those of a variable font: at `instances`, else at each hundred."""

    weight: Weights
    style: Literal["normal", "italic"]
    instances: list[Weight] = Field(default_factory=list)

    @property
    def weights(self) -> list[int]:
        """The weights at which the layout has the face."""
        first, last = self.weight
        hundreds = range(-(-first // 100) * 100, last + 1, 100)
        return sorted(self.instances) or (list(hundreds) if first < last else [first])


class LicenceRecord(FileRecord):
    """The licence under which the family may be embedded, with its SPDX identifier."""

    spdx: Line


class FontRecord(Record):
    """`font.yml`: a family, the Python package that carries it, its licence and its faces."""

    family: Line
    package: Annotated[str, Field(pattern=PACKAGE)] | None = None
    licence: LicenceRecord
    faces: Annotated[list[FaceRecord], Field(min_length=1)]


def read_family(
    name: str, roots: Sequence[Path], kept: Path, where: Location, faults: list[PipelineError]
) -> FontFamily | None:
    """Return the family in the folder `name` of the first root that has it.

    None is returned with its faults added. Fonts that are made of others are put into `kept`.
    """
    told: list[PipelineError] = []
    path = _record_of(name, roots, where, told)
    family = _family(path, kept, told) if path else None
    for fault in told:
        hint = fault.hint.replace("source/README.md", "fonts/README.md")
        faults.append(FontError(fault.message, where=fault.where, hint=hint))
    return None if told else family


def _record_of(
    name: str, roots: Sequence[Path], where: Location, faults: list[PipelineError]
) -> Path | None:
    root = next((root for root in roots if (root / name).is_dir()), roots[-1])
    path = root / name / RECORD
    folder = path.parent
    if folder.exists() and not folder.resolve().is_relative_to(root.resolve()):
        message, hint = f"'{name}' leads out of {root}", "put the folder itself there, not a link"
        faults.append(FontError(message, where=where, hint=hint))
    elif not path.is_file():
        hint = f"put its files and their licence into {folder}, and run `make font NAME={name}`"
        faults.append(FontError(f"no font '{name}'", where=where, hint=hint))
    elif not path.resolve().is_relative_to(folder.resolve()):
        hint = "put the file itself there, not a link"
        faults.append(FontError(f"{RECORD} leads out of {folder}", where=where, hint=hint))
    else:
        return path
    return None


def _family(path: Path, kept: Path, faults: list[PipelineError]) -> FontFamily | None:
    file = read_yaml(path, faults)
    record = validate(file, FontRecord, faults) if file.values else None
    if record is None:
        return None
    try:
        roots = _roots(file, record)
    except FontError as fault:
        faults.append(fault)
        return None
    where = file.place(("licence", "file"))
    licence = _verified(roots, record.licence, where, faults)
    files = {
        face.file: found
        for n, face in enumerate(record.faces)
        if (found := _verified(roots, face, file.place(("faces", n, "file")), faults))
    }
    faces = tuple(_all_faces(file, record, files, kept, faults))
    faults.extend(_twice(faces, file.place(("faces",))))
    if licence is None:
        return None
    named = {record.licence.file: licence, **files}
    own = record.licence
    return FontFamily(record.family, faces, licence, path, named, own.spdx, own.sha256)


def _roots(file: YamlFile, record: FontRecord) -> list[Path]:
    """Return where files are looked for: beside `font.yml`, and in the package for those missing.

    A licence stands beside it where the package has none, or a wrong one; in a release all do.
    """
    beside = file.path.parent
    named = [record.licence.file, *(face.file for face in record.faces)]
    if not record.package or all((beside / name).is_file() for name in named):
        return [beside]
    return [beside, package_folder(record.package, file.place(("package",)))]


def _all_faces(
    file: YamlFile,
    record: FontRecord,
    files: Mapping[str, Path],
    kept: Path,
    faults: list[PipelineError],
) -> Iterator[FontFace]:
    for n, face in enumerate(record.faces):
        where, path = file.place(("faces", n, "file")), files.get(face.file)
        try:
            yield from _faces(record.family, face, path, kept, where) if path else ()
        except FontError as fault:
            faults.append(fault)


def _faces(
    family: str, record: FaceRecord, path: Path, kept: Path, where: Location
) -> Iterator[FontFace]:
    font = read_font(path, where)
    _check_axis(record, font, where)
    for weight in record.weights:
        made = static(font, (family, weight, record.style), kept, where)
        digest = record.sha256 if made == path else _sha256(made)
        yield FontFace(family, weight, record.style, made, digest, font.right)


def _check_axis(record: FaceRecord, font: FontFile, where: Location) -> None:
    first, last = record.weight
    if font.weights is None and (first < last or record.instances):
        message = f"'{font.path.name}' has one weight alone: it is no variable font"
        hint = "write one weight, as `weight: 400`, and no `instances`"
        raise FontError(message, where=where, hint=hint)
    if font.weights is None:
        return
    low, high = font.weights
    if first < low or last > high:
        message = f"the weights of '{font.path.name}' go from {low} to {high}"
        raise FontError(message, where=where, hint=f"write `weight: {low} {high}`, or one within")
    outside = [weight for weight in record.weights if not first <= weight <= last]
    if outside or not record.weights:
        told = ", ".join(map(str, outside)) or "no hundred"
        hint = f"write `instances:` with weights from {first} to {last}"
        raise FontError(f"{told} is not within `weight: {first} {last}`", where=where, hint=hint)


def _twice(faces: Sequence[FontFace], where: Location) -> Iterator[PipelineError]:
    names = [str(face) for face in faces]
    for name in sorted({name for name in names if names.count(name) > 1}):
        hint = "keep one of them, or narrow the weights of the variable font"
        yield FontError(f"two faces are {name}", where=where, hint=hint)


def package_folder(package: str, where: Location) -> Path:
    """Return the folder of an installed Python package; raise `FontError` where there is none."""
    # To find a package within another, Python runs the other.
    try:
        spec = find_spec(package) if re.fullmatch(PACKAGE, package) else None
    except ValueError:
        spec = None
    if spec is None or not spec.submodule_search_locations:
        hint = "add it to pyproject.toml and run `make lock`"
        raise FontError(f"no package '{package}' is installed", where=where, hint=hint)
    return Path(next(iter(spec.submodule_search_locations)))


def _verified(
    roots: Sequence[Path], record: FileRecord, where: Location, faults: list[PipelineError]
) -> Path | None:
    root = next((root for root in roots if (root / record.file).is_file()), roots[-1])
    path = root / record.file
    inside = path.resolve().is_relative_to(root.resolve())
    if not inside or not path.is_file():
        hint = "name a file of the package, or of this folder"
        faults.append(FontError(f"no font file '{record.file}'", where=where, hint=hint))
    elif _sha256(path) != record.sha256:
        message = f"'{record.file}' is not the file that was pinned: its SHA-256 is {_sha256(path)}"
        hint = "install the pinned package again, or look at the new file and pin it"
        faults.append(FontError(message, where=where, hint=hint))
    else:
        return path
    return None


@cache
def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
