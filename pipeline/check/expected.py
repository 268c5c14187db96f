"""What a finished file is held against: the promises that its edition and its layout make."""

from __future__ import annotations

from dataclasses import dataclass, replace


@dataclass(frozen=True)
class Expected:
    """The facts of an edition that a finished file must show.

    `trim` is the width and height of a page in mm, `bleed` what goes over it on the press;
    `multiple` is the number of pages that the binding can fold, `condition` the printing condition.
    `headings` are those of the contents, in order; `families` are the font families of the layout.
    """

    title: str
    authors: tuple[str, ...]
    language: str
    identifier: str
    headings: tuple[str, ...]
    families: frozenset[str]
    trim: tuple[float, float]
    bleed: float
    multiple: int
    condition: str


def of_cover(expected: Expected, spine: float) -> Expected:
    """Return what an outside cover is held against: a sheet as wide as its spine (mm) has it."""
    width, height = expected.trim
    return replace(expected, trim=(2 * width + spine, height), multiple=1)
