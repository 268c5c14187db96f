"""Judge the shelf: its structure and every digest, by ocfl-py and by a pass of our own."""

from __future__ import annotations

import hashlib
import posixpath
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from fsspec.implementations.dirfs import DirFileSystem

from pipeline.model.artifact import Finding, Place
from pipeline.release import verified
from pipeline.release.findings import finding
from pipeline.release.neighbours import check_neighbours
from pipeline.release.record import CONTENT, PLACES, RECORD, parse_record
from pipeline.release.shelf import (
    BROKEN,
    DECLARATION,
    INVENTORY,
    OBJECT_DECLARATION,
    SIDECAR,
    SUMS,
    Shelf,
    contents_of,
    entries,
    intact,
)


@dataclass(frozen=True)
class Digests:
    """A file's size, its SHA-256 and its SHA-512."""

    size: int
    sha256: str
    sha512: str


def verify(shelf: Shelf) -> list[Finding]:
    """Return a finding for each damaged, missing or extra file, and each break of OCFL 1.1."""
    top = entries(shelf.files)
    found = [*_check_top(shelf, top), *_root_by_ocfl(shelf)]
    objects = [name for name, kind in top if kind == "directory"]
    for name in objects:
        found.extend(verify_object(shelf, name))
    named = {each.place.file.as_posix() for each in found}
    told = check_neighbours(shelf, objects)
    return [*found, *(each for each in told if each.place.file.as_posix() not in named)]


def verify_object(shelf: Shelf, name: str) -> list[Finding]:
    """Return a finding for each fault of a publication's object: by ocfl-py, and by our own."""
    files = shelf.object(name)
    found = [finding("ocfl", INVENTORY, message) for message in judged_by_ocfl(files)]
    found.extend(_by_own_pass(files, name))
    return [_within(name, each) for each in found]


def _by_own_pass(files: DirFileSystem, name: str) -> Iterator[Finding]:
    """Check every file of an object against its inventory, its release and its digest."""
    seen, found = _read_all(files)
    yield from found
    yield from _check_own(files, seen)
    yield from _check_inventories(files, seen)
    inventory = _trusted(files, seen)
    if inventory is None:
        return
    known = {path: digest for digest, paths in inventory["manifest"].items() for path in paths}
    unread = {each.place.file.as_posix() for each in found}
    yield from (f for f in _check_content(known, seen) if f.place.file.as_posix() not in unread)
    for head in inventory["versions"]:
        yield from _check_release(files, name, contents_of(inventory, head), seen)
    yield from _check_extra(inventory, known, seen)
    if verified.LOG in seen:
        yield from _check_log(files, inventory)


def _within(name: str, own: Finding) -> Finding:
    return replace(own, place=Place(Path(name) / own.place.file))


def _read_all(files: DirFileSystem) -> tuple[dict[str, Digests], list[Finding]]:
    """Return the digests of all files, and a finding for whatever is none, or cannot be read."""
    seen, found = {}, []
    for path, kind in _all_within(files):
        if kind != "file":
            told = "an empty folder" if kind == "directory" else "no file, but a link or the like"
            found.append(finding("extra", path, f"it is {told}"))
            continue
        try:
            seen[path] = _digests(files, path)
        except OSError as error:
            found.append(finding("damaged", path, f"it cannot be read: {error}"))
    return seen, found


def _all_within(files: DirFileSystem, folder: str = "") -> Iterator[tuple[str, str]]:
    """Yield the path and kind of all in a folder but of folders that have something in them."""
    for name, kind in entries(files, folder):
        path = posixpath.join(folder, name)
        within = _all_within(files, path) if kind == "directory" else iter(())
        first = next(within, (path, kind))
        yield first
        yield from within


def _digests(files: DirFileSystem, path: str) -> Digests:
    sha256, sha512, size = hashlib.sha256(), hashlib.sha512(), 0
    with files.open(path, "rb") as file:
        while block := file.read(1 << 20):
            sha256.update(block)
            sha512.update(block)
            size += len(block)
    return Digests(size, sha256.hexdigest(), sha512.hexdigest())


def _check_top(shelf: Shelf, top: Sequence[tuple[str, str]]) -> Iterator[Finding]:
    """Check the files at the shelf's top against the digests that lie there."""
    present = {name for name, kind in top if kind == "file"}
    for name in sorted(name for name, kind in top if kind not in ("file", "directory")):
        yield finding("extra", name, "it is no file, but a link or the like")
    if SUMS not in present:
        yield finding("missing", SUMS, "the digests of the shelf's own files are gone")
        return
    data = shelf.files.cat_file(SUMS)
    lines = data.decode("utf-8", "replace").splitlines()
    known = {path: digest for digest, _, path in (line.partition("  ") for line in lines)}
    if data != "".join(f"{digest}  {path}\n" for path, digest in known.items()).encode():
        yield finding("damaged", SUMS, "it is not as it was written")
    for path in sorted({DECLARATION, *known} - {""} - present):
        yield finding("missing", path, f"it is gone, and {SUMS} lists it")
    for path in sorted(present - {SUMS}):
        if path not in known:
            yield finding("extra", path, f"{SUMS} does not list it")
        elif _digests(shelf.files, path).sha512 != known[path]:
            yield finding("damaged", path, f"it, or {SUMS}, is not as it was written")


def _root_by_ocfl(shelf: Shelf) -> Iterator[Finding]:
    """Let ocfl-py validate the storage root, without its objects."""
    import ocfl

    root = ocfl.StorageRoot(root=shelf.files)
    try:
        if not root.validate(validate_objects=False):
            for message in root.log.messages:
                yield finding("ocfl", DECLARATION, message)
    except BROKEN as error:
        yield finding("ocfl", DECLARATION, f"ocfl-py cannot read it: {error}")


def judged_by_ocfl(files: DirFileSystem, warnings: bool = False) -> list[str]:
    """Return what ocfl-py finds wrong with an object, and where wanted what it warns of."""
    from ocfl.validator import Validator

    validator = Validator(log_warnings=warnings)
    try:
        validator.validate_object(files)
    except BROKEN as error:
        return [f"ocfl-py cannot read it: {error}"]
    return sorted(validator.log.messages)


def _check_own(files: DirFileSystem, seen: Mapping[str, Digests]) -> Iterator[Finding]:
    """Check an object's declaration, and the log of its verifications."""
    if verified.LOG in seen and verified.parse(files.cat_file(verified.LOG)) is None:
        yield finding("damaged", verified.LOG, "it is not as it was written: delete it")
    own = OBJECT_DECLARATION
    if own not in seen:
        yield finding("missing", own, "it declares the folder an OCFL object")
    elif files.cat_file(own) != f"{own[2:]}\n".encode():
        yield finding("damaged", own, f"it should say {own[2:]}")


def _folders(seen: Iterable[str]) -> list[str]:
    """Return the folders with an inventory or its sidecar: the object's own, and its versions."""
    return sorted(
        {posixpath.dirname(p) for p in seen if posixpath.basename(p) in (INVENTORY, SIDECAR)}
    )


def _check_inventories(files: DirFileSystem, seen: Mapping[str, Digests]) -> Iterator[Finding]:
    """Check each inventory against its sidecar; where it has a twin, that tells which is wrong."""
    sidecars = {f: _sidecar(files, f) for f in _folders(seen) if posixpath.join(f, SIDECAR) in seen}
    recorded = list(sidecars.values())
    for folder in _folders(seen):
        inventory, sidecar = (posixpath.join(folder, name) for name in (INVENTORY, SIDECAR))
        for path in (inventory, sidecar):
            if path not in seen:
                yield finding("missing", path, "an inventory and its digest stand together")
        if inventory not in seen or sidecar not in seen:
            continue
        actual = seen[inventory].sha512
        if actual == sidecars[folder]:
            continue
        if not sidecars[folder] or actual in recorded:
            yield finding("damaged", sidecar, f"it is not the digest of {inventory}")
        else:
            yield finding(
                "damaged", inventory, f"it is not what {sidecar} says, or that is damaged"
            )


def _sidecar(files: DirFileSystem, folder: str) -> str:
    """Return the digest in a sidecar, empty where it has none (OCFL 1.1 §3.5.1)."""
    text = files.cat_file(posixpath.join(folder, SIDECAR)).decode("utf-8", "replace")
    written = re.fullmatch(rf"([0-9a-f]{{128}})[ \t]+{re.escape(INVENTORY)}\n", text)
    return written[1] if written else ""


def _trusted(files: DirFileSystem, seen: Iterable[str]) -> dict[str, Any] | None:
    """Return the newest inventory that is as its sidecar says, None where there is none."""
    trusted = (intact(files, folder) for folder in _folders(seen))
    return max(filter(None, trusted), key=lambda each: len(each["versions"]), default=None)


def _check_content(known: Mapping[str, str], seen: Mapping[str, Digests]) -> Iterator[Finding]:
    for path, digest in sorted(known.items()):
        if path not in seen:
            yield finding("missing", path, "the inventory lists it")
        elif seen[path].sha512 != digest:
            yield finding("damaged", path, f"its SHA-512 is {seen[path].sha512[:16]}…")


def _check_release(
    files: DirFileSystem, name: str, contents: Mapping[str, str], seen: Mapping[str, Digests]
) -> Iterator[Finding]:
    """Check a version by its `release.json`: every file there, none beside, each of its SHA-256."""
    record = contents.get(RECORD, RECORD)
    try:
        release = parse_record(files.cat_file(record))
    except BROKEN as error:
        yield finding("damaged", record, f"it does not tell of a release: {error}")
        return
    if release.publication != name:
        yield finding("damaged", record, f"it is of '{release.publication}', which lies elsewhere")
    listed = {file.path: file for file in release.files}
    for path in sorted(listed.keys() ^ (contents.keys() - {RECORD, CONTENT, PLACES})):
        yield finding("damaged", record, f"'{path}' is in it, or in the inventory, but not in both")
    for path in sorted(listed.keys() & contents.keys()):
        own, told = seen.get(contents[path]), listed[path]
        if own and (own.size, own.sha256) != (told.size, told.sha256):
            yield finding("damaged", contents[path], f"{record} says another SHA-256 of '{path}'")


def _check_extra(
    inventory: Mapping[str, Any], known: Iterable[str], seen: Mapping[str, Digests]
) -> Iterator[Finding]:
    own = {posixpath.join(v, n) for v in ("", *inventory["versions"]) for n in (INVENTORY, SIDECAR)}
    logs = {verified.LOG, verified.BESIDE}
    for path in sorted(seen.keys() - {OBJECT_DECLARATION, *own, *known, *logs}):
        yield finding("extra", path, "no inventory lists it")
    for path in sorted(own - seen.keys()):
        if posixpath.dirname(path) in inventory["versions"]:
            yield finding("missing", path, "each version has its inventory")


def _check_log(files: DirFileSystem, inventory: Mapping[str, Any]) -> Iterator[Finding]:
    """Tell of a release that was verified once, and of which no inventory knows any more."""
    for head in sorted(verified.read(files).keys() - inventory["versions"].keys()):
        yield finding("missing", head, f"{verified.LOG} says that it was here")
