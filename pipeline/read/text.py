"""From Markdown tokens to the tree of running text, with every fault at its place."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import chain, count

from markdown_it.token import Token

from pipeline.model.edition import Section
from pipeline.model.fitting import PREFIX
from pipeline.model.text import Element, Node, Nodes, plain
from pipeline.read.attributes import RESERVED, RESERVED_PREFIX, attributes_of
from pipeline.read.copyfitting import fit_block, kind_of, moved
from pipeline.read.markdown import Passage, parse, parse_line
from pipeline.read.reading import Block, Reading
from pipeline.read.refusals import check_heading, check_link, check_text
from pipeline.read.typography import bind_nodes

CAPTION = re.compile(r"(?:Table|Tablo):\s+")


def read_nodes(passage: Passage, reading: Reading, within: str = "") -> Nodes:
    """Return a passage as running text: notes in place, citations still as numbered clusters.

    `within` names what the passage is a part of, where that is no file of its own.
    """
    tokens, uncalled = parse(passage, reading.language)
    around = [within] if within else []
    block = Block(passage, reading, around=around or ["note"])
    body, tail = _split_notes(tokens)
    for label, note in tail:
        block.notes[label] = _nodes(iter(note), block)
    block.around = around
    nodes = _captioned(_nodes(iter(body), block))
    for label in uncalled:
        where = passage.place((0, passage.text.count("\n") + 1), f"[^{label}]:")
        reading.fault(f"footnote [^{label}] is never called", where, "call it, or take it out")
    return bind_nodes(nodes, reading.language)


def read_sections(passage: Passage, reading: Reading) -> tuple[Section, ...]:
    """Return the body's sections: the opening, then one for each `##` heading."""
    sections = [Section("opening", (), ())]
    for node in read_nodes(passage, reading):
        if isinstance(node, Element) and node.name == "h2":
            title = node.children
            name = node.attributes.get("id") or _free(slug(plain(title)), sections, reading)
            fits = {k: v for k, v in node.attributes.items() if k.startswith(PREFIX)}
            sections.append(Section(name, title, (), fits))
        else:
            last = sections[-1]
            sections[-1] = replace(last, body=(*last.body, node))
    return tuple(s for s in sections if s.title or s.body)


def slug(text: str) -> str:
    """Return an id made of a text's letters and digits in ASCII: `Mexico–US` → `mexico-us`."""
    dashed = re.sub(r"[–—]", "-", text.replace("ı", "i"))
    folded = unicodedata.normalize("NFKD", dashed).encode("ascii", "ignore")
    return re.sub(r"[^a-z0-9]+", "-", folded.decode().lower()).strip("-") or "section"


def _free(name: str, sections: Sequence[Section], reading: Reading) -> str:
    taken = {section.id for section in sections} | RESERVED | reading.ids.keys()
    if RESERVED_PREFIX.match(name):
        name = f"section-{name}"
    names = chain([name], (f"{name}-{n}" for n in count(2)))
    return next(n for n in names if n not in taken)


def _split_notes(tokens: list[Token]) -> tuple[list[Token], list[tuple[str, list[Token]]]]:
    """Part the body from the footnotes, which the parser gathers at the end."""
    ends = [n for n, token in enumerate(tokens) if token.type == "footnote_block_open"]
    body = tokens[: ends[0]] if ends else tokens
    notes: list[tuple[str, list[Token]]] = []
    for token in tokens[ends[0] + 1 : -1] if ends else ():
        if token.type == "footnote_open":
            notes.append((token.meta["label"], []))
        elif token.type not in ("footnote_close", "footnote_anchor"):
            notes[-1][1].append(token)
    return body, notes


def _nodes(tokens: Iterator[Token], block: Block) -> Nodes:
    """Return the nodes up to the closing token of the element around them."""
    nodes: list[Node] = []
    for token in tokens:
        if token.map:
            block.span = token.map
        if token.nesting < 0:
            break
        if token.nesting > 0:
            opened = block.span
            block.around.append(kind_of(token))
            children = _nodes(tokens, block)
            block.around.pop()
            block.span = opened
            nodes.extend(_element(token, children, block))
            block.before = block.before if block.around else kind_of(token)
        elif token.type == "inline":
            nodes.extend(_nodes(iter(token.children or ()), block))
        else:
            nodes.extend(_leaf(token, block))
            block.before = block.before if block.around else kind_of(token)
    return _joined(nodes)


def _joined(nodes: list[Node]) -> Nodes:
    """Join neighbouring strings, so that a pattern sees a whole phrase."""
    joined: list[Node] = []
    for node in nodes:
        if isinstance(node, str) and joined and isinstance(joined[-1], str):
            joined[-1] += node
        else:
            joined.append(node)
    return tuple(joined)


def _element(token: Token, children: Nodes, block: Block) -> Nodes:
    attributes, kind = attributes_of(token, block), kind_of(token)
    if token.type.startswith("container_"):
        return (_container(token, fit_block(attributes, kind, block), children),)
    match token.type:
        case "heading_open":
            check_heading(token, block)
        case "link_open":
            check_link(attributes["href"], block)
        case "paragraph_open" if token.hidden:
            fit_block(attributes, "line of a list", block)
            return children
        case "paragraph_open" if len(children) == 1 and _is(children[0], "img"):
            return (_figure(children[0], attributes, block),)
        case "paragraph_open" if any(_is(node, "img") for node in children):
            block.fault("![", "a picture within a paragraph", "put it in a paragraph of its own")
        case "paragraph_open" if _is_caption(children):
            kind = "table"
    return (Element(token.tag, fit_block(attributes, kind, block), children),)


def _is_caption(children: Nodes) -> bool:
    opening = children[0] if children else None
    return isinstance(opening, str) and bool(CAPTION.match(opening))


def _is(node: Node, name: str) -> bool:
    return isinstance(node, Element) and node.name == name


def _leaf(token: Token, block: Block) -> Nodes:
    return _LEAVES[token.type](token, block) if token.type in _LEAVES else ()


def _text(token: Token, block: Block) -> Nodes:
    check_text(token.content, block)
    return (token.content,) if token.content else ()


def _space(_token: Token, _block: Block) -> Nodes:
    return (" ",)


def _empty(token: Token, block: Block) -> Nodes:
    return (Element(token.tag, _fitted(token, block)),)


def _code(token: Token, block: Block) -> Nodes:
    return (Element("code", _fitted(token, block), (token.content,)),)


def _fitted(token: Token, block: Block) -> dict[str, str]:
    return fit_block(attributes_of(token, block), kind_of(token), block)


def _stray(_token: Token, block: Block) -> Nodes:
    hint = "put them on a line of their own before a block of the text, or take them out"
    block.fault("{", "attributes that no block follows", hint)
    return ()


def _listing(token: Token, block: Block) -> Nodes:
    return (Element("pre", _fitted(token, block), (Element("code", {}, (token.content,)),)),)


def _raw_html(token: Token, block: Block) -> Nodes:
    tag = token.content.strip().splitlines()[0]
    hint = "write it in Markdown; a bare < is \\<"
    block.fault(tag, f"raw HTML is not allowed: {tag}", hint)
    return ()


def _container(token: Token, attributes: dict[str, str], children: Nodes) -> Element:
    kind, _, title = token.info.strip().partition(" ")
    heading = (Element("p", {"class": "box-title"}, (title.strip(),)),) if title else ()
    kinds = " ".join(filter(None, [kind, attributes.get("class", "")]))
    return Element("aside", {**attributes, "class": kinds}, (*heading, *children))


def _image(token: Token, block: Block) -> Nodes:
    attributes = attributes_of(token, block)
    source = attributes["src"]
    alt = plain(_nodes(iter(token.children or ()), block)).strip()
    if not alt:
        hint = "say in the brackets what the picture shows: ![…]"
        block.fault(source, f"the figure '{source}' has no alt text", hint)
    block.reading.pictures.append((source, block.place(source)))
    return (Element("img", {**attributes, "alt": alt}),)


def _figure(image: Node, before: Mapping[str, str], block: Block) -> Element:
    """Return a picture with its caption; `before` are the attributes on the line before it."""
    if not isinstance(image, Element):
        raise TypeError(image)
    kept = {k: v for k, v in image.attributes.items() if k in ("src", "alt", "lines")}
    own = {k: v for k, v in image.attributes.items() if k not in (*kept, "title")}
    around = fit_block({**before, **own}, "figure", block)
    tokens = parse_line(image.attributes.get("title", ""), block.reading.language)
    caption = _nodes(iter(tokens), block)
    inner: Nodes = (Element("img", kept),)
    return Element("figure", around, (*inner, Element("figcaption", {}, caption)))


def _note(token: Token, block: Block) -> Nodes:
    label = token.meta["label"]
    if block.seen.get(label):
        block.fault(f"[^{label}]", f"footnote [^{label}] is called twice", "write it twice")
        return ()
    block.seen[label] = 1
    return (Element("note", {}, block.notes.get(label, ())),)


def _citation(token: Token, block: Block) -> Nodes:
    reading = block.reading
    reading.clusters.append((token.meta["cites"], block.place(token.content.split("\n")[0])))
    return (Element("citation", {"cluster": str(len(reading.clusters) - 1)}),)


_LEAVES: Mapping[str, Callable[[Token, Block], Nodes]] = {
    "text": _text,
    "softbreak": _space,
    "hardbreak": _empty,
    "hr": _empty,
    "code_inline": _code,
    "fence": _listing,
    "code_block": _listing,
    "image": _image,
    "attrs_stray": _stray,
    "footnote_ref": _note,
    "citation": _citation,
    "html_block": _raw_html,
    "html_inline": _raw_html,
}


def _captioned(nodes: Nodes) -> Nodes:
    """Move a paragraph `Table: …` into the table after it, as its caption."""
    done: list[Node] = []
    for node in nodes:
        before = done[-1] if done else None
        if isinstance(node, Element) and node.name == "table" and isinstance(before, Element):
            text = before.children[0] if before.name == "p" and before.children else None
            if isinstance(text, str) and CAPTION.match(text):
                words = (CAPTION.sub("", text, count=1), *before.children[1:])
                bare, table = moved(before, node)
                caption = Element("caption", bare.attributes, words)
                done[-1] = Element("table", table.attributes, (caption, *table.children))
                continue
        done.append(node)
    return tuple(done)
