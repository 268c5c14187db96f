"""From facts to the small pieces of a passport's page: escaped, numbered, grouped, in a table."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from html import escape
from itertools import groupby
from urllib.parse import quote

from pipeline.model.press import Rgb
from pipeline.model.text import Node, Nodes, unlinked

KEPT = frozenset({"p", "em", "strong", "i", "b", "sup", "sub", "cite", "q", "ul", "ol", "li"})
"""The elements of running text that a passport keeps; of others it has the words."""
GROUP = 8
"""The digits of a checksum that stand together."""
EN_DASH, NARROW = "\N{EN DASH}", "\N{NARROW NO-BREAK SPACE}"


def running(nodes: Nodes) -> str:
    """Return running text as markup, without its notes and links."""
    return "".join(map(_written, unlinked(nodes)))


def _written(node: Node) -> str:
    if isinstance(node, str):
        return escape(node)
    inner = "".join(map(_written, node.children))
    return f"<{node.name}>{inner}</{node.name}>" if node.name in KEPT else inner


def spoken(text: str, language: str, element: str = "span") -> str:
    """Return a text in an element that tells its language."""
    return f'<{element} lang="{escape(language)}">{escape(text)}</{element}>'


def unbroken(text: str) -> str:
    """Return a text, its words with a dash in them kept on one line."""
    return re.sub(rf"\S+[{EN_DASH}-]\S+", r'<span class="whole">\g<0></span>', escape(text))


def link(address: str) -> str:
    """Return a link that says its address; what can stand in none is encoded in its target."""
    target = quote(address, safe="%/:?#[]@!$&'()*+,;=-._~")
    return f'<a href="{escape(target)}">{escape(address)}</a>'


def section(name: str, title: str, *body: str) -> str:
    """Return a section of the page, which its contents lead to."""
    return f'<section id="{name}">\n<h2 id="{name}-title">{title}</h2>\n{"".join(body)}</section>\n'


def table(name: str, told: str, heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return the table of a section's name with what is told of it; the first cells are heads."""
    head = "".join(f'<th scope="col">{title}</th>' for title in heads)
    body = "".join(
        f'<tr><th scope="row">{first}</th>{"".join(f"<td>{cell}</td>" for cell in rest)}</tr>\n'
        for first, *rest in rows
    )
    # No caption: browsers leave it alone at the foot of a printed page.
    return (
        f'<p class="told" id="{name}-told">{told}</p>\n'
        f'<table class="{name}" aria-labelledby="{name}-title" aria-describedby="{name}-told">\n'
        f"<thead><tr>{head}</tr></thead>\n<tbody>\n{body}</tbody>\n</table>\n"
    )


def terms(pairs: Iterable[tuple[str, str]], kind: str) -> str:
    """Return terms of markup with their descriptions, without those that have none."""
    told = "".join(f"<div><dt>{term}</dt><dd>{text}</dd></div>\n" for term, text in pairs if text)
    return f'<dl class="{kind}">\n{told}</dl>\n'


def digest(sha256: str) -> str:
    """Return a checksum in groups that can be read aloud, and is copied without gaps."""
    groups = [sha256[n : n + GROUP] for n in range(0, len(sha256), GROUP)]
    return f'<code class="sum">{"<wbr>".join(f"<span>{escape(g)}</span>" for g in groups)}</code>'


def size(count: int) -> str:
    """Return a number of bytes as it is, and in the unit (of a thousand) that shows it best."""
    for unit, power in (("MB", 10**6), ("kB", 10**3)):
        if count >= power:
            return f"{count:,} bytes ({count / power:.1f}{NARROW}{unit})"
    return f"{count:,} bytes"


def percent(part: float) -> str:
    """Return a share as a percentage, to a tenth where it is small; nothing is 0% alone."""
    if 0 < part < 0.0005:
        return "&lt;0.1%"
    return f"{part:.1%}" if 0 < part < 0.1 else f"{part:.0%}"


def pages(numbers: Iterable[int]) -> str:
    """Return page numbers with those that follow one another as ranges: 2–4, 7."""
    ordered = sorted(set(numbers))
    runs = [
        [n for _, n in run]
        for _, run in groupby(enumerate(ordered), key=lambda each: each[1] - each[0])
    ]
    return ", ".join(f"{r[0]}{EN_DASH}{r[-1]}" if len(r) > 1 else str(r[0]) for r in runs)


def count(number: int, one: str, more: str) -> str:
    """Return a number with its noun."""
    return f"{number:,} {one if number == 1 else more}"


def hexadecimal(rgb: Rgb) -> str:
    """Return a colour as CSS writes it."""
    return "#{:02x}{:02x}{:02x}".format(*rgb)
