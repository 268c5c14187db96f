"""Where each page of a PDF begins, told so that another rendition can find the same place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

INVISIBLE = frozenset("\N{SOFT HYPHEN}\N{ZERO WIDTH SPACE}\N{WORD JOINER}\ufeff")
PICTURE = "\N{OBJECT REPLACEMENT CHARACTER}"
"""What a picture counts as among letters."""


def letters(text: str) -> str:
    """Return the characters of a text that every rendition has: no space, no chance to break."""
    return "".join(c for c in text if c not in INVISIBLE and not c.isspace())


def one_line(text: str) -> str:
    """Return a text as one line, its spaces ordinary ones, and nothing in it unseen."""
    return " ".join("".join(c for c in text if c not in INVISIBLE).split())


@dataclass(frozen=True)
class PageStart:
    """Where a page begins: so many letters after the start of the element with the id `anchor`.

    `label` is the page's folio. `words` are the letters with which the page begins, a picture
    among them as U+FFFC: proof, where the place is looked for elsewhere, that it is the right one.
    """

    label: str
    anchor: str
    offset: int
    words: str


PageMap: TypeAlias = tuple[PageStart, ...]
