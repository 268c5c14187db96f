"""From an author's attributes to instructions of copyfitting, each with what it may be asked of."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping

from markdown_it.token import Token

from pipeline.model.artifact import Place, Rendition
from pipeline.model.fitting import PREFIX, Fit, Fitting, unfitted
from pipeline.model.text import Element
from pipeline.read.reading import Block

CLASSES = {"tighten": Fit.TIGHTEN, "loosen": Fit.LOOSEN}
VALUES = {
    "break-before": {"page": Fit.BREAK_PAGE, "column": Fit.BREAK_COLUMN},
    "keep": {"together": Fit.KEEP_TOGETHER, "with-next": Fit.KEEP_WITH_NEXT},
}
BREAKS = frozenset(VALUES["break-before"].values())
ONLY = {
    "pdf": (Rendition.PDF, Rendition.PRINT),
    "epub": (Rendition.EPUB,),
    "web": (Rendition.WEB,),
}
FITTING_ATTRIBUTES = frozenset({*VALUES, "only"})
KINDS = {
    "paragraph_open": "paragraph",
    "heading_open": "heading",
    "table_open": "table",
    "bullet_list_open": "list",
    "ordered_list_open": "list",
    "dl_open": "list",
    "blockquote_open": "quotation",
    "container_box_open": "box",
    "container_pull-quote_open": "pull quote",
    "fence": "listing",
    "code_block": "listing",
    "hr": "rule",
}
"""What can be fitted, by its token; a figure is a paragraph of one picture."""
HEADINGS = ("heading", "section")
NEAR = 0.85
"""How like `.tighten` or `.loosen` a class is that cannot be but a slip: `.tight` is less so."""


def kind_of(token: Token) -> str:
    """Return what a token opens, in the trade's word."""
    if token.tag == "h2":
        return "section"
    other = "item of a list" if token.type in ("list_item_open", "dd_open") else "phrase"
    return KINDS.get(token.type, other)


def fit_block(attributes: Mapping[str, str], kind: str, block: Block) -> dict[str, str]:
    """Return a block's attributes with what is asked of it as classes for each rendition.

    Each instruction is gathered in the reading, and each that cannot be followed is a fault there.
    """
    asked = {**_of_classes(attributes, kind, block), **_of_values(attributes, block)}
    only = _only(attributes, asked, block)
    kept = dict(attributes)
    classes = [name for name in attributes.get("class", "").split() if name not in CLASSES]
    for name in (*FITTING_ATTRIBUTES, "class"):
        kept.pop(name, None)
    if classes:
        kept["class"] = " ".join(classes)
    if not asked or _refused(asked, kind, block):
        return kept
    for fit, needle in asked.items():
        renditions = only or (ONLY["pdf"] if fit.of_the_page else tuple(Rendition))
        where = block.attribute_place(needle)
        place = Place(where.path, line=where.line, column=where.column)
        block.reading.fittings.append(Fitting(fit, kind, place, renditions))
        for rendition in renditions:
            name = f"{PREFIX}{rendition}"
            kept[name] = f"{kept.get(name, '')} {fit}".strip()
    return kept


def moved(source: Element, target: Element) -> tuple[Element, Element]:
    """Return two elements, the copyfitting of the first given to the second."""
    fits = {k: v for k, v in source.attributes.items() if k.startswith(PREFIX)}
    both = {k: f"{v} {target.attributes.get(k, '')}".strip() for k, v in fits.items()}
    return (
        Element(source.name, unfitted(source.attributes), source.children),
        Element(target.name, {**target.attributes, **both}, target.children),
    )


def _of_classes(attributes: Mapping[str, str], kind: str, block: Block) -> dict[Fit, str]:
    """Return what the classes ask, each with how it is written."""
    names = attributes.get("class", "").split()
    for name in names:
        near = difflib.get_close_matches(name, CLASSES, 1, NEAR)
        if near and name not in CLASSES:
            where = block.attribute_place(f".{name}")
            block.reading.fault(f"unknown class '.{name}'", where, f"did you mean '.{near[0]}'?")
    asked = {CLASSES[name]: f".{name}" for name in names if name in CLASSES}
    if asked and kind != "paragraph":
        hint = "put it on a line of its own before a paragraph, an empty line above it"
        message = f"only a paragraph can be tightened or loosened, not a {kind}"
        _fault(asked.values(), message, hint, block)
    if len(asked) > 1:
        _fault([".loosen"], "a paragraph tightened and loosened", "keep one of them", block)
    return asked


def _of_values(attributes: Mapping[str, str], block: Block) -> dict[Fit, str]:
    """Return what the attributes ask, each with how it is written."""
    asked = {}
    for name in VALUES.keys() & attributes.keys():
        value, known = attributes[name], VALUES[name]
        if value in known:
            asked[known[value]] = f"{name}="
        else:
            _unknown(name, value, known, block)
    return dict(sorted(asked.items()))


def _only(
    attributes: Mapping[str, str], asked: Mapping[Fit, str], block: Block
) -> tuple[Rendition, ...]:
    """Return the renditions for which alone something is asked, none where `only` is not given."""
    value = attributes.get("only")
    if value is None:
        return ()
    if value == "print":
        hint = "the two PDFs share their pages: write only=pdf"
        _fault(["only="], "nothing holds for the print PDF alone", hint, block)
    elif value not in ONLY:
        _unknown("only", value, ONLY, block)
    elif not asked and not VALUES.keys() & attributes.keys():
        hint = f"write beside it what holds there: {', '.join(_all_known())}"
        _fault(["only="], "'only' with nothing that it holds for", hint, block)
    elif value != "pdf":
        idle = [needle for fit, needle in asked.items() if fit.of_the_page]
        hint = "its lines and columns are the reader's: write only=pdf, or take it out"
        _fault(idle, f"it cannot hold for the rendition '{value}'", hint, block)
    return ONLY.get(value, ())


def _all_known() -> list[str]:
    values = [f"{name}={value}" for name, known in VALUES.items() for value in known]
    return [*(f".{name}" for name in CLASSES), *values]


def _refused(asked: Mapping[Fit, str], kind: str, block: Block) -> bool:
    """Note each reason why a block cannot be given what is asked of it; tell whether one is."""
    before = len(block.reading.faults)
    within = block.around[0] if block.around else ""
    breaks = [needle for fit, needle in asked.items() if fit in BREAKS]
    keeps = [needle for fit, needle in asked.items() if needle == "keep="]
    if within in ("note", "YAML file"):
        hint = "only blocks of text.md, outside its notes, can be fitted: take it out"
        _fault(asked.values(), f"copyfitting within a {within}", hint, block)
    elif kind not in (*KINDS.values(), "section", "figure"):
        hint = "put it on a line of its own before a whole block, an empty line above it"
        _fault([*breaks, *keeps], f"no block to break before or to keep: a {kind}", hint, block)
    elif within:
        hint = f"put it on the {within}"
        _fault(breaks, f"a break within a {within}", hint, block)
    elif not block.before:
        _fault(breaks, "a break before the first block of the text", "take it out", block)
    elif block.before in HEADINGS and kind != "section":
        _fault(breaks, "a break between a heading and its text", "put it on the heading", block)
    if kind in HEADINGS:
        hint = "take it out: a heading is always whole and stays with what follows"
        _fault(keeps, f"nothing to keep for a {kind}", hint, block)
    return len(block.reading.faults) > before


def _unknown(name: str, value: str, known: Iterable[str], block: Block) -> None:
    near = difflib.get_close_matches(value, known, 1, 0.4)
    nearest = f"did you mean '{name}={near[0]}'? " if near else ""
    _fault([f"{name}="], f"no '{name}={value}'", f"{nearest}known here: {', '.join(known)}", block)


def _fault(needles: Iterable[str], message: str, hint: str, block: Block) -> None:
    for needle in needles:
        block.reading.fault(message, block.attribute_place(needle), hint)
