"""A release made again from what is archived with it, by its own program and its own packages."""

from __future__ import annotations

import hashlib
import os
import re
import sys
import zipfile
from collections.abc import Sequence
from pathlib import Path
from shutil import rmtree

from pipeline.errors import ReleaseError
from pipeline.house import sha256_of
from pipeline.model.release import Release
from pipeline.release.command import run
from pipeline.release.packing import INPUTS, LOCK

BUILD = "from pipeline.cli import main; main()"
HINT = "see what its packages need; its own make-again.sh does the same"
PACKAGE = re.compile(r"^package:\s*(\w+)\s*$", re.MULTILINE)


def unlike(release: Release, folder: Path, cache: Path) -> list[str]:
    """Make the release in `folder` again, and return what is wrong with each rendition.

    What is made lies in a folder of its own within it. Nothing of this program, its packages or its
    fonts is used: a Python environment of the release's own packages is set up in `cache`, once for
    all releases of the same. Raises `ReleaseError` where it cannot be made at all.
    """
    if not release.renditions:
        return ["it has no rendition"]
    inputs = folder / INPUTS
    python = python_for(inputs / LOCK, _packages_of_fonts(inputs), cache)
    _build(python, inputs, folder / "program")
    made = inputs / "dist" / release.publication
    wrong = []
    for name, sha256 in release.renditions.items():
        file = made / name
        if not file.is_file():
            wrong.append(f"{name} does not come out")
        elif sha256_of(file.read_bytes()) != sha256:
            wrong.append(f"{name} comes out otherwise")
    return wrong


def _packages_of_fonts(inputs: Path) -> list[str]:
    """Return the packages that `font.yml` names: a release has their files itself."""
    records = sorted((*inputs.glob("fonts/*/font.yml"), *inputs.glob("layouts/*/fonts/*/font.yml")))
    return sorted({name for path in records for name in PACKAGE.findall(path.read_text("utf-8"))})


def python_for(lock: Path, without: Sequence[str], cache: Path) -> Path:
    """Return the Python of an environment with the packages of a lock, but for those named.

    It is set up where it is not there, or does not run any more.
    """
    pinned = hashlib.sha256(lock.read_bytes() + " ".join(without).encode()).hexdigest()[:16]
    folder = cache.resolve() / "again" / pinned
    python = folder / "bin" / "python"
    if (folder / "ready").is_file() and python.exists():
        return python
    rmtree(folder, ignore_errors=True)
    _run([sys.executable, "-m", "venv", folder], lock.parent)
    pip = (python, "-m", "pip", "--disable-pip-version-check", "-q")
    _run([*pip, "install", "--require-hashes", "-r", lock.resolve()], lock.parent)
    if without:
        _run([*pip, "uninstall", "-y", *without], lock.parent)
    (folder / "ready").touch()
    return python


def _build(python: Path, inputs: Path, program: Path) -> None:
    """Build in the release's own house with the release's own program."""
    wheels = list(inputs.glob("*.whl"))
    if len(wheels) != 1:
        raise ReleaseError("it cannot be made again: its program is not there", hint=HINT)
    try:
        with zipfile.ZipFile(wheels[0]) as archive:
            archive.extractall(program)
    except (zipfile.BadZipFile, OSError) as error:
        raise ReleaseError(f"its program cannot be unpacked: {error}", hint=HINT) from None
    _run([python, "-c", BUILD, "build"], inputs, PYTHONPATH=str(program.resolve()))


def _run(command: Sequence[str | Path], folder: Path, **environment: str) -> None:
    """Run a program that knows nothing of this one's Python."""
    own = {name: "" for name in os.environ if name.startswith("PYTHON")}
    run(command, folder, {**own, **environment}, failing="it cannot be made again", hint=HINT)
