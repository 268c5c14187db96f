"""The folder of a release: its finished files, what they are made of, and what is known of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from markupsafe import Markup

from pipeline.check.measures import measure
from pipeline.checkout import commit_of
from pipeline.compose.cite import bibtex, cite, ris
from pipeline.house import House, artifacts
from pipeline.judging import Judged
from pipeline.model.artifact import Artifact, Rendition
from pipeline.model.edition import Edition
from pipeline.model.layout import Layout
from pipeline.model.passport import Passport
from pipeline.model.release import Release, ReleasedFile
from pipeline.model.text import plain
from pipeline.model.verdict import Verdict
from pipeline.read.csl import own_item
from pipeline.release.citing import cff, csl
from pipeline.release.packing import gather
from pipeline.release.passport.page import passport_html
from pipeline.release.passport.thumbnails import thumbnails
from pipeline.release.record import files_in
from pipeline.render.tools import tools

PASSPORT = "passport.html"


def assemble(
    house: House, edition: Edition, layout: Layout, judged: Judged, folder: Path
) -> Release:
    """Put all of a release into `folder` but its record, and return what that is to say.

    Raises where the finished files are out of date.
    """
    gather(edition, layout, house.source, folder)
    # Had a source changed since, this would raise: what is gathered is what the files are made of.
    made = artifacts(house, edition.publication.slug)
    for artifact in made:
        (folder / artifact.path.name).write_bytes(artifact.path.read_bytes())
    for name, text in (*_citations(edition), ("findings.json", judged.json)):
        (folder / name).write_text(text, "utf-8")
    beside = tuple(file for file in files_in(folder) if "/" not in file.path)
    passport = passport_of(edition, layout, made, beside, judged.verdicts)
    (folder / PASSPORT).write_text(passport_html(passport), "utf-8")
    used = {verdict.tool: verdict.version for verdict in judged.verdicts}
    return replace(
        _record(edition, folder),
        tools={**used, **tools(house.cache)},
        commit=commit_of(house.root),
    )


def passport_of(
    edition: Edition,
    layout: Layout,
    made: Sequence[Artifact],
    files: Sequence[ReleasedFile],
    verdicts: Sequence[Verdict],
) -> Passport:
    """Return what the passport of a release tells; `files` are those that it lists."""
    paths = {artifact.rendition: artifact.path for artifact in made}
    ways = cite(edition, Markup.escape(plain(edition.citation_apa)))
    return Passport(
        edition=edition,
        families=layout.fonts,
        files=tuple(files),
        verdicts=tuple(verdicts),
        measures=measure(paths[Rendition.PDF], paths[Rendition.PRINT]),
        thumbnails=thumbnails(paths[Rendition.PDF]),
        citations={way.name: way.text for way in ways},
    )


def _citations(edition: Edition) -> list[tuple[str, str]]:
    """Return the files by which software cites an edition, by their names."""
    return [
        ("CITATION.cff", cff(edition)),
        ("citation.bib", bibtex(edition)),
        ("citation.ris", ris(edition)),
        ("citation.json", csl(edition, own_item(edition))),
    ]


def _record(edition: Edition, folder: Path) -> Release:
    return Release(
        publication=edition.publication.slug,
        title=edition.publication.full_title,
        identifier=edition.publication.identifiers.urn,
        language=edition.publication.language,
        version=edition.revision.version,
        date=edition.revision.date.isoformat(),
        changes=edition.revision.changes,
        files=tuple(files_in(folder)),
    )
