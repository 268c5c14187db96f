"""From a page map to marks in the documents of an EPUB, each at the letter where a page begins."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from html import escape, unescape

from pipeline.errors import LayoutError
from pipeline.model.composition import Part
from pipeline.model.pages import PICTURE, PageMap, PageStart, letters

TOKEN = re.compile(r"""<!--.*?-->|<(?:"[^"]*"|'[^']*'|[^'">])*>|[^<]+""", re.DOTALL)
TAG = re.compile(r"<(/?)([\w:.-]+)")
IN_AN_EPUB = (
    '<span epub:type="pagebreak" role="doc-pagebreak" id="page-{0}" aria-label="{0}"></span>'
)
ON_THE_WEB = '<span role="doc-pagebreak" id="page-{0}" title="{0}"></span>'
"""The mark of a page: axe-core takes an `aria-label` on a span for a fault, whatever its role."""
UNIT = re.compile(r"&[^;\s]+;|.", re.DOTALL)
COVER = "cover"
"""The id of the cover, which is a picture in an EPUB."""
APART = re.compile(
    r'epub:type="(?:noteref|footnotes?|landmarks|page-list)"|role="doc-(?:noteref|footnote|pagelist)"'
)
"""What no page of a PDF has in its running text."""
PASSABLE = frozenset(
    {"a", "abbr", "b", "cite", "code", "em", "i", "q", "span", "strong", "sub", "sup"}
    | {"h1", "h2", "h3", "h4", "h5", "h6", "figure", "caption", "table", "thead", "div"}
    | {"tr", "th", "nav"}
)
"""Elements before which a mark stands where a page begins with them: it is no part of a heading."""
BREAKING = re.compile(r'^<(?!h\d)[^>]*\bclass="(?:[^"]* )?break-page[ "]')
"""What begins a page in an EPUB too: a mark before it would stay on the page that it leaves."""


@dataclass(frozen=True)
class _Letter:
    """A letter of a document: itself, the token that it is in, and where it is in the markup."""

    text: str
    token: int
    place: int


def page_href(parts: Iterable[Part], start: PageStart, otherwise: str) -> str:
    """Return the address of a page's mark: in the part with its anchor, or else in `otherwise`."""
    file = next((part.name for part in parts if _has(part, start.anchor)), otherwise)
    return f"{file}#page-{start.label}"


def mark_pages(
    parts: Sequence[Part], page_map: PageMap, mark: str = IN_AN_EPUB
) -> tuple[Part, ...]:
    """Return the parts with a mark at the beginning of each page (EPUB Accessibility 1.1 §3.2).

    `mark` is the mark with `{}` for the page's label. Raises `LayoutError` where a page begins at
    a place that no part has, or has with other words.
    """
    marked = []
    missing = {start.label: start for start in page_map}
    for part in parts:
        own = [start for start in page_map if _has(part, start.anchor) and start.label in missing]
        for start in own:
            del missing[start.label]
        marked.append(replace(part, markup=_marked(part, own, mark)) if own else part)
    for start in missing.values():
        message = f"page {start.label} of the PDF begins at '#{start.anchor}', which the EPUB lacks"
        hint = f'let a template of the EPUB have an element with id="{start.anchor}" too'
        raise LayoutError(message, hint=hint)
    return tuple(marked)


def _has(part: Part, anchor: str) -> bool:
    return f' id="{escape(anchor)}"' in part.markup


def _marked(part: Part, starts: Iterable[PageStart], mark: str) -> str:
    tokens = list(TOKEN.finditer(part.markup))
    text = list(_letters(tokens))
    places = []
    for start in starts:
        anchor = next(n for n, t in enumerate(tokens) if f' id="{escape(start.anchor)}"' in t[0])
        first = next((n for n, letter in enumerate(text) if letter.token > anchor), len(text))
        if tokens[anchor][0].startswith("<img"):
            first -= 1
        at = first + start.offset
        _prove(part, start, "".join(letter.text for letter in text[at : at + len(start.words)]))
        places.append((_before(tokens, text[at]), mark.format(escape(start.label))))
    markup = part.markup
    for place, written in sorted(places, reverse=True):
        markup = markup[:place] + written + markup[place:]
    return markup


def _prove(part: Part, start: PageStart, found: str) -> None:
    """Raise unless the letters found are those with which the page begins.

    At the very beginning of the anchor no proof is needed: a cover is a picture in an EPUB.
    """
    if start.anchor == COVER and start.offset:
        hint = "shorten the title, or let the layout's cover hold more"
        raise LayoutError(f"the cover runs over its page, on to page {start.label}", hint=hint)
    wanted = start.words[: len(found)]
    if not found or (start.offset and found.casefold() != wanted.casefold()):
        message = (
            f"page {start.label} of the PDF begins with '{start.words}', where {part.name} has "
            f"'{found}' after '#{start.anchor}'"
        )
        hint = "let the templates give the PDF and the EPUB the same words in the same order"
        raise LayoutError(message, hint=hint)


def _letters(tokens: Sequence[re.Match[str]]) -> Iterator[_Letter]:
    """Yield the letters of a document's running text, a picture among them as one."""
    skipped, depth = "", 0
    for number, token in enumerate(tokens):
        tag = TAG.match(token[0])
        if skipped:
            if tag and tag[2] == skipped and not token[0].endswith("/>"):
                depth += -1 if tag[1] else 1
            skipped = skipped if depth else ""
        elif tag and (APART.search(token[0]) or tag[2] in ("head", "title")):
            skipped, depth = (tag[2], 1) if not token[0].endswith("/>") else ("", 0)
        elif tag:
            if tag[2] == "img":
                yield _Letter(PICTURE, number, token.start())
        elif not token[0].startswith("<"):
            for unit in UNIT.finditer(token[0]):
                if own := letters(unescape(unit[0])):
                    yield _Letter(own, number, token.start() + unit.start())


def _before(tokens: Sequence[re.Match[str]], letter: _Letter) -> int:
    """Return the place before a letter, and before what is opened just before it."""
    token = tokens[letter.token]
    if letters(unescape(token[0][: letter.place - token.start()])):
        return letter.place
    place = letter.place
    for earlier in reversed(tokens[: letter.token]):
        tag = TAG.match(earlier[0])
        if BREAKING.search(earlier[0]):
            break
        if tag and not tag[1] and tag[2] in PASSABLE and not earlier[0].endswith("/>"):
            place = earlier.start()
        elif tag or letters(unescape(earlier[0])):
            break
    return place
