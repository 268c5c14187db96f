"""What kind of value a token has: a brand may give it another value, not one of another kind."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

import tinycss2
from tinycss2.color4 import Color
from tinycss2.color5 import parse_color

from pipeline.compose.lengths import number, points
from pipeline.compose.syntax import words
from pipeline.errors import LayoutError

FAMILY = "--font-"
"""How the tokens begin that name a family of the layout."""
CMYK = "device-cmyk"
RELATIVE = ("calc", "clamp", "min", "max")


class Kind(StrEnum):
    """A kind of value, in words that end `is not …`."""

    COLOUR = "a colour, as #9b2335"
    INKS = "four inks from 0 to 1, as device-cmyk(0 0 0 1)"
    LENGTH = "a length in pt or mm, as 13.5pt"
    RELATIVE = "a length, as 1.2em or 4pt"
    NUMBER = "a number, as 2"
    FAMILY = 'a font of layout.yml, as "Source Serif Pro"'
    OTHER = "a value"

    def takes(self, other: Kind) -> bool:
        """Tell whether a value of another kind can stand where one of this kind stood."""
        wider = {Kind.RELATIVE: (Kind.LENGTH,), Kind.OTHER: tuple(Kind)}
        return other is self or other in wider.get(self, ())


def kind_of(name: str, value: str) -> Kind:
    """Return the kind of a token's value, which has no `var()` left in it."""
    if name.startswith(FAMILY):
        return Kind.FAMILY if family(value) else Kind.OTHER
    colour = parsed_colour(value)
    if colour:
        return Kind.INKS if colour.space == CMYK else Kind.COLOUR
    for read, kind in ((number, Kind.NUMBER), (points, Kind.LENGTH)):
        try:
            read(value)
        except LayoutError:
            continue
        return kind
    return Kind.RELATIVE if _is_relative(value) else Kind.OTHER


def family(value: str) -> str:
    """Return the family that a value names, empty where it names none (CSS Fonts 4 §2.1)."""
    nodes = words(tinycss2.parse_component_value_list(value))
    if len(nodes) == 1 and nodes[0].type == "string":
        return str(nodes[0].value)
    is_name = bool(nodes) and all(node.type == "ident" for node in nodes)
    return " ".join(node.value for node in nodes) if is_name else ""


def parsed_colour(value: str) -> Color | None:
    """Return a value as the colour that it is, or None."""
    try:
        colour = parse_color(value) if value else None
    except TypeError:
        # It takes `none` for a number.
        return None
    return colour if isinstance(colour, Color) else None


def _is_relative(value: str) -> bool:
    nodes: list[Any] = words(tinycss2.parse_component_value_list(value))
    if len(nodes) != 1:
        return False
    (node,) = nodes
    function = node.type == "function" and node.lower_name in RELATIVE
    return function or node.type in ("dimension", "percentage")
