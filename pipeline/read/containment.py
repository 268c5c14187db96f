"""A layout's folder, wherever it lies: nothing in it leads out of it, and it is not too large."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from pipeline.errors import LayoutError, Location, PipelineError
from pipeline.read.schema import SLUG

MAX_FILES = 1000
MAX_BYTES = 100_000_000


def folder_of(layouts: Path, name: str) -> Path:
    """Return the folder of a layout: one of `layouts`, or the one that a path names.

    Raises `LayoutError` for a name that cannot be that of a layout.
    """
    if not re.fullmatch(SLUG, Path(name).name):
        hint = "name the folder in small letters, digits and hyphens"
        raise LayoutError(f"'{name}' cannot be the name of a layout", hint=hint)
    return Path(name) if "/" in name else layouts / name


def check_folder(folder: Path) -> Iterator[PipelineError]:
    """Yield a fault for each symbolic link out of a folder, and for a folder that is too large."""
    root = folder.resolve()
    count = size = 0
    for path in sorted(folder.rglob("*")):
        if not path.resolve().is_relative_to(root):
            message = f"'{path.relative_to(folder)}' leads out of its layout"
            yield LayoutError(message, where=Location(path), hint="put a copy in its place")
        elif path.is_file():
            count, size = count + 1, size + path.stat().st_size
    if count > MAX_FILES or size > MAX_BYTES:
        message = f"the layout has {count:,} files of {size:,} bytes"
        hint = f"keep it under {MAX_FILES:,} files and {MAX_BYTES:,} bytes"
        yield LayoutError(message, where=Location(folder), hint=hint)
