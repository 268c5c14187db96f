"""Finished files, and what a check finds in them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path


class Rendition(StrEnum):
    """A form in which an edition comes out."""

    PDF = "pdf"
    PRINT = "print"
    EPUB = "epub"
    WEB = "web"

    @property
    def media_type(self) -> str:
        """The rendition's media type (RFC 6838)."""
        known = {"epub": "application/epub+zip", "web": "text/html"}
        return known.get(self.value, "application/pdf")

    def file_name(self, stem: str) -> str:
        """Return the name of the rendition's file for an edition's stem."""
        ending = {"print": "-print.pdf", "web": ".html"}.get(self.value, f".{self.value}")
        return f"{stem}{ending}"


@dataclass(frozen=True)
class Artifact:
    """A finished file, with its size in bytes and its SHA-256 in hexadecimal."""

    rendition: Rendition
    path: Path
    size: int
    sha256: str


class Severity(StrEnum):
    """How much a finding matters: an error makes the check fail."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


@dataclass(frozen=True)
class Place:
    """A place in a finished file: a page from 1 of a PDF, or an entry of an EPUB with its line."""

    file: Path
    page: int = 0
    entry: str = ""
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        parts = [str(self.file), self.entry, *(str(n) for n in (self.line, self.column) if n)]
        text = ":".join(part for part in parts if part)
        return f"{text}, page {self.page}" if self.page else text

    @property
    def within(self) -> str:
        """The place without the folder of its file."""
        return str(replace(self, file=Path(self.file.name)))


@dataclass(frozen=True)
class Finding:
    """What a check found: a stable code, how much it matters, where, and in words."""

    code: str
    severity: Severity
    place: Place
    message: str

    def __str__(self) -> str:
        return f"{self.place}: {self.severity}: {self.message} [{self.code}]"
