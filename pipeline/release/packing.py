"""Gather what an edition is made of, so that it can be made again from that alone."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from pipeline.errors import ReleaseError
from pipeline.model.edition import Edition
from pipeline.model.layout import Layout
from pipeline.release.command import run

INPUTS = "inputs"
"""The folder of a release that is a house of its own: source, layouts, fonts, and the program."""
PROGRAM = Path(__file__).parent.parent
LOCK = "requirements.lock"
AGAIN = "make-again.sh"
EPOCH = "315532800"
"""The first second that a ZIP archive can tell, 1980 (APPNOTE 4.4.6): the wheel has no clock."""


def gather(edition: Edition, layout: Layout, source: Path, folder: Path) -> None:
    """Copy into `folder/inputs` all that the edition is made of, and this program as a wheel.

    The output profile comes among the assets of the layout that names it, the files of a family
    beside its `font.yml`. Raises `ReleaseError` where the program cannot be packed.
    """
    house = folder / INPUTS
    for original, name in inputs_of(edition, layout, source):
        target = house / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(original, target)
    shutil.copyfile(PROGRAM / LOCK, house / LOCK)
    shutil.copyfile(PROGRAM / "release" / AGAIN, folder / AGAIN)
    write_wheel(house)


def inputs_of(edition: Edition, layout: Layout, source: Path) -> Iterator[tuple[Path, str]]:
    """Yield each file that an edition is made of, and its path in a house of its own."""
    own = source / edition.publication.slug
    shared = [path for path in edition.sources if not path.is_relative_to(own)]
    for path in (*_files(own), *shared):
        yield path, f"source/{path.relative_to(source).as_posix()}"
    for level in layout.folders:
        for path in _files(level):
            yield path, f"layouts/{level.name}/{path.relative_to(level).as_posix()}"
    profile = layout.press.profile
    if not profile.path.is_relative_to(profile.source.parent):
        yield profile.path, f"layouts/{profile.source.parent.name}/assets/{profile.path.name}"
    for family in layout.fonts:
        place = _place_of(family.source, layout)
        yield family.source, f"{place}/{family.source.name}"
        for name, path in family.files.items():
            yield path, f"{place}/{name}"


def _files(folder: Path) -> Iterator[Path]:
    """Yield the files of a folder but hidden ones, which nothing is made of."""
    for path in sorted(folder.rglob("*")):
        hidden = any(part.startswith(".") for part in path.relative_to(folder).parts)
        if path.is_file() and not hidden:
            yield path


def _place_of(record: Path, layout: Layout) -> str:
    """Return the folder of a family: in the house's `fonts/`, or in a brand's own."""
    for level in layout.folders:
        if record.is_relative_to(level):
            return f"layouts/{level.name}/{record.parent.relative_to(level).as_posix()}"
    return f"fonts/{record.parent.name}"


def program_files() -> list[Path]:
    """Return the files of which this program is packed; raise `ReleaseError` where there are none.

    They are those of a checkout: an installed program has no `pyproject.toml` beside it.
    """
    root = PROGRAM.parent
    if not (root / "pyproject.toml").is_file():
        hint = "release from the project's own folder, where make has set it up"
        raise ReleaseError("the program is not run from its source", hint=hint)
    suffixes = {".py", ".java", ".mjs", ".lock", ".md", ".sh"}
    own = (path for path in _files(PROGRAM) if path.suffix in suffixes)
    return [root / "LICENSE", root / "README.md", root / "pyproject.toml", *own]


def write_wheel(folder: Path) -> Path:
    """Put this program into `folder` as a wheel (PEP 427), the same bytes of the same source."""
    with TemporaryDirectory() as place:
        for path in program_files():
            copy = Path(place) / path.relative_to(PROGRAM.parent)
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, copy)
            copy.chmod(0o644)
        build = "import sys; from setuptools.build_meta import build_wheel as b; b(sys.argv[1])"
        run(
            [sys.executable, "-c", build, folder.resolve()],
            Path(place),
            {"SOURCE_DATE_EPOCH": EPOCH},
            failing="the program cannot be packed",
            hint="run `make distclean`, then `make`",
        )
    (made,) = folder.glob("*.whl")
    return made
