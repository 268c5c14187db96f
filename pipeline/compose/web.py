"""Compose an edition as one web page: its text, and what it tells search engines and libraries."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from markupsafe import Markup

from pipeline.compose.assembly import assemble, filler
from pipeline.compose.pagebreaks import ON_THE_WEB, mark_pages
from pipeline.compose.views import view
from pipeline.model.artifact import Rendition
from pipeline.model.composition import Composition, Matter, Part
from pipeline.model.edition import Contributor, Edition
from pipeline.model.layout import Layout
from pipeline.model.pages import PageMap
from pipeline.model.text import plain

LARGEST = 300
"""The letters of a description that a search engine shows."""


def compose_web(edition: Edition, layout: Layout, page_map: PageMap) -> Composition:
    """Set an edition for the web, with a mark where each page of its PDF begins."""
    context = {
        **view(edition, layout, Rendition.WEB),
        "files": {r.value: r.file_name(edition.stem) for r in Rendition},
        "pages": [start.label for start in page_map],
        "description": _description(edition),
        "scholar": tuple(_scholar(edition)),
        "open_graph": tuple(_open_graph(edition)),
        "linked_data": _linked_data(edition),
    }
    title = edition.publication.full_title
    whole = filler(edition, layout, Rendition.WEB)("web", context)
    part = Part("index.html", title, Matter.BODY, "", whole)
    return assemble(edition, layout, Rendition.WEB, mark_pages([part], page_map, ON_THE_WEB))


def _abstract(edition: Edition) -> str:
    return " ".join(plain(edition.publication.abstract).split())


def _description(edition: Edition) -> str:
    words = _abstract(edition)
    return words if len(words) <= LARGEST else words[:LARGEST].rpartition(" ")[0] + "…"


def _scholar(edition: Edition) -> Iterator[tuple[str, str]]:
    """Yield the tags by which Google Scholar knows a report (Inclusion Guidelines, Highwire)."""
    publication = edition.publication
    yield "citation_title", publication.full_title
    yield from (("citation_author", a.sort_name) for a in publication.by_role("aut"))
    yield "citation_publication_date", str(publication.date).replace("-", "/")
    yield "citation_technical_report_institution", edition.publisher.imprint
    yield "citation_technical_report_number", str(publication.number)
    yield "citation_language", publication.language
    yield from (("citation_keywords", keyword) for keyword in publication.keywords)
    yield "citation_abstract", _abstract(edition)
    yield "citation_pdf_url", Rendition.PDF.file_name(edition.stem)
    if publication.identifiers.doi:
        yield "citation_doi", publication.identifiers.doi


def _open_graph(edition: Edition) -> Iterator[tuple[str, str]]:
    """Yield what a page shows where it is shared (ogp.me)."""
    publication = edition.publication
    yield "og:type", "article"
    yield "og:title", publication.full_title
    yield "og:description", _description(edition)
    yield "og:site_name", edition.publisher.imprint
    yield "og:locale", publication.language.replace("-", "_")
    yield "article:published_time", str(publication.date)
    yield "article:modified_time", edition.revision.date.isoformat()
    yield from (("article:author", a.name) for a in publication.by_role("aut"))
    yield from (("article:tag", keyword) for keyword in publication.keywords)


def _linked_data(edition: Edition) -> Markup:
    """Return the publication as a schema.org `Report` in JSON-LD, safe within a script element."""
    publication, publisher = edition.publication, edition.publisher
    house = {
        "@type": "Organization",
        "name": publisher.imprint,
        "alternateName": list(publisher.names.values()),
        "url": publisher.contact.web,
        "email": publisher.contact.email,
    }
    report = {
        "@context": "https://schema.org",
        "@type": "Report",
        "@id": publication.identifiers.urn,
        "identifier": publication.identifiers.urn,
        "name": publication.full_title,
        "headline": publication.title,
        "author": [_agent(a) for a in publication.by_role("aut")],
        "publisher": house,
        "datePublished": str(publication.date),
        "dateModified": edition.revision.date.isoformat(),
        "version": edition.revision.version,
        "inLanguage": publication.language,
        "isPartOf": {"@type": "CreativeWorkSeries", "name": publication.series.title},
        "reportNumber": str(publication.number),
        "abstract": _abstract(edition),
        "keywords": list(publication.keywords),
        "copyrightNotice": publication.rights,
        "isAccessibleForFree": True,
    }
    text = json.dumps(report, ensure_ascii=False, indent=1).replace("<", "\\u003c")
    return Markup(text)  # noqa: S704  # no tag can begin in it


def _agent(contributor: Contributor) -> dict[str, Any]:
    kind = "Person" if contributor.is_person else "Organization"
    orcid = {"sameAs": f"https://orcid.org/{contributor.orcid}"} if contributor.orcid else {}
    return {"@type": kind, "name": contributor.name, **orcid}
