"""What stands on the shelf: listed, verified, made again, and brought back."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from pipeline.errors import ReleaseError
from pipeline.house import House
from pipeline.model.artifact import Finding
from pipeline.model.release import Shelved, Verification
from pipeline.read.files import shelf_of
from pipeline.release import verified
from pipeline.release.findings import finding
from pipeline.release.locks import held_still
from pipeline.release.packing import INPUTS, LOCK, PROGRAM
from pipeline.release.restore import bag as write_bag
from pipeline.release.restore import restore as write_folder
from pipeline.release.shelf import (
    Shelf,
    find,
    is_begun,
    open_shelf,
    publications,
    reading,
    shelved,
)
from pipeline.release.verify import verify as judge_shelf

TIME_LIMIT = 900
"""Seconds that making a release again may take, and setting up its packages."""
BUILD = "from pipeline.cli import main; main()"


def shelf_of_house(house: House) -> Shelf:
    """Return the shelf that the house's `publisher.yml` names."""
    return open_shelf(shelf_of(house.source), house.root)


def listed(house: House, names: Sequence[str] = ()) -> list[Shelved]:
    """Return all releases on the shelf, or those of these publications, the oldest first."""
    shelf = shelf_of_house(house)
    with reading(shelf):
        return [
            release for name in names or publications(shelf) for release in shelved(shelf, name)
        ]


def verify(house: House) -> list[Finding]:
    """Judge the whole shelf; note in each object that it was, where the shelf can be written.

    Raises `ReleaseError` where there is no shelf.
    """
    shelf = shelf_of_house(house)
    with reading(shelf):
        if not is_begun(shelf):
            hint = "release something: make release"
            raise ReleaseError(f"there is no shelf at {shelf.place}", hint=hint)
        with held_still(shelf):
            findings = judge_shelf(shelf)
        damaged = {finding.place.file.parts[0] for finding in findings}
        for name in publications(shelf):
            if name not in damaged:
                _note(shelf, shelved(shelf, name), "every digest", whole=True)
    return findings


def _note(shelf: Shelf, releases: Sequence[Shelved], how: str, *, whole: bool) -> None:
    when = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    checks = {release.head: Verification(when, how, whole) for release in releases}
    with held_still(shelf):
        verified.note(shelf.object(releases[0].release.publication), checks)


def rebuild(house: House, name: str, version: str, tell: Callable[[str], None]) -> list[Finding]:
    """Make releases again from what is archived with them, and compare every rendition.

    All are made again where `name` is empty, all of a publication where `version` is. Each is told
    by its stem as it is done. Call it on a shelf that is verified: it runs the program that lies
    there.
    """
    shelf = shelf_of_house(house)
    with reading(shelf):
        wanted = [find(shelf, name, version)] if version else listed(house, [name] if name else [])
        findings = []
        for release in wanted:
            found = list(_made_again(house, shelf, release))
            _note(shelf, [release], "every digest, made again", whole=not found)
            findings += found
            tell(release.release.stem)
    return findings


def _made_again(house: House, shelf: Shelf, release: Shelved) -> Iterator[Finding]:
    with TemporaryDirectory(prefix="dipam-") as temporary:
        place = Path(temporary)
        write_folder(shelf, release, place / "release")
        inputs = place / "release" / INPUTS
        python = _python_for(inputs / LOCK, house.cache)
        _build(python, inputs, place / "program")
        made = inputs / "dist" / release.release.publication
        for path, sha256 in release.release.renditions.items():
            file = made / path
            data = file.read_bytes() if file.is_file() else b""
            if hashlib.sha256(data).hexdigest() != sha256:
                told = "comes out otherwise" if data else "does not come out"
                message = f"{path} {told}: made with {_tools(release)}"
                yield finding("rebuild", f"{release.release.publication}/{release.head}", message)


def _tools(release: Shelved) -> str:
    named = ("Python", "weasyprint", "Pango")
    return ", ".join(f"{name} {release.release.tools.get(name, '?')}" for name in named)


def _python_for(lock: Path, cache: Path) -> Path:
    """Return a Python with the packages of a lock: this one, if its own lock is the same."""
    pinned = lock.read_bytes()
    if pinned == (PROGRAM / LOCK).read_bytes():
        return Path(sys.executable)
    folder = cache / "again" / hashlib.sha256(pinned).hexdigest()[:16]
    python = folder / "bin" / "python"
    if not (folder / "ready").is_file():
        _run([sys.executable, "-m", "venv", "--clear", folder], lock.parent)
        pip = ("-m", "pip", "--disable-pip-version-check", "-q", "install", "--require-hashes")
        _run([python, *pip, "-r", lock.resolve()], lock.parent)
        (folder / "ready").touch()
    return python


def _build(python: Path, inputs: Path, program: Path) -> None:
    """Build in the release's own house with the release's own program."""
    (wheel,) = inputs.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(program)
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    _run([python, "-c", BUILD, "build"], inputs, {**kept, "PYTHONPATH": str(program.resolve())})


def _run(
    command: Sequence[str | Path], folder: Path, environment: dict[str, str] | None = None
) -> None:
    try:
        subprocess.run(
            [str(part) for part in command],
            cwd=folder,
            env=environment,
            capture_output=True,
            text=True,
            timeout=TIME_LIMIT,
            check=True,
        )
    except subprocess.TimeoutExpired:
        hint = "try it by hand with the release's make-again.sh"
        raise ReleaseError(
            f"it took over {TIME_LIMIT} seconds to make it again", hint=hint
        ) from None
    except subprocess.CalledProcessError as error:
        told = (error.stderr or error.stdout).strip()[-1000:]
        hint = "see what its packages need; its own make-again.sh does the same"
        raise ReleaseError(f"it cannot be made again: {told}", hint=hint) from None


def restore(house: House, name: str, version: str, place: Path) -> Shelved:
    """Bring back all files of a release into the folder `place`; return the release."""
    shelf = shelf_of_house(house)
    with reading(shelf):
        release = find(shelf, name, version)
        write_folder(shelf, release, place)
    return release


def bag(house: House, name: str, version: str, place: Path | None) -> Path:
    """Write a release as a BagIt bag into the folder `place`, or beside its finished files."""
    shelf = shelf_of_house(house)
    with reading(shelf):
        found = find(shelf, name, version)
        folder = place or house.folder(name) / f"{found.release.stem}-bag"
        info = {
            "External-Identifier": found.release.identifier,
            "External-Description": f"{found.release.title}, version {found.release.version}",
            "Internal-Sender-Identifier": found.release.stem,
            "Internal-Sender-Description": found.release.changes.strip().replace("\n", " "),
            "Bagging-Date": found.created[:10],
        }
        write_bag(shelf, found, folder, info)
    return folder
