"""What stands on the shelf: a release, its files, and when it was last verified."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

TO_THE_SECOND = "%Y-%m-%dT%H:%M:%SZ"
"""A time in UTC (ISO 8601), as the shelf has each."""


@dataclass(frozen=True)
class ReleasedFile:
    """A file of a release: its path from the release's top, size in bytes, SHA-256, media type."""

    path: str
    size: int
    sha256: str
    media_type: str


@dataclass(frozen=True)
class Release:
    """An edition as it is archived: what `release.json` says of it.

    `identifier` is the publication's URN, `date` that of its revision in ISO 8601. `tools` has the
    version of all that made it by name; `commit` is empty where the source was in no checkout.
    `neighbours` are the releases that stood on the shelf then: the SHA-512 of the inventory of
    each, by its path from the shelf's top, so that those after one tell if it goes.
    """

    publication: str
    title: str
    identifier: str
    language: str
    version: str
    date: str
    changes: str
    files: tuple[ReleasedFile, ...]
    tools: Mapping[str, str] = field(default_factory=dict)
    commit: str = ""
    neighbours: Mapping[str, str] = field(default_factory=dict)

    @property
    def stem(self) -> str:
        """The name of its renditions without their endings."""
        return f"{self.publication}-{self.version}"

    @property
    def renditions(self) -> Mapping[str, str]:
        """The SHA-256 of each rendition by its path: the files at the top named by the stem."""
        top = (file for file in self.files if "/" not in file.path)
        return {file.path: file.sha256 for file in top if file.path.startswith(self.stem)}


@dataclass(frozen=True)
class Verification:
    """When a release was last verified (UTC, ISO 8601), how, and whether it was whole."""

    when: str
    how: str
    whole: bool


@dataclass(frozen=True)
class Shelved:
    """A release on the shelf: the OCFL version that holds it, when it was put there, its size.

    `digest` is the SHA-512 of that version's inventory, `size` the bytes of all its files;
    `verified` has the last verification of each kind.
    """

    release: Release
    head: str
    created: str
    digest: str
    size: int
    verified: tuple[Verification, ...] = ()
