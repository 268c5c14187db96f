"""What a layout's stylesheets give each element of a page: the cascade, for colours and fonts.

Specificity, order and inheritance are those of CSS Cascade 4 §6; a property that is no matter of
colour or font is passed over. What holds only of a link under the hand, or of a screen in the dark,
is asked for apart.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import cssselect2
from lxml import html

from pipeline.compose import fontvalues
from pipeline.compose.syntax import (
    asked,
    declarations,
    flat,
    parse,
    place,
    resolved,
    settled,
    stripped,
    text_of,
    walk,
    words,
    written,
)
from pipeline.errors import Location

LONGHANDS = frozenset(
    {"color", "background-color", "page", "content", "display"}
    | {"font-family", "font-weight", "font-style", "font-size"}
)
SHORTHANDS = ("background", "font")
INHERITED = ("color", "page", "font-family", "font-weight", "font-style", "font-size")
STATES = re.compile(r":(hover|focus-visible|focus-within|focus|active|target)\b")
LINKS = re.compile(r":(any-link|link|visited)\b")
UNUSUAL = re.compile(
    r"(prefers-contrast|prefers-reduced-\w+|forced-colors|inverted-colors)\s*:"
    r"(?!\s*(no-preference|none))"
)
"""What a reader may ask of a screen, and then gets other colours than the brand's or fewer."""
EVERYTHING = ":not(.never)"
"""A selector as specific as a pseudo-class, and true of every element."""
AGENT = """
h1, h2, h3, h4, h5, h6, b, strong, th { font-weight: bold }
i, em, cite, dfn, var, address { font-style: italic }
h1 { font-size: 2em } h2 { font-size: 1.5em } h3 { font-size: 1.17em } small { font-size: smaller }
head, script, style, template, [hidden] { display: none }
"""
"""What every browser and WeasyPrint begin with (HTML §15.3)."""


AS_AROUND = ("inherit", "currentcolor", "unset", "revert", "revert-layer")
"""Words that give a colour or a font what it has around (CSS Cascade 5 §7.3)."""


@dataclass(frozen=True)
class Scene:
    """Where pages are seen: on paper or a screen, in the light or the dark, touched or not."""

    paged: bool
    dark: bool = False
    touched: bool = False

    def has(self, around: Iterable[str]) -> bool:
        """Tell whether the conditions around a rule hold here; a width always does."""
        return all(
            any(map(self._is_so, said.removeprefix("@media").lower().split(",")))
            for said in around
            if said.startswith("@media")
        )

    def _is_so(self, query: str) -> bool:
        """Tell whether one query of a list holds (Media Queries 4 §2.1)."""
        asked_for = query.strip()
        if asked_for.startswith("not "):
            return not self._is_so(asked_for.removeprefix("not "))
        if UNUSUAL.search(asked_for):
            return False
        of_colour = "prefers-color-scheme" in asked_for
        if self.paged:
            return "screen" not in asked_for and not of_colour
        return "print" not in asked_for and (not of_colour or ("dark" in asked_for) == self.dark)


@dataclass(frozen=True)
class Given:
    """A value that a declaration gives: its nodes, the tokens that it asks for, and its place."""

    value: list[Any]
    tokens: tuple[str, ...] = ()
    where: Location | None = None
    behind: Given | None = None
    """The ground that is seen through this one."""


@dataclass(frozen=True)
class Style:
    """What an element has: values by longhand, its custom properties, and the ground behind it."""

    values: Mapping[str, Given]
    raw: Mapping[str, list[Any]]
    tokens: Mapping[str, list[Any]]
    ground: Given | None = None
    weight: float = 400
    size: float | None = fontvalues.MEDIUM
    root_size: float | None = None


@dataclass(frozen=True)
class Text:
    """A text as it is set somewhere: what the element is, and its style."""

    element: str
    style: Style


@dataclass
class _Rules:
    """The rules of a scene, ready to be matched, and those of pages by their selector."""

    matcher: Any = field(default_factory=cssselect2.Matcher)
    pages: dict[str, dict[str, list[tuple[Path | None, Any]]]] = field(default_factory=dict)


def texts(markups: Iterable[str], sheets: Iterable[Path], scene: Scene) -> Iterator[Text]:
    """Yield each way in which text is set in pages, once: what the first such element is."""
    rules = _rules(sheets, scene)
    parser = html.HTMLParser(remove_comments=True, remove_pis=True, encoding="utf-8")
    start = Style({}, {}, {})
    seen: dict[tuple[object, ...], Style] = {}
    told: set[int] = set()
    for markup in filter(str.strip, markups):
        tree = html.document_fromstring(markup.encode(), parser)
        root = cssselect2.ElementWrapper.from_html_root(tree)
        for element, style in _styled(root, start, rules, seen):
            if id(style) not in told:
                told.add(id(style))
                yield Text(element, style)
    if scene.paged:
        yield from _margins(rules, seen.get(("root",), start))


def _rules(sheets: Iterable[Path], scene: Scene) -> _Rules:
    found = _Rules()
    sources = [(None, AGENT), *((path, text_of(path)) for path in sheets)]
    for path, text in sources:
        for around, rule in flat(parse(text)):
            if not scene.has(around):
                continue
            wanted = [node for node in declarations(rule) if _is_wanted(node.lower_name)]
            payload = [(path, node) for node in wanted]
            if rule.type == "at-rule":
                page = next((said for said in around if said.startswith("@page")), "")
                box = "" if rule.lower_at_keyword == "page" else rule.lower_at_keyword
                found.pages.setdefault(page, {}).setdefault(box, []).extend(payload)
            elif payload:
                _add(found.matcher, rule, payload, scene)
    return found


def _is_wanted(name: str) -> bool:
    return name in LONGHANDS or name in SHORTHANDS or name.startswith("--")


def _add(matcher: Any, rule: Any, payload: list[tuple[Path | None, Any]], scene: Scene) -> None:
    prelude = LINKS.sub(EVERYTHING, written(rule.prelude))
    if STATES.search(prelude):
        if not scene.touched:
            return
        prelude = STATES.sub(EVERYTHING, prelude)
    try:
        for selector in cssselect2.compile_selector_list(prelude):
            matcher.add_selector(selector, payload)
    except cssselect2.SelectorError:
        # What is no selector is told by whatever draws the page.
        return


def _styled(
    element: Any, around: Style, rules: _Rules, seen: dict[tuple[object, ...], Style]
) -> Iterator[tuple[str, Style]]:
    """Yield the style of each element below that has text of its own, and of its generated text."""
    matched: dict[str | None, list[Any]] = {}
    for specificity, order, pseudo, payload in rules.matcher.match(element):
        matched.setdefault(pseudo, []).append((specificity, order, payload))
    style = _computed(matched.pop(None, []), around, seen, rules)
    if element.parent is None:
        style = seen.setdefault(("root",), replace(style, root_size=style.size))
    if _said(style, "display") == "none":
        return
    name = _name(element)
    if _has_text(element.etree_element):
        yield name, style
    for pseudo, found in matched.items():
        generated = _computed(found, style, seen, rules)
        if _prints(generated):
            yield f"{name}::{pseudo}", generated
    for child in element.iter_children():
        yield from _styled(child, style, rules, seen)


def _has_text(element: Any) -> bool:
    return bool((element.text or "").strip()) or any((c.tail or "").strip() for c in element)


def _name(element: Any) -> str:
    classes = "".join(f".{name}" for name in sorted(element.classes))
    return f"{element.local_name}{classes}"


def _computed(
    found: list[Any], around: Style, seen: dict[tuple[object, ...], Style], rules: _Rules
) -> Style:
    """Return the style of an element from the rules that match it, the same object for the same."""
    key = (id(around), *(order for _, order, _ in sorted(found, key=lambda f: f[:2])))
    if key not in seen:
        given = [pair for _, _, payload in sorted(found, key=lambda f: f[:2]) for pair in payload]
        ordered = sorted(given, key=lambda pair: pair[1].important)
        seen[key] = _style(ordered, around, rules)
    return seen[key]


def _style(given: Iterable[tuple[Path | None, Any]], around: Style, rules: _Rules) -> Style:
    own = {n.name: stripped(n.value) for _, n in given if n.name.startswith("--")}
    raw = {**around.raw, **own} if own else around.raw
    tokens = settled(own, around.tokens) if own else around.tokens
    values = {name: around.values[name] for name in INHERITED if name in around.values}
    for path, node in given:
        for name, value in _longhands(node, tokens).items():
            names = tuple(filter(None, map(asked, walk(node.value))))
            where = place(path, node) if path else None
            if written(value).lower() in AS_AROUND:
                values.pop(name, None)
                if name in around.values:
                    values[name] = around.values[name]
            else:
                values[name] = Given(value, names, where)
    style = Style(values, raw, tokens, around.ground, root_size=around.root_size)
    return _measured(style, around, rules)


def _longhands(node: Any, tokens: Mapping[str, list[Any]]) -> Mapping[str, list[Any]]:
    """Return what a declaration says, by longhand; of a background its colour alone counts."""
    if node.name.startswith("--"):
        return {}
    value = stripped(resolved(node.value, tokens))
    if node.lower_name == "font":
        return fontvalues.parted(value)
    return {"background-color" if node.lower_name == "background" else node.lower_name: value}


def _measured(style: Style, around: Style, rules: _Rules) -> Style:
    """Return a style with its weight and size as numbers, and the ground that its text has."""
    values = style.values
    own = {k: g for k, g in values.items() if g is not around.values.get(k)}
    weight, size, ground = around.weight, around.size, around.ground
    if "font-weight" in own:
        weight = fontvalues.weight_of(own["font-weight"].value, around.weight)
    if "font-size" in own:
        size = fontvalues.size_of(own["font-size"].value, around.size, around.root_size)
    if "page" in own:
        ground = _page_ground(rules, f"@page {_said(style, 'page')}", style) or ground
    if "background-color" in values:
        ground = replace(values["background-color"], behind=ground)
    return replace(style, weight=weight, size=size, ground=ground)


def _said(style: Style, name: str) -> str:
    return written(style.values[name].value).lower() if name in style.values else ""


def _prints(style: Style) -> bool:
    """Tell whether generated text has anything in it: an empty one is there for its box alone."""
    given = style.values.get("content")
    nodes = words(given.value) if given else []
    is_blank = all(node.type == "string" and not node.value.strip() for node in nodes)
    return not is_blank and written(nodes).lower() not in ("none", "normal")


def _page_ground(rules: _Rules, page: str, style: Style) -> Given | None:
    """Return the background of a page, that of all pages where it has none of its own."""
    for name in (page, "@page"):
        given = rules.pages.get(name, {}).get("", ())
        found = _style(given, Style({}, style.raw, style.tokens), _Rules()).values
        if "background-color" in found:
            return found["background-color"]
    return None


def _margins(rules: _Rules, root: Style) -> Iterator[Text]:
    """Yield what the margins of each kind of page print (CSS Paged Media 3 §4.2)."""
    general = rules.pages.get("@page", {})
    for page, boxes in rules.pages.items():
        for box in {**general, **boxes}:
            given = [*general.get(box, ()), *(boxes.get(box, ()) if boxes is not general else ())]
            if box:
                style = _style(given, Style({}, root.raw, root.tokens), _Rules())
                if _prints(style):
                    ground = style.ground or _page_ground(rules, page, root)
                    yield Text(f"{page} @{box}", replace(style, ground=ground))
