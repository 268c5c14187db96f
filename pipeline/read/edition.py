"""From a publication's source folder to an Edition, with all faults told at once."""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from pipeline.errors import Location, PipelineError, SourceError, raise_all
from pipeline.model.edition import (
    Contact,
    Contribution,
    Contributor,
    Edition,
    Figure,
    Identifiers,
    Publication,
    PublicationDate,
    Publisher,
    Revision,
    Section,
    Series,
)
from pipeline.model.text import Element, Node, Nodes
from pipeline.read import citations
from pipeline.read.markdown import Passage, typeset
from pipeline.read.pictures import read_picture
from pipeline.read.schema import (
    ContributorRecord,
    PublicationRecord,
    PublisherRecord,
    Record,
    ReferenceRecord,
    ReferencesFile,
    RevisionsFile,
    validate,
)
from pipeline.read.text import Reading, ids_of, read_nodes, read_sections
from pipeline.read.yaml_file import Key, YamlFile, read_text, read_yaml

R = TypeVar("R", bound=Record)
T = TypeVar("T")


def read(folder: Path) -> Edition:
    """Read the newest edition of the publication in `folder`; raise `Faults` with all faults."""
    faults: list[PipelineError] = []
    files = _read_files(folder, faults)
    reading = Reading(_language(files.publication_file), faults)
    sections = _read_sections(folder / "text.md", reading)
    abstract = _passage(files.publication_file, ("abstract",), reading)
    note = _passage(files.publication_file, ("note",), reading)
    publication = _publication(folder.name, files, abstract, note, reading)
    figures = _read_figures(folder, reading)
    _check_targets(sections, reading)
    _check_keys(files, reading)
    raise_all(faults)
    publication, publisher = _require(publication), _publisher(_require(files.publisher))
    revisions = _revisions(_require(files.revisions))
    return _cited(
        Edition(
            publication=publication,
            publisher=publisher,
            revisions=revisions,
            sections=sections,
            references=(),
            citation=(),
            figures=figures,
            sources=files.paths,
        ),
        files,
        reading,
    )


@dataclass(frozen=True)
class _Files:
    """The YAML files of a publication, as read and as records, which are None where faulty."""

    publication_file: YamlFile
    references_file: YamlFile
    publisher: PublisherRecord | None
    publication: PublicationRecord | None
    revisions: RevisionsFile | None
    references: ReferencesFile | None
    contributors: Mapping[str, tuple[YamlFile, ContributorRecord | None]]
    paths: tuple[Path, ...]


def _read_files(folder: Path, faults: list[PipelineError]) -> _Files:
    names = ("publication.yml", "revisions.yml", "references.yml")
    publication, revisions, references = (read_yaml(folder / name, faults) for name in names)
    publisher = read_yaml(folder.parent / "publisher.yml", faults)
    record = _validated(publication, PublicationRecord, faults)
    contributors = _read_contributors(folder.parent, publication, record, faults)
    return _Files(
        publication_file=publication,
        references_file=references,
        publisher=_validated(publisher, PublisherRecord, faults),
        publication=record,
        revisions=_validated(revisions, RevisionsFile, faults),
        references=_validated(references, ReferencesFile, faults),
        contributors=contributors,
        paths=(
            folder / "text.md",
            *(folder / name for name in names),
            folder.parent / "publisher.yml",
            *(file.path for file, _ in contributors.values()),
        ),
    )


def _validated(file: YamlFile, record: type[R], faults: list[PipelineError]) -> R | None:
    """Validate a file that could be read; one that could not has told its fault already."""
    return validate(file, record, faults) if file.values else None


def _read_contributors(
    source: Path, file: YamlFile, record: PublicationRecord | None, faults: list[PipelineError]
) -> dict[str, tuple[YamlFile, ContributorRecord | None]]:
    found: dict[str, tuple[YamlFile, ContributorRecord | None]] = {}
    for n, entry in enumerate(record.contributors if record else ()):
        path = source / "contributors" / f"{entry.id}.yml"
        if path.is_file():
            own = read_yaml(path, faults)
            found[entry.id] = own, _validated(own, ContributorRecord, faults)
            continue
        near = difflib.get_close_matches(entry.id, [p.stem for p in path.parent.glob("*.yml")], 1)
        hint = f"did you mean '{near[0]}'?" if near else f"add {path}, or correct the id"
        where = file.place(("contributors", n, "id"))
        faults.append(SourceError(f"no contributor '{entry.id}'", where=where, hint=hint))
    return found


def _language(file: YamlFile) -> str:
    value = file.value
    language = value.get("language") if isinstance(value, dict) else None
    return language if isinstance(language, str) else "en"


def _read_sections(path: Path, reading: Reading) -> tuple[Section, ...]:
    try:
        text = read_text(path)
    except SourceError as error:
        reading.faults.append(error)
        return ()
    lines = tuple(text.split("\n"))
    sections = read_sections(Passage(path, lines, text, 1), reading)
    if not sections:
        reading.fault("the text is empty", Location(path, 1, 1), "write something")
    return sections


def _passage(file: YamlFile, key: Key, reading: Reading) -> Nodes:
    """Return a Markdown text within a YAML file as running text."""
    value: object = file.value
    for part in key:
        value = value.get(part) if isinstance(value, dict) else None
    if not isinstance(value, str) or not value:
        return ()
    lines = tuple(file.path.read_text("utf-8").split("\n"))
    return read_nodes(Passage(file.path, lines, value, file.place(key).line), reading)


def _publication(
    slug: str, files: _Files, abstract: Nodes, note: Nodes, reading: Reading
) -> Publication | None:
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


def _series(record: PublicationRecord, files: _Files, reading: Reading) -> Series | None:
    known = _require(files.publisher).series
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
    record: PublicationRecord, files: _Files, reading: Reading
) -> tuple[Contribution, ...] | None:
    done: list[Contribution] = []
    for entry in record.contributors:
        file, own = files.contributors.get(entry.id, (None, None))
        if file is None or own is None:
            return None
        language = next((tag for tag in own.biography if same(tag, record.language)), "")
        if own.biography and not language:
            hint = f"add '{record.language}: |' under 'biography'"
            where = file.key_place(("biography",))
            reading.fault(f"no biography in '{record.language}'", where, hint)
        biography = _passage(file, ("biography", language), reading)
        person = own.kind == "person"
        contributor = Contributor(entry.id, own.name, own.sort_name, person, own.orcid, biography)
        done.append(Contribution(contributor, entry.role))
    return tuple(done)


def same(tag: str, other: str) -> bool:
    """Tell whether two language tags name one language, whatever the region."""
    return tag.partition("-")[0] == other.partition("-")[0]


def _in_language(texts: Mapping[str, str], language: str) -> str | None:
    return next((text for tag, text in texts.items() if same(tag, language)), None)


def _publisher(record: PublisherRecord) -> Publisher:
    contact = record.contact
    return Publisher(
        imprint=record.imprint,
        names=record.names,
        place=record.place,
        contact=Contact(
            tuple(contact.telephones), contact.email, contact.web, tuple(contact.address)
        ),
    )


def _revisions(file: RevisionsFile) -> tuple[Revision, ...]:
    revisions = (
        Revision(r.version, date.fromisoformat(r.date), r.changes.strip()) for r in file.entries
    )
    return tuple(sorted(revisions, key=lambda r: [int(n) for n in r.version.split(".")]))


def _read_figures(folder: Path, reading: Reading) -> dict[str, Figure]:
    figures: dict[str, Figure] = {}
    for name, where in reading.pictures:
        if name not in figures and (figure := read_picture(name, folder, where, reading.faults)):
            figures[name] = figure
    return figures


def _check_targets(sections: tuple[Section, ...], reading: Reading) -> None:
    known = {section.id for section in sections}.union(*(ids_of(s.body) for s in sections))
    for name, where in reading.targets:
        if name not in known:
            near = difflib.get_close_matches(name, sorted(known), 1)
            hint = f"did you mean '#{near[0]}'?" if near else "give the place an id: {#name}"
            reading.fault(f"nothing has the id '{name}'", where, hint)


def _check_keys(files: _Files, reading: Reading) -> None:
    if files.references is None:
        return
    known = [entry.id for entry in files.references.entries]
    cited = [(cite.key, where) for cluster, where in reading.clusters for cite in cluster]
    for key, where in cited:
        if key not in known:
            near = difflib.get_close_matches(key, known, 1)
            hint = f"did you mean '@{near[0]}'?" if near else "add it to references.yml"
            reading.fault(f"no reference '{key}'", where, hint)
    used = {key for key, _ in cited}
    for n, key in enumerate(known):
        where = files.references_file.place((n, "id"))
        if known.index(key) != n:
            reading.fault(f"the reference '{key}' stands twice", where, "keep one of them")
        elif key not in used:
            reading.fault(f"the reference '{key}' is never cited", where, "cite it, or take it out")


def _cited(edition: Edition, files: _Files, reading: Reading) -> Edition:
    """Return the edition with its citations formatted, its reference list and how to cite it."""
    record, language = _require(files.publication), edition.publication.language
    where = files.publication_file.place(("citation-style",))
    style = citations.find_style(record.citation_style, language, where)
    entries = _require(files.references).entries
    cited = citations.cite(
        [_csl(entry, language) for entry in entries],
        [cluster for cluster, _ in reading.clusters],
        style,
        language,
    )
    put = partial(_put_citations, formatted=cited.citations)
    return replace(
        edition,
        publication=replace(
            edition.publication,
            abstract=put(edition.publication.abstract),
            note=put(edition.publication.note),
        ),
        sections=tuple(replace(s, body=put(s.body)) for s in edition.sections),
        references=cited.references,
        citation=citations.cite_as(_own_item(edition), style, language),
    )


def _put_citations(nodes: Nodes, formatted: Sequence[Element]) -> Nodes:
    """Return running text with each numbered cluster replaced by its formatted citation."""
    return tuple(_put_citation(node, formatted) for node in nodes)


def _put_citation(node: Node, formatted: Sequence[Element]) -> Node:
    if isinstance(node, str):
        return node
    if node.name == "citation":
        return formatted[int(node.attributes["cluster"])]
    return replace(node, children=_put_citations(node.children, formatted))


def _csl(entry: ReferenceRecord, language: str) -> dict[str, Any]:
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


def _own_item(edition: Edition) -> dict[str, Any]:
    """Return the publication itself as a CSL item."""
    publication = edition.publication
    when = publication.date
    return {
        "id": publication.slug,
        "type": "report",
        "title": publication.full_title,
        "author": [_csl_name(author) for author in publication.by_role("aut")],
        "genre": publication.series.title,
        "number": str(publication.number),
        "version": edition.revision.version,
        "publisher": edition.publisher.imprint,
        "issued": {"date-parts": [[n for n in (when.year, when.month, when.day) if n]]},
        **({"DOI": publication.identifiers.doi} if publication.identifiers.doi else {}),
    }


def _csl_name(contributor: Contributor) -> dict[str, str]:
    if not contributor.is_person:
        return {"literal": contributor.name}
    family, _, given = contributor.sort_name.partition(", ")
    return {"family": family, "given": given}


def _require(value: T | None) -> T:
    """Return a value that only a fault, raised before, can have left out."""
    if value is None:
        raise AssertionError
    return value
