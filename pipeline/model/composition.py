"""An edition set in a layout: markup, one stylesheet, and every file that these may name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import TypeAlias

from pipeline.model.artifact import Rendition
from pipeline.model.edition import Edition
from pipeline.model.layout import Layout
from pipeline.model.press import Inks, PageBox

Resource: TypeAlias = Path | bytes


class Matter(StrEnum):
    """The three parts of a publication (EPUB 3 Structural Semantics Vocabulary §2)."""

    FRONT = "frontmatter"
    BODY = "bodymatter"
    BACK = "backmatter"


@dataclass(frozen=True)
class Part:
    """A document of a composition: its file name, its title, where it belongs, its markup.

    `semantics` is its term in the EPUB Structural Semantics Vocabulary.
    """

    name: str
    title: str
    matter: Matter
    semantics: str
    markup: str


@dataclass(frozen=True)
class Composition:
    """What a renderer needs and all that it may read: `resources` maps each name to its content.

    A PDF is made of one part, an EPUB of several and a navigation document, which comes last. What
    the press prints around the pages of a PDF is one part, and the spine of a cover another; `box`
    is the sheet's, and `inks` what the screen's colours are on the press.
    """

    edition: Edition
    layout: Layout
    rendition: Rendition
    parts: tuple[Part, ...]
    resources: Mapping[str, Resource]
    accessibility_summary: str = ""
    box: PageBox | None = None
    inks: Inks = field(default_factory=dict)
