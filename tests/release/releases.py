"""Small releases of real files, the shelves that they are put on, and what a shelf holds."""

import os
import warnings
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

from pipeline.errors import ReleaseError
from pipeline.model.release import Release
from pipeline.release.deposit import deposit
from pipeline.release.record import RECORD, files_in, record_json
from pipeline.release.shelf import Shelf, open_shelf

ONE, TWO = "001-one", "002-two"
NONE: Mapping[str, str] = {}


def shelf_in(folder: Path) -> Shelf:
    """Return the shelf `releases` in a folder, which need not be there yet."""
    return open_shelf("releases", folder)


def release_in(
    folder: Path, name: str, version: str, *, small: bool = False, beside: Mapping[str, str] = NONE
) -> Path:
    """Write a release of a publication, of which some files are the same in all versions.

    Of those one has another name in each; and two of a version are the same.
    """
    folder.mkdir(parents=True)
    (folder / f"{name}-{version}.pdf").write_bytes(f"%PDF {name} {version}\n".encode() * 40)
    (folder / "cite.bib").write_text(f"@report{{{name}}}\n")
    if not small:
        inputs = folder / "inputs" / "source" / name
        inputs.mkdir(parents=True)
        for path in (inputs / "text.md", inputs / "again.md"):
            path.write_text(f"# {name}\n\nThe text of {version}, with Ö and ş.\n", "utf-8")
        (inputs / "empty figure.svg").write_bytes(b"")
        (inputs / f"Şekil {version} (ş).svg").write_text(f"<svg><!-- {name} --></svg>\n", "utf-8")
    release = Release(name, name, urn_of(name), "en", version, "2026-01-02", f"As {version}.", ())
    whole = replace(
        release, files=tuple(files_in(folder)), tools={"Python": "3.11"}, neighbours=beside
    )
    (folder / RECORD).write_text(record_json(whole), "utf-8")
    return folder


def put(
    shelf: Shelf,
    folder: Path,
    name: str,
    version: str,
    *,
    small: bool = False,
    beside: Mapping[str, str] = NONE,
) -> str:
    """Deposit a release, which is written into `folder` first, and return its OCFL version."""
    release = release_in(folder, name, version, small=small, beside=beside)
    return deposit(shelf, name, release, said(name, version))


def urn_of(name: str) -> str:
    """Return the identifier of a publication whose name begins with its number."""
    return f"urn:uuid:00000000-0000-4000-8000-000000000{name[:3]}"


def said(name: str, version: str) -> dict[str, str]:
    """Return what a deposit says of a version."""
    return {
        "identifier": urn_of(name),
        "created": "2026-01-02T03:04:05Z",
        "message": f"{version}: As {version}.",
        "name": "The house",
        "address": "mailto:house@example.org",
    }


def state_of(folder: Path) -> dict[str, bytes | str | None]:
    """Return all that is in a folder by its path: a file's bytes, a link's target, None."""
    found = {}
    for path in sorted(folder.rglob("*")):
        own = path.relative_to(folder).as_posix()
        if path.is_symlink():
            found[own] = str(path.readlink())
        else:
            found[own] = path.read_bytes() if path.is_file() else None
    return found


def forked(work: Callable[[], None]) -> int:
    """Begin `work` in a child of this warm process, and return its id.

    A `ReleaseError` ends it with 8, once it is told on stderr.
    """
    with warnings.catch_warnings():
        # Later Pythons warn of threads, of which none does anything here.
        warnings.simplefilter("ignore", DeprecationWarning)
        child = os.fork()
    if child == 0:
        code = 70
        try:
            work()
            code = 0
        except ReleaseError as error:
            code = 8
            os.write(2, str(error).encode())
        finally:
            os._exit(code)
    return child


def ended(child: int) -> int:
    """Wait for a child; return its exit code, or less than nothing for the signal that ended it."""
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
