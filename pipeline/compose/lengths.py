"""CSS lengths in points, also where `calc()` makes them (CSS Values 3 §5.2 and §8.1)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import isfinite
from typing import Any

import tinycss2

from pipeline.errors import LayoutError

UNITS = {"pt": 1.0, "mm": 72 / 25.4, "cm": 72 / 2.54, "in": 72.0, "px": 0.75, "q": 72 / 101.6}
"""Absolute units, each in points."""
MAX_DEPTH = 20


@dataclass(frozen=True)
class _Quantity:
    """A number (`power` 0) or a length in points (`power` 1)."""

    size: float
    power: int = 0


def points(length: str) -> float:
    """Return a CSS length in points; raise `LayoutError` for what is none."""
    quantity = _read(length)
    if quantity and (quantity.power == 1 or quantity.size == 0):
        return quantity.size
    raise LayoutError(f"'{length.strip()}' is no length", hint="write it as 13.5pt or 80mm")


def number(value: str) -> float:
    """Return a CSS number; raise `LayoutError` for what is none."""
    quantity = _read(value)
    if quantity and quantity.power == 0:
        return quantity.size
    raise LayoutError(f"'{value.strip()}' is no number", hint="write it as 2 or 1.5")


def _read(value: str) -> _Quantity | None:
    try:
        (word,) = _words(tinycss2.parse_component_value_list(value))
        quantity = _term(word, 0)
    except (ValueError, ZeroDivisionError):
        return None
    return quantity if isfinite(quantity.size) else None


def _words(nodes: Iterable[Any]) -> list[Any]:
    return [node for node in nodes if node.type not in ("whitespace", "comment")]


def _sum(words: list[Any], depth: int) -> _Quantity:
    """Return what terms between `+` and `-` come to; raise `ValueError` where they cannot be."""
    total = _Quantity(0)
    terms = _split(words, "+-")
    for n, (sign, term) in enumerate(terms):
        found = _product(term, depth)
        if n and total.power != found.power:
            raise ValueError(sign)
        size = total.size - found.size if sign == "-" else total.size + found.size
        total = _Quantity(size, found.power)
    return total


def _product(words: list[Any], depth: int) -> _Quantity:
    total = _Quantity(1)
    for sign, factor in _split(words, "*/"):
        if len(factor) != 1:
            raise ValueError(sign)
        found = _term(factor[0], depth)
        if sign == "/" and found.power == 0:
            total = _Quantity(total.size / found.size, total.power)
        elif sign != "/" and total.power + found.power < 2:
            total = _Quantity(total.size * found.size, total.power + found.power)
        else:
            raise ValueError(sign)
    return total


def _split(words: list[Any], signs: str) -> list[tuple[str, list[Any]]]:
    """Part words at these signs; each part comes with the sign before it."""
    parts: list[tuple[str, list[Any]]] = [("", [])]
    for word in words:
        if word.type == "literal" and word.value in signs:
            parts.append((word.value, []))
        else:
            parts[-1][1].append(word)
    return parts


def _term(node: Any, depth: int) -> _Quantity:
    if depth > MAX_DEPTH:
        raise ValueError(depth)
    if node.type == "number":
        return _Quantity(float(node.value))
    if node.type == "dimension" and node.lower_unit in UNITS:
        return _Quantity(float(node.value) * UNITS[node.lower_unit], 1)
    if node.type == "function" and node.lower_name == "calc":
        return _sum(_words(node.arguments), depth + 1)
    if node.type == "() block":
        return _sum(_words(node.content), depth + 1)
    raise ValueError(node.type)
