"""The finished files of publications before their judges, and the report of what these say."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from pipeline.check import judges
from pipeline.check.expected import Expected, of_cover
from pipeline.check.fitting import Told, told
from pipeline.check.parity import check_parity
from pipeline.check.pdf import page_count
from pipeline.check.report import report_html, report_json
from pipeline.check.said import (
    Block,
    located,
    of_epub,
    of_nodes,
    pages_in_the_pdf,
    places_in_the_source,
)
from pipeline.compose.labels import labels_for
from pipeline.compose.measures import page_box
from pipeline.compose.pages import compose
from pipeline.compose.sheets import spine_width
from pipeline.house import House, artifacts, sha256_of, write_whole
from pipeline.model.artifact import Artifact, Finding, Place, Rendition
from pipeline.model.edition import Edition
from pipeline.model.fitting import Fit
from pipeline.model.layout import Layout
from pipeline.model.text import Element, plain
from pipeline.model.verdict import Verdict
from pipeline.read.edition import read
from pipeline.read.layout import read_layout
from pipeline.render.lines import count_lines


@dataclass(frozen=True)
class Judged:
    """What judges say of a publication's files, and the report of it for people and programs."""

    verdicts: tuple[Verdict, ...]
    html: str
    json: str


def check(house: House, names: Sequence[str]) -> dict[str, Judged]:
    """Judge the finished files of these publications and their covers, which must be up to date.

    The reports are also written beside the files: `report.html` and `report.json`.
    """
    judged = judge(house, names, covers=True)
    for name, own in judged.items():
        folder = house.folder(name)
        write_whole(folder / "report.html", own.html.encode())
        write_whole(folder / "report.json", own.json.encode())
    return judged


def judge(house: House, names: Sequence[str], *, covers: bool = False) -> dict[str, Judged]:
    """Judge the renditions of these publications, and where wanted their covers as well."""
    files = {name: artifacts(house, name) for name in names}
    expected: dict[Path, Expected] = {}
    for name in names:
        own = expectations(house, name)
        expected |= {artifact.path: own for artifact in files[name]}
        for spread in _covers(house, name) if covers else ():
            files[name].append(spread)
            expected[spread.path] = of_cover(own, _spine(house, name, files[name][0].path))
    agreed = {name: parity(house, name) for name in names}
    verdicts = judges.judge(files, expected, agreed, house.cache)
    judged = {}
    for name in names:
        title = expected[files[name][0].path].title
        report = (title, files[name], verdicts[name], *_told_of_the_source(house, name))
        judged[name] = Judged(tuple(verdicts[name]), report_html(*report), report_json(*report))
    return judged


def _told_of_the_source(house: House, name: str) -> tuple[Callable[[Place], str], tuple[Told, ...]]:
    """Return where in the source a place of a finished file comes from, and its copyfitting."""
    edition, layout = read_both(house, name)
    (epub,) = artifacts(house, name, (Rendition.EPUB,))
    source = _said_by_the_source(house, edition, layout)
    said = of_epub(epub.path)
    find = places_in_the_source(source, said, str(house.source / name))
    page_of = pages_in_the_pdf(source, said)
    lines = _lines(house, edition, layout)
    return find, told(edition.fittings, page_of, lines)


def _lines(house: House, edition: Edition, layout: Layout) -> list[tuple[int, int]]:
    """Return the lines of each paragraph that is tightened or loosened, with and without that."""
    if not any(fitting.fit in (Fit.TIGHTEN, Fit.LOOSEN) for fitting in edition.fittings):
        return []
    return count_lines(compose(edition, layout), house.cache)


def _covers(house: House, name: str) -> list[Artifact]:
    """Return the outside cover of a publication where `cover` has made one of this edition."""
    edition, _ = read_both(house, name)
    path = house.folder(name) / f"{edition.stem}-cover.pdf"
    if not path.is_file():
        return []
    data = path.read_bytes()
    return [Artifact(Rendition.PRINT, path, len(data), sha256_of(data))]


def _spine(house: House, name: str, pdf: Path) -> float:
    """Return the width that the spine of a publication's cover must have (mm)."""
    _, layout = read_both(house, name)
    return spine_width(layout, page_count(pdf))


def read_both(house: House, name: str) -> tuple[Edition, Layout]:
    """Read the newest edition of a publication, and its layout; raise `Faults` with all faults."""
    edition = read(house.source / name)
    chosen = house.layout or edition.publication.layout
    return edition, read_layout(house.layouts, chosen, house.fonts, house.cache)


def parity(house: House, name: str) -> list[Finding]:
    """Return where finished files of a publication say other than its source, or one another."""
    edition, layout = read_both(house, name)
    files = {artifact.rendition: artifact.path for artifact in artifacts(house, name)}
    source = _said_by_the_source(house, edition, layout)
    return check_parity(source, edition.revision.version, layout.press.binding.multiple, files)


def _said_by_the_source(house: House, edition: Edition, layout: Layout) -> list[Block]:
    """Return what the source of an edition says, each block with its file and line."""
    publication = edition.publication
    folder = house.source / publication.slug
    told, text, listed = (
        str(folder / name) for name in ("publication.yml", "text.md", "references.yml")
    )
    source = [
        *of_nodes((Element("h1", {}, (publication.title,)),), told, "title"),
        *of_nodes(publication.abstract, told),
    ]
    for section in edition.sections:
        source += of_nodes((Element("h2", {}, section.title), *section.body), text)
    if edition.references:
        label = labels_for(layout, publication.language)["references"]
        source += of_nodes((Element("h2", {}, (label,)),), text)
    for reference in edition.references:
        source += of_nodes((Element("li", {}, reference.entry),), listed, "reference")
    lines = {path: Path(path).read_text("utf-8").splitlines() for path in (told, text, listed)}
    return [block for path in lines for block in located(source, path, lines[path])]


def expectations(house: House, name: str) -> Expected:
    """Return what the finished files of a publication are held against."""
    edition, layout = read_both(house, name)
    publication = edition.publication
    headings = [plain(section.title) for section in edition.sections if section.title]
    if edition.references:
        headings.append(labels_for(layout, publication.language)["references"])
    box = page_box(layout)
    return Expected(
        title=publication.full_title,
        authors=tuple(author.name for author in publication.by_role("aut")),
        language=publication.language,
        identifier=publication.identifiers.urn,
        headings=tuple(headings),
        families=frozenset(family.name for family in layout.fonts),
        trim=(box.width, box.height),
        bleed=box.bleed,
        multiple=layout.press.binding.multiple,
        condition=layout.press.profile.condition or "Custom",
    )
