"""What a release that was cut left in S3: finished, or cleared away."""

from __future__ import annotations

from fsspec.implementations.dirfs import DirFileSystem

from pipeline.release.shelf import (
    INVENTORY,
    OBJECT_DECLARATION,
    SIDECAR,
    Shelf,
    intact,
    is_file,
    number_of,
    publications,
    versions,
)


def mend(shelf: Shelf) -> None:
    """Finish or clear away what a release that was cut left in S3, where content comes first.

    A version whose own inventory and sidecar are there is whole: the object's are made the same.
    Of another the files are taken away, unless it may be one that was whole and is damaged: what
    no cut leaves is left as it is, for `verify` to name.
    """
    for name in publications(shelf):
        files = shelf.object(name)
        heads = versions(files)
        if not heads:
            continue
        if _listed(files, heads[-1]) == heads:
            if _stands_before(files, heads) or _is_copied(files, heads[-1]):
                _finish(files, heads[-1])
        elif _stands_before(files, heads) and not _is_told(files, heads[-1]):
            files.rm(heads[-1], recursive=True)


def _listed(files: DirFileSystem, folder: str = "") -> list[str]:
    """Return the versions that an inventory lists, none where it is not as its sidecar says."""
    inventory = intact(files, folder)
    return sorted(inventory["versions"], key=number_of) if inventory else []


def _stands_before(files: DirFileSystem, heads: list[str]) -> bool:
    """Whether the object is as it was before its newest version, or is not there at all yet."""
    if len(heads) > 1:
        return _listed(files) == heads[:-1]
    return not any(is_file(files, path) for path in (INVENTORY, OBJECT_DECLARATION))


def _is_copied(files: DirFileSystem, head: str) -> bool:
    """Whether the object's inventory is that of its newest version, whatever its sidecar says."""
    if not is_file(files, INVENTORY):
        return False
    return bool(files.cat_file(INVENTORY) == files.cat_file(f"{head}/{INVENTORY}"))


def _is_told(files: DirFileSystem, head: str) -> bool:
    """Whether a version has an inventory and a sidecar, which come last."""
    return all(is_file(files, f"{head}/{name}") for name in (INVENTORY, SIDECAR))


def _finish(files: DirFileSystem, head: str) -> None:
    wanted = {name: files.cat_file(f"{head}/{name}") for name in (INVENTORY, SIDECAR)}
    wanted[OBJECT_DECLARATION] = f"{OBJECT_DECLARATION[2:]}\n".encode()
    for path, data in wanted.items():
        if not is_file(files, path) or files.cat_file(path) != data:
            files.pipe_file(path, data)
