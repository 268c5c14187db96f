"""What a rendition says, part by part, in a form in which renditions can be compared."""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import tinyhtml5

from pipeline.model.artifact import Place
from pipeline.model.text import Element, Node, Nodes

XHTML = "{http://www.w3.org/1999/xhtml}"
OPF = "{http://www.idpf.org/2007/opf}"
HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
CAPTIONS = frozenset({"caption", "figcaption"})
BLOCKS = HEADINGS | CAPTIONS | {"p", "li", "td", "th", "dt", "dd", "pre"}
CONTEXTS = {"section": "text", "abstract": "text", "references": "reference", "masthead": "title"}
"""What the blocks within an element of a class are; within any other they are not compared."""
OPENING = 12
"""The letters by which a block's line is found."""
UNSAID = frozenset({"doc-noteref", "doc-backlink", "doc-pagebreak"})
"""The roles of what leads to a text, and is none itself."""


@dataclass(frozen=True)
class Piece:
    """The letters of a block that are on one page, calls of notes among them; the page's label."""

    page: str
    letters: str


@dataclass(frozen=True)
class Block:
    """A piece of what a rendition says: its kind, its letters, where it is, and on which pages.

    `kind` is title, heading, text, caption, note or reference.
    """

    kind: str
    letters: str
    words: str
    where: str
    pieces: tuple[Piece, ...] = ()


def letters(text: str) -> str:
    """Return the letters and digits of a text: hyphens and spaces are each rendition's own."""
    return re.sub(r"[\W_]", "", text)


def of_epub(path: Path) -> list[Block]:
    """Return what an EPUB says, its documents in the order of the spine."""
    with zipfile.ZipFile(path) as archive:
        container = ElementTree.fromstring(archive.read("META-INF/container.xml"))
        name = next(e.get("full-path", "") for e in container.iter() if e.tag.endswith("rootfile"))
        package = ElementTree.fromstring(archive.read(name))
        items = {i.get("id"): i.get("href", "") for i in package.iter(f"{OPF}item")}
        spine = [items[r.get("idref")] for r in package.iter(f"{OPF}itemref")]
        folder = posixpath.dirname(name)
        documents = [
            (entry, ElementTree.fromstring(archive.read(posixpath.join(folder, entry))))
            for entry in spine
        ]
    reader = _Reader()
    return [block for entry, root in documents for block in reader.read(root, f"{path}:{entry}")]


def of_web(path: Path) -> list[Block]:
    """Return what a web page says, in the order in which it stands."""
    root = tinyhtml5.parse(path.read_text("utf-8"))
    return list(_Reader().read(root, str(path)))


def of_nodes(nodes: Nodes, where: str, kind: str = "text") -> list[Block]:
    """Return what running text says; a note counts where it is called."""
    return list(_Reader().blocks(nodes, where, kind))


def located(blocks: Iterable[Block], path: str, lines: Sequence[str]) -> list[Block]:
    """Return the blocks of a file of the source, each with the line (from 1) on which it begins."""
    texts = [letters(line) for line in lines]
    done = []
    for block in blocks:
        if block.where != path:
            continue
        opening = block.letters[:OPENING]
        line = next((n for n, text in enumerate(texts, start=1) if opening and opening in text), 0)
        done.append(replace(block, where=f"{path}:{line}") if line else block)
    return done


def places_in_the_source(
    source: Iterable[Block], epub: Iterable[Block], folder: str
) -> Callable[[Place], str]:
    """Return a function that gives the place in the source of a place in a finished file.

    That of a page of a PDF is where the page's first words stand, that of an entry of an EPUB where
    the entry's do; of anything else only the `folder` of the source is known.
    """
    written = {(block.kind, block.letters): block.where for block in source}
    pages: dict[str, str] = {}
    entries: dict[str, str] = {}
    for block in epub:
        where = written.get((block.kind, block.letters))
        if where:
            entries.setdefault(block.where.rpartition(":")[2], where)
            for piece in block.pieces:
                pages.setdefault(piece.page, where)

    def find(place: Place) -> str:
        entry = posixpath.basename(place.entry)
        return pages.get(str(place.page)) or entries.get(entry) or folder

    return find


def pages_in_the_pdf(source: Iterable[Block], epub: Iterable[Block]) -> Callable[[Place], str]:
    """Return a function that gives the page of the PDF on which a block of the source begins.

    It is asked for a place at the block or just before it, and gives "" where it cannot tell.
    """
    pages: dict[tuple[str, str], str] = {}
    for block in epub:
        if block.pieces:
            pages.setdefault((block.kind, block.letters), block.pieces[0].page)
    begins = []
    for block in source:
        path, _, line = block.where.rpartition(":")
        if line.isdigit() and (block.kind, block.letters) in pages:
            begins.append((path, int(line), pages[block.kind, block.letters]))

    def page_of(place: Place) -> str:
        after = [own for own in begins if own[0] == str(place.file) and own[1] >= place.line]
        return min(after, key=lambda own: own[1], default=("", 0, ""))[2]

    return page_of


class _Reader:
    """Reads documents in their order: the page that is reached goes from one to the next."""

    def __init__(self) -> None:
        self.page = ""

    def read(self, root: Any, where: str) -> Iterator[Block]:
        """Yield the blocks of a document's body."""
        body = next(element for element in root.iter() if element.tag == f"{XHTML}body")
        yield from self.blocks(_children(body), where, "")

    def blocks(self, nodes: Iterable[Node], where: str, kind: str) -> Iterator[Block]:
        """Yield the blocks within nodes, `kind` being what plain text there is."""
        for node in nodes:
            if not isinstance(node, Element):
                continue
            if node.attributes.get("role") == "doc-pagebreak":
                self.page = _label(node)
            elif node.name == "note":
                yield self._block("note", node.children, where)
            elif node.name in BLOCKS:
                own = _kind(node.name, kind)
                inline = tuple(n for n in node.children if not _holds_a_block(n))
                block = self._block(own, inline, where)
                if own and block.letters:
                    yield block
                yield from self.blocks(_apart(node), where, kind)
            else:
                yield from self.blocks(node.children, where, _context(node, kind))

    def _block(self, kind: str, nodes: Nodes, where: str) -> Block:
        pieces = [Piece(self.page, "")]
        for text, role, name in _runs(nodes, "", ""):
            if role == "doc-pagebreak":
                self.page = name
                pieces.append(Piece(name, ""))
            elif role != "doc-backlink":
                pieces[-1] = Piece(pieces[-1].page, pieces[-1].letters + letters(text))
        said = (
            t for t, role, name in _runs(nodes, "", "") if role not in UNSAID and name != "label"
        )
        words = " ".join("".join(said).split())
        return Block(kind, letters(words), words, where, tuple(p for p in pieces if p.letters))


def _label(mark: Element) -> str:
    """Return the page of a mark, which an EPUB and a web page say in different attributes."""
    return mark.attributes.get("aria-label") or mark.attributes.get("title", "")


def _children(element: Any) -> Nodes:
    """Return the content of an element of a document as running text."""
    done: list[Node] = [element.text] if element.text else []
    for child in element:
        if isinstance(child.tag, str):
            name = child.tag.removeprefix(XHTML)
            done.append(Element(name, dict(child.attrib), _children(child)))
        if child.tail:
            done.append(child.tail)
    return tuple(done)


def _context(node: Element, around: str) -> str:
    """Return what the blocks within an element are: that of its class, or of what is around it."""
    classes = node.attributes.get("class", "").split()
    if "note" in classes:
        return "note"
    if "notes" in classes:
        return ""
    known = [CONTEXTS[name] for name in classes if name in CONTEXTS]
    return known[0] if known else around


def _kind(name: str, around: str) -> str:
    """Return the kind of a block of this name, within that which is around it."""
    if around == "title":
        return "title" if name == "h1" else ""
    if around in ("", "note"):
        return around
    if name in HEADINGS:
        return "heading"
    return "caption" if name in CAPTIONS else around


def _holds_a_block(node: Node) -> bool:
    return isinstance(node, Element) and any(
        e.name in BLOCKS or e.name == "note" for e in node.walk()
    )


def _apart(block: Element) -> Iterator[Element]:
    """Yield what stands within a block and is a block of its own: lists in lists, notes."""
    for child in block.children:
        if isinstance(child, Element) and _holds_a_block(child):
            yield (
                child
                if child.name in BLOCKS | {"note", "ul", "ol", "dl"}
                else replace(child, children=tuple(_apart(child)))
            )


def _runs(nodes: Nodes, role: str, name: str) -> Iterator[tuple[str, str, str]]:
    """Yield the texts of inline nodes, each with the role and class, or page, that it is in."""
    for node in nodes:
        if isinstance(node, str):
            yield node, role, name
        elif node.attributes.get("role") == "doc-pagebreak":
            yield "", "doc-pagebreak", _label(node)
        elif node.name != "note":
            own = node.attributes.get("role", role)
            yield from _runs(node.children, own, node.attributes.get("class", name))
