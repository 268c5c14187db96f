"""A layout's stylesheets as one, for a rendition: fonts, tokens, then the sheets of each level."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from pipeline.compose.syntax import parse, resolved, settled, stripped, text_of, walk, written
from pipeline.compose.tokens import is_for_root, set_on_root
from pipeline.model.artifact import Rendition
from pipeline.model.layout import FontFace, Layout


def stylesheet(layout: Layout, rendition: Rendition, given: Mapping[str, str]) -> str:
    """Return the rendition's styles.

    `given` are custom properties that the edition sets, such as the width of its spine. In an EPUB
    values stand in place of custom properties, which many reading systems do not know.
    """
    sheets = [text_of(path) for path in layout.stylesheets[rendition]]
    own = ":root {" + "".join(f"{name}: {value}; " for name, value in given.items()) + "}"
    if rendition is Rendition.EPUB:
        written_out = _substituted([parse(text) for text in sheets])
    else:
        written_out = [own, *sheets] if given else sheets
    return "\n".join((*map(_font_face, layout.faces), *written_out))


def font_resource(face: FontFace) -> str:
    """Return the name under which a face is a resource of a composition: unique, and an address."""
    stem = re.sub(r"[^A-Za-z0-9-]+", "", face.path.stem)
    return f"fonts/{stem}-{face.sha256[:8]}{face.path.suffix.lower()}"


def addresses(css: str) -> set[str]:
    """Return the addresses that a stylesheet names."""
    return {address for address, _ in addresses_in(parse(css))}


def addresses_in(rules: Iterable[Any]) -> Iterator[tuple[str, Any]]:
    """Yield each address that rules name, and the node that names it."""
    for node in walk(rules):
        if node.type == "url":
            yield node.value, node
        elif node.type == "function" and node.lower_name in ("url", "src", "image-set"):
            yield from ((n.value, n) for n in node.arguments if n.type == "string")


def _font_face(face: FontFace) -> str:
    return (
        f'@font-face {{ font-family: "{face.family}"; font-weight: {face.weight}; '
        f'font-style: {face.style}; src: url("{font_resource(face)}") }}'
    )


def _substituted(sheets: list[Sequence[Any]]) -> list[str]:
    rules = [rule for sheet in sheets for rule in sheet]
    raw = {node.name: stripped(node.value) for rule in rules for node in set_on_root(rule)}
    values = settled(raw, {})
    return [written(resolved([rule], values)) for rule in rules if not is_for_root(rule)]
