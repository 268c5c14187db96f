"""Stylesheets as tinycss2 reads them: rules, declarations, and every node within."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from copy import copy
from functools import lru_cache
from pathlib import Path
from typing import Any

import tinycss2

from pipeline.errors import LayoutError, Location

PLAIN = {"skip_comments": True, "skip_whitespace": True}
GROUPS = ("media", "supports", "layer", "container")
"""At-rules that hold rules (CSS Conditional Rules 3 §2)."""
MAX_DEPTH = 50
"""How deep blocks, brackets and functions may stand within one another."""
MAX_CHAIN = 50
"""How many tokens may each be made of the next."""
MAX_ASKED = 100
"""How many tokens a declaration may ask for."""
MAX_NODES = 2000
"""How many nodes a value may come to: a few tokens that double one another fill the memory."""


def text_of(path: Path) -> str:
    """Return the text of a stylesheet, without the byte order mark that some editors put first."""
    return path.read_text("utf-8-sig")


@lru_cache(maxsize=64)
def parse(css: str) -> Sequence[Any]:
    """Return the rules of a stylesheet, which nobody changes."""
    return tuple(tinycss2.parse_stylesheet(css, **PLAIN))


def component_values(value: str) -> list[Any]:
    """Return the nodes of a value."""
    return list(tinycss2.parse_component_value_list(value))


def contents(rule: Any) -> list[Any]:
    """Return what stands in a rule's block: declarations, rules, and errors."""
    if not getattr(rule, "content", None):
        return []
    return list(tinycss2.parse_blocks_contents(rule.content, **PLAIN))


def declarations(rule: Any) -> list[Any]:
    """Return the declarations of a rule, those of an at-rule's block among them."""
    return [node for node in contents(rule) if node.type == "declaration"]


def flat(
    rules: Iterable[Any], around: tuple[str, ...] = ()
) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Yield each rule that holds declarations, and what the at-rules around it say.

    An `@page` rule, its margin boxes and an ordinary rule within `@media` are each such a rule.
    """
    for rule in rules:
        if rule.type == "qualified-rule":
            yield around, rule
        elif rule.type == "at-rule" and rule.content is not None:
            said = (*around, f"@{rule.lower_at_keyword} {written(rule.prelude)}".strip())
            if rule.lower_at_keyword in GROUPS:
                inner = tinycss2.parse_rule_list(rule.content, **PLAIN)
                yield from flat(inner, said)
            else:
                yield said, rule
                yield from flat((n for n in contents(rule) if n.type == "at-rule"), said)


def walk(nodes: Iterable[Any]) -> Iterator[Any]:
    """Yield every node of rules and of the blocks within them."""
    for node in nodes:
        yield node
        yield from walk(_within(node))


def _within(node: Any) -> Iterator[Any]:
    for inner in ("prelude", "content", "arguments", "value"):
        within = getattr(node, inner, None)
        if isinstance(within, list):
            yield from within


def too_deep(rules: Iterable[Any]) -> Any | None:
    """Return a node that is within more than `MAX_DEPTH` others, or None; `walk` needs that."""
    waiting = [(node, 0) for node in rules]
    while waiting:
        node, depth = waiting.pop()
        if depth > MAX_DEPTH:
            return node
        waiting.extend((inner, depth + 1) for inner in _within(node))
    return None


def words(nodes: Iterable[Any]) -> list[Any]:
    """Return nodes without white space and comments."""
    return [node for node in nodes if node.type not in ("whitespace", "comment")]


def stripped(value: list[Any]) -> list[Any]:
    """Return a value without the white space around it."""
    marks = [n for n, node in enumerate(value) if node.type != "whitespace"]
    return value[marks[0] : marks[-1] + 1] if marks else []


def written(nodes: Iterable[Any]) -> str:
    """Return nodes as they are written."""
    return str(tinycss2.serialize(nodes)).strip()


def asked(node: Any) -> str | None:
    """Return the name of the custom property that `var()` asks for, if the node is that."""
    if node.type != "function" or node.lower_name != "var":
        return None
    return next((str(n.value) for n in node.arguments if n.type == "ident"), None)


def resolved(nodes: Iterable[Any], values: Mapping[str, list[Any]]) -> list[Any]:
    """Return nodes with these values, which are settled, in place of each `var()`."""
    done: list[Any] = []
    for node in nodes:
        name = asked(node)
        if name is not None:
            done.extend(values.get(name, ()))
        else:
            done.append(_with_inner(node, values))
    return done


def _with_inner(node: Any, values: Mapping[str, list[Any]]) -> Any:
    """Return a node with what is within it resolved; the one that was read stays as it was."""
    inner = {name: getattr(node, name, None) for name in ("content", "arguments")}
    own = copy(node) if any(inner.values()) else node
    for name, within in inner.items():
        if within:
            setattr(own, name, resolved(within, values))
    return own


def settled(
    raw: Mapping[str, list[Any]],
    known: Mapping[str, list[Any]],
    places: Mapping[str, Location] | None = None,
) -> dict[str, list[Any]]:
    """Return custom properties with no `var()` left in them, over those known already.

    A property that is nowhere comes to nothing. Raises `LayoutError`, at the property's place,
    where some refer to one another in a circle or grow without measure (CSS Custom Properties 1
    §2.3).
    """
    done = {name: value for name, value in known.items() if name not in raw}

    def settle(name: str, within: tuple[str, ...]) -> None:
        if name in within:
            hint = f"break the circle: {' → '.join((*within[within.index(name) :], name))}"
            raise LayoutError(f"'{name}' refers to itself", where=_where(name), hint=hint)
        if name in done or name not in raw:
            return
        if len(within) > MAX_CHAIN:
            message = f"'{within[0]}' is over {MAX_CHAIN} tokens away from a value"
            hint = "let fewer tokens be made of one another"
            raise LayoutError(message, where=_where(within[0]), hint=hint)
        for inner in sorted({asked(node) or "" for node in walk(raw[name])}):
            settle(inner, (*within, name))
        done[name] = resolved(raw[name], done)
        if sum(1 for _ in walk(done[name])) > MAX_NODES:
            message = f"'{name}' comes to over {MAX_NODES} words"
            raise LayoutError(message, where=_where(name), hint="write it shorter")

    def _where(name: str) -> Location | None:
        return (places or {}).get(name)

    for name in raw:
        settle(name, ())
    return done


def place(path: Path, node: Any) -> Location:
    """Return where a node stands."""
    return Location(path, node.source_line, node.source_column)
