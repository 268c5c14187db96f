"""The metadata of an EPUB's package document, from the edition alone (EPUB 3.3 §5.5)."""

from __future__ import annotations

from collections.abc import Iterable

from ebooklib import epub

from pipeline.model.composition import Composition
from pipeline.model.edition import Contribution, Edition
from pipeline.model.text import plain

CONFORMANCE = "EPUB Accessibility 1.1 - WCAG 2.2 Level AA"
FEATURES = (
    "alternativeText",
    "ARIA",
    "displayTransformability",
    "pageBreakMarkers",
    "pageNavigation",
    "readingOrder",
    "structuralNavigation",
    "tableOfContents",
)


def describe(book: epub.EpubBook, composition: Composition) -> None:
    """Write all that the package says of the edition into EbookLib's book."""
    edition = composition.edition
    publication = edition.publication
    book.set_identifier(publication.identifiers.urn)
    book.set_language(publication.language)
    _titles(book, edition)
    creators = [c for c in publication.contributions if c.role == "aut"]
    helpers = [c for c in publication.contributions if c.role != "aut"]
    _people(book, "creator", creators)
    _people(book, "contributor", helpers)
    _dublin_core(book, edition)
    _series(book, edition)
    _accessibility(book, composition)


def _dc(book: epub.EpubBook, name: str, text: str, identifier: str = "") -> None:
    book.add_metadata("DC", name, text, {"id": identifier} if identifier else {})


def _meta(book: epub.EpubBook, name: str, text: str, refines: str = "", scheme: str = "") -> None:
    given = {"property": name, "refines": f"#{refines}" if refines else "", "scheme": scheme}
    book.add_metadata("OPF", "meta", text, {k: v for k, v in given.items() if v})


def _titles(book: epub.EpubBook, edition: Edition) -> None:
    publication = edition.publication
    book.title = publication.full_title
    titles = (("main", publication.title), ("subtitle", publication.subtitle))
    for order, (kind, text) in enumerate(((k, t) for k, t in titles if t), start=1):
        _dc(book, "title", text, f"title-{kind}")
        _meta(book, "title-type", kind, f"title-{kind}")
        _meta(book, "display-seq", str(order), f"title-{kind}")


def _people(book: epub.EpubBook, kind: str, people: Iterable[Contribution]) -> None:
    for order, contribution in enumerate(people, start=1):
        own = f"{kind}-{order}"
        _dc(book, kind, contribution.contributor.name, own)
        _meta(book, "role", contribution.role, own, "marc:relators")
        _meta(book, "file-as", contribution.contributor.sort_name, own)
        _meta(book, "display-seq", str(order), own)


def _dublin_core(book: epub.EpubBook, edition: Edition) -> None:
    publication = edition.publication
    _dc(book, "publisher", edition.publisher.imprint)
    _dc(book, "date", str(publication.date))
    _dc(book, "rights", publication.rights)
    _dc(book, "description", " ".join(plain(publication.abstract).split()))
    for keyword in publication.keywords:
        _dc(book, "subject", keyword)
    for scheme, value in (
        ("doi", publication.identifiers.doi),
        ("isbn", publication.identifiers.isbn),
    ):
        if value:
            _dc(book, "identifier", f"urn:{scheme}:{value}")


def _series(book: epub.EpubBook, edition: Edition) -> None:
    _meta(book, "belongs-to-collection", edition.publication.series.title, "")
    metas = book.metadata[epub.NAMESPACES["OPF"]]["meta"]
    metas[-1][1]["id"] = "series"
    _meta(book, "collection-type", "series", "series")
    _meta(book, "group-position", str(edition.publication.number), "series")
    _meta(book, "schema:version", edition.revision.version)


def _accessibility(book: epub.EpubBook, composition: Composition) -> None:
    """Say how the book can be read (EPUB Accessibility 1.1 §2.2, §3.2 and §4.1)."""
    for mode in ("textual", "visual"):
        _meta(book, "schema:accessMode", mode)
    _meta(book, "schema:accessModeSufficient", "textual")
    _meta(book, "schema:accessModeSufficient", "textual,visual")
    for feature in FEATURES:
        _meta(book, "schema:accessibilityFeature", feature)
    _meta(book, "schema:accessibilityHazard", "none")
    _meta(book, "schema:accessibilitySummary", composition.accessibility_summary)
    _meta(book, "pageBreakSource", composition.edition.publication.identifiers.urn)
    _meta(book, "dcterms:conformsTo", CONFORMANCE)
    _meta(book, "a11y:certifiedBy", composition.edition.publisher.imprint)
