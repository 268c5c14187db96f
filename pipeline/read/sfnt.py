"""From a font file to what it says of itself, and whether it may be embedded."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from fontTools.ttLib import TTFont, TTLibError

from pipeline.errors import FontError, Location
from pipeline.model.layout import EmbeddingRight

SUFFIXES = (".ttf", ".otf", ".woff2", ".woff")

RIGHTS = {
    0x0008: EmbeddingRight.EDITABLE,
    0x0004: EmbeddingRight.PREVIEW,
    0x0002: EmbeddingRight.RESTRICTED,
}
"""Bits 1 to 3 of OS/2 fsType, the least restrictive first; none of them is Installable."""

NO_SUBSETTING = 0x0100
BITMAPS_ONLY = 0x0200
ANOTHER_FONT = "or choose another font"

MISREAD = (
    TTLibError,
    struct.error,
    zlib.error,
    ArithmeticError,
    AssertionError,
    AttributeError,
    EOFError,
    ImportError,
    LookupError,
    NotImplementedError,
    OSError,
    TypeError,
    ValueError,
)
"""What fontTools raises where a file is damaged, or is no font."""


@dataclass(frozen=True)
class FontFile:
    """A font file: what may be done with it, and whether it is compressed or variable.

    `weights` is the range of the weight axis where there is one.
    """

    path: Path
    right: EmbeddingRight
    is_compressed: bool
    is_variable: bool
    weights: tuple[int, int] | None


def read_font(path: Path, where: Location) -> FontFile:
    """Return what a font file says of itself.

    Raises `FontError` for a file that cannot be read, and for one that may not be embedded, or not
    as the house embeds: as outlines, cut down to the characters in use.
    """
    font = _facts(path, where)
    if font.right is EmbeddingRight.RESTRICTED:
        message = (
            f"'{path.name}' may not be embedded: its right (OS/2 fsType) is Restricted License"
        )
        hint = f"ask the foundry for a licence and a file that allow embedding, {ANOTHER_FONT}"
        raise FontError(message, where=where, hint=hint)
    return font


@cache
def _facts(path: Path, where: Location) -> FontFile:
    with opened(path, where) as font:
        if "OS/2" not in font:
            message = f"'{path.name}' does not say how it may be embedded: it has no OS/2 table"
            hint = f"ask the foundry for an OpenType or TrueType file, {ANOTHER_FONT}"
            raise FontError(message, where=where, hint=hint)
        weight = next((a for a in axes(font) if a.axisTag == "wght"), None)
        return FontFile(
            path=path,
            right=_right(font["OS/2"], path, where),
            is_compressed=font.flavor is not None,
            is_variable="fvar" in font,
            weights=(round(weight.minValue), round(weight.maxValue)) if weight else None,
        )


@contextmanager
def opened(path: Path, where: Location) -> Iterator[TTFont]:
    """Open a font to read some of its tables; raise `FontError` where it cannot be read."""
    # fontTools closes a file of its own that is no font only when it is collected.
    with told(path, where), path.open("rb") as file, TTFont(file, lazy=True) as font:
        yield font


@contextmanager
def told(path: Path, where: Location) -> Iterator[None]:
    """Tell a font that cannot be read as a fault of the font."""
    try:
        yield
    except MISREAD as error:
        message = f"'{path.name}' cannot be read as a font: {error}"
        hint = "export it again, or ask the foundry for another copy"
        raise FontError(message, where=where, hint=hint) from error


def axes(font: TTFont) -> list[Any]:
    """Return the axes of a variable font; a static one has none."""
    return list(font["fvar"].axes) if "fvar" in font else []


def _right(table: Any, path: Path, where: Location) -> EmbeddingRight:
    """Return the embedding right (OpenType 1.9, OS/2 fsType).

    Where several are set, the least restrictive holds up to version 2 of the table; later versions
    forbid that, and the most restrictive is taken.
    """
    if table.fsType & NO_SUBSETTING:
        message = f"'{path.name}' may not be cut down (OS/2 fsType 0x0100, no subsetting)"
        hint = f"ask the foundry for a licence and a file that allow subsetting, {ANOTHER_FONT}"
        raise FontError(f"{message}, as PDF and EPUB files do", where=where, hint=hint)
    if table.fsType & BITMAPS_ONLY:
        message = f"'{path.name}' allows only its bitmaps to be embedded (OS/2 fsType 0x0200)"
        hint = f"ask the foundry for a licence and a file that allow outlines, {ANOTHER_FONT}"
        raise FontError(message, where=where, hint=hint)
    granted = [right for bit, right in RIGHTS.items() if table.fsType & bit]
    if not granted:
        return EmbeddingRight.INSTALLABLE
    return granted[0] if table.version < 3 else granted[-1]
