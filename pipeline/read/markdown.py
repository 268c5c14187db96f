"""From Markdown to tokens: CommonMark with the house's extensions, and where each token stands."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from mdit_py_plugins.attrs import attrs_block_plugin, attrs_plugin
from mdit_py_plugins.attrs.parse import ParseError
from mdit_py_plugins.attrs.parse import parse as parse_attributes
from mdit_py_plugins.container import container_plugin
from mdit_py_plugins.deflist import deflist_plugin
from mdit_py_plugins.footnote import footnote_plugin

from pipeline.errors import Location
from pipeline.read.citations import Cite
from pipeline.read.typography import bind

CONTAINERS = ("pull-quote", "box")
QUOTES = {"en": "“”‘’", "tr": "“”‘’"}

_CLUSTER = re.compile(r"\[([^\[\]\n]*(?:\n[^\[\]\n]+)*)\]")
_CITE = re.compile(
    r"^(?P<prefix>[^@]*?)(?P<minus>-)?@(?P<key>\w(?:[\w:.#$%&+?~/-]*\w)?)"
    r"(?:,?\s+(?:(?P<label>[^\W\d]+\.?|§)\s*(?P<locator>[\d–—-]+(?:,\s*\d[\d–-]*)*)?)?(?P<suffix>.*))?$",
    re.DOTALL,
)
_AT_THE_END = re.compile(r"\s+(\{[^{}]*\})$")
_PAGES = ("p", "pp", "s", "ss", "sf")
"""What writers put before the number of a page, in English and Turkish."""


@dataclass(frozen=True)
class Passage:
    """A stretch of Markdown: its file, that file's lines, the text, and its first line there."""

    path: Path
    lines: tuple[str, ...]
    text: str
    first_line: int

    def line(self, number: int) -> str:
        """Return a line of the passage, counted from 0 as tokens do (`Token.map`)."""
        place = number + self.first_line - 1
        return self.lines[place] if place < len(self.lines) else ""

    def place(self, span: Iterable[int] | None, needle: str = "", skip: int = 0) -> Location:
        """Return where `needle` stands in a token's lines (`Token.map`), after `skip` others."""
        start, end = span or (0, 1)
        for number in range(start + self.first_line, max(end, start + 1) + self.first_line):
            line = self.line(number - self.first_line)
            for found in re.finditer(re.escape(needle), line) if needle else ():
                if skip == 0:
                    return Location(self.path, number, found.start() + 1)
                skip -= 1
        return Location(self.path, start + self.first_line, 1)


def parse(passage: Passage, language: str) -> tuple[list[Token], list[str]]:
    """Return the tokens of a passage, and the labels of the footnotes that it never calls.

    Quotation marks and dashes are the language's.
    """
    state: dict[str, Any] = {}
    tokens = _parser(language.partition("-")[0]).parse(passage.text, state)
    notes: dict[str, int] = state.get("footnotes", {}).get("refs", {})
    return tokens, [label.removeprefix(":") for label, number in notes.items() if number < 0]


def parse_line(text: str, language: str) -> list[Token]:
    """Return the inline tokens of a caption or another single line."""
    return _parser(language.partition("-")[0]).parseInline(text)[0].children or []


@cache
def _parser(language: str) -> MarkdownIt:
    options = {"typographer": True, "quotes": QUOTES.get(language, QUOTES["en"])}
    md = MarkdownIt("commonmark", options).enable(["table", "replacements", "smartquotes"])
    md.use(footnote_plugin, inline=False).use(deflist_plugin)
    md.use(attrs_plugin, spans=True).use(attrs_block_plugin)
    md.core.ruler.after("block", "ends_of_headings", _ends_of_headings)
    md.core.ruler.after("block", "stray_attributes", _stray_attributes)
    for name in CONTAINERS:
        md.use(container_plugin, name)
    md.inline.ruler.before("link", "citation", _citation)
    # Addresses are checked, with their place, where the tree is built; none is dropped in silence.
    md.validateLink = _any_address  # type: ignore[method-assign]  # the library's own way
    return md


def _ends_of_headings(state: StateCore) -> None:
    """Move attributes at the end of a heading's line to the heading: `## Title {#id}`."""
    for opening, inline in pairwise(state.tokens):
        found = _AT_THE_END.search(inline.content) if opening.type == "heading_open" else None
        if not found:
            continue
        try:
            _, attributes = parse_attributes(found[1])
        except ParseError:
            continue
        inline.content = inline.content[: found.start()]
        opening.attrs.update(attributes)


def _stray_attributes(state: StateCore) -> None:
    """Mark attributes that no block follows, which would be dropped in silence."""
    after = ""
    for token in reversed(state.tokens):
        if token.type != "attrs_block":
            after = token.type if token.nesting >= 0 else ""
        elif after in ("", "footnote_reference_open"):
            token.type = "attrs_stray"


def _any_address(url: str) -> bool:
    return bool(url)


def _citation(state: StateInline, silent: bool) -> bool:
    match = _CLUSTER.match(state.src, state.pos)
    if not match or "@" not in match[1]:
        return False
    cites = [_CITE.match(part.strip()) for part in match[1].split(";")]
    if not all(cites):
        return False
    if not silent:
        token = state.push("citation", "", 0)
        token.content = match[0]
        token.meta = {"cites": tuple(_cite(cite) for cite in cites if cite)}
    state.pos = match.end()
    return True


def _cite(match: re.Match[str]) -> Cite:
    """Return a work cited: pages are the style's to write, another place in it is the writer's."""
    label, numbers, rest = (match[name] or "" for name in ("label", "locator", "suffix"))
    paged = label.rstrip(".").lower() in _PAGES and numbers
    place = "" if paged or not label else f", {label} {numbers}".rstrip()
    return Cite(
        key=match["key"],
        prefix=match["prefix"].strip(),
        pages=re.sub("-+", "–", numbers) if paged else "",
        suffix=(place + rest).strip(),
        suppress_author=bool(match["minus"]),
    )


def typeset(text: str, language: str) -> str:
    """Return a plain line with the language's quotation marks, dashes and no-break spaces."""
    quotes = QUOTES.get(language.partition("-")[0], QUOTES["en"])
    line = MarkdownIt("zero", {"typographer": True, "quotes": quotes})
    tokens = line.enable(["replacements", "smartquotes"]).parseInline(text)[0].children or []
    return bind("".join(token.content for token in tokens), language)
