"""What a printing house is told: the sheet, the inks and the binding."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TypeAlias, TypeVar

Cmyk: TypeAlias = tuple[float, float, float, float]
"""Cyan, magenta, yellow and black, each from 0 to 1."""
Rgb: TypeAlias = tuple[int, int, int]
"""Red, green and blue of sRGB, each from 0 to 255."""
Inks: TypeAlias = Mapping[Rgb, Cmyk]
"""What a colour of the screen is on the press."""

POINTS_PER_MM = 72 / 25.4
T = TypeVar("T")


class Binding(StrEnum):
    """How sheets are made into a copy; each wants a number of pages that it can fold."""

    NONE = "none"
    SADDLE_STITCH = "saddle-stitch"
    PERFECT = "perfect"

    @property
    def multiple(self) -> int:
        """The number of pages of which a copy must be a multiple."""
        return {"none": 1, "saddle-stitch": 4, "perfect": 2}[self.value]


@dataclass(frozen=True)
class OutputProfile:
    """The ICC profile of a printing condition (ISO 15076-1).

    `condition` is the condition's name in the ICC's registry, empty where it is not registered;
    `description` is the profile's own, and `source` the `layout.yml` that names it.
    """

    path: Path
    description: str
    source: Path
    condition: str = ""


@dataclass(frozen=True)
class Press:
    """How a brand is printed: the output profile, the binding, and a leaf's thickness in mm."""

    profile: OutputProfile
    binding: Binding
    leaf: float


@dataclass(frozen=True)
class PageBox:
    """A page as it is cut: the trim's width and height, and the bleed around it (mm)."""

    width: float
    height: float
    bleed: float

    def spread(self, spine: float) -> PageBox:
        """Return the box of an outside cover: the back, a spine of this width (mm), the front."""
        return PageBox(2 * self.width + spine, self.height, self.bleed)


def padded(pages: Sequence[T], multiple: int) -> list[T | None]:
    """Return pages with blank ones, as None, before the last, up to a multiple of `multiple`."""
    blank = -len(pages) % multiple
    return [*pages[:-1], *[None] * blank, *pages[-1:]]
