"""What is gathered while texts are read, and where in its passage the reading stands."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from pipeline.errors import Location, PipelineError, SourceError
from pipeline.model.fitting import Fitting
from pipeline.model.text import Nodes
from pipeline.read.citations import Cite
from pipeline.read.markdown import Passage

_AROUND = re.compile(r"[\s>]*(?:(?:[-*+]|\d+[.)])\s+)?(\{.*\}\s*)?$")
"""An empty line, or one of attributes: what may stand between a block and its attributes."""


@dataclass
class Reading:
    """What is gathered while texts are read: citations, figures, ids, copyfitting, and faults."""

    language: str
    faults: list[PipelineError]
    clusters: list[tuple[tuple[Cite, ...], Location]] = field(default_factory=list)
    pictures: list[tuple[str, Location]] = field(default_factory=list)
    targets: list[tuple[str, Location]] = field(default_factory=list)
    ids: dict[str, Location] = field(default_factory=dict)
    fittings: list[Fitting] = field(default_factory=list)

    def fault(self, message: str, where: Location, hint: str) -> None:
        """Note a fault; reading goes on."""
        self.faults.append(SourceError(message, where=where, hint=hint))


@dataclass
class Block:
    """Where the tokens being read stand: their passage and its lines, and the notes by label.

    `around` names what they are within, from the outside in; `before` is the block that precedes.
    """

    passage: Passage
    reading: Reading
    span: Sequence[int] | None = None
    notes: dict[str, Nodes] = field(default_factory=dict)
    seen: dict[str, int] = field(default_factory=dict)
    around: list[str] = field(default_factory=list)
    before: str = ""

    def place(self, needle: str = "") -> Location:
        """Return where `needle` stands in the lines being read, or where they begin."""
        return self.passage.place(self.span, needle)

    def attribute_place(self, needle: str) -> Location:
        """Return where `needle` stands in the attributes of the block, or in the block itself.

        Attributes stand on lines of their own before their block, also within a quotation.
        """
        start, end = self.span or (0, 1)
        above = start
        while above and _AROUND.match(line := self.passage.line(above - 1)):
            above -= 1
            start = above if "{" in line else start
        return self.passage.place((start, end), needle)

    def fault(self, needle: str, message: str, hint: str) -> None:
        """Note a fault at `needle`; reading goes on."""
        self.reading.fault(message, self.place(needle), hint)
