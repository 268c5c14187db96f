"""A layout's stylesheets as one, for a rendition: custom properties resolved, addresses checked."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import tinycss2

from pipeline.errors import LayoutError, Location, PipelineError, raise_all
from pipeline.model.artifact import Rendition
from pipeline.model.layout import FontFace, Layout

MAX_DEPTH = 10


def stylesheet(layout: Layout, rendition: Rendition, given: Mapping[str, str]) -> str:
    """Return the rendition's styles: fonts, tokens, then the sheets of each layout of the chain.

    `given` are custom properties that the edition sets, such as the width of its spine. Raises
    `Faults` for CSS that does not parse, an address that is not a file of the layout, and a custom
    property that no `tokens.css` sets.
    """
    faults: list[PipelineError] = []
    sheets = [(path, path.read_text("utf-8")) for path in layout.stylesheets[rendition]]
    parsed = [(path, _parse(path, text, layout, faults)) for path, text in sheets]
    own = ":root {" + "".join(f"{name}: {value}; " for name, value in given.items()) + "}"
    rules_given = tinycss2.parse_stylesheet(own)
    tokens = _tokens(rule for rules in (*(r for _, r in parsed), rules_given) for rule in rules)
    for path, rules in parsed:
        _check_properties(path, rules, tokens, faults)
    raise_all(faults)
    if rendition is Rendition.EPUB:
        # Many reading systems know no custom properties.
        written = [_substitute(rules, tokens) for _, rules in parsed]
    else:
        written = [own, *(text for _, text in sheets)] if given else [text for _, text in sheets]
    return "\n".join((*map(_font_face, layout.faces), *written))


def tokens_of(layout: Layout) -> Mapping[str, str]:
    """Return the custom properties that the layout sets on :root, later layouts winning."""
    tokens = _tokens(rule for path in _token_sheets(layout) for rule in _rules(path))
    return {name: _serialized(_resolved(value, tokens)) for name, value in tokens.items()}


def places_of(layout: Layout) -> Mapping[str, Location]:
    """Return where each custom property is set, the place that counts."""
    return {
        node.name: Location(path, node.source_line, node.source_column)
        for path in _token_sheets(layout)
        for rule in _rules(path)
        for node in _properties_set(rule)
    }


def _token_sheets(layout: Layout) -> list[Path]:
    return [p for p in layout.stylesheets[Rendition.PDF] if p.name == "tokens.css"]


def _rules(path: Path) -> list[Any]:
    return list(tinycss2.parse_stylesheet(path.read_text("utf-8")))


def points(length: str) -> float:
    """Return a CSS length in points (CSS Values 3 §5.2)."""
    if length.strip() == "0":
        return 0
    match = re.fullmatch(r"\s*([\d.]+)(pt|mm|cm|in|px|q)\s*", length.lower())
    if match is None:
        raise LayoutError(f"'{length.strip()}' is no length", hint="write it as 13.5pt or 80mm")
    units = {"pt": 1.0, "mm": 72 / 25.4, "cm": 72 / 2.54, "in": 72.0, "px": 0.75, "q": 72 / 101.6}
    return float(match[1]) * units[match[2]]


def font_resource(face: FontFace) -> str:
    """Return the name under which a face is a resource of a composition: unique, and an address."""
    stem = re.sub(r"[^A-Za-z0-9-]+", "", face.path.stem)
    return f"fonts/{stem}-{face.sha256[:8]}{face.path.suffix.lower()}"


def addresses(css: str) -> set[str]:
    """Return the addresses that a stylesheet names."""
    return {address for address, _ in _addresses(tinycss2.parse_stylesheet(css))}


def _font_face(face: FontFace) -> str:
    return (
        f'@font-face {{ font-family: "{face.family}"; font-weight: {face.weight}; '
        f'font-style: {face.style}; src: url("{font_resource(face)}") }}'
    )


def _parse(path: Path, text: str, layout: Layout, faults: list[PipelineError]) -> list[Any]:
    rules: list[Any] = tinycss2.parse_stylesheet(text, skip_comments=True, skip_whitespace=True)
    for node in _walk(rules):
        if node.type == "error":
            where = Location(path, node.source_line, node.source_column)
            faults.append(LayoutError(f"not CSS: {node.message}", where=where, hint="correct it"))
        elif node.type == "at-rule" and node.lower_at_keyword in ("import", "font-face"):
            where = Location(path, node.source_line, node.source_column)
            hint = "name stylesheets and fonts in layout.yml"
            message = f"@{node.lower_at_keyword} in a stylesheet"
            faults.append(LayoutError(message, where=where, hint=hint))
    for address, node in _addresses(rules):
        if address not in layout.assets and not address.startswith("#"):
            where = Location(path, node.source_line, node.source_column)
            hint = "only the layout's own assets/ can be used"
            faults.append(LayoutError(f"no asset '{address}'", where=where, hint=hint))
    return rules


def _walk(nodes: Iterable[Any]) -> Iterator[Any]:
    """Yield every node of rules and of the blocks within them."""
    for node in nodes:
        yield node
        for inner in ("prelude", "content", "arguments"):
            yield from _walk(getattr(node, inner, None) or ())


def _addresses(rules: Iterable[Any]) -> Iterator[tuple[str, Any]]:
    for node in _walk(rules):
        if node.type == "url":
            yield node.value, node
        elif node.type == "function" and node.lower_name in ("url", "src", "image-set"):
            yield from ((n.value, n) for n in node.arguments if n.type == "string")


def _tokens(rules: Iterable[Any]) -> dict[str, list[Any]]:
    """Return the custom properties set on :root (CSS Custom Properties 1 §2)."""
    return {node.name: _stripped(node.value) for rule in rules for node in _properties_set(rule)}


def _properties_set(rule: Any) -> Iterator[Any]:
    """Yield the declarations of custom properties of a rule for :root."""
    if _is_tokens(rule):
        inner = tinycss2.parse_blocks_contents(
            rule.content, skip_comments=True, skip_whitespace=True
        )
        yield from (n for n in inner if n.type == "declaration" and n.name.startswith("--"))


def _stripped(value: list[Any]) -> list[Any]:
    """Return a value without the white space around it."""
    marks = [n for n, node in enumerate(value) if node.type != "whitespace"]
    return value[marks[0] : marks[-1] + 1] if marks else []


def _check_properties(
    path: Path, rules: list[Any], tokens: Mapping[str, list[Any]], faults: list[PipelineError]
) -> None:
    for node in _walk(rules):
        name = _property(node)
        if name and name not in tokens:
            where = Location(path, node.source_line, node.source_column)
            near = difflib.get_close_matches(name, tokens, 1)
            hint = f"did you mean '{near[0]}'?" if near else "set it in tokens.css"
            faults.append(LayoutError(f"no token '{name}'", where=where, hint=hint))


def _property(node: Any) -> str | None:
    """Return the name of the custom property that `var()` asks for, if the node is that."""
    if node.type != "function" or node.lower_name != "var":
        return None
    return next((str(n.value) for n in node.arguments if n.type == "ident"), None)


def _resolved(nodes: Iterable[Any], tokens: Mapping[str, list[Any]], depth: int = 0) -> list[Any]:
    if depth > MAX_DEPTH:
        raise LayoutError("tokens refer to one another in a circle", hint="break the circle")
    done: list[Any] = []
    for node in nodes:
        name = _property(node)
        if name is not None:
            done.extend(_resolved(tokens.get(name, ()), tokens, depth + 1))
            continue
        for inner in ("content", "arguments"):
            if getattr(node, inner, None):
                setattr(node, inner, _resolved(getattr(node, inner), tokens, depth))
        done.append(node)
    return done


def _substitute(rules: list[Any], tokens: Mapping[str, list[Any]]) -> str:
    kept = [r for r in rules if not _is_tokens(r)]
    return "\n".join(_serialized(_resolved([rule], tokens)) for rule in kept)


def _is_tokens(rule: Any) -> bool:
    return str(rule.type) == "qualified-rule" and _serialized(rule.prelude) == ":root"


def _serialized(nodes: Iterable[Any]) -> str:
    return str(tinycss2.serialize(nodes)).strip()
