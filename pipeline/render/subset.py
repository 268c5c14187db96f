"""Font files cut down to the characters that a book uses."""

from __future__ import annotations

import io

import uharfbuzz as harfbuzz
from fontTools.ttLib import TTFont

FEATURES = ("kern", "liga", "locl", "ccmp", "mark", "mkmk", "onum", "pnum", "tnum", "lnum", "sups")

NAMES = range(26)
"""Every name that a font has, its licence among them (OpenType 1.9, name)."""


def subset(font: bytes, text: str) -> bytes:
    """Return a TrueType font with the glyphs that `text` needs, in every case and figure style."""
    wanted = harfbuzz.SubsetInput()
    wanted.unicode_set.update(map(ord, {*text, *text.upper(), *text.lower()}))
    wanted.layout_feature_tag_set.clear()
    wanted.layout_feature_tag_set.update(int.from_bytes(tag.encode(), "big") for tag in FEATURES)
    wanted.name_id_set.update(NAMES)
    wanted.flags = harfbuzz.SubsetFlags.NO_HINTING | harfbuzz.SubsetFlags.NOTDEF_OUTLINE
    return bytes(harfbuzz.subset(harfbuzz.Face(font), wanted).blob.data)


def woff2(font: bytes) -> bytes:
    """Return a font as WOFF 2.0."""
    written = io.BytesIO()
    with TTFont(io.BytesIO(font), recalcTimestamp=False) as opened:
        opened.flavor = "woff2"
        opened.save(written)
    return written.getvalue()
