"""Whether the words of a drawing keep within it, in the fonts of the brand that prints it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from lxml import etree

from pipeline.compose.fontvalues import WEIGHTS, first_family
from pipeline.compose.syntax import component_values
from pipeline.errors import LayoutError, Location, PipelineError
from pipeline.model.layout import Layout

TEXT = "{http://www.w3.org/2000/svg}text"
NUMBER = re.compile(r"-?\d*\.?\d+")
STARTS = {"start": 0.0, "middle": 0.5, "end": 1.0}
"""How much of a text lies before its place (SVG 2 §11.10.1)."""


def check_words(drawing: bytes, path: Path, layout: Layout) -> Iterator[PipelineError]:
    """Yield a fault for each text of an SVG that goes on beyond its sides, where it is cut off.

    `drawing` has the brand's fonts in it already. A text that is turned or in several pieces is
    passed over.
    """
    root = etree.fromstring(drawing, etree.XMLParser(resolve_entities=False, no_network=True))
    box = [float(part) for part in root.get("viewBox", "").replace(",", " ").split()]
    for text in root.iter(TEXT) if len(box) == 4 else ():
        around = [text, *text.iterancestors()]
        said = _inherited(around)
        font = _face(said, layout)
        size, place = (said.get("font-size", "16").removesuffix("px"), text.get("x", "0"))
        plain = all(NUMBER.fullmatch(part) for part in (size, place)) and not len(text)
        if font is None or not plain or any(e.get("transform") for e in around):
            continue
        words = " ".join((text.text or "").split())
        wide = _width(font, words) * float(size)
        left = float(place) - wide * STARTS.get(said.get("text-anchor", ""), 0)
        if left < box[0] - 1 or left + wide > box[0] + box[2] + 1:
            message = f"'{words}' reaches from {left:.0f} to {left + wide:.0f} in the brand's font"
            ends = f"{box[0]:g} to {box[0] + box[2]:g}"
            hint = f"the drawing goes from {ends}: give it room, or set the words smaller"
            yield LayoutError(message, where=Location(path, text.sourceline or 0), hint=hint)


def _inherited(around: list[etree._Element]) -> dict[str, str]:
    """Return the attributes that a text has of its own or of what is around it, nearest first."""
    said: dict[str, str] = {}
    for element in around:
        for name, value in element.attrib.items():
            said.setdefault(str(name), str(value))
    return said


def _face(said: dict[str, str], layout: Layout) -> Path | None:
    """Return the font of a text; None where it is not known, as where a style says it."""
    if "style" in said or "class" in said:
        return None
    family = first_family(component_values(said.get("font-family", "")))
    named = said.get("font-weight", "400")
    weight = WEIGHTS.get(named, int(named) if named.isdigit() else 400)
    faces = [face for face in layout.faces if face.family == family and face.style == "normal"]
    return min(faces, key=lambda face: abs(face.weight - weight)).path if faces else None


def _width(font: Path, words: str) -> float:
    """Return how wide words are in a font, in em, without kerning."""
    widths, em = _widths(font)
    return sum(widths.get(ord(character), 0) for character in words) / em


@cache
def _widths(font: Path) -> tuple[dict[int, int], int]:
    """Return the width of each character, and the em in the same units (OpenType hmtx, head)."""
    from fontTools.ttLib import TTFont

    with TTFont(font, lazy=True) as opened:
        metrics = opened["hmtx"].metrics
        named = (opened.getBestCmap() or {}).items()
        return {point: metrics[name][0] for point, name in named}, opened["head"].unitsPerEm
