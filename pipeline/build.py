"""The stages in their order: a publication's source folder in, its finished files out."""

from __future__ import annotations

import hashlib
import json
import multiprocessing
import os
import signal
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.errors import Faults, PipelineError, RenderError, SourceError
from pipeline.model.artifact import Artifact, Finding, Rendition
from pipeline.model.composition import Composition
from pipeline.render import engine

if TYPE_CHECKING:
    from pipeline.check.expected import Expected

# The other stages are imported where they run: those of reading and composing while WeasyPrint
# loads in another process, those of checking only by a check.

TIME_LIMIT = 300
"""Seconds that a rendition may take."""

Tell = Callable[[Artifact], None]


@dataclass(frozen=True)
class House:
    """The project's folder; those within it are fixed."""

    root: Path = Path()

    @property
    def source(self) -> Path:
        """What writers and editors keep."""
        return self.root / "source"

    @property
    def layouts(self) -> Path:
        """What designers keep."""
        return self.root / "layouts"

    @property
    def fonts(self) -> Path:
        """The families of all layouts."""
        return self.root / "fonts"

    @property
    def dist(self) -> Path:
        """Where finished files go."""
        return self.root / "dist"

    @property
    def cache(self) -> Path:
        """What can be thrown away at any time."""
        return self.root / ".cache"


def chosen(house: House, names: Sequence[str]) -> list[str]:
    """Return the publications of these names, all where none is named."""
    known = sorted(path.parent.name for path in house.source.glob("*/publication.yml"))
    if not known:
        hint = "add a folder with a publication.yml, as source/README.md tells"
        raise SourceError(f"no publication in {house.source}", hint=hint)
    for name in names:
        if name not in known:
            raise SourceError(f"no publication '{name}'", hint=f"there are: {', '.join(known)}")
    return list(names) or known


def build(
    house: House, names: Sequence[str], only: Sequence[Rendition], tell: Tell
) -> list[Artifact]:
    """Make what is missing or out of date of each publication, and return what was made.

    Each artifact is told as it is finished. All publications are tried; then `Faults` are raised
    with the faults of all.
    """
    stale = [(n, r) for n in names for r in only if _made(house, n, r) is None]
    if not stale:
        return []
    faults: list[PipelineError] = []
    made: list[Artifact] = []
    with _workers(house, len(stale)) as workers:
        tasks = [
            (name, workers.submit(make, house, *parts))
            for name, compositions in _compositions(house, stale, faults)
            for parts in compositions
        ]
        for name, task in tasks:
            with _gathered(faults):
                artifact = task.result()
                _remember(house, name, artifact)
                made.append(artifact)
                tell(artifact)
    if faults:
        raise Faults(faults)
    return made


def make(house: House, composition: Composition, cover: Composition | None = None) -> Artifact:
    """Render a composition and put its file in place; an EPUB's cover is drawn from `cover`."""
    edition = composition.edition
    with _time_limit(f"{edition.stem}.{composition.rendition}"):
        data = _rendered(house, composition, cover)
    path = house.dist / edition.publication.slug / composition.rendition.file_name(edition.stem)
    write_whole(path, data)
    return Artifact(composition.rendition, path, len(data), hashlib.sha256(data).hexdigest())


def _rendered(house: House, composition: Composition, cover: Composition | None) -> bytes:
    if cover is None:
        from pipeline.render.pdf import render_pdf

        return render_pdf(composition, house.cache)
    from pipeline.render.epub import render_epub

    return render_epub(composition, cover, house.cache)


def _compositions(
    house: House, stale: Sequence[tuple[str, Rendition]], faults: list[PipelineError]
) -> Iterator[tuple[str, list[tuple[Composition, ...]]]]:
    """Read and compose each publication: what to render for each of its renditions."""
    from pipeline.compose.pages import compose, compose_cover
    from pipeline.read.edition import read
    from pipeline.read.layout import read_layout

    for name in dict.fromkeys(name for name, _ in stale):
        with _gathered(faults):
            edition = read(house.source / name)
            layout = read_layout(house.layouts, edition.publication.layout, house.fonts)
            compositions: list[tuple[Composition, ...]] = []
            if (name, Rendition.PDF) in stale:
                compositions.append((compose(edition, layout, Rendition.PDF),))
            if (name, Rendition.EPUB) in stale:
                cover = compose_cover(edition, layout)
                compositions.append((compose(edition, layout, Rendition.EPUB), cover))
            yield name, compositions


def check(house: House, names: Sequence[str]) -> list[Finding]:
    """Judge the finished files of these publications, which must be up to date."""
    from pipeline.check import epubcheck, verapdf
    from pipeline.check.epub import check_epub
    from pipeline.check.pdf import check_pdf

    findings: list[Finding] = []
    files: dict[Rendition, list[Path]] = {Rendition.PDF: [], Rendition.EPUB: []}
    for name in names:
        expected = expectations(house, name)
        for artifact in artifacts(house, name):
            files[artifact.rendition].append(artifact.path)
            own = check_pdf if artifact.rendition is Rendition.PDF else check_epub
            findings += own(artifact.path, expected)
    findings += verapdf.judge(files[Rendition.PDF], house.cache)
    findings += epubcheck.judge(files[Rendition.EPUB])
    return findings


def expectations(house: House, name: str) -> Expected:
    """Return what the finished files of a publication are held against."""
    from pipeline.check.expected import Expected
    from pipeline.check.pdf import POINTS
    from pipeline.compose.labels import labels_for
    from pipeline.compose.stylesheets import points, tokens_of
    from pipeline.model.text import plain
    from pipeline.read.edition import read
    from pipeline.read.layout import read_layout

    edition = read(house.source / name)
    publication = edition.publication
    layout = read_layout(house.layouts, publication.layout, house.fonts)
    tokens = tokens_of(layout)
    headings = [plain(section.title) for section in edition.sections if section.title]
    if edition.references:
        headings.append(labels_for(layout, publication.language)["references"])
    width, height = (points(tokens[f"--page-{side}"]) / POINTS for side in ("width", "height"))
    return Expected(
        title=publication.full_title,
        authors=tuple(author.name for author in publication.by_role("aut")),
        language=publication.language,
        identifier=publication.identifiers.urn,
        headings=tuple(headings),
        families=frozenset(family.name for family in layout.fonts),
        trim=(width, height),
    )


def schemas(house: House) -> list[Path]:
    """Write the JSON Schemas of the YAML files of `source/` beside them; return their paths."""
    from pipeline.read.schema import json_schemas

    folder = house.source / ".schema"
    for name, text in json_schemas():
        write_whole(folder / f"{name}.json", text.encode())
    return sorted(folder.glob("*.json"))


def artifacts(house: House, name: str) -> list[Artifact]:
    """Return the finished files of a publication; raise where one is missing or out of date."""
    found = [_made(house, name, rendition) for rendition in Rendition]
    if None in found:
        raise RenderError(f"{name} is not made, or out of date", hint="run `make`")
    return [artifact for artifact in found if artifact]


def write_whole(path: Path, data: bytes) -> None:
    """Write a file so that it appears whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with beside.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)


@contextmanager
def _gathered(faults: list[PipelineError]) -> Iterator[None]:
    try:
        yield
    except Faults as several:
        faults.extend(several.faults)
    except PipelineError as fault:
        faults.append(fault)


@contextmanager
def _workers(house: House, jobs: int) -> Iterator[ProcessPoolExecutor]:
    count = min(jobs, os.cpu_count() or 1)
    context = multiprocessing.get_context("fork")
    with ProcessPoolExecutor(count, context, engine.load, (house.cache,)) as workers:
        yield workers


@contextmanager
def _time_limit(what: str) -> Iterator[None]:
    def stop(*_: object) -> None:
        hint = "look for a picture or a table that is too large"
        raise RenderError(f"{what} took over {TIME_LIMIT} seconds", hint=hint)

    before = signal.signal(signal.SIGALRM, stop)
    signal.alarm(TIME_LIMIT)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def _made(house: House, name: str, rendition: Rendition) -> Artifact | None:
    """Return what was made before, if it is still there and nothing it is made of has changed."""
    try:
        record = json.loads(_record(house, name, rendition).read_text("utf-8"))
        path = house.dist / name / record["file"]
        data = path.read_bytes()
    except (OSError, ValueError, KeyError):
        return None
    fresh = record["sha256"] == hashlib.sha256(data).hexdigest()
    if not fresh or record["inputs"] != _fingerprint(house, name):
        return None
    return Artifact(rendition, path, len(data), record["sha256"])


def _remember(house: House, name: str, artifact: Artifact) -> None:
    inputs = _fingerprint(house, name)
    record = {"file": artifact.path.name, "sha256": artifact.sha256, "inputs": inputs}
    write_whole(_record(house, name, artifact.rendition), json.dumps(record).encode())


def _record(house: House, name: str, rendition: Rendition) -> Path:
    return house.cache / "made" / f"{name}.{rendition}.json"


def _fingerprint(house: House, name: str) -> str:
    """Return a digest of all that a publication is made of, this program and its pins included."""
    program = Path(__file__).parent
    folders: Mapping[Path, str] = {
        house.source / name: "*",
        house.source / "contributors": "*.yml",
        house.layouts: "*",
        house.fonts: "*",
        program: "*.py",
    }
    files = [house.source / "publisher.yml", program / "requirements.lock"]
    for folder, pattern in folders.items():
        files.extend(sorted(path for path in folder.rglob(pattern) if path.is_file()))
    digest = hashlib.sha256()
    for path in files:
        data = path.read_bytes() if path.is_file() else b""
        digest.update(f"{path}\0{len(data)}\0".encode() + data)
    return digest.hexdigest()
