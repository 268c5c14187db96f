"""What is gathered while texts are read, and where in its passage the reading stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from pipeline.errors import Location, PipelineError, SourceError
from pipeline.model.text import Nodes
from pipeline.read.citations import Cite
from pipeline.read.markdown import Passage


@dataclass
class Reading:
    """What is gathered while texts are read: citations and figures in order, ids, and faults."""

    language: str
    faults: list[PipelineError]
    clusters: list[tuple[tuple[Cite, ...], Location]] = field(default_factory=list)
    pictures: list[tuple[str, Location]] = field(default_factory=list)
    targets: list[tuple[str, Location]] = field(default_factory=list)
    ids: dict[str, Location] = field(default_factory=dict)

    def fault(self, message: str, where: Location, hint: str) -> None:
        """Note a fault; reading goes on."""
        self.faults.append(SourceError(message, where=where, hint=hint))


@dataclass
class Block:
    """Where the tokens being read stand: their passage and its lines, and the notes by label."""

    passage: Passage
    reading: Reading
    span: Sequence[int] | None = None
    notes: dict[str, Nodes] = field(default_factory=dict)
    seen: dict[str, int] = field(default_factory=dict)

    def place(self, needle: str = "") -> Location:
        """Return where `needle` stands in the lines being read, or where they begin."""
        return self.passage.place(self.span, needle)

    def fault(self, needle: str, message: str, hint: str) -> None:
        """Note a fault at `needle`; reading goes on."""
        self.reading.fault(message, self.place(needle), hint)
