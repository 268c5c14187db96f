"""From a finished PDF to the colours of its text, each with the ground that is seen behind it."""

from __future__ import annotations

import ctypes
import math
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TypeAlias

import pypdfium2
from PIL import Image
from pypdfium2 import raw

from pipeline.model.contrast import contrast
from pipeline.model.passport import Contrast
from pipeline.model.press import Rgb

SCALE = 2
"""The pixels a point is drawn with."""
AROUND = ((0.0, 0.0), (0.5, 0.0), (1.0, 0.0), (0.0, 1.0), (0.5, 1.0), (1.0, 1.0))
"""Where the ground is looked at, within the box of a letter and its line: below and above it."""
FILLED = (
    raw.FPDF_TEXTRENDERMODE_FILL,
    raw.FPDF_TEXTRENDERMODE_FILL_STROKE,
    raw.FPDF_TEXTRENDERMODE_FILL_CLIP,
    raw.FPDF_TEXTRENDERMODE_FILL_STROKE_CLIP,
)
Pair: TypeAlias = tuple[Rgb, Rgb]


def contrasts(pdf: Path) -> tuple[Contrast, ...]:
    """Return each colour of text with each ground that it stands on, the lowest contrast first.

    A letter's colour is the one it is filled with; its ground is what most of the points around it
    show when the page is drawn.
    """
    sizes: dict[Pair, float] = {}
    pages: dict[Pair, list[int]] = {}
    document = pypdfium2.PdfDocument(pdf)
    try:
        for number in range(1, len(document) + 1):
            for pair, size in _pairs(document[number - 1]).items():
                sizes[pair] = min(size, sizes.get(pair, size))
                pages.setdefault(pair, []).append(number)
    finally:
        document.close()
    found = [
        Contrast(*pair, contrast(*pair), round(sizes[pair], 1), tuple(pages[pair]))
        for pair in sizes
    ]
    return tuple(sorted(found, key=lambda c: (c.ratio, c.text, c.ground)))


def _pairs(page: Any) -> dict[Pair, float]:
    """Return the pairs of colours of a page, each with the size of its smallest letter (pt)."""
    sizes: dict[Pair, float] = {}
    picture = page.render(scale=SCALE).to_pil().convert("RGB")
    for colour, size, ground in _letters(page, picture):
        pair = (colour, ground)
        sizes[pair] = min(size, sizes.get(pair, size))
    return sizes


def _letters(page: Any, picture: Image.Image) -> Iterator[tuple[Rgb, float, Rgb]]:
    """Yield the colour, the size and the ground of each letter that is seen."""
    text = page.get_textpage()
    pixels = picture.load()
    channels = [ctypes.c_uint() for _ in range(4)]
    for index in range(raw.FPDFText_CountChars(text)):
        if not _is_seen(text, index):
            continue
        raw.FPDFText_GetFillColor(text, index, *channels)
        red, green, blue, alpha = (channel.value for channel in channels)
        if alpha:
            box = text.get_charbox(index, loose=True)
            ground = _ground(pixels, picture.size, box, page.get_height())
            yield (red, green, blue), _size(text, index), ground


def _is_seen(text: Any, index: int) -> bool:
    """Return whether a letter is one that the page holds, and is filled (ISO 32000-1 table 106)."""
    if raw.FPDFText_IsGenerated(text, index) == 1:
        return False
    drawn = raw.FPDFText_GetTextObject(text, index)
    mode = raw.FPDFTextObj_GetTextRenderMode(drawn) if drawn else FILLED[0]
    return mode in FILLED and not chr(raw.FPDFText_GetUnicode(text, index)).isspace()


def _size(text: Any, index: int) -> float:
    matrix = raw.FS_MATRIX()
    raw.FPDFText_GetMatrix(text, index, matrix)
    scale = math.sqrt(abs(matrix.a * matrix.d - matrix.b * matrix.c))
    return float(raw.FPDFText_GetFontSize(text, index)) * scale


def _ground(pixels: Any, size: tuple[int, int], box: tuple[float, ...], height: float) -> Rgb:
    """Return the colour that most points around a letter's box (pt) show."""
    left, bottom, right, top = box
    seen: Counter[Rgb] = Counter()
    for across, up in AROUND:
        x = SCALE * (left + across * (right - left))
        y = SCALE * (height - (bottom + up * (top - bottom)))
        seen[pixels[min(size[0] - 1, max(0, int(x))), min(size[1] - 1, max(0, int(y)))]] += 1
    return seen.most_common(1)[0][0]
