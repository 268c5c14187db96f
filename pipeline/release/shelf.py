"""The shelf: an OCFL 1.1 storage root on a disk or in S3, one object for each publication."""

from __future__ import annotations

import hashlib
import json
import logging
import posixpath
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fsspec.implementations.dirfs import DirFileSystem
from fsspec.implementations.local import LocalFileSystem

from pipeline.errors import ReleaseError
from pipeline.model.release import Shelved
from pipeline.release import verified
from pipeline.release.record import RECORD, parse_record

DECLARATION = "0=ocfl_1.1"
"""Names a storage root, and says its own name without `0=` (OCFL 1.1 §4.1)."""
OBJECT_DECLARATION = "0=ocfl_object_1.1"
INVENTORY = "inventory.json"
SIDECAR = "inventory.json.sha512"
SUMS = "shelf.sha512"
"""The digests of the files at the shelf's own top, as `sha512sum` reads them."""
NAME = re.compile(r"[a-z0-9][a-z0-9-]*")
"""A publication's name, which is that of its folder."""
TAKEN = frozenset({"source", "layouts", "fonts", "pipeline", "tests", "dist"})
"""The folders of a house, which no shelf may lie in; nor may it in a hidden one."""
S3 = "s3://"
RETRIES = {"mode": "standard", "total_max_attempts": 3}
"""How often a service is asked: of itself, botocore would take half a minute to tell."""
UNREADABLE = (
    ValueError,
    KeyError,
    TypeError,
    AttributeError,
    IndexError,
    OverflowError,
    RecursionError,
)
"""What a damaged file of JSON makes of a program that trusts it."""
BROKEN = (*UNREADABLE, OSError)
"""The same, and what the disk that it is on makes of it."""


@dataclass(frozen=True)
class Shelf:
    """A storage root: its place as the setting names it, and its files, by paths from its top.

    `folder` is where it lies on a disk, None in S3.
    """

    place: str
    files: DirFileSystem
    folder: Path | None

    def object(self, name: str) -> DirFileSystem:
        """Return the files of a publication's object."""
        return DirFileSystem(name, self.files)


def open_shelf(place: str, root: Path) -> Shelf:
    """Return the shelf at `place`: a folder, which may be one from `root`, or `s3://bucket/folder`.

    It need not be there yet. Credentials and the address of an S3 service are those of its own
    environment (`AWS_ACCESS_KEY_ID`, `AWS_ENDPOINT_URL` and the like).
    """
    _hush()
    if not place.startswith(S3):
        # What is built beside the shelf must be on its disk, wherever a link leads.
        folder = (root / place).resolve()
        if not _may_hold_a_shelf(folder, root.resolve()) or ":" in place or place[:1] == "~":
            hint = "write a folder of its own, or s3://bucket/folder, after 'releases:' in "
            message = f"'{place}' is no place for a shelf"
            raise ReleaseError(message, hint=f"{hint}publisher.yml")
        return Shelf(place, DirFileSystem(str(folder), LocalFileSystem()), folder)
    bucket, _, key = place.removeprefix(S3).strip("/").partition("/")
    if not bucket or not key:
        hint = "write s3://bucket/folder: a shelf has a lock beside it"
        raise ReleaseError(f"'{place}' names no folder of a bucket", hint=hint)
    from s3fs import S3FileSystem

    # Nothing that another process has written since may be missed.
    remote = S3FileSystem(
        config_kwargs={"retries": RETRIES}, use_listings_cache=False, skip_instance_cache=True
    )
    return Shelf(place, DirFileSystem(f"{bucket}/{key}", remote), None)


def _may_hold_a_shelf(folder: Path, root: Path) -> bool:
    """Whether a folder is no file, no folder of the house, and none that the house is in."""
    if folder in (root, *root.parents) or (folder.exists() and not folder.is_dir()):
        return False
    if not folder.is_relative_to(root):
        return True
    first = folder.relative_to(root).parts[0]
    return first not in TAKEN and not first.startswith(".")


def _hush() -> None:
    """Let nothing be printed: ocfl-py's first word would make Python print all libraries' own."""
    if not logging.root.handlers:
        logging.root.addHandler(logging.NullHandler())


def is_begun(shelf: Shelf) -> bool:
    """Whether there is a storage root at all, be it damaged, or cut as it was begun in S3."""
    return is_declared(shelf) or is_file(shelf.files, SUMS)


def is_declared(shelf: Shelf) -> bool:
    """Whether there is a storage root that says so."""
    return is_file(shelf.files, DECLARATION)


def is_file(files: DirFileSystem, path: str) -> bool:
    """Whether a file is there; fsspec's own says no also of one that cannot be asked after."""
    try:
        return bool(files.info(path)["type"] == "file")
    except (FileNotFoundError, NotADirectoryError):
        return False


def publications(shelf: Shelf) -> list[str]:
    """Return the names of the objects, which are those of their publications."""
    if not is_begun(shelf):
        return []
    found = (name for name, kind in entries(shelf.files) if kind == "directory")
    return list(filter(NAME.fullmatch, found))


def entries(files: DirFileSystem, folder: str = "") -> list[tuple[str, str]]:
    """Return the name and the kind (`file`, `directory` or another) of all that is in a folder."""
    listed = files.ls(folder, detail=True)
    own = folder.strip("/")
    found = (
        (
            posixpath.basename(entry["name"].rstrip("/")),
            "link" if _is_link(entry) else entry["type"],
        )
        for entry in listed
        if entry["name"].strip("/") != own
    )
    return sorted(found)


def _is_link(entry: Mapping[str, Any]) -> bool:
    return bool(entry.get("islink"))


def versions(files: DirFileSystem) -> list[str]:
    """Return the folders of an object's versions, the oldest first."""
    found = (name for name, kind in entries(files) if kind == "directory")
    return sorted(filter(re.compile(r"v[1-9]\d*", re.ASCII).fullmatch, found), key=number_of)


def number_of(head: str) -> int:
    """Return the number of an OCFL version."""
    return int(head[1:])


def intact(files: DirFileSystem, folder: str = "") -> dict[str, Any] | None:
    """Return the inventory in a folder of an object if it is as its sidecar says, and valid."""
    import ocfl

    try:
        data = files.cat_file(posixpath.join(folder, INVENTORY))
        sidecar = files.cat_file(posixpath.join(folder, SIDECAR))
        inventory: dict[str, Any] = json.loads(data)
        own = f"{hashlib.sha512(data).hexdigest()}[ \t]+{re.escape(INVENTORY)}\n".encode()
        as_written = re.fullmatch(own, sidecar)
        return inventory if as_written and ocfl.InventoryValidator().validate(inventory) else None
    except (FileNotFoundError, IsADirectoryError, *UNREADABLE):
        return None


def inventory_of(shelf: Shelf, name: str) -> dict[str, Any]:
    """Return the inventory of an object (OCFL 1.1 §3.5), or its twin in the newest version.

    Raises `ReleaseError` where neither is as its sidecar says.
    """
    files = shelf.object(name)
    for folder in ("", *versions(files)[-1:]):
        if inventory := intact(files, folder):
            return inventory
    hint = "run `make verify`, which names what is damaged"
    raise ReleaseError(f"{shelf.place}/{name}/{INVENTORY} is damaged", hint=hint)


def shelved(shelf: Shelf, name: str) -> list[Shelved]:
    """Return the releases of a publication, the oldest first; none where it has none."""
    # A first release that was cut in S3 has not come to either of these.
    begun = (f"{name}/{path}" for path in (INVENTORY, OBJECT_DECLARATION))
    if not is_begun(shelf) or not any(is_file(shelf.files, path) for path in begun):
        return []
    inventory = inventory_of(shelf, name)
    checks = verified.read(shelf.object(name))
    return [
        _shelved(shelf, name, inventory, head, checks)
        for head in sorted(inventory["versions"], key=number_of)
    ]


def _shelved(
    shelf: Shelf, name: str, inventory: Mapping[str, Any], head: str, checks: Mapping[str, Any]
) -> Shelved:
    contents = contents_of(inventory, head)
    with _damaged(f"{shelf.place}/{name}/{contents.get(RECORD, RECORD)}"):
        record = shelf.files.cat_file(f"{name}/{contents[RECORD]}")
        release = parse_record(record)
        own = shelf.files.cat_file(f"{name}/{head}/{INVENTORY}")
        if release.publication != name:
            raise ValueError(release.publication)
    size = len(record) + sum(file.size for file in release.files)
    digest = hashlib.sha512(own).hexdigest()
    created = inventory["versions"][head]["created"]
    return Shelved(release, head, created, digest, size, checks.get(head, ()))


@contextmanager
def _damaged(file: str) -> Iterator[None]:
    try:
        yield
    except (FileNotFoundError, *UNREADABLE):
        hint = "run `make verify`, which names what is damaged"
        raise ReleaseError(f"{file} is damaged", hint=hint) from None


def contents_of(inventory: Mapping[str, Any], head: str) -> dict[str, str]:
    """Return where in its object each file of a version lies, by its path in the release."""
    manifest = inventory["manifest"]
    state = inventory["versions"][head]["state"]
    return {path: manifest[digest][0] for digest, paths in state.items() for path in paths}


def find(shelf: Shelf, name: str, version: str) -> Shelved:
    """Return a publication's release of this version, the newest where none is given.

    Raises `ReleaseError`, which names those that there are.
    """
    known = shelved(shelf, name) if NAME.fullmatch(name) else []
    if not known:
        told = ", ".join(publications(shelf))
        hint = f"there are: {told}" if told else "it is empty: run `make release`"
        raise ReleaseError(f"no '{name}' on the shelf {shelf.place}", hint=hint)
    for each in reversed(known):
        if version in ("", each.release.version):
            return each
    told = ", ".join(each.release.version for each in known)
    raise ReleaseError(f"no version {version} of {name} on the shelf", hint=f"there are: {told}")
