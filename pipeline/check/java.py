"""The judges that are Java programs: their jars, verified, and one run of them."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from pipeline.check import program
from pipeline.errors import ToolError


@cache
def find_jar(package: str, name: str, sha256: str) -> Path:
    """Return the jar `name` of an installed Python package; raise unless it is the pinned one."""
    spec = find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        raise ToolError(f"no package '{package}' is installed", hint="run `make check`")
    path = Path(next(iter(spec.submodule_search_locations))) / name
    if not path.is_file() or hashlib.sha256(path.read_bytes()).hexdigest() != sha256:
        hint = "install the pinned package again: make distclean check"
        raise ToolError(f"{path.name} is not the file that was pinned", hint=hint)
    return path


def run(command: str, arguments: Sequence[str | Path]) -> str:
    """Run `java` or `javac` and return what it prints."""
    return program.run(command, arguments, package="openjdk-17-jdk-headless")
