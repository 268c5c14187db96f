"""Font files cut down to the characters that a book uses."""

from __future__ import annotations

import io

from fontTools import subset as fonttools
from fontTools.ttLib import TTFont

FEATURES = ["kern", "liga", "locl", "ccmp", "mark", "mkmk", "onum", "pnum", "tnum", "lnum", "sups"]


def subset(font: bytes, text: str) -> bytes:
    """Return a TrueType font with the glyphs that `text` needs, in every case and figure style."""
    options = fonttools.Options()
    options.layout_features = FEATURES
    options.name_IDs = ["*"]
    options.notdef_outline = True
    options.recalc_timestamp = False
    options.hinting = False
    with TTFont(io.BytesIO(font), recalcTimestamp=False) as opened:
        cutter = fonttools.Subsetter(options)
        cutter.populate(text=text + text.upper() + text.lower())
        cutter.subset(opened)
        written = io.BytesIO()
        opened.save(written)
    return written.getvalue()
