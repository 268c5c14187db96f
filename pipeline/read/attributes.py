"""From the attributes of a Markdown token to those of an element, each of the author's checked."""

from __future__ import annotations

import re

from markdown_it.token import Token

from pipeline.errors import Location, nearest
from pipeline.read.copyfitting import FITTING_ATTRIBUTES
from pipeline.read.reading import Block

ATTRIBUTES = frozenset({"id", "class", "lang", "lines"})
OWN_ATTRIBUTES = {
    "a": frozenset({"href", "title"}),
    "img": frozenset({"src", "alt", "title"}),
    "ol": frozenset({"start"}),
    "th": frozenset({"style"}),
    "td": frozenset({"style"}),
}
"""Attributes that Markdown itself gives, by element."""
LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|\d{3}))?")
RESERVED = frozenset(
    {"about", "colophon", "contents", "cover", "imprint", "index", "nav", "opening"}
    | {"references", "toc"}
)
"""Names of the parts around the text: no section or place in it can have them."""
RESERVED_PREFIX = re.compile(r"(note|noteref|ref|toc|page)-")


def attributes_of(token: Token, block: Block) -> dict[str, str]:
    """Return a token's attributes; those of the author are few, and checked."""
    own = OWN_ATTRIBUTES.get(token.tag, frozenset())
    place = block.attribute_place if token.block else block.place
    removed = token.meta.get("insecure_attrs", {})
    found = {name: str(value) for name, value in (token.attrs | removed).items()}
    for name in found.keys() - own - ATTRIBUTES - FITTING_ATTRIBUTES:
        _unknown(name, place(f"{name}="), block)
    if "id" in found:
        _check_id(found["id"], place(f"#{found['id']}"), block)
    if "lang" in found and not LANGUAGE.fullmatch(found["lang"]):
        hint = "write a BCP 47 language tag: en, tr, es-MX"
        where = place("lang=")
        block.reading.fault(f"'{found['lang']}' is no language tag", where, hint)
    align = found.pop("style", "").removeprefix("text-align:")
    if align:
        found["class"] = align
    return found


def _unknown(name: str, where: Location, block: Block) -> None:
    known = sorted(ATTRIBUTES | FITTING_ATTRIBUTES)
    hint = nearest(name, known, f"known here: {', '.join(known)}")
    block.reading.fault(f"unknown attribute '{name}'", where, hint)


def _check_id(name: str, where: Location, block: Block) -> None:
    if name in RESERVED or RESERVED_PREFIX.match(name):
        block.reading.fault(f"the id '{name}' is the house's own", where, "choose another")
    if name in block.reading.ids:
        # What stands within a block is read before it.
        first, where = sorted((block.reading.ids[name], where))
        block.reading.fault(f"the id '{name}' stands twice", where, f"the other is at {first}")
    block.reading.ids[name] = where
