"""A shelf as it is read and written: what a disk or a service refuses, told in words."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager

from pipeline.errors import ReleaseError
from pipeline.release.locks import locked
from pipeline.release.shelf import Shelf
from pipeline.release.swap import recover, set_aside

HINTS = {
    errno.ENOSPC: "make room on the disk, and try again",
    errno.EDQUOT: "make room on the disk, and try again",
    errno.EROFS: "mount the disk of the shelf for writing, and try again",
    errno.EACCES: "get the right to it, and try again",
    errno.EXDEV: "put the shelf into a folder of its disk, not at the disk's top",
}


@contextmanager
def reading(shelf: Shelf) -> Iterator[None]:
    """Tell within what a disk or a service refuses, as a `ReleaseError`.

    What a release that was cut has set aside is put back before, so that nothing is missed.
    """
    with _told(f"the shelf {shelf.place} cannot be read"):
        if shelf.folder and set_aside(shelf.folder):
            with locked(shelf):
                recover(shelf.folder)
        yield


def writing(shelf: Shelf) -> AbstractContextManager[None]:
    """Tell within of a disk that is full or read-only, and of a service that cannot be reached."""
    after = "is as before" if shelf.folder else "the next release clears away what this one left"
    return _told(f"the shelf {shelf.place} cannot be written, and {after}")


@contextmanager
def _told(message: str) -> Iterator[None]:
    from botocore.exceptions import BotoCoreError

    try:
        yield
    except (OSError, BotoCoreError) as error:
        refused = errno.EACCES if isinstance(error, PermissionError) else 0
        number = getattr(error, "errno", 0) or refused
        reason = os.strerror(number) if number in HINTS else str(error)
        hint = HINTS.get(number, "look at the disk or the service, and try again")
        raise ReleaseError(f"{message}: {reason}", hint=hint) from None
