"""From what `layout.yml` says of the press to a proved output profile and a binding."""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

from pydantic import BeforeValidator, Field

from pipeline.errors import LayoutError, Location, PipelineError, SourceError
from pipeline.model.press import Binding, OutputProfile, Press
from pipeline.read.pictures import find_file
from pipeline.read.schema import MILLIMETRES, Line, Record
from pipeline.read.yaml_file import YamlFile

Millimetres = Annotated[str, BeforeValidator(str), Field(pattern=MILLIMETRES, description="0.12mm")]


class PressRecord(Record):
    """`press` in `layout.yml`: each key that a layout leaves out is that of the one it extends."""

    profile: Line | None = None
    binding: Annotated[Binding, Field(strict=False)] | None = None
    leaf: Millimetres | None = None


@dataclass(frozen=True)
class KnownProfile:
    """A profile that `make` brings: its file, its digest, and the registry's name for it."""

    file: str
    sha256: str
    condition: str


KNOWN: Mapping[str, KnownProfile] = {
    "FOGRA39": KnownProfile(
        "ISOcoated_v2_300_bas.icc",
        "b424c77f40c3423c925536f8ae08634985ccd0fe80eb253d5d229197ded7e886",
        "FOGRA39",
    ),
}
"""Printing conditions by the names under which the ICC's registry has them."""

ASSETS = "assets"
"""Where a layout, as a release keeps it, has the profile itself."""
FOLDER = Path(sys.prefix, "share/color/icc")
"""Where `make` puts the profiles that it brings."""


def read_press(
    levels: Sequence[tuple[YamlFile, PressRecord]], faults: list[PipelineError]
) -> Press | None:
    """Return how a layout is printed, a later layout of the chain winning; None with its faults."""
    said: dict[str, tuple[Any, YamlFile]] = {
        key: (value, file)
        for file, record in levels
        for key, value in record.model_dump(exclude_none=True).items()
    }
    file = levels[-1][0]
    for key in PressRecord.model_fields.keys() - said.keys():
        hint = f"add a line '{key}: …' under 'press', or extend a layout that has one"
        faults.append(LayoutError(f"no '{key}' for the press", where=file.place(()), hint=hint))
    if len(said) < len(PressRecord.model_fields):
        return None
    name, origin = said["profile"]
    profile = _read_profile(name, origin.path.parent, origin.place(("press", "profile")), faults)
    leaf = float(said["leaf"][0].removesuffix("mm"))
    return Press(profile, said["binding"][0], leaf) if profile else None


def _read_profile(
    name: str, folder: Path, where: Location, faults: list[PipelineError]
) -> OutputProfile | None:
    try:
        known = KNOWN.get(name)
        path = _known(known, folder, where) if known else find_file(name, folder, where)
        return _proved(path, known.condition if known else "", where)
    except SourceError as error:
        named = ", ".join(KNOWN)
        hint = f"name a printing condition ({named}) or an ICC file of the layout: assets/press.icc"
        faults.append(LayoutError(error.message, where=error.where, hint=hint))
    except LayoutError as error:
        faults.append(error)
    return None


def _known(known: KnownProfile, folder: Path, where: Location) -> Path:
    """Return the file of a known profile: among the layout's assets, else where `make` puts it."""
    beside = folder / ASSETS / known.file
    path = beside if beside.is_file() else FOLDER / known.file
    if not path.is_file():
        hint = "run `make`, which brings it"
        raise LayoutError(f"no profile {path}", where=where, hint=hint)
    found = hashlib.sha256(path.read_bytes()).hexdigest()
    if found != known.sha256:
        message = f"{path} is not the profile that was pinned: its SHA-256 is {found}"
        raise LayoutError(message, where=where, hint="delete it and run `make` again")
    return path


def _proved(path: Path, condition: str, where: Location) -> OutputProfile:
    """Return the profile of a file; raise unless it is one of a CMYK press (ISO 15930-7 6.2.2)."""
    from PIL import ImageCms

    try:
        profile = ImageCms.ImageCmsProfile(str(path)).profile
    except (ImageCms.PyCMSError, OSError):
        hint = "export it again as an ICC profile"
        raise LayoutError(f"{path} is no ICC profile", where=where, hint=hint) from None
    if (profile.device_class, profile.xcolor_space.strip()) != ("prtr", "CMYK"):
        kind = f"class '{profile.device_class}', colour space '{profile.xcolor_space.strip()}'"
        message = f"{path} is not the profile of a CMYK press: {kind}"
        hint = "ask the printing house for its output profile (class 'prtr', colour space 'CMYK')"
        raise LayoutError(message, where=where, hint=hint)
    description = (profile.profile_description or path.stem).strip()
    return OutputProfile(path, description, where.path, condition)
