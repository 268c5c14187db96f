"""From a font file as a foundry gives it to a static, uncompressed one for a face."""

from __future__ import annotations

import hashlib
import io
import os
from pathlib import Path

from fontTools import version
from fontTools.ttLib import TTFont

from pipeline.errors import Location
from pipeline.read.sfnt import FontFile, axes, told

WEIGHTS = {
    100: "Thin",
    200: "ExtraLight",
    300: "Light",
    400: "Regular",
    500: "Medium",
    600: "SemiBold",
    700: "Bold",
    800: "ExtraBold",
    900: "Black",
}
"""What a weight is called (OpenType 1.9, OS/2 usWeightClass)."""


def static(source: FontFile, face: tuple[str, int, str], kept: Path, where: Location) -> Path:
    """Return a static, uncompressed font for a face: its family, weight and style.

    It is made once in `kept`, in a folder named by what it is made of, so that it is the same each
    time and other processes may make it as well.
    """
    if not source.is_compressed and not source.is_variable:
        return source.path
    family, weight, style = face
    data = source.path.read_bytes()
    made_of = f"{version} {hashlib.sha256(data).hexdigest()} {family} {weight} {style}"
    folder = kept / hashlib.sha256(made_of.encode()).hexdigest()[:16]
    known = next((p for s in (".ttf", ".otf") for p in folder.glob(f"*{s}")), None)
    if known:
        return known
    with told(source.path, where), TTFont(io.BytesIO(data), recalcTimestamp=False) as font:
        font.flavor = None
        if source.is_variable:
            _instantiate(font, weight)
            _rename(font, family, weight, style)
        name = _postscript(font["name"].getDebugName(6) or "") or "font"
        suffix = ".otf" if font.sfntVersion == "OTTO" else ".ttf"
        written = io.BytesIO()
        font.save(written)
    return _kept(folder / f"{name}{suffix}", written.getvalue())


def _instantiate(font: TTFont, weight: int) -> None:
    """Pin every axis: the weight where it is wanted, all others at their defaults."""
    from fontTools.cffLib.CFF2ToCFF import convertCFF2ToCFF
    from fontTools.varLib.instancer import instantiateVariableFont

    pins = {axis.axisTag: axis.defaultValue for axis in axes(font)}
    if "wght" in pins:
        pins["wght"] = weight
    instantiateVariableFont(font, pins, inplace=True)
    if "CFF2" in font:
        # A PDF can embed CFF, never CFF2 (ISO 32000-1 9.9).
        convertCFF2ToCFF(font)


def _rename(font: TTFont, family: str, weight: int, style: str) -> None:
    """Give an instance its own name and style; it has those of the default until now."""
    upright = WEIGHTS.get(weight, str(weight))
    own = upright if style == "normal" else f"{upright} Italic".removeprefix("Regular ")
    linked = own in ("Regular", "Italic", "Bold", "Bold Italic")
    names = {
        1: family if linked else f"{family} {upright}",
        2: own if linked else ("Italic" if style == "italic" else "Regular"),
        4: f"{family} {own}",
        6: _postscript(f"{family}-{own}"),
        16: family,
        17: own,
    }
    names[3] = f"{font['head'].fontRevision:.3f};{names[6]}"
    table = font["name"]
    table.names = [n for n in table.names if n.nameID not in {*names, 21, 22, 25}]
    for number, text in names.items():
        table.setName(text, number, 3, 1, 0x409)
    italic, bold = style == "italic", own.startswith("Bold")
    selection = font["OS/2"].fsSelection & ~0b1100001
    regular = not (italic or bold)
    font["OS/2"].fsSelection = selection | italic | bold << 5 | regular << 6
    font["OS/2"].usWeightClass = weight
    font["head"].macStyle = bold | italic << 1
    if "CFF " in font:
        font["CFF "].cff.fontNames = [names[6]]


def _postscript(name: str) -> str:
    """Return a name as PostScript allows it, of at most 63 letters (OpenType 1.9, name ID 6)."""
    return "".join(c for c in name if c.isascii() and (c.isalnum() or c == "-"))[:63]


def _kept(path: Path, data: bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    with beside.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    return beside.replace(path)
