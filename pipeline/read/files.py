"""The files of a publication: its YAML read and held against their schemas, with all faults."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from pipeline.errors import Faults, PipelineError, SourceError, nearest
from pipeline.read.schema import (
    ContributorRecord,
    PublicationRecord,
    PublisherRecord,
    Record,
    ReferencesFile,
    RevisionsFile,
    validate,
)
from pipeline.read.yaml_file import YamlFile, read_yaml

R = TypeVar("R", bound=Record)


@dataclass(frozen=True)
class Files:
    """The YAML files of a publication, as read and as records, which are None where faulty."""

    publication_file: YamlFile
    references_file: YamlFile
    publisher: PublisherRecord | None
    publication: PublicationRecord | None
    revisions: RevisionsFile | None
    references: ReferencesFile | None
    contributors: Mapping[str, tuple[YamlFile, ContributorRecord | None]]
    paths: tuple[Path, ...]


def read_files(folder: Path, faults: list[PipelineError]) -> Files:
    """Read the YAML files of the publication in `folder`, and those beside it that it names."""
    names = ("publication.yml", "revisions.yml", "references.yml")
    publication, revisions, references = (read_yaml(folder / name, faults) for name in names)
    publisher = read_yaml(folder.parent / "publisher.yml", faults)
    record = _validated(publication, PublicationRecord, faults)
    contributors = _read_contributors(folder.parent, publication, record, faults)
    return Files(
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


def shelf_of(source: Path) -> str:
    """Return where the releases of a house are kept, by its `publisher.yml`; raise `Faults`."""
    faults: list[PipelineError] = []
    record = _validated(read_yaml(source / "publisher.yml", faults), PublisherRecord, faults)
    if record is None:
        raise Faults(faults)
    return record.releases


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
        known = (p.stem for p in path.parent.glob("*.yml"))
        hint = nearest(entry.id, known, f"add {path}, or correct the id")
        where = file.place(("contributors", n, "id"))
        faults.append(SourceError(f"no contributor '{entry.id}'", where=where, hint=hint))
    return found
