"""How to cite an edition, in words and in the formats that reference managers read."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from markupsafe import Markup

from pipeline.model.edition import Contributor, Edition
from pipeline.model.pages import INVISIBLE


@dataclass(frozen=True)
class CiteView:
    """A way to cite: its name, and its text, which a reader copies."""

    name: str
    text: str


def cite(edition: Edition, apa: Markup) -> tuple[CiteView, ...]:
    """Return the edition's citation in APA, BibTeX and RIS; `apa` is it formatted."""
    words = "".join(c for c in apa.striptags() if c not in INVISIBLE)
    return (
        CiteView("APA", words),
        CiteView("BibTeX", bibtex(edition)),
        CiteView("RIS", ris(edition)),
    )


def bibtex(edition: Edition) -> str:
    """Return a BibTeX entry (`techreport`), its title kept as it is written."""
    publication = edition.publication
    authors = " and ".join(_braced(author) for author in publication.by_role("aut"))
    fields: Mapping[str, str] = {
        "author": authors,
        "title": f"{{{publication.full_title}}}",
        "type": publication.series.title,
        "number": str(publication.number),
        "institution": edition.publisher.imprint,
        "location": edition.publisher.place,
        "date": str(publication.date),
        "year": str(publication.date.year),
        "version": edition.revision.version,
        "language": publication.language,
        "doi": publication.identifiers.doi,
        "note": f"Version {edition.revision.version}",
    }
    lines = ",\n".join(f"  {name} = {{{_escaped(v)}}}" for name, v in fields.items() if v)
    return f"@techreport{{{publication.slug},\n{lines}\n}}\n"


def ris(edition: Edition) -> str:
    """Return a RIS record (Research Information Systems, 2001), each line ended as RIS wants."""
    return "".join(f"{tag}  - {value}\n" for tag, value in _ris(edition)) + "ER  - \n"


def _ris(edition: Edition) -> Iterator[tuple[str, str]]:
    publication = edition.publication
    when = publication.date
    yield "TY", "RPRT"
    yield from (("AU", author.sort_name) for author in publication.by_role("aut"))
    yield "TI", publication.full_title
    yield "T3", publication.series.title
    yield "IS", str(publication.number)
    yield "PY", str(when.year)
    yield "DA", "/".join([f"{n:02}" if n else "" for n in (when.year, when.month, when.day)]) + "/"
    yield "PB", edition.publisher.imprint
    yield "CY", edition.publisher.place
    yield "ET", edition.revision.version
    yield "LA", publication.language
    yield from (("KW", keyword) for keyword in publication.keywords)
    if publication.identifiers.doi:
        yield "DO", publication.identifiers.doi


def _braced(contributor: Contributor) -> str:
    return contributor.sort_name if contributor.is_person else f"{{{contributor.name}}}"


def _escaped(text: str) -> str:
    return re.sub(r"([&%$#_])", r"\\\1", text)
