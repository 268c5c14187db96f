"""What the font properties of CSS say: the shorthand taken apart, weights and sizes as numbers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pipeline.compose.lengths import number, points
from pipeline.compose.syntax import words, written
from pipeline.errors import LayoutError

STYLES = ("normal", "italic", "oblique")
WEIGHTS = {"normal": 400, "bold": 700}
MEDIUM = 12.0
"""The size of `medium` (pt)."""
SIZES = {"xx-small": 0.6, "x-small": 0.75, "small": 0.89, "medium": 1, "large": 1.2}
SIZES |= {"x-large": 1.5, "xx-large": 2}
"""The keywords of `font-size`, each in sizes of `medium` (CSS Fonts 4 §2.5)."""
STEPS = {"smaller": 1 / 1.2, "larger": 1.2}
Nodes = list[Any]


def parted(value: Nodes) -> Mapping[str, Nodes]:
    """Return the longhands of a `font` shorthand (CSS Fonts 4 §2.6); none where it inherits."""
    nodes = words(value)
    found: dict[str, Nodes] = {"font-style": [], "font-weight": []}
    for n, node in enumerate(nodes):
        text = written([node]).lower()
        if (node.type == "number" and node.value) or text in ("bold", "bolder", "lighter"):
            found["font-weight"] = [node]
        elif text in ("italic", "oblique"):
            found["font-style"] = [node]
        elif text != "normal":
            rest = nodes[n + 1 :]
            if rest[:1] and written(rest[:1]) == "/":
                rest = rest[2:]
            return {**found, "font-size": [node], "font-family": rest} if rest else {}
    return {}


def first_family(value: Nodes) -> str:
    """Return the first family that a `font-family` names."""
    name: list[str] = []
    for node in value:
        if node.type == "literal" and node.value == ",":
            break
        if node.type in ("string", "ident"):
            name.append(str(node.value))
    return " ".join(name)


def weight_of(value: Nodes, inherited: float) -> float:
    """Return a weight, of a face 1 to 1000; `inherited` is that of the element around."""
    text = written(value).lower()
    if text == "bolder":
        return 400 if inherited < 350 else 700 if inherited < 550 else 900
    if text == "lighter":
        return 100 if inherited < 550 else 400 if inherited < 750 else 700
    if text in WEIGHTS:
        return WEIGHTS[text]
    try:
        return number(text)
    except LayoutError:
        return inherited if text else 400


def style_of(value: Nodes) -> str:
    """Return `normal` or `italic`."""
    return "italic" if written(value).lower().startswith(("italic", "oblique")) else "normal"


def size_of(value: Nodes, inherited: float | None, root: float | None) -> float | None:
    """Return a size in points, or None where it depends on what only a browser knows."""
    text = written(value).lower()
    if text in SIZES:
        return SIZES[text] * MEDIUM
    if text in STEPS:
        return inherited and STEPS[text] * inherited
    node = value[0] if len(value) == 1 else None
    if node is not None and node.type == "percentage":
        return inherited and node.value / 100 * inherited
    if node is not None and node.type == "dimension" and node.lower_unit in ("em", "rem"):
        around = inherited if node.lower_unit == "em" else root
        return around and node.value * around
    try:
        return points(text)
    except LayoutError:
        return None
