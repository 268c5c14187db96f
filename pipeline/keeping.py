"""What stands on the shelf: listed, verified, made again, and brought back."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from pipeline import again
from pipeline.errors import ReleaseError
from pipeline.house import House
from pipeline.model.artifact import Finding
from pipeline.model.release import TO_THE_SECOND, Shelved, Verification
from pipeline.read.files import shelf_of
from pipeline.release import verified
from pipeline.release.access import reading
from pipeline.release.findings import finding
from pipeline.release.locks import held_still
from pipeline.release.restore import bag as write_bag
from pipeline.release.restore import restore as write_folder
from pipeline.release.shelf import (
    Shelf,
    find,
    inventory_of,
    is_begun,
    open_shelf,
    publications,
    shelved,
)
from pipeline.release.verify import verify as judge_shelf

DIGESTS, AGAIN = "every digest", "made again"
"""How a release was verified."""


def shelf_of_house(house: House) -> Shelf:
    """Return the shelf that the house's `publisher.yml` names."""
    return open_shelf(shelf_of(house.source), house.root)


def listed(house: House, name: str = "", version: str = "") -> list[Shelved]:
    """Return the releases on the shelf, the oldest first: all, or those of this name and version.

    Raises `ReleaseError` where there is none of them.
    """
    shelf = shelf_of_house(house)
    with reading(shelf):
        if version:
            return [find(shelf, name, version)]
        if name:
            find(shelf, name, "")
            return shelved(shelf, name)
        return [each for own in publications(shelf) for each in shelved(shelf, own)]


def verify(house: House) -> list[Finding]:
    """Judge the whole shelf; note in each object what was found, where it can be written.

    Raises `ReleaseError` where there is no shelf.
    """
    shelf = shelf_of_house(house)
    with reading(shelf):
        if not is_begun(shelf):
            hint = "release something: make release"
            raise ReleaseError(f"there is no shelf at {shelf.place}", hint=hint)
        with held_still(shelf):
            findings = judge_shelf(shelf)
            damaged = {each.place.file.parts[0] for each in findings}
            for name in publications(shelf):
                _note_all(shelf, name, whole=name not in damaged)
    return findings


def _note_all(shelf: Shelf, name: str, *, whole: bool) -> None:
    try:
        heads = inventory_of(shelf, name)["versions"]
    except ReleaseError:
        # Damaged so that nobody can tell what it holds, which is found already.
        return
    _note(shelf, name, heads, DIGESTS, whole=whole)


def _note(shelf: Shelf, name: str, heads: Iterable[str], how: str, *, whole: bool) -> None:
    when = datetime.now(UTC).strftime(TO_THE_SECOND)
    verified.note(shelf.object(name), dict.fromkeys(heads, Verification(when, how, whole)))


def rebuild(
    house: House, releases: Sequence[Shelved], tell: Callable[[str], None]
) -> list[Finding]:
    """Make releases again from what is archived with them, and compare every rendition.

    Each that comes out the same is told by its stem. Call it on a shelf that is verified: it runs
    the program that lies there.
    """
    shelf = shelf_of_house(house)
    findings: list[Finding] = []
    for release in releases:
        found = _made_again(house, shelf, release)
        with reading(shelf), held_still(shelf):
            _note(shelf, release.release.publication, [release.head], AGAIN, whole=not found)
        if not found:
            tell(release.release.stem)
        findings.extend(found)
    return findings


def _made_again(house: House, shelf: Shelf, release: Shelved) -> list[Finding]:
    """Return a finding for each rendition that is not the same, or for why there is none."""
    with TemporaryDirectory(prefix="dipam-") as temporary:
        folder = Path(temporary) / "release"
        with reading(shelf):
            write_folder(shelf, release, folder)
        try:
            wrong = again.unlike(release.release, folder, house.cache)
        except ReleaseError as error:
            wrong = [f"{error.message}\n  → {error.hint}"]
    place = f"{release.release.publication}/{release.head}"
    return [finding("rebuild", place, f"{each} ({_tools(release)})") for each in wrong]


def _tools(release: Shelved) -> str:
    named = ("Python", "weasyprint", "Pango")
    used = (f"{name} {release.release.tools.get(name, '?')}" for name in named)
    return f"it was made with {', '.join(used)}"


def restore(house: House, name: str, version: str, place: Path) -> Shelved:
    """Bring back all files of a release into the folder `place`; return the release."""
    shelf = shelf_of_house(house)
    with reading(shelf):
        release = find(shelf, name, version)
        _require_elsewhere(shelf, place)
        write_folder(shelf, release, place)
    return release


def _require_elsewhere(shelf: Shelf, place: Path) -> None:
    """Raise where a folder to be written lies on the shelf, or the shelf in it."""
    target = Path(os.path.realpath(place))
    if shelf.folder and (
        target.is_relative_to(shelf.folder) or shelf.folder.is_relative_to(target)
    ):
        hint = "name a folder that has nothing to do with it: TO=…"
        raise ReleaseError(f"{place} is on the shelf, which only a release may change", hint=hint)


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
        }
        _require_elsewhere(shelf, folder)
        write_bag(shelf, found, folder, info)
    return folder
