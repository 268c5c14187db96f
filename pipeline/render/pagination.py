"""From pages laid out by WeasyPrint to a page map: the element and the letter at which each begins.

Every piece of running text is numbered before it is broken into lines, and keeps its number in
each line: hyphens, columns and repeated table heads cannot shift it. What is not in the text itself
(footnotes, running heads, generated labels) has no number.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import accumulate
from typing import Any

from pipeline.model.pages import PICTURE, PageMap, PageStart, letters

PROOF = 24
"""How many letters of a page's beginning the map keeps."""
OWN = "::first-letter"
"""The pseudo-element whose text is the writer's."""


@dataclass(frozen=True)
class _Origin:
    """A piece of text before it is broken: how many letters are before it, and since its anchor.

    `text` is as it is set, `written` as it was before any `text-transform`: `ß` is set as `SS`.
    """

    before: int
    anchor: str
    offset: int
    text: str
    written: str


@dataclass(frozen=True)
class _Place:
    """A line or a picture on a page: the piece that it is of, and how many bytes are before it."""

    origin: _Origin
    skip: int

    @property
    def order(self) -> tuple[int, int]:
        """Where it is in the text, for comparison."""
        return self.origin.before, self.skip

    @property
    def letters(self) -> int:
        """How many letters of the piece, as it was written, are before it."""
        count = len(letters(self.origin.text.encode()[: self.skip].decode()))
        written = letters(self.origin.written)
        if len(written) == len(letters(self.origin.text)):
            return count
        ends = list(accumulate(len(letter.upper()) for letter in written))
        return bisect_left(ends, count) + 1 if count else 0


@dataclass
class Numbering:
    """The running text of a document, letters alone, as it was numbered."""

    text: str = ""

    def page_map(self, pages: Iterable[Any]) -> PageMap:
        """Return where each of WeasyPrint's pages begins.

        A page without text begins where the next one does; after the last text none has a place.
        """
        reached = (-1, 0)
        found: list[_Place | None] = []
        for page in pages:
            places = list(_places(page))
            # The head of a table that goes on from the page before stands here a second time.
            fresh = [place for place in places if place.order > reached]
            found.append(min(fresh, key=lambda place: place.order, default=None))
            reached = max([reached, *(place.order for place in places)])
        starts: list[PageStart] = []
        for number, place in reversed(list(enumerate(found, start=1))):
            if place:
                starts.insert(0, self._start(str(number), place))
            elif starts:
                starts.insert(0, replace(starts[0], label=str(number)))
        return tuple(starts)

    def _start(self, label: str, place: _Place) -> PageStart:
        skipped = place.letters
        before = place.origin.before + skipped
        words = self.text[before : before + PROOF]
        return PageStart(label, place.origin.anchor, place.origin.offset + skipped, words)


def _places(page: Any) -> Iterator[_Place]:
    for box in page._page_box.descendants(placeholders=True):
        origin = getattr(box, "origin", None)
        if origin:
            yield _Place(origin, getattr(box, "skip", 0))


@contextmanager
def numbered() -> Iterator[Numbering]:
    """Let each piece of text of a document that is laid out here carry its place in the text."""
    from weasyprint import document
    from weasyprint.formatting_structure import boxes
    from weasyprint.layout import inline

    numbering = Numbering()
    build, split = document.build_formatting_structure, inline.split_text_box
    transform = boxes.TextBox.process_text_transform

    def transform_kept(box: Any) -> None:
        box.written = box.text
        transform(box)

    def build_numbered(*arguments: Any, **named: Any) -> Any:
        root = build(*arguments, **named)
        numbering.text = _number(root)
        return root

    def split_numbered(context: Any, box: Any, width: Any, skip: Any, **named: Any) -> Any:
        broken = split(context, box, width, skip, **named)
        if skip and broken[0] is not None:
            broken[0].skip = skip
        return broken

    document.build_formatting_structure, inline.split_text_box = build_numbered, split_numbered
    boxes.TextBox.process_text_transform = transform_kept
    try:
        yield numbering
    finally:
        document.build_formatting_structure, inline.split_text_box = build, split
        boxes.TextBox.process_text_transform = transform


def _number(root: Any) -> str:
    """Give each box of running text its origin; return the text's letters, pictures among them."""
    anchor, anchored, count = "", 0, 0
    text: list[str] = []
    for box in root.descendants():
        element = None if "::" in (box.element_tag or "") else box.element
        name = element.get("id") if element is not None else None
        if name and name != anchor:
            anchor, anchored = name, count
        own = _letters(box, element)
        if own:
            text_set = getattr(box, "text", "")
            written = getattr(box, "written", text_set)
            box.origin = _Origin(count, anchor, count - anchored, text_set, written)
            text.append(own)
            count += len(own)
    return "".join(text)


def _letters(box: Any, element: Any) -> str:
    if element is None and not str(box.element_tag).endswith(OWN):
        return ""
    if hasattr(box, "text"):
        return letters(getattr(box, "written", box.text))
    return PICTURE if element is not None and element.tag == "img" else ""
