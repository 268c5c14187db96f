"""Compose what the press prints around an edition's pages: marks and slug lines, and a spine."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from pipeline.compose.assembly import assemble, filler
from pipeline.compose.inks import inks
from pipeline.compose.measures import page_box
from pipeline.compose.views import view
from pipeline.model.artifact import Rendition
from pipeline.model.composition import Composition, Matter, Part
from pipeline.model.edition import Edition
from pipeline.model.layout import Layout
from pipeline.model.press import Binding, PageBox, padded

BLANK = "—"


def compose_sheets(edition: Edition, layout: Layout, labels: Sequence[str]) -> Composition:
    """Compose a sheet around each page, by its label, and around the blanks that the binding wants.

    Raises `Faults` for colours of the layout that have no press value, and for its other faults.
    """
    sheets = padded(labels, layout.press.binding.multiple)
    context = view(edition, layout, Rendition.PDF)
    slugs = [
        f"{context['labels']['page']} {label or BLANK} ({number}/{len(sheets)})"
        for number, label in enumerate(sheets, start=1)
    ]
    return _compose(edition, layout, page_box(layout), 0, slugs)


def compose_spread(edition: Edition, layout: Layout, pages: int) -> Composition:
    """Compose the sheet of the outside cover around `pages` pages, and the spine on it."""
    spine = spine_width(layout, pages)
    label = view(edition, layout, Rendition.PDF)["labels"]["cover"]
    return _compose(edition, layout, page_box(layout).spread(spine), spine, [label])


def spine_width(layout: Layout, pages: int) -> float:
    """Return the width of the spine (mm) of a copy with this many pages, two to a leaf."""
    leaves = len(padded(range(pages), Binding.PERFECT.multiple)) / 2
    return round(leaves * layout.press.leaf, 2)


def _compose(
    edition: Edition, layout: Layout, box: PageBox, spine: float, slugs: Sequence[str]
) -> Composition:
    context = {**view(edition, layout, Rendition.PDF), "sheets": slugs, "spine": spine}
    fill = filler(edition, layout, Rendition.PDF)
    title = edition.publication.full_title
    roles = ("sheet", "spine") if spine else ("sheet",)
    parts = tuple(Part(f"{r}.html", title, Matter.FRONT, "", fill(r, context)) for r in roles)
    given = {
        "--trim-width": f"{box.width:.3f}mm",
        "--trim-height": f"{box.height:.3f}mm",
        "--spine": f"{spine:.3f}mm",
    }
    composition = assemble(edition, layout, Rendition.PRINT, parts, given)
    return replace(composition, box=box, inks=inks(layout))
