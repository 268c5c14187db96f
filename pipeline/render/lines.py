"""From a composition to the lines of its tightened and loosened paragraphs, with and without."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import Path

from pipeline.model.composition import Composition
from pipeline.model.fitting import Fit
from pipeline.render.typeset import Typeset, content, typeset

STYLES = "style.css"
FITTED = frozenset({Fit.TIGHTEN.value, Fit.LOOSEN.value})
UNFITTED = f".{Fit.TIGHTEN}, .{Fit.LOOSEN} {{ letter-spacing: normal; word-spacing: normal }}"


def count_lines(composition: Composition, cache: Path) -> list[tuple[int, int]]:
    """Return the lines of each paragraph that is tightened or loosened, in reading order.

    The first number is as it is set in the PDF, the second as it would be were it left alone.
    """
    css = content(composition.resources[STYLES]) + f"\n{UNFITTED}".encode()
    plain = replace(composition, resources={**composition.resources, STYLES: css})
    counted = []
    for own in (composition, plain):
        with typeset(own, cache) as pages:
            counted.append(_lines(pages))
    return list(zip(*counted, strict=True))


def _lines(pages: Typeset) -> list[int]:
    """Count by the element: a paragraph that runs over a column is more than one box."""
    boxes = pages.weasyprint.formatting_structure.boxes
    counts: Counter[int] = Counter()
    for page in pages.document.pages:
        for box in page._page_box.descendants():
            if not isinstance(box, boxes.BlockBox) or box.element_tag != "p":
                continue
            if FITTED & {*box.element.get("class", "").split()}:
                counts[id(box.element)] += sum(isinstance(b, boxes.LineBox) for b in box.children)
    return list(counts.values())
