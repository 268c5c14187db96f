"""Compose an edition in a layout: one document for a PDF, one a part for an EPUB."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from markupsafe import Markup

from pipeline.compose.glyphs import missing_glyphs
from pipeline.compose.hyphenation import hyphenate
from pipeline.compose.labels import capitals, labels_for, written_date
from pipeline.compose.markup import Note, Setting, markup
from pipeline.compose.stylesheets import addresses, font_resource, points, stylesheet, tokens_of
from pipeline.compose.templates import Fill, templates
from pipeline.errors import raise_all
from pipeline.model.artifact import Rendition
from pipeline.model.composition import Composition, Matter, Part, Resource
from pipeline.model.edition import Contributor, Edition
from pipeline.model.layout import Layout
from pipeline.model.text import Nodes, plain, walk

STYLES = "style.css"
PDF_PARTS = ("cover", "contents", "imprint", "body", "references", "about", "colophon")


@dataclass(frozen=True)
class SectionView:
    """A section as templates see it; `file` is its document in an EPUB."""

    id: str
    file: str
    title: Markup
    body: Markup
    notes: tuple[Note, ...]
    is_opening: bool


@dataclass(frozen=True)
class PersonView:
    """A contributor as templates see one."""

    id: str
    name: str
    is_person: bool
    orcid: str
    biography: Markup


@dataclass(frozen=True)
class EntryView:
    """An entry of the reference list."""

    id: str
    entry: Markup


@dataclass(frozen=True)
class LineView:
    """A line of the contents: the title and where it leads."""

    title: Markup
    href: str


def compose(edition: Edition, layout: Layout, rendition: Rendition) -> Composition:
    """Set an edition in a layout. Raises `Faults` for the layout's faults and missing glyphs."""
    context = _context(edition, layout, rendition)
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
    context = _context(edition, layout, Rendition.PDF)
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


def _context(edition: Edition, layout: Layout, rendition: Rendition) -> dict[str, Any]:
    publication = edition.publication
    labels = labels_for(layout, publication.language)
    setting = _setting(edition, layout, rendition, labels)
    set_text = partial(_set, setting=setting, language=publication.language)
    front = {"abstract": set_text(publication.abstract), "note": set_text(publication.note)}
    sections = tuple(_sections(edition, setting))
    setting.part = "references.xhtml"
    references = tuple(EntryView(r.id, set_text(r.entry)) for r in edition.references)
    credited = [c.contributor for c in publication.contributions]
    return {
        **front,
        "rendition": rendition.value,
        "labels": labels,
        "language": publication.language,
        "edition": edition,
        "publication": publication,
        "publisher": edition.publisher,
        "revision": edition.revision,
        "authors": tuple(_person(c, set_text) for c in publication.by_role("aut")),
        "abridgers": tuple(_person(c, set_text) for c in publication.by_role("abr")),
        "contributors": tuple(_person(c, set_text) for c in credited),
        "citation": set_text(edition.citation),
        "sections": sections,
        "references": references,
        "about": _about(edition, labels),
        "families": tuple(family.name for family in layout.fonts),
        "contents": tuple(_contents(edition, sections, labels, rendition)),
    }


def _setting(
    edition: Edition, layout: Layout, rendition: Rendition, labels: Mapping[str, str]
) -> Setting:
    tokens = tokens_of(layout)
    where = {"ref-" + r.id: "references.xhtml" for r in edition.references}
    for section in edition.sections:
        ids = [e.attributes["id"] for e in walk(section.body) if "id" in e.attributes]
        where |= dict.fromkeys([section.id, *ids], f"{section.id}.xhtml")
    return Setting(
        rendition=rendition,
        labels=labels,
        figures=edition.figures,
        measure=points(tokens["--measure"]),
        leading=points(tokens["--leading"]),
        where=where if rendition is Rendition.EPUB else {},
    )


def _set(nodes: Nodes, *, setting: Setting, language: str) -> Markup:
    if setting.rendition is Rendition.PDF:
        nodes = hyphenate(nodes, language)
    return markup(nodes, setting)


def _sections(edition: Edition, setting: Setting) -> Iterator[SectionView]:
    language = edition.publication.language
    for section in edition.sections:
        setting.part = f"{section.id}.xhtml"
        title = markup(section.title, setting)
        body = _set(section.body, setting=setting, language=language)
        notes = setting.take_notes()
        yield SectionView(section.id, setting.part, title, body, notes, not section.title)


def _person(contributor: Contributor, set_text: Any) -> PersonView:
    return PersonView(
        contributor.id,
        contributor.name,
        contributor.is_person,
        contributor.orcid,
        set_text(contributor.biography),
    )


def _contents(
    edition: Edition,
    sections: Iterable[SectionView],
    labels: Mapping[str, str],
    rendition: Rendition,
) -> Iterator[LineView]:
    def href(name: str) -> str:
        return f"#{name}" if rendition is Rendition.PDF else f"{name}.xhtml"

    for section in sections:
        title = Markup.escape(edition.publication.title) if section.is_opening else section.title
        yield LineView(title, href(section.id))
    if edition.references:
        yield LineView(Markup.escape(labels["references"]), href("references"))
    yield LineView(Markup.escape(_about(edition, labels)), href("about"))


def _about(edition: Edition, labels: Mapping[str, str]) -> str:
    authors = edition.publication.by_role("aut")
    if not all(author.is_person for author in authors):
        return labels["about"]
    return labels["about-author"] if len(authors) == 1 else labels["about-authors"]


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
    for view, section in zip(context["sections"], edition.sections, strict=True):
        heading = title if view.is_opening else plain(section.title)
        term = "introduction" if view.is_opening else "chapter"
        yield _Document(view.file, "body", heading, Matter.BODY, term, view)
    if edition.references:
        name = labels["references"]
        yield _Document("references.xhtml", "references", name, Matter.BACK, "bibliography")
    yield _Document("about.xhtml", "about", context["about"], Matter.BACK, "contributors")
    yield _Document("colophon.xhtml", "colophon", labels["colophon"], Matter.BACK, "colophon")
