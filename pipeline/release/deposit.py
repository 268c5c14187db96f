"""Put a release's folder on the shelf as the next version of its publication's object."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

from fsspec.implementations.dirfs import DirFileSystem
from fsspec.implementations.local import LocalFileSystem

from pipeline.errors import ReleaseError
from pipeline.release.access import writing
from pipeline.release.locks import locked
from pipeline.release.mend import mend
from pipeline.release.record import CONTENT, RECORD, parse_record
from pipeline.release.shelf import (
    DECLARATION,
    INVENTORY,
    SIDECAR,
    SUMS,
    Shelf,
    is_begun,
    is_declared,
    is_file,
    publications,
    shelved,
)
from pipeline.release.swap import linked, put_in_place, recover, staging_of
from pipeline.release.verify import verify_object

ABOUT = "README.md"
TEXT = Path(__file__).with_name("shelf.md")
"""What an archivist is told at the shelf's top."""
HINT = "run `make verify`, and put right all that it names, from another copy of the shelf"


def deposit(shelf: Shelf, name: str, folder: Path, said: dict[str, str]) -> str:
    """Archive `folder` as the newest version of the publication `name`; return that version.

    `said` gives the identifier of the object, and `created`, `message`, `name` and `address` of the
    version (OCFL 1.1 §3.5.3.1). On a disk the shelf is as before or has it all, whatever happens.
    In S3 the new inventory comes last, and the next release clears away what one that was cut left.
    Raises `ReleaseError` where the shelf cannot be written.
    """
    with writing(shelf), locked(shelf):
        if shelf.folder:
            return _on_disk(shelf, shelf.folder, name, folder, said)
        return _in_s3(shelf, name, folder, said)


def _on_disk(shelf: Shelf, top: Path, name: str, folder: Path, said: dict[str, str]) -> str:
    """Build the object, or the whole shelf, beside it, and put it in its place at one stroke."""
    recover(top)
    _require_whole(shelf, name, folder)
    staging = staging_of(top)
    try:
        staging.mkdir(parents=True)
        if is_declared(shelf):
            made, place = staging / name, top / name
            staged = made
        else:
            made, place = _begun_on_disk(shelf, top, staging), top
            staged = made / name
        if (top / name).is_dir():
            linked(top / name, staged)
            _unlink_what_is_rewritten(staged)
        else:
            staged.mkdir()
        head = _add_version(DirFileSystem(str(staged), LocalFileSystem()), folder, said)
        put_in_place(made, place)
    finally:
        recover(top)
    return head


def _begun_on_disk(shelf: Shelf, top: Path, staging: Path) -> Path:
    if is_begun(shelf):
        raise ReleaseError(f"{shelf.place}/{DECLARATION} is gone", hint=HINT)
    if top.exists() and any(top.iterdir()):
        hint = "name another folder after 'releases:' in publisher.yml"
        raise ReleaseError(f"{shelf.place} has other things in it, and no shelf", hint=hint)
    begun = staging / "begun"
    begun.mkdir()
    for path, data in _top_files():
        (begun / path).write_bytes(data)
    return begun


def _top_files() -> list[tuple[str, bytes]]:
    """Return the files at a shelf's top, the declaration last, which makes it one."""
    declared = f"{DECLARATION.removeprefix('0=')}\n".encode()
    files = [(ABOUT, TEXT.read_bytes()), (DECLARATION, declared)]
    lines = [f"{hashlib.sha512(data).hexdigest()}  {path}\n" for path, data in files]
    return [(SUMS, "".join(lines).encode()), *files]


def _unlink_what_is_rewritten(staged: Path) -> None:
    """Give the copy an inventory of its own: ocfl-py writes it in place."""
    for name in (INVENTORY, SIDECAR):
        data = (staged / name).read_bytes()
        (staged / name).unlink()
        (staged / name).write_bytes(data)


def _add_version(files: DirFileSystem, folder: Path, said: dict[str, str]) -> str:
    """Write a version into an object, its content first and the object's inventory last."""
    import ocfl

    said = dict(said)
    identifier = said.pop("identifier")
    metadata = ocfl.VersionMetadata(**said)
    own = ocfl.Object(identifier=identifier, obj_fs=files)
    if is_file(files, INVENTORY):
        version = ocfl.NewVersion.next_version(
            inventory=own.parse_inventory(), srcdir=str(folder), metadata=metadata
        )
    else:
        version = ocfl.NewVersion.first_version(
            srcdir=str(folder), identifier=identifier, digest_algorithm="sha512", metadata=metadata
        )
    version.add_from_srcdir()
    (folder / CONTENT).write_text(_content_sums(version.inventory), "utf-8")
    version.add(CONTENT, CONTENT)
    inventory = own.write_new_version(version)
    own.write_object_declaration()
    return str(inventory.head)


def _content_sums(inventory: Any) -> str:
    """Return where each file of the newest version lies in the object, with its SHA-512."""
    manifest = inventory.manifest
    lines = (f"{digest}  {manifest[digest][0]}\n" for digest in inventory.current_version.state)
    return "".join(sorted(lines, key=lambda line: line.split("  ", 1)[1]))


def _in_s3(shelf: Shelf, name: str, folder: Path, said: dict[str, str]) -> str:
    mend(shelf)
    _require_whole(shelf, name, folder)
    if not is_declared(shelf):
        for path, data in _top_files():
            shelf.files.pipe_file(path, data)
    return _add_version(shelf.object(name), folder, said)


def _require_whole(shelf: Shelf, name: str, folder: Path) -> None:
    """Raise unless all before this release is whole, and this version is not there yet."""
    if name not in publications(shelf):
        return
    damage = verify_object(shelf, name)
    if damage:
        told = "".join(f"\n  {finding}" for finding in damage[:5])
        raise ReleaseError(f"{name} is damaged on the shelf {shelf.place}:{told}", hint=HINT)
    release = parse_record((folder / RECORD).read_bytes())
    if release.version in {known.release.version for known in shelved(shelf, name)}:
        hint = "another release has put it there: run `make release` again, which compares the two"
        raise ReleaseError(f"{release.stem} is on the shelf {shelf.place} already", hint=hint)
