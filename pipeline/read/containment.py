"""A layout's folder, wherever it lies: nothing leads out of it, and all its texts can be read."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

from pipeline.errors import LayoutError, Location, PipelineError, SourceError
from pipeline.read.schema import SLUG
from pipeline.read.yaml_file import read_text

LONGEST = 100
"""The most letters of a folder's name: file systems take 255, and files beside it have more."""
MAX_FILES = 1000
MAX_BYTES = 100_000_000
TEXTS = frozenset({".css", ".html", ".xhtml", ".yml"})
"""What the house reads as text, which is UTF-8."""


def folder_of(layouts: Path, name: str) -> Path:
    """Return the folder of a layout: one of `layouts`, or the one that a path names.

    Raises `LayoutError` for a name that cannot be that of a layout.
    """
    if not re.fullmatch(SLUG, Path(name).name) or len(Path(name).name) > LONGEST:
        hint = f"name the folder in small letters, digits and hyphens, {LONGEST} at the most"
        raise LayoutError(f"'{name}' cannot be the name of a layout", hint=hint)
    return Path(name) if "/" in name else layouts / name


def check_folder(folder: Path) -> Iterator[PipelineError]:
    """Yield a fault for each path in a layout that cannot be used, and for a folder too large.

    That is a link out of it, what is neither a file nor a folder, a folder in the place of a file,
    and a text that is not UTF-8.
    """
    root = folder.resolve()
    count = size = 0
    for path in sorted(folder.rglob("*")):
        yield from _check_path(path, folder, root)
        if path.is_file():
            count, size = count + 1, size + path.stat().st_size
    if count > MAX_FILES or size > MAX_BYTES:
        message = f"the layout has {count:,} files of {size:,} bytes"
        hint = f"keep it under {MAX_FILES:,} files and {MAX_BYTES:,} bytes"
        yield LayoutError(message, where=Location(folder), hint=hint)


def _check_path(path: Path, folder: Path, root: Path) -> Iterator[PipelineError]:
    name = path.relative_to(folder)
    # A link that leads to itself is resolved to nothing.
    resolved = Path(os.path.realpath(path))
    is_template = path.parent == folder / "templates" and not path.name.startswith(".")
    is_text = is_template or path.suffix.lower() in TEXTS
    if not resolved.is_relative_to(root):
        hint = "put a copy in its place"
        yield LayoutError(f"'{name}' leads out of its layout", where=Location(path), hint=hint)
    elif path.is_dir():
        if is_text:
            hint = "put a file in its place, or take it out"
            yield LayoutError(f"'{name}' is a folder", where=Location(path), hint=hint)
    elif not path.is_file():
        hint = "put a file in its place, or take it out"
        yield LayoutError(f"'{name}' is no file", where=Location(path), hint=hint)
    elif is_text:
        try:
            read_text(path)
        except SourceError as error:
            yield LayoutError(error.message, where=error.where, hint=error.hint)
