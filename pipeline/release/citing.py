"""An edition as the files by which software cites it: `CITATION.cff` and CSL-JSON."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import quote

import yaml

from pipeline.model.edition import Contributor, Edition, Publication, Publisher
from pipeline.model.pages import one_line
from pipeline.model.text import plain

MESSAGE = "To cite this publication, use its preferred citation."

# The licences of SPDX that are meant for texts, as far as CFF 1.2.0 knows them.
_LICENCE = re.compile(
    r"(?<![-\w])(?:CC0-1\.0|CC-BY(?:-NC)?(?:-ND|-SA)?-(?:[123]\.0|2\.5|4\.0))(?![-\w]|\.\d)"
)
# CFF 1.2.0 takes fewer DOIs than there are (`doi` in its schema).
_DOI = re.compile(r"10\.\d{4,9}(\.\d+)?/[A-Za-z0-9:/_;\-.()\[\]\\]+")


def cff(edition: Edition) -> str:
    """Return the edition's `CITATION.cff` (Citation File Format 1.2.0).

    The file as a whole is about this edition, and its date is the revision's; the preferred
    citation is of the publication, and its year is the publication's. CFF knows data and
    software alone: of the two, a publication is the former, and a report only where it is cited.
    """
    publication, revision = edition.publication, edition.revision
    file = {
        "cff-version": "1.2.0",
        "message": MESSAGE,
        "title": one_line(publication.full_title),
        "type": "dataset",
        "authors": _authors(edition),
        "version": revision.version,
        "date-released": revision.date,
        "abstract": one_line(plain(publication.abstract)),
        "keywords": [one_line(keyword) for keyword in dict.fromkeys(publication.keywords)],
        "license": _licence(publication.rights),
        "url": _address(publication.identifiers.doi),
        "identifiers": _identifiers(publication),
        "contact": [_contact(edition.publisher)],
        "preferred-citation": _preferred(edition),
    }
    return yaml.safe_dump(_filled(file), allow_unicode=True, sort_keys=False, width=96)


def csl(edition: Edition, item: Mapping[str, Any]) -> str:
    """Return the edition as CSL-JSON (CSL 1.0.2), an array of one.

    `item` is the edition as its own style cites it; what a library wants besides is added.
    """
    publication = edition.publication
    whole = {
        **item,
        "publisher-place": edition.publisher.place,
        "language": publication.language,
        "ISBN": publication.identifiers.isbn,
        "keyword": ", ".join(publication.keywords),
    }
    lines = {k: one_line(v) if isinstance(v, str) else v for k, v in whole.items()}
    return json.dumps([_filled(lines)], ensure_ascii=False, indent=2) + "\n"


def _preferred(edition: Edition) -> dict[str, Any]:
    """Return the publication as a `reference` of CFF."""
    publication, when = edition.publication, edition.publication.date
    return _filled(
        {
            "type": "report",
            "title": one_line(publication.full_title),
            "authors": _authors(edition),
            "editors": _names(publication.by_role("edt")),
            "translators": _names(publication.by_role("trl")),
            "institution": {"name": edition.publisher.imprint, "city": edition.publisher.place},
            "collection-title": one_line(publication.series.title),
            "collection-type": "series",
            "issn": publication.series.issn,
            "number": publication.number,
            "year": when.year,
            "month": when.month,
            "version": edition.revision.version,
            "languages": [publication.language.partition("-")[0]],
            "isbn": publication.identifiers.isbn,
            "doi": _doi(publication.identifiers.doi),
            "identifiers": _identifiers(publication),
            "copyright": one_line(publication.rights),
        }
    )


def _authors(edition: Edition) -> list[dict[str, str]]:
    """Return the authors, of whom CFF wants one: where there is none, the publisher is it."""
    names = _names(edition.publication.by_role("aut"))
    return names or [{"name": edition.publisher.imprint}]


def _names(contributors: Iterable[Contributor]) -> list[dict[str, str]]:
    return [_name(contributor) for contributor in contributors]


def _name(contributor: Contributor) -> dict[str, str]:
    orcid = f"https://orcid.org/{contributor.orcid}" if contributor.orcid else ""
    if not contributor.is_person:
        return _filled({"name": one_line(contributor.name), "orcid": orcid})
    family, _, given = contributor.sort_name.partition(",")
    return _filled(
        {"family-names": one_line(family), "given-names": one_line(given), "orcid": orcid}
    )


def _contact(publisher: Publisher) -> dict[str, str]:
    contact = publisher.contact
    return {
        "name": publisher.imprint,
        "address": ", ".join(contact.address),
        "city": publisher.place,
        "email": contact.email,
        "tel": contact.telephones[0],
        "website": contact.web,
    }


def _identifiers(publication: Publication) -> list[dict[str, str]]:
    doi = publication.identifiers.doi
    named = [{"type": "doi", "value": doi}] if _doi(doi) else []
    strange = [{"type": "url", "value": _address(doi)}] if doi and not named else []
    return [*named, *strange, {"type": "other", "value": publication.identifiers.urn}]


def _doi(doi: str) -> str:
    """Return a DOI, or nothing where CFF would refuse it."""
    return doi if _DOI.fullmatch(doi) else ""


def _address(doi: str) -> str:
    return f"https://doi.org/{quote(doi, safe='/:;()[]')}" if doi else ""


def _licence(rights: str) -> str:
    """Return the licence that the rights name by its SPDX id, or nothing."""
    named = set(_LICENCE.findall(rights))
    return named.pop() if len(named) == 1 else ""


def _filled(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fields that say something."""
    return {name: value for name, value in fields.items() if value not in ("", None, [])}
