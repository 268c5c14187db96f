"""How to cite an edition, in words and in the formats that reference managers read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from markupsafe import Markup

from pipeline.model.edition import Contributor, Edition
from pipeline.model.pages import INVISIBLE, one_line

# A brace as a command: BibTeX counts braces, though a backslash stands before them.
_TEX = {
    **{c: f"\\{c}" for c in "&%$#_"},
    "\\": r"\textbackslash{}",
    "{": r"\textbraceleft{}",
    "}": r"\textbraceright{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
}


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
    """Return a BibTeX entry (`techreport`) that biblatex reads too, its names kept as written."""
    publication = edition.publication
    fields: Mapping[str, str] = {
        "author": " and ".join(_tex_name(author) for author in publication.by_role("aut")),
        "title": f"{{{_tex(publication.full_title)}}}",
        "type": _tex(publication.series.title),
        "number": str(publication.number),
        "institution": f"{{{_tex(edition.publisher.imprint)}}}",
        "address": _tex(edition.publisher.place),
        "date": str(publication.date),
        "year": str(publication.date.year),
        "version": edition.revision.version,
        "language": publication.language,
        "keywords": _tex(", ".join(publication.keywords)),
        "isbn": publication.identifiers.isbn,
        "doi": publication.identifiers.doi,
        "note": f"Version {edition.revision.version}",
    }
    lines = ",\n".join(f"  {name} = {{{value}}}" for name, value in fields.items() if value)
    return f"@techreport{{{publication.slug},\n{lines}\n}}\n"


def ris(edition: Edition) -> str:
    """Return a RIS record (Research Information Systems, 2001), each line ended as RIS wants.

    Of a report (`RPRT`), reference managers take `SN` for its number and `T2` for its series.
    """
    return "".join(f"{tag}  - {one_line(value)}\n" for tag, value in _ris(edition)) + "ER  - \n"


def _ris(edition: Edition) -> Iterator[tuple[str, str]]:
    publication = edition.publication
    when = publication.date
    yield "TY", "RPRT"
    for author in publication.by_role("aut"):
        yield "AU", author.sort_name if author.is_person else author.name
    yield "TI", publication.full_title
    yield "T2", publication.series.title
    yield "SN", str(publication.number)
    yield "PY", str(when.year)
    yield "DA", "/".join([f"{n:02}" if n else "" for n in (when.year, when.month, when.day)]) + "/"
    yield "PB", edition.publisher.imprint
    yield "CY", edition.publisher.place
    yield "ET", edition.revision.version
    yield "LA", publication.language
    yield from (("KW", keyword) for keyword in publication.keywords)
    if publication.identifiers.doi:
        yield "DO", publication.identifiers.doi


def _tex_name(contributor: Contributor) -> str:
    whole = f"{{{_tex(contributor.name)}}}"
    return _tex(contributor.sort_name) if contributor.is_person else whole


def _tex(text: str) -> str:
    """Return a text as one line in which nothing is TeX's."""
    return "".join(_TEX.get(c, c) for c in one_line(text))
