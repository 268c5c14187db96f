"""A brand's look: its templates, stylesheets, fonts and assets."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from pipeline.model.press import Press


@dataclass(frozen=True)
class FontFace:
    """One face of a family: weight 100–900, style `normal` or `italic`, a verified file."""

    family: str
    weight: int
    style: str
    path: Path
    sha256: str


@dataclass(frozen=True)
class FontFamily:
    """A family, its faces and the file of its licence."""

    name: str
    faces: tuple[FontFace, ...]
    licence: Path


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
