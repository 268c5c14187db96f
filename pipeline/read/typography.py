"""The spaces that must not break, by language: plain text in, the same text well set out."""

from __future__ import annotations

import re
from collections.abc import Mapping

from pipeline.model.text import Element, Node, Nodes

NO_BREAK = "\N{NO-BREAK SPACE}"
VERBATIM = frozenset({"code", "pre"})

_UNITS = r"(?:million|billion|trillion|percent|per cent|km²?|m²?|kg|ha|ppi|pt|mm|cm|°C|%)"
_BIRIMLER = r"(?:milyon|milyar|trilyon|bin|km²?|m²?|kg|ha|mm|cm|°C)"
_AYLAR = r"(?:Ocak|Şubat|Mart|Nisan|Mayıs|Haziran|Temmuz|Ağustos|Eylül|Ekim|Kasım|Aralık)"
_MONTHS = (
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December)"
)

# Each pattern matches one breaking space between what it looks behind and ahead for.
_EVERYWHERE = (
    r"(?<=\S) (?=[–—](?:\s|$))",
    r"(?<=§) (?=\d)",
    r"(?<=\b[A-ZÇĞİÖŞÜ]\.) (?=[A-ZÇĞİÖŞÜ][a-zçğıöşü])(?<!\.[A-Z]\. )",
)
_BY_LANGUAGE: Mapping[str, tuple[str, ...]] = {
    "en": (
        rf"(?<=\d) (?={_UNITS}(?!\w))",
        rf"(?<=\b\d) (?={_MONTHS}\b)",
        rf"(?<=\b\d\d) (?={_MONTHS}\b)",
        r"(?<=\bNo\.) (?=\d)",
        r"(?<=\bpp\.) (?=\d)",
        r"(?<=\bp\.) (?=\d)",
        r"(?<=\bvol\.) (?=\d)",
        r"(?<=\bFigure) (?=\d)",
        r"(?<=\bTable) (?=\d)",
    ),
    "tr": (
        rf"(?<=\d) (?={_BIRIMLER}(?!\w))",
        rf"(?<=\b\d) (?={_AYLAR}\b)",
        rf"(?<=\b\d\d) (?={_AYLAR}\b)",
        r"(?<=\b[Yy]üzde) (?=\d)",
        r"(?<=%) (?=\d)",
        r"(?<=\bNo[.:]) (?=\d)",
        r"(?<=\bs\.) (?=\d)",
        r"(?<=\bŞekil) (?=\d)",
        r"(?<=\bTablo) (?=\d)",
    ),
}
_PATTERNS = {
    language: re.compile("|".join((*_EVERYWHERE, *patterns)))
    for language, patterns in _BY_LANGUAGE.items()
}
_DEFAULT = re.compile("|".join(_EVERYWHERE))


def bind(text: str, language: str) -> str:
    """Return `text` with no-break spaces (U+00A0) where the language wants words kept together."""
    pattern = _PATTERNS.get(language.partition("-")[0], _DEFAULT)
    return pattern.sub(NO_BREAK, text)


def bind_nodes(nodes: Nodes, language: str) -> Nodes:
    """Do the same for running text, in the language of each phrase; code is left as it is."""
    return tuple(_bind_node(node, language) for node in nodes)


def _bind_node(node: Node, language: str) -> Node:
    if isinstance(node, str):
        return bind(node, language)
    if node.name in VERBATIM:
        return node
    inner = node.attributes.get("lang", language)
    return Element(node.name, node.attributes, bind_nodes(node.children, inner))
