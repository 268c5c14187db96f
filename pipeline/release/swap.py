"""Put a folder in the place of another at one stroke, so that a cut leaves one of them whole."""

from __future__ import annotations

import ctypes
import errno
import os
import shutil
from pathlib import Path

AT_FDCWD = -100
RENAME_EXCHANGE = 2
"""Of Linux's renameat2(2)."""


def staging_of(top: Path) -> Path:
    """Return the folder beside a shelf in which what goes there is made ready."""
    return top.with_name(f".{top.name}.staging")


def put_in_place(folder: Path, place: Path) -> None:
    """Move `folder` to `place`, on the same disk; what stands there is exchanged for it.

    Both are written to the disk before this returns. What stood there is then at `folder`.
    """
    for path in (folder, *folder.rglob("*")):
        _sync(path)
    if place.exists() and any(place.iterdir()):
        _exchange(folder, place)
    else:
        # An empty folder gives way to one that takes its name (rename(2)).
        place.parent.mkdir(parents=True, exist_ok=True)
        folder.rename(place)
    _sync(place.parent)


def linked(folder: Path, copy: Path) -> None:
    """Make a copy of a folder that shares its files, where the disk knows links."""
    shutil.copytree(folder, copy, copy_function=_link, symlinks=True)


def _link(source: str, target: str) -> None:
    try:
        os.link(source, target, follow_symlinks=False)
    except OSError as error:
        if error.errno not in (errno.EPERM, errno.ENOTSUP, errno.EXDEV, errno.EMLINK):
            raise
        shutil.copy2(source, target, follow_symlinks=False)


def _exchange(one: Path, other: Path) -> None:
    libc = ctypes.CDLL(None, use_errno=True)
    call = getattr(libc, "renameat2", None)
    if call is None:
        return _exchange_by_steps(one, other)
    names = (os.fsencode(one), os.fsencode(other))
    if call(AT_FDCWD, names[0], AT_FDCWD, names[1], RENAME_EXCHANGE) == 0:
        return None
    number = ctypes.get_errno()
    if number in (errno.EINVAL, errno.ENOSYS):
        return _exchange_by_steps(one, other)
    raise OSError(number, os.strerror(number), str(one))


def _exchange_by_steps(one: Path, other: Path) -> None:
    """Exchange two folders where the disk cannot at one stroke; `recover` undoes half of it."""
    aside = one.with_name(f"{one.name}{ASIDE}")
    other.rename(aside)
    one.rename(other)
    aside.rename(one)


ASIDE = ".aside"


def set_aside(top: Path) -> list[tuple[Path, Path]]:
    """Return what an exchange by steps that was cut has taken off a shelf, and the places of it."""
    pairs = ((p, top / p.name.removesuffix(ASIDE)) for p in staging_of(top).glob(f"*{ASIDE}"))
    return [(aside, place) for aside, place in pairs if not place.exists()]


def recover(top: Path) -> None:
    """Put back what an exchange by steps had set aside when it was cut, and clear what is left."""
    for aside, place in set_aside(top):
        aside.rename(place)
        _sync(top)
    shutil.rmtree(staging_of(top), ignore_errors=True)


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
