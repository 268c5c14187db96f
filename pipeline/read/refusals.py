"""What a writer's Markdown may say and the house does not print, each with its place."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from markdown_it.token import Token

from pipeline.read.markdown import CONTAINERS
from pipeline.read.reading import Block

LINK_SCHEMES = frozenset({"http", "https", "mailto", "tel", "doi"})
UNREAD = re.compile(r"\{[^{}]*(?:\.tighten|\.loosen|break-before|keep|only)\b[^{}]*\}")


def check_heading(token: Token, block: Block) -> None:
    """Note a heading of a level that the text cannot have there."""
    level = int(token.tag[1:])
    last = block.seen.get(" heading", 1)
    if level == 1:
        block.fault("#", "a heading of the first level", "the title is in publication.yml: use ##")
    elif level > last + 1:
        hint = f"write {'#' * (last + 1)}"
        block.fault("#", f"heading levels skip from {last} to {level}", hint)
    block.seen[" heading"] = max(level, 2)


def check_link(href: str, block: Block) -> None:
    """Note a link that leads nowhere, and remember one to a place in the text."""
    if href.startswith("#"):
        block.reading.targets.append((href[1:], block.place(href)))
        return
    scheme = urlsplit(href).scheme
    if scheme not in LINK_SCHEMES:
        hint = "begin it with https://, mailto: or #"
        block.fault(href, f"the link '{href}' leads to no address that a reader has", hint)


def check_text(text: str, block: Block) -> None:
    """Note what is left in the text of Markdown that nothing has read."""
    for label in re.findall(r"\[\^([^\]\s]+)\]", text):
        hint = f"write it: [^{label}]: …"
        block.fault(f"[^{label}]", f"no footnote [^{label}]", hint)
    if found := UNREAD.search(text):
        hint = "put it on a line of its own before the block, an empty line above it"
        block.fault(found[0], f"'{found[0]}' is not read as attributes here", hint)
    if text.startswith(":::"):
        hint = f"known here: {', '.join(CONTAINERS)}; each ends with :::"
        block.fault(text, f"unknown container '{text}'", hint)
