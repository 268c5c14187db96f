"""A brand's look: its templates, stylesheets, fonts and assets."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from pipeline.model.press import Press


class EmbeddingRight(Enum):
    """What a font's foundry lets others do with it in a file (OpenType 1.9, OS/2 fsType)."""

    INSTALLABLE = "Installable"
    EDITABLE = "Editable"
    PREVIEW = "Preview & Print"
    RESTRICTED = "Restricted License"


@dataclass(frozen=True)
class FontFace:
    """One face of a family: weight 1–1000, style `normal` or `italic`, a verified static font.

    The file is TrueType or OpenType, never compressed and never variable.
    """

    family: str
    weight: int
    style: str
    path: Path
    sha256: str
    right: EmbeddingRight = EmbeddingRight.INSTALLABLE

    @property
    def cut(self) -> str:
        """The face without its family: 400 italic."""
        return f"{self.weight}{' italic' if self.style == 'italic' else ''}"

    def __str__(self) -> str:
        """Return the face as a message names it: Hanken Grotesk 400 italic."""
        return f"{self.family} {self.cut}"


@dataclass(frozen=True)
class FontFamily:
    """A family, its faces, the file of its licence, and the `font.yml` that says so.

    `files` has each file that `font.yml` names, the licence first, by its name there; `spdx` is the
    licence's identifier in the list of SPDX, `licence_sha256` the digest of its file.
    """

    name: str
    faces: tuple[FontFace, ...]
    licence: Path
    source: Path
    files: Mapping[str, Path]
    spdx: str
    licence_sha256: str


@dataclass(frozen=True)
class Layout:
    """A brand's layout with what it extends, the most general first.

    `folders` hold `templates/` and `assets/`, the brand's own last. `templates` gives the file of
    each role, `stylesheets` those of each rendition in the order in which they apply, the tokens
    first; `labels` gives a table of texts for each language, `assets` the file of each name.
    """

    name: str
    folders: tuple[Path, ...]
    templates: Mapping[str, str]
    stylesheets: Mapping[str, tuple[Path, ...]]
    fonts: tuple[FontFamily, ...]
    labels: Mapping[str, Mapping[str, str]]
    assets: Mapping[str, Path]
    press: Press

    @property
    def faces(self) -> tuple[FontFace, ...]:
        """Every face of every family."""
        return tuple(face for family in self.fonts for face in family.faces)
