"""From pages laid out by WeasyPrint to a page map: the element and the letter at which each begins.

Every piece of running text is numbered before it is broken into lines, and keeps its number in
each line: hyphens, columns and repeated table heads cannot shift it. What is not in the text itself
(footnotes, running heads, generated labels) has no number.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

from pipeline.model.pages import PICTURE, PageMap, PageStart, letters

PROOF = 24
"""How many letters of a page's beginning the map keeps."""
OWN = "::first-letter"
"""The pseudo-element whose text is the writer's."""


@dataclass(frozen=True)
class _Origin:
    """A place in the text: how many letters are before it in all, and since its anchor."""

    before: int
    anchor: str
    offset: int

    def after(self, skipped: str) -> _Origin:
        """Return the place after some more letters."""
        count = len(letters(skipped))
        return replace(self, before=self.before + count, offset=self.offset + count)


@dataclass
class Numbering:
    """The running text of a document, letters alone, as it was numbered."""

    text: str = ""

    def page_map(self, pages: Iterable[Any]) -> PageMap:
        """Return where each of WeasyPrint's pages begins.

        A page without text begins where the next one does.
        """
        reached, found = -1, []
        for page in pages:
            boxes = page._page_box.descendants(placeholders=True)
            origins = [box.origin for box in boxes if getattr(box, "origin", None)]
            # The head of a table that goes on from the page before stands here a second time.
            fresh = [origin for origin in origins if origin.before > reached]
            found.append(min(fresh, key=lambda origin: origin.before, default=None))
            reached = max([reached, *(origin.before for origin in origins)])
        starts: list[PageStart] = []
        for number, origin in reversed(list(enumerate(found, start=1))):
            if origin:
                words = self.text[origin.before : origin.before + PROOF]
                starts.insert(0, PageStart(str(number), origin.anchor, origin.offset, words))
            elif starts:
                starts.insert(0, replace(starts[0], label=str(number)))
        return tuple(starts)


@contextmanager
def numbered() -> Iterator[Numbering]:
    """Let each piece of text of a document that is laid out here carry its place in the text."""
    from weasyprint import document
    from weasyprint.layout import inline

    numbering = Numbering()
    build, split = document.build_formatting_structure, inline.split_text_box

    def build_numbered(*arguments: Any, **named: Any) -> Any:
        root = build(*arguments, **named)
        numbering.text = _number(root)
        return root

    def split_numbered(context: Any, box: Any, width: Any, skip: Any, **named: Any) -> Any:
        line, *more = split(context, box, width, skip, **named)
        origin = getattr(box, "origin", None)
        if line is not None and origin and skip:
            line.origin = origin.after(box.text.encode()[:skip].decode())
        return line, *more

    document.build_formatting_structure, inline.split_text_box = build_numbered, split_numbered
    try:
        yield numbering
    finally:
        document.build_formatting_structure, inline.split_text_box = build, split


def _number(root: Any) -> str:
    """Give each box of running text its origin; return the text's letters, pictures among them."""
    anchor, anchored, text = "", 0, ""
    for box in root.descendants():
        element = None if "::" in (box.element_tag or "") else box.element
        name = element.get("id") if element is not None else None
        if name and name != anchor:
            anchor, anchored = name, len(text)
        own = _letters(box, element)
        if own:
            box.origin = _Origin(len(text), anchor, len(text) - anchored)
            text += own
    return text


def _letters(box: Any, element: Any) -> str:
    if element is None and not str(box.element_tag).endswith(OWN):
        return ""
    if hasattr(box, "text"):
        return letters(box.text)
    return PICTURE if element is not None and element.tag == "img" else ""
