"""Compose an edition in a layout: one document for a PDF, one a part for an EPUB."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html import unescape
from typing import Any

from pipeline.compose.assembly import assemble, filler
from pipeline.compose.pagebreaks import mark_pages, page_href
from pipeline.compose.templates import Fill
from pipeline.compose.views import SectionView, view
from pipeline.model.artifact import Rendition
from pipeline.model.composition import Composition, Matter, Part
from pipeline.model.edition import Edition
from pipeline.model.layout import Layout
from pipeline.model.pages import PageMap
from pipeline.model.text import plain

PDF_PARTS = ("cover", "contents", "imprint", "body", "references", "about", "colophon")
NAV = "nav.xhtml"


def compose(edition: Edition, layout: Layout) -> Composition:
    """Set an edition for its PDF. Raises `Faults` for the layout's faults and missing glyphs."""
    context = view(edition, layout, Rendition.PDF)
    fill = filler(edition, layout, Rendition.PDF)
    whole = fill("page", {**context, "parts": PDF_PARTS})
    part = Part("index.html", edition.publication.full_title, Matter.BODY, "", whole)
    return assemble(edition, layout, Rendition.PDF, (part,))


def compose_epub(edition: Edition, layout: Layout, page_map: PageMap) -> Composition:
    """Set an edition for its EPUB, with a mark where each page of its PDF begins."""
    fill = filler(edition, layout, Rendition.EPUB)
    cover = fill("cover", view(edition, layout, Rendition.PDF))
    context = {**view(edition, layout, Rendition.EPUB), "cover_text": _words(cover)}
    parts = tuple(_epub_parts(edition, context, fill, page_map))
    return assemble(edition, layout, Rendition.EPUB, mark_pages(parts, page_map))


def _words(markup: str) -> str:
    """Return the words of a template's markup, as a text alternative for a picture of it."""
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", markup)).split())


@dataclass(frozen=True)
class PageView:
    """An entry of the page list."""

    label: str
    href: str


@dataclass(frozen=True)
class _Document:
    """A document of an EPUB before it is filled: the template part, and what it is about."""

    file: str
    part: str
    title: str
    matter: Matter
    semantics: str
    section: SectionView | None = None


def _epub_parts(
    edition: Edition, context: Mapping[str, Any], fill: Fill, page_map: PageMap
) -> Iterator[Part]:
    parts = []
    for document in _documents(edition, context):
        markup = fill(
            "document",
            {
                **context,
                "part": document.part,
                "title": document.title,
                "matter": document.matter.value,
                "sections": (document.section,) if document.section else (),
            },
        )
        title, matter = document.title, document.matter
        parts.append(Part(document.file, title, matter, document.semantics, markup))
    pages = [PageView(start.label, page_href(parts, start, NAV)) for start in page_map]
    nav = fill("nav", {**context, "pages": pages})
    yield from parts
    yield Part(NAV, context["labels"]["contents"], Matter.FRONT, "toc", nav)


def _documents(edition: Edition, context: Mapping[str, Any]) -> Iterator[_Document]:
    """Yield the documents of an EPUB in reading order, which is the order of the PDF."""
    labels = context["labels"]
    title = edition.publication.full_title
    yield _Document("cover.xhtml", "cover-picture", labels["cover"], Matter.FRONT, "cover")
    yield _Document("imprint.xhtml", "imprint", labels["imprint"], Matter.FRONT, "imprint")
    for shown, section in zip(context["sections"], edition.sections, strict=True):
        heading = title if shown.is_opening else plain(section.title)
        term = "introduction" if shown.is_opening else "chapter"
        yield _Document(shown.file, "body", heading, Matter.BODY, term, shown)
    if edition.references:
        name = labels["references"]
        yield _Document("references.xhtml", "references", name, Matter.BACK, "bibliography")
    yield _Document("about.xhtml", "about", context["about"], Matter.BACK, "contributors")
    yield _Document("colophon.xhtml", "colophon", labels["colophon"], Matter.BACK, "colophon")
