"""From font files dropped into a folder to the text of their `font.yml`."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from fnmatch import fnmatch
from pathlib import Path
from typing import NamedTuple

import yaml
from fontTools.ttLib import TTFont

from pipeline.errors import FontError, Location
from pipeline.read.containment import LONGEST
from pipeline.read.fonts import RECORD, package_folder
from pipeline.read.schema import SLUG
from pipeline.read.sfnt import SUFFIXES, axes, opened, read_font

LICENCES = ("OFL.txt", "LICENSE*", "LICENCE*", "COPYING*")
"""The names of a licence, the surest first."""

KNOWN = {
    "OFL-1.1": re.compile(r"SIL OPEN FONT LICENSE\s+Version 1\.1", re.IGNORECASE),
    "Apache-2.0": re.compile(r"Apache License\s+Version 2\.0", re.IGNORECASE),
}
"""The SPDX identifier of a licence by its heading."""


class Licence(NamedTuple):
    """A family's licence: its path in its folder, its bytes."""

    name: str
    data: bytes


class Face(NamedTuple):
    """What a font file says of itself: its family, its weights from `low` to `high`, its style.

    `named` are the weights of a variable font that its foundry names.
    """

    path: Path
    family: str
    low: int
    high: int
    style: str
    named: tuple[int, ...]


def describe(fonts: Path, name: str, package: str, pattern: str) -> tuple[Path, str]:
    """Return the path and the text of the `font.yml` for the folder `name` of `fonts`.

    The files are those in it, or in an installed `package`, whose names match `pattern`. Raises
    `FontError` where they are not the faces of one family with its licence.
    """
    if not re.fullmatch(SLUG, name) or len(name) > LONGEST:
        hint = "write it in small letters a to z, digits and hyphens: acme-grotesk"
        raise FontError(f"'{name}' is no name of a family's folder", hint=hint)
    path = fonts / name / RECORD
    if path.exists():
        hint = "delete it first, to have it written anew"
        raise FontError("is there already", where=Location(path), hint=hint)
    if path.parent.exists() and not path.parent.resolve().is_relative_to(fonts.resolve()):
        hint = "put the folder itself there, not a link"
        raise FontError(f"leads out of {fonts}", where=Location(path.parent), hint=hint)
    root = package_folder(package, Location(path)) if package else path.parent
    found = [_face(file) for file in _fonts(root, pattern)]
    if not found:
        hint = f"put TTF, OTF, WOFF2 or WOFF files into {root}"
        raise FontError(f"no font file in {root}", hint=hint)
    family = _family(found, root)
    _refuse_twice(found)
    licence = _licence(path.parent) or _licence(root)
    if licence is None:
        hint = f"put the licence beside its fonts, as {' or '.join(LICENCES)}"
        raise FontError(f"no licence in {root}", where=Location(path.parent), hint=hint)
    return path, "".join(_lines(family, package, licence, root, found))


def _fonts(root: Path, pattern: str) -> Iterator[Path]:
    for path in sorted(root.rglob("*")):
        if path.suffix.lower() in SUFFIXES and fnmatch(path.name, pattern):
            if not path.resolve().is_relative_to(root.resolve()):
                hint = "put the file itself there, not a link"
                raise FontError(f"leads out of {root}", where=Location(path), hint=hint)
            yield path


def _face(path: Path) -> Face:
    where = Location(path)
    read_font(path, where)
    with opened(path, where) as font:
        family = font["name"].getDebugName(16) or font["name"].getDebugName(1) or ""
        own = font["OS/2"].usWeightClass
        axis = next((a for a in axes(font) if a.axisTag == "wght"), None)
        low, high = (round(axis.minValue), round(axis.maxValue)) if axis else (own, own)
        style = "italic" if _is_slanted(font) else "normal"
        return Face(path, family, low, high, style, tuple(sorted(_named(font))) if axis else ())


def _is_slanted(font: TTFont) -> bool:
    """Return whether any of the three places says so; foundries often fill in only one."""
    italic = font["OS/2"].fsSelection & 1 or font["head"].macStyle & 2
    return bool(italic or ("post" in font and font["post"].italicAngle))


def _named(font: TTFont) -> set[int]:
    """Return the weights of the named instances that change no other axis."""
    defaults = {axis.axisTag: axis.defaultValue for axis in axes(font)}
    return {
        round(instance.coordinates["wght"])
        for instance in font["fvar"].instances
        if {**instance.coordinates, "wght": defaults["wght"]} == defaults
    }


def _family(found: Sequence[Face], root: Path) -> str:
    families = sorted({font.family for font in found})
    if len(families) > 1:
        names = ", ".join(f"'{name}'" for name in families)
        hint = "give each family a folder of its own"
        raise FontError(f"several families: {names}", where=Location(root), hint=hint)
    if not families[0].strip():
        hint = "ask the foundry for a file with a name table"
        raise FontError("has no family's name", where=Location(found[0].path), hint=hint)
    return families[0]


def _refuse_twice(found: Sequence[Face]) -> None:
    for n, font in enumerate(found):
        for other in found[:n]:
            if font.style == other.style and font.low <= other.high and other.low <= font.high:
                weight = max(font.low, other.low)
                message = f"the same face as {other.path.name}: {font.family} {weight} {font.style}"
                hint = "delete one of them, or choose with FILES='*Variable*'"
                raise FontError(message, where=Location(font.path), hint=hint)


def _licence(folder: Path) -> Licence | None:
    """Return the licence in a folder, or in one within."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    for wanted in LICENCES:
        for path in files:
            inside = path.resolve().is_relative_to(folder.resolve())
            is_text = path.suffix.lower() in ("", ".txt", ".md")
            if inside and is_text and fnmatch(path.name.lower(), wanted.lower()):
                return Licence(path.relative_to(folder).as_posix(), path.read_bytes())
    return None


def _spdx(licence: Licence, family: str) -> str:
    """Return the licence's SPDX identifier (SPDX 2.3 §10.1 for one that has none)."""
    text = licence.data.decode("utf-8", "replace")
    own = re.sub(r"[^A-Za-z0-9.]+", "-", family).strip("-") or "Font"
    return next((spdx for spdx, head in KNOWN.items() if head.search(text)), f"LicenseRef-{own}")


def _lines(
    family: str, package: str, licence: Licence, root: Path, found: Sequence[Face]
) -> Iterator[str]:
    yield f"family: {_plain(family)}\n"
    if package:
        yield f"package: {package}\n"
    yield "licence:\n"
    yield f"  spdx: {_spdx(licence, family)}\n"
    yield f"  file: {_plain(licence.name)}\n"
    yield f"  sha256: {hashlib.sha256(licence.data).hexdigest()}\n"
    yield "faces:\n"
    for font in sorted(found, key=lambda font: (font.low, font.style != "normal")):
        yield f"  - weight: {font.low}{f' {font.high}' if font.high > font.low else ''}\n"
        if len(font.named) > 1:
            yield f"    instances: {list(font.named)}\n"
        yield f"    style: {font.style}\n"
        yield f"    file: {_plain(font.path.relative_to(root).as_posix())}\n"
        yield f"    sha256: {hashlib.sha256(font.path.read_bytes()).hexdigest()}\n"


def _plain(text: str) -> str:
    """Return a text as YAML writes it, in quotation marks where it needs them."""
    return str(yaml.safe_dump(text, allow_unicode=True, width=1000)).split("\n...")[0].strip()
