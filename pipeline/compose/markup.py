"""From running text to markup that is both HTML and XHTML, in the form a rendition wants."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from html import escape

from markupsafe import Markup

from pipeline.compose.fitting import fitted
from pipeline.model.artifact import Rendition
from pipeline.model.edition import Figure
from pipeline.model.fitting import Fit, fits_of, unfitted
from pipeline.model.text import Element, Node, Nodes, plain

VOID = frozenset({"br", "hr", "img", "wbr", "col"})
BREAKABLE = re.compile(r"(?<=[/?&=#])(?=[^/])|(?<=[^/?&=#.:])(?=[._~%-])")


@dataclass(frozen=True)
class Note:
    """A footnote as it stands at the end of its part: its number and its text."""

    number: int
    text: Markup


@dataclass
class Setting:
    """How text is set for one rendition, and what is counted on the way through it.

    `where` gives the part in which an id stands, for links between the parts of an EPUB; `measure`
    and `leading` (both pt) give a figure its height in whole lines.
    """

    rendition: Rendition
    labels: Mapping[str, str]
    figures: Mapping[str, Figure]
    measure: float
    leading: float
    where: Mapping[str, str] = field(default_factory=dict)
    part: str = ""
    counts: dict[str, int] = field(default_factory=dict)
    notes: list[Note] = field(default_factory=list)

    def count(self, kind: str) -> int:
        """Return the next number of a kind: figure, table or note."""
        self.counts[kind] = self.counts.get(kind, 0) + 1
        return self.counts[kind]

    def take_notes(self) -> tuple[Note, ...]:
        """Return the notes gathered since the last call."""
        taken, self.notes = tuple(self.notes), []
        return taken


def markup(nodes: Iterable[Node], setting: Setting) -> Markup:
    """Return text as markup, its notes, citations, figures and links set for the rendition."""
    return Markup("".join(_write(node, setting) for node in nodes))  # noqa: S704  # escaped below


def _write(node: Node, setting: Setting) -> str:
    if isinstance(node, str):
        return escape(node, quote=False)
    rule = _RULES.get(node.name)
    return rule(node, setting) if rule else _element(node, setting)


def _element(node: Element, setting: Setting, **more: str) -> str:
    attributes = {**fitted(node.attributes, setting.rendition), **more}
    return _tag(node.name, attributes, str(markup(node.children, setting)))


def _heading(node: Element, setting: Setting) -> str:
    """Return a heading; where it breaks in an EPUB, a box around it begins the page.

    The mark of the PDF's page goes with it: after the break, and outside the heading.
    """
    fits = fits_of(node.attributes, setting.rendition)
    if setting.rendition is not Rendition.EPUB or Fit.BREAK_PAGE not in fits:
        return _element(node, setting)
    heading = Element(node.name, unfitted(node.attributes), node.children)
    return _tag("div", {"class": " ".join(fits)}, _element(heading, setting))


def _tag(name: str, attributes: Mapping[str, str], content: str = "") -> str:
    if "lang" in attributes:
        attributes = {**attributes, "xml:lang": attributes["lang"]}
    written = "".join(f' {key}="{escape(value)}"' for key, value in attributes.items())
    return f"<{name}{written}/>" if name in VOID else f"<{name}{written}>{content}</{name}>"


def _semantics(setting: Setting, term: str, role: str) -> dict[str, str]:
    """Return a role, with its `epub:type` where the rendition is an EPUB."""
    own = {"epub:type": term} if setting.rendition is Rendition.EPUB else {}
    return {**own, "role": role}


def _note(node: Element, setting: Setting) -> str:
    number = setting.count("note")
    if setting.rendition is Rendition.PDF:
        return _tag("span", {"class": "footnote"}, str(markup(_inline(node.children), setting)))
    setting.notes.append(Note(number, markup(_inline(node.children), setting)))
    call = {"href": f"#note-{number}", "id": f"noteref-{number}", "class": "noteref"}
    return _tag("a", {**call, **_semantics(setting, "noteref", "doc-noteref")}, str(number))


def _inline(nodes: Nodes) -> Nodes:
    """Return the text of a note's paragraphs as one line."""
    done: list[Node] = []
    for node in nodes:
        if done:
            done.append(" ")
        done.extend(node.children if isinstance(node, Element) and node.name == "p" else (node,))
    return tuple(done)


def _link(node: Element, setting: Setting) -> str:
    href = node.attributes.get("href", "")
    attributes = dict(node.attributes)
    if href.startswith("#"):
        part = setting.where.get(href[1:], "")
        attributes["href"] = href if part in ("", setting.part) else f"{part}{href}"
    if href.startswith("#ref-"):
        attributes |= _semantics(setting, "biblioref", "doc-biblioref")
    text = plain(node.children)
    content = _breakable(text, setting) if text == href else str(markup(node.children, setting))
    return _tag("a", attributes, content)


def _breakable(address: str, setting: Setting) -> str:
    """Return an address that may break where a reader expects it (Chicago Manual 7.46)."""
    # In WeasyPrint each <wbr> within a link becomes a link of its own, astray in the tags.
    gap = "\N{ZERO WIDTH SPACE}" if setting.rendition is Rendition.PDF else "<wbr/>"
    return gap.join(escape(part, quote=False) for part in BREAKABLE.split(address))


def _citation(node: Element, setting: Setting) -> str:
    return _tag("span", {"class": "citation"}, str(markup(node.children, setting)))


def _figure(node: Element, setting: Setting) -> str:
    attributes = fitted(node.attributes, setting.rendition)
    return _tag("figure", attributes, _labelled(node, "figure", "figcaption", setting))


def _table(node: Element, setting: Setting) -> str:
    captioned = any(isinstance(n, Element) and n.name == "caption" for n in node.children)
    rows = (
        _labelled(node, "table", "caption", setting)
        if captioned
        else markup(node.children, setting)
    )
    # What holds a table together with its caption across a break is a box around both.
    around = fitted({**node.attributes, "class": "table"}, setting.rendition)["class"]
    table = _tag("table", unfitted(node.attributes), str(rows))
    return _tag("div", {"class": around}, table)


def _labelled(node: Element, kind: str, caption: str, setting: Setting) -> str:
    """Return the content of a figure or a table, its caption opened by its label and number."""
    label = setting.labels[kind].format(number=setting.count(kind))
    opening = Element("span", {"class": "label"}, (label,))
    done: list[Node] = []
    for child in node.children:
        if isinstance(child, Element) and child.name == caption:
            words = (" ", *child.children) if child.children else ()
            done.append(Element(caption, child.attributes, (opening, *words)))
        else:
            done.append(child)
    return str(markup(done, setting))


def _image(node: Element, setting: Setting) -> str:
    attributes = {key: value for key, value in node.attributes.items() if key != "lines"}
    figure = setting.figures.get(node.attributes["src"])
    if figure and setting.rendition is Rendition.PDF:
        natural = setting.measure * figure.height / figure.width / setting.leading
        lines = int(node.attributes.get("lines", math.ceil(natural)))
        attributes["style"] = f"height: {lines * setting.leading:g}pt"
    return _tag("img", attributes)


def _heading_cell(node: Element, setting: Setting) -> str:
    return _element(node, setting, scope="col")


def _aside(node: Element, setting: Setting) -> str:
    if setting.rendition is Rendition.WEB:
        # An aside is a landmark, and many of them help nobody to find about in a page.
        node = Element("div", {"role": "note", **node.attributes}, node.children)
    if "pull-quote" in node.attributes.get("class", "").split():
        return _element(node, setting, **_semantics(setting, "pullquote", "doc-pullquote"))
    return _element(node, setting)


_RULES: Mapping[str, Callable[[Element, Setting], str]] = {
    **dict.fromkeys(("h3", "h4", "h5", "h6"), _heading),
    "note": _note,
    "a": _link,
    "citation": _citation,
    "figure": _figure,
    "table": _table,
    "img": _image,
    "th": _heading_cell,
    "aside": _aside,
}
