"""The rules of a layout's stylesheets: that they are CSS, lead nowhere, and colour by tokens."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from pipeline.compose.kinds import parsed_colour
from pipeline.compose.stylesheets import addresses_in
from pipeline.compose.syntax import (
    MAX_ASKED,
    MAX_DEPTH,
    asked,
    contents,
    declarations,
    flat,
    place,
    too_deep,
    walk,
    written,
)
from pipeline.compose.tokens import holds_tokens, is_for_root, settings
from pipeline.errors import LayoutError, PipelineError, nearest
from pipeline.model.artifact import Rendition
from pipeline.model.layout import Layout

COLOURED = re.compile(
    r"^--|color|background|border|outline|fill|stroke|shadow|decoration|rule|emphasis|filter|image"
)
"""Properties whose value can be a colour, by a part of their name."""
MADE = frozenset(
    {"rgb", "rgba", "hsl", "hsla", "hwb", "lab", "lch", "oklab", "oklch", "color", "device-cmyk"}
    | {"color-mix", "light-dark", "contrast-color"}
)
"""Functions that make a colour (CSS Color 5), also of tokens."""


def check_depth(sheets: Mapping[Path, Sequence[Any]]) -> Iterator[PipelineError]:
    """Yield a fault for a sheet with blocks nested too deep for anything else to look at it."""
    for path, rules in sheets.items():
        if node := too_deep(rules):
            message = f"over {MAX_DEPTH} brackets within one another"
            yield LayoutError(message, where=place(path, node), hint="write it flatter")


def check_sheet(path: Path, rules: Sequence[Any], layout: Layout) -> Iterator[PipelineError]:
    """Yield the faults of one stylesheet, those of its rules and declarations among them."""
    inner = [rule for around, rule in flat(rules) if around]
    within = (node for _, rule in flat(rules) for node in contents(rule))
    for node in (*walk(rules), *inner, *within):
        yield from _check_node(path, node)
    for address, node in addresses_in(rules):
        if address not in layout.assets and not address.startswith("#"):
            hint = nearest(address, layout.assets, "only the layout's own assets/ can be used")
            yield LayoutError(f"no asset '{address}'", where=place(path, node), hint=hint)
    if holds_tokens(layout, path):
        yield from _check_for_root(path, rules)
    elif path in layout.stylesheets[Rendition.PDF]:
        yield from _check_set_elsewhere(path, rules, layout)
    for around, rule in flat(rules):
        yield from _check_nesting(path, rule)
        holds = holds_tokens(layout, path) and not around and is_for_root(rule)
        for declaration in declarations(rule):
            yield from _check_size(path, declaration)
            if not holds or not declaration.name.startswith("--"):
                yield from _check_colour(path, declaration)


def _check_node(path: Path, node: Any) -> Iterator[PipelineError]:
    if node.type == "error":
        yield LayoutError(f"not CSS: {node.message}", where=place(path, node), hint="correct it")
    elif node.type == "at-rule" and node.lower_at_keyword in ("import", "font-face"):
        message = f"@{node.lower_at_keyword} in a stylesheet"
        hint = "name stylesheets and fonts in layout.yml"
        yield LayoutError(message, where=place(path, node), hint=hint)


def _check_for_root(path: Path, rules: Sequence[Any]) -> Iterator[PipelineError]:
    """Yield a fault for each rule in `tokens.css` that sets what only `:root` can as a token.

    What it set would be drawn on some pages, and neither checked nor printed in the brand's inks.
    """
    for around, rule in flat(rules):
        is_setting = any(node.name.startswith("--") for node in declarations(rule))
        if is_setting and (around or not is_for_root(rule)):
            name = " ".join((*around, written(rule.prelude))).strip()
            message = f"'{name}' in tokens.css is not ':root', and sets no token"
            hint = "set tokens on :root alone, and put other rules into a stylesheet"
            yield LayoutError(message, where=place(path, rule), hint=hint)


def _check_set_elsewhere(
    path: Path, rules: Sequence[Any], layout: Layout
) -> Iterator[PipelineError]:
    """Yield a fault for a token of the page that a sheet sets for all of it: measures miss it."""
    known = {token.name for token in settings(layout)}
    for rule in rules:
        for declaration in declarations(rule) if is_for_root(rule) else ():
            if declaration.name in known:
                message = f"'{declaration.name}' is set outside tokens.css"
                where = place(path, declaration)
                yield LayoutError(message, where=where, hint="set it in tokens.css")


def _check_nesting(path: Path, rule: Any) -> Iterator[PipelineError]:
    """Yield a fault for a rule in a rule, which few reading systems know (CSS Nesting 1)."""
    for node in contents(rule) if rule.type == "qualified-rule" else ():
        if node.type in ("qualified-rule", "at-rule"):
            hint = "write each rule on its own: `section p { … }`"
            yield LayoutError("a rule within a rule", where=place(path, node), hint=hint)


def _check_size(path: Path, declaration: Any) -> Iterator[PipelineError]:
    count = sum(1 for node in walk(declaration.value) if asked(node))
    if count > MAX_ASKED:
        message = f"'{declaration.name}' asks for {count} tokens"
        hint = f"let it ask for {MAX_ASKED} at the most"
        yield LayoutError(message, where=place(path, declaration), hint=hint)


def _check_colour(path: Path, declaration: Any) -> Iterator[PipelineError]:
    """Yield a fault for each colour that stands outside the tokens: it has no press value."""
    if not COLOURED.search(declaration.lower_name):
        return
    for node in walk(declaration.value):
        if node.type in ("hash", "ident", "function") and _is_colour(node):
            hint = "set a token for it in tokens.css with its press value, and use var()"
            message = f"the colour '{written([node])}' is no token, and has no press value"
            yield LayoutError(message, where=place(path, node), hint=hint)


def _is_colour(node: Any) -> bool:
    """Tell whether a node is a colour that is seen: one without any alpha is none."""
    if asked(node):
        return False
    colour = parsed_colour(written([node]))
    if colour:
        return bool(colour.alpha)
    return node.type == "function" and node.lower_name in MADE
