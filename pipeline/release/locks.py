"""One release at a time: a lock on the folder that a shelf is in, or an object beside it in S3."""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path

from pipeline.errors import ReleaseError
from pipeline.release.shelf import Shelf

PATIENCE = 60.0
"""Seconds that a release waits for another."""
PAUSE = 0.1


@contextmanager
def locked(shelf: Shelf) -> Iterator[None]:
    """Hold the shelf alone; raise `ReleaseError` where another holds it for all of `PATIENCE`."""
    with _folder(shelf.folder.parent) if shelf.folder else _object(shelf):
        yield


@contextmanager
def held_still(shelf: Shelf) -> Iterator[None]:
    """Let no release change a shelf on a disk meanwhile; in S3 that would need a right to write."""
    with locked(shelf) if shelf.folder else nullcontext():
        yield


@contextmanager
def _folder(folder: Path) -> Iterator[None]:
    """Lock a folder itself, which leaves nothing behind, whatever ends this process."""
    folder.mkdir(parents=True, exist_ok=True)
    handle = os.open(folder, os.O_RDONLY)
    try:
        _wait(lambda: _flock(handle), "wait for it to end, and try again")
        yield
    finally:
        os.close(handle)


def _flock(handle: int) -> bool:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


@contextmanager
def _object(shelf: Shelf) -> Iterator[None]:
    """Put an object beside the shelf, which the service lets one alone do.

    It stays where its release was killed; nobody else can know whether that still runs.
    """
    remote, path = shelf.files.fs, f"{shelf.files.path}.lock"

    def put() -> bool:
        try:
            remote.pipe_file(path, f"{os.uname().nodename} {os.getpid()}\n".encode(), mode="create")
        except FileExistsError:
            return False
        return True

    _wait(put, f"wait for it to end; if it was killed, delete s3://{path}")
    try:
        yield
    finally:
        remote.rm_file(path)


def _wait(take: Callable[[], bool], hint: str) -> None:
    until = time.monotonic() + PATIENCE
    while not take():
        if time.monotonic() > until:
            raise ReleaseError("another release is under way", hint=hint)
        time.sleep(PAUSE)
