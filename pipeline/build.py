"""The stages in their order: a publication's source folder in, its finished files out."""

from __future__ import annotations

import multiprocessing
import os
import resource
import shutil
import signal
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from pathlib import Path

from pipeline.errors import (
    LayoutError,
    PipelineError,
    RenderError,
    SourceError,
    gathered,
    raise_all,
)
from pipeline.house import House, artifacts, made, remember, sha256_of, write_whole
from pipeline.model.artifact import Artifact, Rendition
from pipeline.model.edition import Edition
from pipeline.model.layout import Layout
from pipeline.render import engine

# The other stages are imported where they run, while WeasyPrint loads in another process.

TIME_LIMIT = 300
"""Seconds that a rendition may take."""
MEMORY_LIMIT = 8_000_000_000
"""Bytes of addresses that a worker may take; a publication of 120 pages takes a tenth."""

Tell = Callable[[Artifact], None]


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
    lacking = {n: [r for r in only if made(house, n, r) is None] for n in names}
    stale = {name: wanted for name, wanted in lacking.items() if wanted}
    if not stale:
        return []
    faults: list[PipelineError] = []
    finished: list[Artifact] = []
    with _workers(house, len(stale)) as workers:
        tasks = [
            workers.submit(make, house, edition, layout, stale[name])
            for name, edition, layout in _editions(house, stale, faults)
        ]
        for task in tasks:
            with gathered(faults), _told_of_its_end():
                for artifact in task.result():
                    finished.append(artifact)
                    tell(artifact)
    raise_all(faults)
    return finished


def make(
    house: House, edition: Edition, layout: Layout, wanted: Sequence[Rendition]
) -> list[Artifact]:
    """Make these renditions of an edition, each put in place as it is finished."""
    with _time_limit(edition.stem), _memory_limit(edition.stem):
        return [
            _kept(house, edition, rendition, data)
            for rendition, data in _rendered(house, edition, layout, wanted)
        ]


def _rendered(
    house: House, edition: Edition, layout: Layout, wanted: Sequence[Rendition]
) -> Iterator[tuple[Rendition, bytes]]:
    """Lay an edition out once; paint it for the screen and the press, and number the EPUB by it."""
    from pipeline.compose.pages import compose_epub
    from pipeline.compose.proof import prove
    from pipeline.compose.sheets import compose_sheets
    from pipeline.compose.web import compose_web
    from pipeline.render.cover import draw_cover
    from pipeline.render.epub import render_epub
    from pipeline.render.pdf import paint_pdf
    from pipeline.render.press import paint_print
    from pipeline.render.typeset import typeset
    from pipeline.render.web import render_web

    with typeset(prove(edition, layout, wanted), house.cache) as pages:
        pdf = paint_pdf(pages) if {Rendition.PDF, Rendition.EPUB} & set(wanted) else b""
        if Rendition.PDF in wanted:
            yield Rendition.PDF, pdf
        if Rendition.PRINT in wanted:
            sheets = compose_sheets(edition, layout, pages.labels)
            yield Rendition.PRINT, paint_print(pages, sheets)
    if Rendition.WEB in wanted:
        yield Rendition.WEB, render_web(compose_web(edition, layout, pages.page_map))
    if Rendition.EPUB in wanted:
        composition = compose_epub(edition, layout, pages.page_map)
        yield Rendition.EPUB, render_epub(composition, draw_cover(pdf))


def _kept(house: House, edition: Edition, rendition: Rendition, data: bytes) -> Artifact:
    slug = edition.publication.slug
    path = house.folder(slug) / rendition.file_name(edition.stem)
    write_whole(path, data)
    artifact = Artifact(rendition, path, len(data), sha256_of(data))
    remember(house, slug, artifact)
    return artifact


def _editions(
    house: House, names: Iterable[str], faults: list[PipelineError]
) -> Iterator[tuple[str, Edition, Layout]]:
    """Read each publication with its layout; the faults of those that cannot be are added."""
    from pipeline.read.edition import read
    from pipeline.read.layout import read_layout

    for name in names:
        with gathered(faults):
            edition = read(house.source / name)
            chosen = house.layout or edition.publication.layout
            layout = read_layout(house.layouts, chosen, house.fonts, house.cache)
            yield name, edition, layout


def cover(house: House, names: Sequence[str]) -> list[Path]:
    """Make the outside cover of each publication as one spread for the press; return the files."""
    from pipeline.compose.proof import prove
    from pipeline.compose.sheets import compose_spread
    from pipeline.render.press import paint_cover
    from pipeline.render.typeset import typeset

    faults: list[PipelineError] = []
    finished: list[Path] = []
    wanted = (Rendition.PRINT,)
    for name, edition, layout in _editions(house, names, faults):
        with (
            gathered(faults),
            _time_limit(edition.stem),
            typeset(prove(edition, layout, wanted), house.cache) as pages,
        ):
            spread = compose_spread(edition, layout, len(pages.labels))
            finished.append(house.folder(name) / f"{edition.stem}-cover.pdf")
            write_whole(finished[-1], paint_cover(pages, spread))
    raise_all(faults)
    return finished


def booklet(
    house: House, names: Sequence[str], sheet: tuple[float, float], creep: float
) -> list[Path]:
    """Impose the reading PDF of each publication two-up; return the files.

    `sheet` is the paper's longer and shorter side, `creep` the allowance for it (mm).
    """
    from pipeline.render.booklet import impose

    finished: list[Path] = []
    for name in names:
        (pdf,) = artifacts(house, name, (Rendition.PDF,))
        finished.append(pdf.path.with_name(f"{pdf.path.stem}-booklet.pdf"))
        write_whole(finished[-1], impose(pdf.path.read_bytes(), sheet, creep))
    return finished


def start_layout(house: House, name: str, base: str) -> list[Path]:
    """Write a new brand that begins as the layout `base`; return its files.

    Raises `LayoutError` where there is a layout of this name. All files appear, or none.
    """
    from pipeline.compose.starter import starter
    from pipeline.read.containment import folder_of
    from pipeline.read.layout import read_layout

    folder = folder_of(house.layouts, name)
    if folder.parent != house.layouts:
        hint = f"name it alone: it begins in {house.layouts}, and can be moved"
        raise LayoutError(f"'{name}' cannot be the name of a new layout", hint=hint)
    if folder.exists():
        hint = "choose another name, or go on in it"
        raise LayoutError(f"there is a layout in {folder} already", hint=hint)
    files = starter(read_layout(house.layouts, base, house.fonts), folder.name)
    beside = folder.with_name(f".{folder.name}.{os.getpid()}")
    try:
        for path, text in files.items():
            write_whole(beside / path, text.encode())
        beside.rename(folder)
    finally:
        shutil.rmtree(beside, ignore_errors=True)
    return [folder / path for path in files]


def font(house: House, name: str, package: str, files: str, layout: str) -> Path:
    """Write the `font.yml` of the family whose files are in `fonts/<name>/`; return its path.

    With a `package` the files are those of an installed Python package, with a `layout` the folder
    is in that brand's own `fonts/`; `files` is a pattern that they match, `*` for all. Raises
    `LayoutError` where there is no such brand, and `FontError` for what is no family.
    """
    from pipeline.read.foundry import describe
    from pipeline.read.layout import layout_folder

    fonts = layout_folder(house.layouts, layout) / "fonts" if layout else house.fonts
    path, text = describe(fonts, name, package, files)
    write_whole(path, text.encode())
    return path


def schemas(house: House) -> list[Path]:
    """Write the JSON Schemas of the YAML files of `source/` beside them; return their paths."""
    from pipeline.read.schema import json_schemas

    folder = house.source / ".schema"
    for name, text in json_schemas():
        write_whole(folder / f"{name}.json", text.encode())
    return sorted(folder.glob("*.json"))


@contextmanager
def _workers(house: House, jobs: int) -> Iterator[ProcessPoolExecutor]:
    count = min(jobs, os.cpu_count() or 1)
    context = multiprocessing.get_context("fork")
    with ProcessPoolExecutor(count, context, _begin, (house.cache,)) as workers:
        yield workers


def _begin(cache: Path) -> None:
    """Begin a worker, which no input can make fill the machine's memory."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_LIMIT, MEMORY_LIMIT))
    engine.load(cache)


@contextmanager
def _memory_limit(what: str) -> Iterator[None]:
    try:
        yield
    except MemoryError:
        hint = "look for a picture or a table that is too large, or a template that grows"
        raise RenderError(f"{what} took over {MEMORY_LIMIT:,} bytes", hint=hint) from None


@contextmanager
def _told_of_its_end() -> Iterator[None]:
    """Tell a process that the system has killed, as it does where memory runs out."""
    try:
        yield
    except BrokenProcessPool:
        hint = "look in the layout's templates for a text that grows, or build one at a time"
        raise RenderError("the process that made it was killed", hint=hint) from None


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
