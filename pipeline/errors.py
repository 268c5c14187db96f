"""Every expected fault: where it is, what is wrong, and the next step."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, order=True)
class Location:
    """A place in a source file; lines and columns count from 1, 0 where unknown."""

    path: Path
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        parts = [str(self.path), *(str(n) for n in (self.line, self.column) if n)]
        return ":".join(parts)


class PipelineError(Exception):
    """A fault that a user can cause and mend.

    `message` says what is wrong, `where` the place, `hint` the next step.
    The command line exits with `exit_code`.
    """

    exit_code = 10

    def __init__(self, message: str, *, where: Location | None = None, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.where = where
        self.hint = hint

    def __str__(self) -> str:
        place = f"{self.where}: " if self.where else ""
        step = f"\n  → {self.hint}" if self.hint else ""
        return f"{place}{self.message}{step}"


class SourceError(PipelineError):
    """A fault in `source/`: text, metadata, references or figures."""

    exit_code = 3


class LayoutError(PipelineError):
    """A fault in `layouts/`: a layout, a template or a stylesheet."""

    exit_code = 4


class FontError(PipelineError):
    """A fault in `fonts/`, or a character that the fonts of a layout lack."""

    exit_code = 5


class RenderError(PipelineError):
    """What WeasyPrint or EbookLib warned of, or a resource refused while rendering."""

    exit_code = 6


class ToolError(PipelineError):
    """A program that a check needs is missing, failed, or took too long."""

    exit_code = 7


class ReleaseError(PipelineError):
    """What may not be released, or a shelf that cannot be read or written."""

    exit_code = 8


class Faults(PipelineError):
    """All the faults of one input, told at once, in the order of their places."""

    def __init__(self, faults: Iterable[PipelineError]) -> None:
        unique = {str(fault): fault for fault in faults}
        self.faults = tuple(sorted(unique.values(), key=_by_place))
        super().__init__(f"{len(self.faults)} faults")
        self.args = (self.faults,)
        self.exit_code = self.faults[0].exit_code

    def __str__(self) -> str:
        return "\n".join(str(fault) for fault in self.faults)


def raise_all(faults: Iterable[PipelineError]) -> None:
    """Raise `Faults` where there are any; return where there are none."""
    found = list(faults)
    if found:
        raise Faults(found)


def nearest(name: str, known: Iterable[str], otherwise: str) -> str:
    """Return a hint at the nearest of the names that are known."""
    near = difflib.get_close_matches(name, list(known), 1)
    return f"did you mean '{near[0]}'?" if near else otherwise


@contextmanager
def gathered(faults: list[PipelineError]) -> Iterator[None]:
    """Add the faults that are raised within to `faults`, and go on after it."""
    try:
        yield
    except Faults as several:
        faults.extend(several.faults)
    except PipelineError as fault:
        faults.append(fault)


def _by_place(fault: PipelineError) -> tuple[str, int, int, str]:
    # Faults of one place come in the order of their words: some are found in sets.
    where = fault.where
    place = (str(where.path), where.line, where.column) if where else ("", 0, 0)
    return (*place, str(fault))
