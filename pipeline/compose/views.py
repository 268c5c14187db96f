"""What templates are given: an edition's texts as markup, its dates and labels in its language."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from typing import Any

from markupsafe import Markup

from pipeline.compose.cite import cite
from pipeline.compose.fitting import split_at_pages
from pipeline.compose.hyphenation import hyphenate
from pipeline.compose.labels import labels_for
from pipeline.compose.markup import Note, Setting, markup
from pipeline.compose.measures import length
from pipeline.model.artifact import Rendition
from pipeline.model.edition import Contributor, Edition
from pipeline.model.fitting import Fit, fits_of
from pipeline.model.layout import Layout
from pipeline.model.text import Element, Nodes, ids_of, unlinked


@dataclass(frozen=True)
class BlockView:
    """A paragraph, a figure or another block of a section, and the notes called in it."""

    body: Markup
    notes: tuple[Note, ...]


@dataclass(frozen=True)
class SectionView:
    """A section as templates see it; `file` is its document in an EPUB.

    On the web it has `blocks`, each with its notes beside it; elsewhere a `body`, then `notes`.
    `classes` are those of its copyfitting. In a PDF what follows a page break is a view of its own,
    so that columns end before it: with a title a section, without one what `goes_on` from before.
    """

    id: str
    file: str
    title: Markup
    body: Markup
    notes: tuple[Note, ...]
    is_opening: bool
    blocks: tuple[BlockView, ...] = ()
    classes: str = ""
    breaks: bool = False
    goes_on: bool = False


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


def view(edition: Edition, layout: Layout, rendition: Rendition) -> dict[str, Any]:
    """Return the names that templates may use, as layouts/README.md lists them."""
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
        "cite": cite(edition, set_text(edition.citation_apa)),
        "sections": sections,
        "references": references,
        "about": _about(edition, labels),
        "families": tuple(family.name for family in layout.fonts),
        "contents": tuple(_contents(edition, labels, setting)),
    }


def _setting(
    edition: Edition, layout: Layout, rendition: Rendition, labels: Mapping[str, str]
) -> Setting:
    where = {"ref-" + r.id: "references.xhtml" for r in edition.references}
    for section in edition.sections:
        where |= dict.fromkeys({section.id, *ids_of(section.body)}, f"{section.id}.xhtml")
    return Setting(
        rendition=rendition,
        labels=labels,
        figures=edition.figures,
        measure=length(layout, "--measure"),
        leading=length(layout, "--leading"),
        where=where if rendition is Rendition.EPUB else {},
    )


def _set(nodes: Nodes, *, setting: Setting, language: str) -> Markup:
    if setting.rendition is Rendition.PDF:
        nodes = hyphenate(nodes, language)
    return markup(nodes, setting)


def _sections(edition: Edition, setting: Setting) -> Iterator[SectionView]:
    for section in edition.sections:
        setting.part = f"{section.id}.xhtml"
        fits = fits_of(section.attributes, setting.rendition)
        first, *rest = split_at_pages(section.body, setting.rendition)
        title = markup(section.title, setting)
        on_web = setting.rendition is Rendition.WEB
        blocks = tuple(_blocks(section.body, setting)) if on_web else ()
        set_text = partial(_set, setting=setting, language=edition.publication.language)
        body = set_text(() if on_web else first)
        yield SectionView(
            id=section.id,
            file=setting.part,
            title=title,
            body=body,
            notes=setting.take_notes(),
            is_opening=not section.title,
            blocks=blocks,
            classes=" ".join(fits),
            breaks=Fit.BREAK_PAGE in fits,
        )
        for before, nodes in pairwise((first, *rest)):
            yield _continued(before, nodes, set_text)


def _continued(before: Nodes, nodes: Nodes, set_text: Callable[[Nodes], Markup]) -> SectionView:
    """Return what goes on in a section after a page break."""
    ends = (before[-1], nodes[0])
    within = all(isinstance(node, Element) and node.name == "p" for node in ends)
    classes = "goes-on" if within else ""
    body = set_text(nodes)
    return SectionView("", "", Markup(), body, (), False, (), classes, breaks=True, goes_on=True)


def _blocks(nodes: Nodes, setting: Setting) -> Iterator[BlockView]:
    for node in nodes:
        body = markup((node,), setting)
        yield BlockView(body, setting.take_notes())


def _person(contributor: Contributor, set_text: Callable[[Nodes], Markup]) -> PersonView:
    return PersonView(
        contributor.id,
        contributor.name,
        contributor.is_person,
        contributor.orcid,
        set_text(contributor.biography),
    )


def _contents(edition: Edition, labels: Mapping[str, str], setting: Setting) -> Iterator[LineView]:
    def href(name: str) -> str:
        return f"{name}.xhtml" if setting.rendition is Rendition.EPUB else f"#{name}"

    for section in edition.sections:
        title = markup(unlinked(section.title or (edition.publication.title,)), setting)
        yield LineView(title, href(section.id))
    if edition.references:
        yield LineView(Markup.escape(labels["references"]), href("references"))
    yield LineView(Markup.escape(_about(edition, labels)), href("about"))


def _about(edition: Edition, labels: Mapping[str, str]) -> str:
    authors = edition.publication.by_role("aut")
    if not all(author.is_person for author in authors):
        return labels["about"]
    return labels["about-author"] if len(authors) == 1 else labels["about-authors"]
