"""Compose an edition in a layout: one document for a PDF, one a part for an EPUB."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from markupsafe import Markup

from pipeline.compose.glyphs import missing_glyphs
from pipeline.compose.labels import capitals, labels_for, written_date
from pipeline.compose.stylesheets import addresses, font_resource, stylesheet
from pipeline.compose.templates import Fill, templates
from pipeline.compose.views import SectionView, view
from pipeline.errors import raise_all
from pipeline.model.artifact import Rendition
from pipeline.model.composition import Composition, Matter, Part, Resource
from pipeline.model.edition import Edition
from pipeline.model.layout import Layout
from pipeline.model.text import plain

STYLES = "style.css"
PDF_PARTS = ("cover", "contents", "imprint", "body", "references", "about", "colophon")


def compose(edition: Edition, layout: Layout, rendition: Rendition) -> Composition:
    """Set an edition in a layout. Raises `Faults` for the layout's faults and missing glyphs."""
    context = view(edition, layout, rendition)
    fill = _filler(edition, layout, rendition)
    if rendition is Rendition.PDF:
        title = edition.publication.full_title
        whole = fill("page", {**context, "parts": PDF_PARTS})
        parts: tuple[Part, ...] = (Part("index.html", title, Matter.BODY, "", whole),)
    else:
        parts = tuple(_epub_parts(edition, context, fill))
    return _composition(edition, layout, rendition, parts)


def compose_cover(edition: Edition, layout: Layout) -> Composition:
    """Set the cover alone, as the PDF has it, for a picture of it."""
    context = view(edition, layout, Rendition.PDF)
    page = _filler(edition, layout, Rendition.PDF)("page", {**context, "parts": ("cover",)})
    part = Part("cover.html", edition.publication.full_title, Matter.FRONT, "cover", page)
    return _composition(edition, layout, Rendition.PDF, (part,))


def _composition(
    edition: Edition, layout: Layout, rendition: Rendition, parts: tuple[Part, ...]
) -> Composition:
    css = stylesheet(layout, rendition)
    resources = dict(_resources(edition, layout, parts, css))
    summary = labels_for(layout, edition.publication.language)["accessibility-summary"]
    composition = Composition(edition, layout, rendition, parts, resources, summary)
    raise_all(missing_glyphs(composition))
    return composition


def _resources(
    edition: Edition, layout: Layout, parts: Iterable[Part], css: str
) -> Iterator[tuple[str, Resource]]:
    """Yield the stylesheet, the faces, and the pictures that the parts and the styles name."""
    yield STYLES, css.encode()
    yield from ((font_resource(face), face.path) for face in layout.faces)
    named = addresses(css).union(*(re.findall(r'\bsrc="([^"]*)"', part.markup) for part in parts))
    for name in sorted(named):
        if name in edition.figures:
            yield name, edition.figures[name].path
        elif name in layout.assets:
            yield name, layout.assets[name]


def _filler(edition: Edition, layout: Layout, rendition: Rendition) -> Fill:
    language = edition.publication.language

    def semantics(term: str, role: str = "") -> Markup:
        """Return the attributes that tell a part's meaning in an EPUB; none in a PDF."""
        given = {"epub:type": term, "role": role} if rendition is Rendition.EPUB else {}
        pairs = (Markup(' {}="{}"').format(name, value) for name, value in given.items() if value)
        return Markup("").join(pairs)

    return templates(
        layout,
        {
            "capitals": partial(capitals, language=language),
            "date": partial(written_date, language=language),
            "semantics": semantics,
            "digits": lambda text: re.sub(r"[^+\d]", "", text),
            "address": lambda url: re.sub(r"^https?://|/$", "", url),
        },
    )


@dataclass(frozen=True)
class _Document:
    """A document of an EPUB before it is filled: the template part, and what it is about."""

    file: str
    part: str
    title: str
    matter: Matter
    semantics: str
    section: SectionView | None = None


def _epub_parts(edition: Edition, context: Mapping[str, Any], fill: Fill) -> Iterator[Part]:
    documents = tuple(_documents(edition, context))
    for document in documents:
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
        yield Part(document.file, document.title, document.matter, document.semantics, markup)
    nav = fill("nav", {**context, "documents": documents})
    yield Part("nav.xhtml", context["labels"]["contents"], Matter.FRONT, "toc", nav)


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
