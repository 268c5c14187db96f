"""A brand's tokens, stylesheets and templates, checked before anything is made with them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from pipeline.compose.inks import DARK, PRESS, check_inks
from pipeline.compose.kinds import FAMILY, Kind, family, kind_of
from pipeline.compose.measures import check_measures
from pipeline.compose.scaffold import check_templates
from pipeline.compose.sheetrules import check_depth, check_sheet
from pipeline.compose.syntax import (
    asked,
    declarations,
    flat,
    parse,
    place,
    settled,
    text_of,
    walk,
    written,
)
from pipeline.compose.tokens import Token, owner, places_of, settings
from pipeline.errors import LayoutError, PipelineError, gathered, nearest
from pipeline.model.layout import Layout

GIVEN = ("--trim-width", "--trim-height", "--spine")
"""Custom properties that the edition sets for a sheet of the press."""


def check_layout(layout: Layout) -> list[PipelineError]:
    """Return the faults of a layout's names, kinds and syntax, in all of its files."""
    faults: list[PipelineError] = []
    sheets = {path: parse(text_of(path)) for path in _sheets(layout)}
    faults.extend(check_depth(sheets))
    if faults:
        return faults
    for path, rules in sheets.items():
        faults.extend(check_sheet(path, rules, layout))
    faults.extend(_check_names(sheets, layout))
    for check in (check_templates, _check_kinds, _check_families):
        with gathered(faults):
            faults.extend(check(layout))
    return faults


def check_values(layout: Layout) -> list[PipelineError]:
    """Return the faults of a layout's measures and inks, where every token is of its kind."""
    faults: list[PipelineError] = []
    for check in (check_measures, check_inks):
        with gathered(faults):
            faults.extend(check(layout))
    return faults


def _sheets(layout: Layout) -> Iterable[Path]:
    return dict.fromkeys(path for paths in layout.stylesheets.values() for path in paths)


def _check_names(sheets: Mapping[Path, Sequence[Any]], layout: Layout) -> Iterator[PipelineError]:
    """Yield a fault for a custom property that is asked for and never set, or set and unknown."""
    used = {name for rules in sheets.values() for name in map(asked, walk(rules)) if name}
    tokens = {token.name: token.level for token in reversed(list(settings(layout)))}
    own = {
        declaration.name
        for rules in sheets.values()
        for _, rule in flat(rules)
        for declaration in declarations(rule)
        if declaration.name.startswith("--")
    }
    known = {*own, *GIVEN}
    for path, rules in sheets.items():
        for node in walk(rules):
            name = asked(node)
            if name and name not in known:
                hint = nearest(name, known, "set it in tokens.css")
                yield LayoutError(f"no token '{name}'", where=place(path, node), hint=hint)
        level = owner(layout, path)
        before = {name for name, first in tokens.items() if first < level}
        for _, rule in flat(rules) if level else ():
            yield from _check_set(path, rule, before, used)


def _check_set(path: Path, rule: Any, before: set[str], used: set[str]) -> Iterator[PipelineError]:
    """Yield a fault for a property of a brand that no layout before it sets and nothing uses."""
    here = {declaration.name for declaration in declarations(rule)}
    for declaration in declarations(rule):
        name = declaration.name
        companion = name.endswith(PRESS) and name.removesuffix(PRESS) in before | used | here
        if name.startswith("--") and name not in before | used and not companion:
            hint = nearest(name, sorted(before | used), "use it in a stylesheet, or take it out")
            yield LayoutError(f"no token '{name}'", where=place(path, declaration), hint=hint)


def _check_kinds(layout: Layout) -> Iterator[PipelineError]:
    """Yield a fault for each token of another kind than the most general layout gives it."""
    kinds: dict[str, Kind] = {}
    values = _values(layout)
    for token in settings(layout):
        value = written(settled({token.name: token.value}, values)[token.name])
        kind = kind_of(token.name, value)
        wanted = kinds.setdefault(token.name, _wanted(token, kind, value))
        if not wanted.takes(kind) and not _is_nothing(value, wanted):
            message = f"'{token.name}: {written(token.value)}' is not {wanted}"
            yield LayoutError(message, where=token.where, hint="write it as such, or name another")


def _check_families(layout: Layout) -> Iterator[PipelineError]:
    """Yield a fault for each token that names a font, as it counts, which the layout has not."""
    families = [font.name for font in layout.fonts]
    places = places_of(layout)
    for name, value in _values(layout).items():
        named = family(written(value)) if name.startswith(FAMILY) else ""
        if named and named not in families:
            hint = nearest(named, families, f"set {name} to one of: {', '.join(families)}")
            yield LayoutError(f"no font '{named}' in the layout", where=places[name], hint=hint)


def _values(layout: Layout) -> dict[str, list[Any]]:
    raw = {token.name: token.value for token in settings(layout)}
    return settled(raw, {}, places_of(layout))


def _wanted(token: Token, kind: Kind, value: str) -> Kind:
    """Return the kind that a token must have, where it is first set."""
    if value == "0":
        return Kind.RELATIVE
    if token.name.startswith(FAMILY):
        return Kind.FAMILY
    if token.name.endswith(PRESS):
        return Kind.INKS
    return Kind.COLOUR if token.name.endswith(DARK) else kind


def _is_nothing(value: str, wanted: Kind) -> bool:
    return value == "0" and wanted in (Kind.LENGTH, Kind.RELATIVE)
