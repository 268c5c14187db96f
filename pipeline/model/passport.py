"""The facts of a release that its passport tells: what it is, what was measured, what was found."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import dataclass

from pipeline.model.edition import Edition
from pipeline.model.layout import FontFamily
from pipeline.model.press import Cmyk, Rgb
from pipeline.model.release import ReleasedFile
from pipeline.model.verdict import Verdict


@dataclass(frozen=True)
class UsedFont:
    """A font that a PDF uses: its name without the mark of a subset, and what the file holds of it.

    `kind` is the PDF's word for it, as `CIDFontType2` (ISO 32000-1 9.7.4).
    """

    name: str
    kind: str
    embedded: bool
    subset: bool


@dataclass(frozen=True)
class PageInk:
    """The ink of a printed page within its bleed.

    `most` is the sum of inks at the spot that has most, from 0 (paper) to 4; `mean` is how much of
    the page each ink covers, from 0 to 1; `has_colour` tells whether there is more than black.
    """

    page: int
    most: float
    mean: Cmyk
    has_colour: bool


@dataclass(frozen=True)
class Contrast:
    """A colour of text and the ground behind it: their ratio, from 1 to 21 (WCAG 2.2).

    `size` is that of the smallest text in these colours (pt), `pages` are those that have it.
    """

    text: Rgb
    ground: Rgb
    ratio: float
    size: float
    pages: tuple[int, ...]


@dataclass(frozen=True)
class Link:
    """An address outside the file, and the page of each area that links to it, in reading order.

    A link that is broken over two lines has two areas.
    """

    address: str
    pages: tuple[int, ...]


@dataclass(frozen=True)
class Sheet:
    """How many pages of a file are of one size: the trim's width and height in mm."""

    width: float
    height: float
    count: int


@dataclass(frozen=True)
class Measures:
    """What is measured on the finished files, each by a library that did not make them.

    `pages` and `printed` are the pages of the reading PDF and the print PDF by their sizes, `inks`
    is of the print PDF, all else of the reading PDF. `contrasts` begin with the lowest;
    `inner_links` is how many areas lead to a place in the file itself.
    """

    pages: tuple[Sheet, ...]
    printed: tuple[Sheet, ...]
    fonts: tuple[UsedFont, ...]
    inks: tuple[PageInk, ...]
    contrasts: tuple[Contrast, ...]
    links: tuple[Link, ...]
    inner_links: int
    tools: Mapping[str, str]
    """The tool and its version for each of `sizes`, `fonts`, `inks`, `contrasts` and `links`."""


@dataclass(frozen=True)
class Thumbnail:
    """A small picture of a page: its folio, the sections on it, its size in pixels."""

    folio: str
    sections: tuple[str, ...]
    width: int
    height: int
    media_type: str
    data: bytes

    @property
    def address(self) -> str:
        """The picture as an address that holds it (RFC 2397)."""
        return f"data:{self.media_type};base64,{base64.b64encode(self.data).decode()}"


@dataclass(frozen=True)
class Passport:
    """All that the passport of a release tells; `citations` give a text for each format's name."""

    edition: Edition
    families: tuple[FontFamily, ...]
    files: tuple[ReleasedFile, ...]
    verdicts: tuple[Verdict, ...]
    measures: Measures
    thumbnails: tuple[Thumbnail, ...]
    citations: Mapping[str, str]
