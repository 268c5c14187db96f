"""One run of a judge that is a program of its own, with what it prints."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

from pipeline.errors import ToolError

TIME_LIMIT = 300
"""Seconds that one judge may take over all files."""


def run(
    program: str,
    arguments: Sequence[str | Path],
    *,
    package: str,
    environment: Mapping[str, str] | None = None,
) -> str:
    """Run a program and return what it prints; its exit code is the judge's own matter.

    Raises `ToolError` where it is missing (`package` is Debian's with it), says nothing but what
    went wrong, or takes too long.
    """
    found = shutil.which(program)
    if found is None:
        hint = f"install it: sudo apt-get install -y {package}"
        raise ToolError(f"no '{program}' to judge the files with", hint=hint)
    try:
        done = subprocess.run(
            [found, *map(str, arguments)],
            capture_output=True,
            text=True,
            timeout=TIME_LIMIT,
            check=False,
            env=environment,
        )
    except subprocess.TimeoutExpired:
        hint = "look at the file by hand, or raise the limit in pipeline/check/program.py"
        raise ToolError(f"a judge took over {TIME_LIMIT} seconds", hint=hint) from None
    if not done.stdout and done.stderr:
        raise ToolError(f"a judge failed: {done.stderr.strip()[:500]}", hint="see its own words")
    return done.stdout
