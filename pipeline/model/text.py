"""Running text as a small tree of elements, in the vocabulary of HTML.

Two names are the house's own: `note` holds a footnote at the place of its reference, and
`citation` wraps a citation of `references.yml`, its `keys` attribute naming the entries.
An attribute `fit-<rendition>` holds the copyfitting of a block, as classes of its markup there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias


@dataclass(frozen=True)
class Element:
    """An element: its name, attributes and children."""

    name: str
    attributes: Mapping[str, str] = field(default_factory=dict)
    children: tuple[Node, ...] = ()

    def walk(self) -> Iterator[Element]:
        """Yield this element and those within, in reading order."""
        yield self
        yield from walk(self.children)


Node: TypeAlias = Element | str
Nodes: TypeAlias = tuple[Node, ...]


def walk(nodes: Iterable[Node]) -> Iterator[Element]:
    """Yield every element of `nodes` and within them, in reading order."""
    for node in nodes:
        if isinstance(node, Element):
            yield from node.walk()


def ids_of(nodes: Iterable[Node]) -> set[str]:
    """Return the ids within `nodes`."""
    return {e.attributes["id"] for e in walk(nodes) if "id" in e.attributes}


def unlinked(nodes: Iterable[Node]) -> Nodes:
    """Return `nodes` without notes, and with links, citations and code as their text alone."""
    done: list[Node] = []
    for node in nodes:
        if isinstance(node, str):
            done.append(node)
        elif node.name in ("a", "citation", "code"):
            done.extend(unlinked(node.children))
        elif node.name != "note":
            done.append(Element(node.name, node.attributes, unlinked(node.children)))
    return tuple(done)


def plain(nodes: Iterable[Node], *, without: frozenset[str] = frozenset({"note"})) -> str:
    """Return the characters of `nodes`, leaving out elements named in `without`."""
    return "".join(
        node if isinstance(node, str) else plain(node.children, without=without)
        for node in nodes
        if isinstance(node, str) or node.name not in without
    )
