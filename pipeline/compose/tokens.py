"""A layout's tokens: the custom properties that its levels set on :root, and what they come to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from pipeline.compose.syntax import declarations, parse, place, settled, stripped, text_of, written
from pipeline.errors import Location
from pipeline.model.artifact import Rendition
from pipeline.model.layout import Layout

FILE = "tokens.css"


@dataclass(frozen=True)
class Token:
    """A custom property as one level of a layout sets it; level 0 is the most general layout."""

    name: str
    value: list[Any]
    where: Location
    level: int


def settings(layout: Layout) -> Iterator[Token]:
    """Yield every token that every level sets, in the order in which they win."""
    for path in filter(partial(holds_tokens, layout), layout.stylesheets[Rendition.PDF]):
        for rule in parse(text_of(path)):
            for node in set_on_root(rule):
                where = place(path, node)
                yield Token(node.name, stripped(node.value), where, owner(layout, path))


def holds_tokens(layout: Layout, path: Path) -> bool:
    """Tell whether a stylesheet is the `tokens.css` of one of the layout's folders."""
    return path.name == FILE and path.parent in layout.folders


def set_on_root(rule: Any) -> Iterator[Any]:
    """Yield the declarations of custom properties of a rule for :root."""
    if is_for_root(rule):
        yield from (node for node in declarations(rule) if node.name.startswith("--"))


def is_for_root(rule: Any) -> bool:
    """Tell whether a rule is for :root alone."""
    return str(rule.type) == "qualified-rule" and written(rule.prelude) == ":root"


def tokens_of(layout: Layout) -> Mapping[str, str]:
    """Return the value of each token, later levels winning, with no `var()` left in it.

    Raises `LayoutError` for tokens that refer to one another in a circle.
    """
    raw = {token.name: token.value for token in settings(layout)}
    values = settled(raw, {}, places_of(layout))
    return {name: written(value) for name, value in values.items()}


def places_of(layout: Layout) -> Mapping[str, Location]:
    """Return where each token is set, the place that counts."""
    return {token.name: token.where for token in settings(layout)}


def owner(layout: Layout, path: Path) -> int:
    """Return the level of the layout to which a file belongs."""
    return max(n for n, folder in enumerate(layout.folders) if path.is_relative_to(folder))
