"""What the designer's manual must say, read from the layout `base` itself."""

from dataclasses import dataclass

from jinja2 import nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment

from pipeline.compose.inks import DARK, PRESS
from pipeline.compose.kinds import Kind, kind_of
from pipeline.compose.syntax import asked, parse, walk, written
from pipeline.compose.tokens import FILE, settings, tokens_of
from pipeline.model.artifact import Rendition
from pipeline.read.layout import read_layout
from tests.conftest import ROOT

UNITS = {
    Kind.COLOUR: "colour",
    Kind.INKS: "inks",
    Kind.LENGTH: "pt or mm",
    Kind.RELATIVE: "any length",
    Kind.NUMBER: "number",
    Kind.FAMILY: "font",
}
READ_BY_THE_HOUSE = {"--measure": {Rendition.PDF}}
"""Tokens that no stylesheet uses: a figure's height is worked out from them."""
OF_JINJA = {"loop", "super", "template", "range"}


@dataclass(frozen=True)
class Token:
    """A row of the table of tokens: what it can be, what it is in `base`, and where it is used."""

    unit: str
    default: str
    press: str
    dark: str
    used: str


@dataclass(frozen=True)
class Template:
    """A row of the table of templates: its role, the names that it uses, and its blocks."""

    role: str
    names: frozenset[str]
    blocks: tuple[str, ...]


def base():
    return read_layout(ROOT / "layouts", "base", ROOT / "fonts")


def tokens() -> dict[str, Token]:
    """Return each token of `base`; its press value and that in the dark are with it."""
    layout = base()
    raw = {token.name: token for token in settings(layout)}
    values = tokens_of(layout)
    uses = {r: _uses(layout, r, raw) for r in Rendition}
    found = {}
    for name, token in raw.items():
        root = name.removesuffix(PRESS).removesuffix(DARK)
        if root != name and root in raw:
            continue
        ends = (written(raw[name + e].value) if name + e in raw else "" for e in (PRESS, DARK))
        own = {name, name + DARK}
        used = {r for r in Rendition if own & uses[r] or r in READ_BY_THE_HOUSE.get(name, ())}
        unit = UNITS.get(kind_of(name, values[name]), "words")
        unit = "any length" if written(token.value) == "0" else unit
        found[name] = Token(unit, written(token.value), *ends, _told(used))
    return found


def _told(used: set[Rendition]) -> str:
    """Say which renditions use a token: the print edition's pages are those of the PDF."""
    names = ["PDFs"] if Rendition.PDF in used else ["print"] if Rendition.PRINT in used else []
    names += [r.value for r in (Rendition.EPUB, Rendition.WEB) if r in used]
    return ", ".join(names)


def _uses(layout, rendition, raw) -> set[str]:
    """Return the tokens that a rendition's stylesheets use, by themselves or through others."""
    sheets = [path for path in layout.stylesheets[rendition] if path.name != FILE]
    found: set[str] = set()
    queue = [n for path in sheets for n in map(asked, walk(parse(path.read_text("utf-8")))) if n]
    while queue:
        name = queue.pop()
        if name not in found:
            found.add(name)
            queue += [n for n in map(asked, walk(raw[name].value)) if n] if name in raw else []
    return found


def templates() -> dict[str, Template]:
    """Return each template of `base` by its file."""
    layout = base()
    roles = {file: role for role, file in layout.templates.items()}
    found = {}
    for path in sorted((layout.folders[0] / "templates").iterdir()):
        tree = ImmutableSandboxedEnvironment().parse(path.read_text("utf-8"))
        named = list(tree.find_all(nodes.Name))
        own = {node.name for node in named if node.ctx != "load"}
        names = {node.name for node in named} - own - OF_JINJA
        blocks = tuple(block.name for block in tree.find_all(nodes.Block))
        found[path.name] = Template(roles[path.name], frozenset(names), blocks)
    return found
