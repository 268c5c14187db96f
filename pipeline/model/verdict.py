"""What judges say of a publication's finished files."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.model.artifact import Finding, Severity


@dataclass(frozen=True)
class Verdict:
    """A check of a publication: what was judged, by which tool, and what it found."""

    check: str
    tool: str
    version: str
    findings: tuple[Finding, ...]

    @property
    def errors(self) -> int:
        """How many findings make the check fail."""
        return sum(finding.severity is Severity.ERROR for finding in self.findings)

    @property
    def outcome(self) -> str:
        """The verdict in a word: passed, warned or failed."""
        if self.errors:
            return "failed"
        return "warned" if self.findings else "passed"
