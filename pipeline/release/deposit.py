"""Put a release's folder on the shelf as the next version of its publication's object."""

from __future__ import annotations

import hashlib
import posixpath
import re
from functools import partial
from pathlib import Path
from typing import Any

from fsspec.implementations.dirfs import DirFileSystem
from fsspec.implementations.local import LocalFileSystem

from pipeline.errors import ReleaseError
from pipeline.release.access import writing
from pipeline.release.locks import locked
from pipeline.release.mend import mend
from pipeline.release.record import CONTENT, PLACES, RECORD, parse_record
from pipeline.release.shelf import (
    DECLARATION,
    INVENTORY,
    SIDECAR,
    SUMS,
    Shelf,
    contents_of,
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
    Raises `ReleaseError` where the shelf cannot be written, and for a name that no list can hold.
    """
    _require_listable(folder)
    with writing(shelf), locked(shelf):
        if shelf.folder:
            return _on_disk(shelf, shelf.folder, name, folder, said)
        return _in_s3(shelf, name, folder, said)


def _require_listable(folder: Path) -> None:
    """Raise for a file whose name would break the lines of `content.tsv` and `content.sha512`."""
    for path in sorted(folder.rglob("*")):
        own = path.relative_to(folder).as_posix()
        if re.search(r"[\t\n\r]", own):
            hint = "give the file another name"
            raise ReleaseError(f"the name {own!r} has a tab or an end of line", hint=hint)


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
    own = ocfl.Object(identifier=said.pop("identifier"), obj_fs=files)
    own.write_inventory_and_sidecar = partial(_write_inventory, files)
    known = own.parse_inventory() if is_file(files, INVENTORY) else None
    version = _begun_version(own.id, known, folder, ocfl.VersionMetadata(**said))
    version.add_from_srcdir()
    for name, told in ((PLACES, _places), (CONTENT, _content_sums)):
        (folder / name).write_text(told(version.inventory), "utf-8")
        version.add(name, name)
    inventory = own.write_new_version(version)
    if known is None:
        own.write_object_declaration()
    return str(inventory.head)


def _begun_version(identifier: str, known: Any, folder: Path, metadata: Any) -> Any:
    """Return ocfl-py's next version of the inventory that is known, or the first of a new object.

    A file's place is its own name, so that who copies it by hand gets the name as well.
    """
    from ocfl import NewVersion

    common = {"srcdir": str(folder), "metadata": metadata, "content_path_normalization": None}
    if known is not None:
        return NewVersion.next_version(inventory=known, **common)
    return NewVersion.first_version(identifier=identifier, digest_algorithm="sha512", **common)


def _write_inventory(files: DirFileSystem, inventory: Any, folder: str = "") -> None:
    """Write an inventory and its sidecar in ocfl-py's place.

    That puts one space after the digest. `shasum` reads no line but with two, and OCFL 1.1 §3.7
    lets there be as many.
    """
    data = inventory.as_json().encode()
    sidecar = f"{hashlib.sha512(data).hexdigest()}  {INVENTORY}\n"
    files.pipe_file(posixpath.join(folder, INVENTORY), data)
    files.pipe_file(posixpath.join(folder, SIDECAR), sidecar.encode())


def _places(inventory: Any) -> str:
    """Return where each file of the newest version lies in the object, and its own name."""
    known = contents_of(inventory.data, inventory.head)
    lists = {name: f"{inventory.head}/content/{name}" for name in (PLACES, CONTENT)}
    return "".join(f"{place}\t{name}\n" for name, place in sorted({**known, **lists}.items()))


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
