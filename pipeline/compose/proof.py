"""An edition in every rendition that is wanted, before any page is made: all faults at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from pipeline.compose.brand import check_layout, check_values
from pipeline.compose.legibility import check_legibility
from pipeline.compose.pages import compose, compose_epub
from pipeline.compose.sheets import compose_sheets
from pipeline.compose.web import compose_web
from pipeline.errors import gathered, raise_all
from pipeline.model.artifact import Rendition
from pipeline.model.composition import Composition
from pipeline.model.edition import Edition
from pipeline.model.layout import Layout

SETTINGS: dict[Rendition, Callable[[Edition, Layout], Composition]] = {
    Rendition.PDF: compose,
    Rendition.PRINT: lambda edition, layout: compose_sheets(edition, layout, ["1"]),
    Rendition.EPUB: lambda edition, layout: compose_epub(edition, layout, ()),
    Rendition.WEB: lambda edition, layout: compose_web(edition, layout, ()),
}
"""How each rendition is set while nothing is known yet of its pages."""


def prove(edition: Edition, layout: Layout, wanted: Sequence[Rendition]) -> Composition:
    """Return the composition for the PDF, which every rendition begins with.

    Raises `Faults` with all wrong names of the layout; where none is, with its measures and its
    inks, and whatever is wrong with this edition in it, in any of the renditions.
    """
    raise_all(check_layout(layout))
    faults = check_values(layout)
    found: list[Composition] = []
    for rendition in dict.fromkeys((Rendition.PDF, *wanted)):
        with gathered(faults):
            composition = SETTINGS[rendition](edition, layout)
            found.append(composition)
            markups = [part.markup for part in composition.parts]
            faults.extend(check_legibility(layout, rendition, markups))
    raise_all(faults)
    return found[0]
