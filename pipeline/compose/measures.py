"""From a layout's tokens to its page box, and whether the text fits it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from pipeline.compose.lengths import number, points
from pipeline.compose.tokens import places_of, settings, tokens_of
from pipeline.errors import LayoutError, PipelineError
from pipeline.model.layout import Layout
from pipeline.model.press import POINTS_PER_MM, PageBox

SIZES = (40.0, 1200.0)
"""The narrowest and the widest page (mm): a label, and a sheet of the largest press."""
LEAST_LEADING = 3 / POINTS_PER_MM
"""The least line (mm): a page of finer ones has lines without number."""
LINES = 10
"""The fewest lines that a page must have room for."""
NARROWEST = 25.0
"""The narrowest column that can be set (mm)."""
MARKS = 5.0
"""What crop marks need outside the bleed (mm)."""
ROUNDING = 0.05
MAX_COLUMNS = 6


def page_box(layout: Layout) -> PageBox:
    """Return the trim and the bleed that a layout's tokens set."""
    measures = _Measures(layout, tokens_of(layout))
    return PageBox(*map(measures.millimetres, ("--page-width", "--page-height", "--bleed")))


def length(layout: Layout, name: str) -> float:
    """Return a token's length in points; raise at its place where it is none."""
    return _Measures(layout, tokens_of(layout)).millimetres(name) * POINTS_PER_MM


@dataclass(frozen=True)
class _Measures:
    """The tokens of a layout, as lengths and numbers."""

    layout: Layout
    tokens: Mapping[str, str]

    def millimetres(self, name: str) -> float:
        """Return a length in mm; raise at its place where it is none."""
        try:
            return points(self.tokens[name]) / POINTS_PER_MM
        except LayoutError as error:
            where = places_of(self.layout)[name]
            raise LayoutError(error.message, where=where, hint=error.hint) from None

    def number(self, name: str) -> float:
        """Return a number; raise at its place where it is none."""
        try:
            return number(self.tokens[name])
        except LayoutError as error:
            where = places_of(self.layout)[name]
            raise LayoutError(error.message, where=where, hint=error.hint) from None

    def fault(self, message: str, hint: str, *names: str) -> LayoutError:
        """Return a fault at that of these tokens which was set last."""
        last = [token for token in settings(self.layout) if token.name in names][-1]
        return LayoutError(message, where=last.where, hint=hint)


def check_measures(layout: Layout) -> Iterator[PipelineError]:
    """Yield a fault for each measure that does not fit the trim.

    Raises `LayoutError` for a token that is no length, or no number, where one is needed.
    """
    measures = _Measures(layout, tokens_of(layout))
    width, height, bleed = map(measures.millimetres, ("--page-width", "--page-height", "--bleed"))
    for name, size in (("--page-width", width), ("--page-height", height)):
        if not SIZES[0] <= size <= SIZES[1]:
            hint = f"set it between {SIZES[0]:g} and {SIZES[1]:g} mm"
            yield measures.fault(f"'{name}' is {size:g} mm", hint, name)
    if not 0 <= bleed <= measures.millimetres("--sheet-margin") - MARKS:
        message = f"a bleed of {bleed:g} mm leaves crop marks no room"
        hint = f"set --sheet-margin {MARKS:g} mm larger than --bleed"
        yield measures.fault(message, hint, "--bleed", "--sheet-margin")
    yield from _across(measures, width)
    yield from _down(measures, height)


def _across(measures: _Measures, width: float) -> Iterator[PipelineError]:
    sides = ("--margin-inner", "--margin-outer")
    inner, outer = map(measures.millimetres, sides)
    room = width - inner - outer
    if room < NARROWEST:
        message = f"the margins leave {room:.4g} mm of a page {width:.4g} mm wide"
        hint = f"leave {NARROWEST:g} mm for text: make them smaller, or the page wider"
        yield measures.fault(message, hint, "--page-width", *sides)
        return
    measure, gap = map(measures.millimetres, ("--measure", "--column-gap"))
    columns = measures.number("--columns")
    if columns not in range(1, MAX_COLUMNS + 1):
        message, hint = (
            f"{columns:g} columns",
            f"set --columns to a whole number, 1 to {MAX_COLUMNS}",
        )
        yield measures.fault(message, hint, "--columns")
        return
    wide = columns * measure + (columns - 1) * gap
    if wide > room + ROUNDING or measure < NARROWEST:
        message = f"the measure does not fit the trim: {_columns(columns, measure, gap)}"
        hint = f"the margins leave {room:.4g} mm; leave --measure out, and it is what they leave"
        yield measures.fault(
            message, hint, "--measure", "--columns", "--column-gap", "--page-width", *sides
        )
    back = measures.millimetres("--measure-back")
    if back > room + ROUNDING:
        message = f"the measure of the back, {back:.4g} mm, does not fit the trim"
        hint = f"set --measure-back: var(--measure), or what is within {room:.4g} mm"
        yield measures.fault(message, hint, "--measure-back", "--page-width", *sides)


def _columns(columns: float, measure: float, gap: float) -> str:
    if columns == 1:
        return f"a column of {measure:.4g} mm"
    return f"{columns:g} columns of {measure:.4g} mm and {gap:.4g} mm between them"


def _down(measures: _Measures, height: float) -> Iterator[PipelineError]:
    edges = ("--margin-top", "--margin-bottom")
    top, bottom = map(measures.millimetres, edges)
    leading = measures.millimetres("--leading")
    room = height - top - bottom
    if leading < LEAST_LEADING:
        message = f"'--leading' is {leading * POINTS_PER_MM:.4g} pt"
        yield measures.fault(message, "set it to 3 pt at the least", "--leading")
    elif room < LINES * leading:
        message = f"the margins leave {room:.4g} mm of a page {height:.4g} mm high"
        hint = f"leave {LINES} lines of --leading for text"
        yield measures.fault(message, hint, "--page-height", "--leading", *edges)
