"""The releases that stand on the shelf as another joins them: it tells of each that goes."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator

from pipeline.errors import ReleaseError
from pipeline.model.artifact import Finding
from pipeline.release.findings import finding
from pipeline.release.record import RECORD, parse_record
from pipeline.release.shelf import (
    BROKEN,
    INVENTORY,
    Shelf,
    contents_of,
    inventory_of,
    publications,
    shelved,
)


def neighbours(shelf: Shelf) -> dict[str, str]:
    """Return the SHA-512 of the inventory of every release by its path, for the next to tell of."""
    return {
        f"{name}/{each.head}/{INVENTORY}": each.digest
        for name in publications(shelf)
        for each in shelved(shelf, name)
    }


def check_neighbours(shelf: Shelf, objects: Iterable[str]) -> Iterator[Finding]:
    """Yield a finding for each release that another tells of and that is gone, or is another."""
    told = {path: entry for name in objects for path, entry in _told_by(shelf, name)}
    for path, (digest, stem) in sorted(told.items()):
        try:
            found = hashlib.sha512(shelf.files.cat_file(path)).hexdigest()
        except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
            yield finding("missing", path, f"it was on the shelf when {stem} was released")
            continue
        if found != digest:
            yield finding("damaged", path, f"it was another when {stem} was released")


def _told_by(shelf: Shelf, name: str) -> Iterator[tuple[str, tuple[str, str]]]:
    """Yield what the releases of an object tell of others; what is damaged tells nothing."""
    try:
        inventory = inventory_of(shelf, name)
        for head in inventory["versions"]:
            path = contents_of(inventory, head)[RECORD]
            release = parse_record(shelf.files.cat_file(f"{name}/{path}"))
            for other, digest in release.neighbours.items():
                yield other, (digest, release.stem)
    except (*BROKEN, ReleaseError):
        return
