"""Bring a release back from the shelf: as a folder, or as a BagIt bag for another library."""

from __future__ import annotations

import hashlib
import logging
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from pipeline.errors import ReleaseError
from pipeline.model.release import Shelved
from pipeline.release.shelf import Shelf, contents_of, inventory_of


def restore(shelf: Shelf, shelved: Shelved, place: Path) -> None:
    """Put all files of a release into the folder `place`, each proved by its SHA-512.

    The folder appears whole or not at all. Raises `ReleaseError` where it is there already and not
    empty, and for a file that is damaged on the shelf.
    """
    with _appearing(place) as folder:
        _copy(shelf, shelved, folder)


def bag(shelf: Shelf, shelved: Shelved, place: Path, info: Mapping[str, str]) -> None:
    """Put a release into the folder `place` as a bag (RFC 8493), its manifests of SHA-512.

    `info` are the tags of `bag-info.txt`. Raises `ReleaseError` as `restore` does.
    """
    import bagit

    logging.getLogger("bagit").setLevel(logging.ERROR)
    with _appearing(place) as folder:
        _copy(shelf, shelved, folder)
        bagit.make_bag(str(folder.resolve()), bag_info=dict(info), checksums=["sha512"])
        bagit.Bag(str(folder.resolve())).validate()


@contextmanager
def _appearing(place: Path) -> Iterator[Path]:
    """Give a folder beside `place` to fill, which then takes its name."""
    if place.exists() and (not place.is_dir() or any(place.iterdir())):
        hint = "name a folder that is not there yet, or empty: TO=…"
        raise ReleaseError(f"{place} is there already", hint=hint)
    beside = place.with_name(f".{place.name}.{os.getpid()}")
    try:
        beside.mkdir(parents=True)
        yield beside
        beside.rename(place)
    except OSError as error:
        hint = "make room there, or name another folder: TO=…"
        raise ReleaseError(f"{place} cannot be written: {error.strerror}", hint=hint) from None
    finally:
        shutil.rmtree(beside, ignore_errors=True)


def _copy(shelf: Shelf, shelved: Shelved, folder: Path) -> None:
    name = shelved.release.publication
    inventory = inventory_of(shelf, name)
    digests = {path: d for d, paths in inventory["manifest"].items() for path in paths}
    for path, content in contents_of(inventory, shelved.head).items():
        target = folder / path
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            target.touch(exist_ok=False)
        except ValueError:
            raise _damaged(f"{shelf.place}/{name}: the name {path!r}") from None
        if _fetched(shelf, f"{name}/{content}", target) != digests[content]:
            raise _damaged(f"{shelf.place}/{name}/{content}")


def _fetched(shelf: Shelf, path: str, target: Path) -> str:
    """Copy a file from the shelf, and return its SHA-512."""
    digest = hashlib.sha512()
    with target.open("wb") as copy:
        for block in _blocks(shelf, path):
            digest.update(block)
            copy.write(block)
    return digest.hexdigest()


def _blocks(shelf: Shelf, path: str) -> Iterator[bytes]:
    try:
        with shelf.files.open(path, "rb") as file:
            while block := file.read(1 << 20):
                yield block
    except OSError as error:
        raise _damaged(f"{shelf.place}/{path}") from error


def _damaged(what: str) -> ReleaseError:
    hint = "run `make verify`, and take the file from another copy of the shelf"
    return ReleaseError(f"{what} is damaged or gone", hint=hint)
