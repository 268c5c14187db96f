"""From an edition to the title block of its passport, as a library's catalogue card has it."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from pipeline.model.edition import Contributor, Publication
from pipeline.model.passport import Passport, Sheet
from pipeline.release.passport.phrases import count, link, running, spoken, terms, unbroken

ROLES = {
    "abr": "Abridged by",
    "aui": "Introduction by",
    "aut": "Author",
    "cre": "Creator",
    "ctb": "Contributor",
    "dsr": "Designer",
    "edt": "Editor",
    "ill": "Illustrator",
    "pbl": "Publisher",
    "ths": "Adviser",
    "trl": "Translator",
}
"""The MARC relator codes that a source may hold, in words."""
TIMES = "\N{MULTIPLICATION SIGN}"


def card(passport: Passport) -> str:
    """Return the title block: call number, main entry, title, imprint and identifiers."""
    edition = passport.edition
    publication = edition.publication
    language = publication.language
    subtitle = spoken(publication.subtitle, language, "p") if publication.subtitle else ""
    entry = "; ".join(person.sort_name for person in publication.by_role("aut"))
    return (
        f'<header class="card">\n<p class="kind">Passport of a release</p>\n'
        f'<div class="entry">\n<p class="call">{_call_number(passport)}</p>\n'
        f'<div class="title"><p class="main">{escape(entry)}</p>\n'
        f'<h1 lang="{escape(language)}">{unbroken(publication.title)}</h1>\n{subtitle}\n'
        f'<p class="imprint">{" — ".join(_imprint(passport))}</p></div>\n'
        f"{_cover(passport)}</div>\n{terms(_particulars(publication), 'particulars')}</header>\n"
    )


def _call_number(passport: Passport) -> str:
    """Return where the release stands on the shelf: imprint, series, number, year, version."""
    edition = passport.edition
    publication = edition.publication
    parts = (
        escape(edition.publisher.imprint),
        spoken(publication.series.title, publication.language),
        str(publication.number),
        str(publication.date.year),
        f"v{escape(edition.revision.version)}",
    )
    return " ".join(f"<span>{part}</span>" for part in parts)


def _imprint(passport: Passport) -> Iterator[str]:
    """Yield the areas of the description, in the order and with the signs of ISBD."""
    edition = passport.edition
    publication = edition.publication
    yield f"Version {escape(edition.revision.version)}."
    where, who = escape(edition.publisher.place), escape(edition.publisher.imprint)
    yield f"{where} : {who}, {unbroken(f'{publication.date}.')}"
    yield f"{'; '.join(map(_extent, passport.measures.pages))}."
    series = spoken(publication.series.title, publication.language)
    yield f'<span class="whole">({series} ; no. {publication.number})</span>'


def _extent(sheet: Sheet) -> str:
    return f"{count(sheet.count, 'page', 'pages')} ; {measured(sheet)}"


def measured(sheet: Sheet) -> str:
    """Return the size of a page in words."""
    return f"{sheet.width:g} {TIMES} {sheet.height:g} mm"


def _cover(passport: Passport) -> str:
    """Return the picture of the first page, if there is one."""
    if not passport.thumbnails:
        return ""
    first = passport.thumbnails[0]
    size = f'width="{first.width}" height="{first.height}"'
    return f'<img class="cover" src="{first.address}" {size} alt="The cover">\n'


def _particulars(publication: Publication) -> Iterator[tuple[str, str]]:
    language = publication.language
    for role in dict.fromkeys(contribution.role for contribution in publication.contributions):
        yield ROLES[role], "<br>".join(map(_person, publication.by_role(role)))
    names = publication.identifiers
    yield "DOI", names.doi and link(f"https://doi.org/{names.doi}")
    yield "ISBN", escape(names.isbn)
    yield "ISSN", escape(publication.series.issn)
    yield "Identifier", f"<code>{escape(names.urn)}</code>"
    yield "Language", f"<code>{escape(language)}</code>"
    yield "Keywords", spoken(" · ".join(publication.keywords), language)
    yield "Rights", spoken(publication.rights, language)
    abstract = running(publication.abstract)
    yield "Abstract", abstract and f'<div lang="{escape(language)}">{abstract}</div>'


def _person(person: Contributor) -> str:
    orcid = f" {link(f'https://orcid.org/{person.orcid}')}" if person.orcid else ""
    return f"{escape(person.name)}{orcid}"
