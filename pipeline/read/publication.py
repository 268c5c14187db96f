"""From the records of a publication's files to the publication, its people and its house."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import partial
from typing import TypeVar

from pipeline.model.edition import (
    Contact,
    Contribution,
    Contributor,
    Identifiers,
    Publication,
    PublicationDate,
    Publisher,
    Revision,
    Series,
)
from pipeline.model.text import Nodes
from pipeline.read.files import Files
from pipeline.read.markdown import Passage, typeset
from pipeline.read.reading import Reading
from pipeline.read.schema import PublicationRecord, PublisherRecord, RevisionsFile
from pipeline.read.text import read_nodes
from pipeline.read.yaml_file import Key, YamlFile

T = TypeVar("T")


def read_publication(
    slug: str, files: Files, abstract: Nodes, note: Nodes, reading: Reading
) -> Publication | None:
    """Return the publication of these files, or None with its faults added to `reading`."""
    record = files.publication
    if record is None or files.publisher is None:
        return None
    series = _series(record, files, reading)
    contributions = _contributions(record, files, reading)
    if series is None or contributions is None:
        return None
    line = partial(typeset, language=record.language)
    parts = [int(part) for part in record.date.split("-")]
    return Publication(
        slug=slug,
        title=line(record.title),
        subtitle=line(record.subtitle),
        series=series,
        number=record.number,
        date=PublicationDate(*parts),
        language=record.language,
        contributions=contributions,
        abstract=abstract,
        keywords=tuple(line(keyword) for keyword in record.keywords),
        identifiers=Identifiers(**record.identifiers.model_dump()),
        rights=line(record.rights),
        layout=record.layout,
        note=note,
    )


def _series(record: PublicationRecord, files: Files, reading: Reading) -> Series | None:
    known = require(files.publisher).series
    where = files.publication_file.place(("series",))
    if record.series not in known:
        hint = f"known in publisher.yml: {', '.join(sorted(known))}"
        reading.fault(f"no series '{record.series}'", where, hint)
        return None
    own = known[record.series]
    title = _in_language(own.title, record.language)
    if title is None:
        hint = f"add its title in '{record.language}' to publisher.yml"
        reading.fault(f"the series '{record.series}' has no title in this language", where, hint)
        return None
    return Series(record.series, title, own.issn)


def _contributions(
    record: PublicationRecord, files: Files, reading: Reading
) -> tuple[Contribution, ...] | None:
    done: list[Contribution] = []
    for entry in record.contributors:
        file, own = files.contributors.get(entry.id, (None, None))
        if file is None or own is None:
            return None
        language = next((tag for tag in own.biography if _same(tag, record.language)), "")
        if own.biography and not language:
            hint = f"add '{record.language}: |' under 'biography'"
            where = file.key_place(("biography",))
            reading.fault(f"no biography in '{record.language}'", where, hint)
        biography = read_passage(file, ("biography", language), reading)
        person = own.kind == "person"
        contributor = Contributor(entry.id, own.name, own.sort_name, person, own.orcid, biography)
        done.append(Contribution(contributor, entry.role))
    return tuple(done)


def read_passage(file: YamlFile, key: Key, reading: Reading) -> Nodes:
    """Return a Markdown text within a YAML file as running text."""
    value: object = file.value
    for part in key:
        value = value.get(part) if isinstance(value, dict) else None
    if not isinstance(value, str) or not value:
        return ()
    lines = tuple(file.path.read_text("utf-8").split("\n"))
    return read_nodes(Passage(file.path, lines, value, file.place(key).line), reading, "YAML file")


def _same(tag: str, other: str) -> bool:
    """Tell whether two language tags name one language, whatever the region."""
    return tag.partition("-")[0] == other.partition("-")[0]


def _in_language(texts: Mapping[str, str], language: str) -> str | None:
    return next((text for tag, text in texts.items() if _same(tag, language)), None)


def read_publisher(record: PublisherRecord) -> Publisher:
    """Return the publisher of `publisher.yml`."""
    contact = record.contact
    return Publisher(
        imprint=record.imprint,
        names=record.names,
        place=record.place,
        contact=Contact(
            tuple(contact.telephones), contact.email, contact.web, tuple(contact.address)
        ),
    )


def read_revisions(file: RevisionsFile) -> tuple[Revision, ...]:
    """Return the revisions by their versions, the newest last."""
    revisions = (
        Revision(r.version, date.fromisoformat(r.date), r.changes.strip()) for r in file.entries
    )
    return tuple(sorted(revisions, key=lambda r: [int(n) for n in r.version.split(".")]))


def require(value: T | None) -> T:
    """Return a value that only a fault, raised before, can have left out."""
    if value is None:
        raise AssertionError
    return value
