"""Copyfitting: what an editor asks of single blocks, so that a text fills its pages well."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from pipeline.model.artifact import Place, Rendition

PREFIX = "fit-"
"""Opens the attributes of a block that hold its copyfitting: `fit-pdf`, `fit-epub`, `fit-web`."""


class Fit(StrEnum):
    """What can be asked of a block; the value is its class in the markup."""

    TIGHTEN = "tighten"
    LOOSEN = "loosen"
    BREAK_PAGE = "break-page"
    BREAK_COLUMN = "break-column"
    KEEP_TOGETHER = "keep-together"
    KEEP_WITH_NEXT = "keep-with-next"

    @property
    def of_the_page(self) -> bool:
        """Whether only pages of paper can show it: lines and columns are elsewhere the reader's."""
        return self in (Fit.TIGHTEN, Fit.LOOSEN, Fit.BREAK_COLUMN)


@dataclass(frozen=True)
class Fitting:
    """An instruction of copyfitting: what is asked, of what, where, and for which renditions.

    `block` names what it is asked of, in the trade's word; `place` is in the source.
    """

    fit: Fit
    block: str
    place: Place
    renditions: tuple[Rendition, ...]


def fits_of(attributes: Mapping[str, str], rendition: Rendition) -> list[str]:
    """Return what is asked of a block in a rendition, as classes of the markup."""
    return attributes.get(f"{PREFIX}{rendition}", "").split()


def unfitted(attributes: Mapping[str, str]) -> dict[str, str]:
    """Return the attributes of a block without its copyfitting."""
    return {k: v for k, v in attributes.items() if not k.startswith(PREFIX)}
