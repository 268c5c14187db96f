"""Works as citeproc wants them: entries of `references.yml`, and the publication itself."""

from __future__ import annotations

from typing import Any

from pipeline.model.edition import Contributor, Edition
from pipeline.read.markdown import typeset
from pipeline.read.schema import ReferenceRecord


def csl_item(entry: ReferenceRecord, language: str) -> dict[str, Any]:
    """Return an item as CSL-JSON, its texts set as its own language wants."""
    item = {k: v for k, v in entry.model_dump(by_alias=True).items() if v not in ("", [])}
    own = str(item.get("language", language))
    for key, value in item.items():
        if key in ("issued", "accessed"):
            item[key] = {"date-parts": [[int(part) for part in value.split("-")]]}
        elif isinstance(value, list):
            item[key] = [{k: v for k, v in name.items() if v} for name in value]
        elif key not in ("id", "type", "URL", "DOI"):
            item[key] = typeset(str(value), own)
    return item


def own_item(edition: Edition) -> dict[str, Any]:
    """Return the publication itself as a CSL item."""
    publication = edition.publication
    when = publication.date
    return {
        "id": publication.slug,
        "type": "report",
        "title": publication.full_title,
        "author": [_name(author) for author in publication.by_role("aut")],
        "genre": publication.series.title,
        "number": str(publication.number),
        "version": edition.revision.version,
        "publisher": edition.publisher.imprint,
        "issued": {"date-parts": [[n for n in (when.year, when.month, when.day) if n]]},
        **({"DOI": publication.identifiers.doi} if publication.identifiers.doi else {}),
    }


def _name(contributor: Contributor) -> dict[str, str]:
    if not contributor.is_person:
        return {"literal": contributor.name}
    family, _, given = contributor.sort_name.partition(", ")
    return {"family": family, "given": given}
