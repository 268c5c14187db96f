"""The families that a layout's stylesheets name against those that it has."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator

from pipeline.compose.stylesheets import places_of, tokens_of
from pipeline.errors import LayoutError, Location, PipelineError
from pipeline.model.artifact import Rendition
from pipeline.model.layout import Layout

COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
DECLARATION = re.compile(r"\bfont-family\s*:\s*([^;}]+)")
TOKEN = re.compile(r"var\(\s*(--[\w-]+)")
KEYWORDS = {
    "inherit",
    "initial",
    "unset",
    "revert",
    "serif",
    "sans-serif",
    "monospace",
    "system-ui",
}


def unknown_families(layout: Layout, rendition: Rendition) -> Iterator[PipelineError]:
    """Yield a fault for each family that a `font-family` names and the layout has not.

    No error would be heard of it otherwise: the renderers set the text in another face.
    """
    names = [family.name for family in layout.fonts]
    for value, where in _named(layout, rendition):
        for family in (part.strip().strip("\"'") for part in value.split(",")):
            if family and family not in names and family not in KEYWORDS:
                near = difflib.get_close_matches(family, names, 1)
                hint = f"did you mean '{near[0]}'?" if near else f"it has: {', '.join(names)}"
                message = f"no font '{family}' in the layout '{layout.name}'"
                yield LayoutError(message, where=where, hint=hint)


def _named(layout: Layout, rendition: Rendition) -> Iterator[tuple[str, Location]]:
    """Yield the value of each `font-family` and where it is set, be it in a token."""
    tokens, places = tokens_of(layout), places_of(layout)
    for path in layout.stylesheets[rendition]:
        text = COMMENT.sub(lambda m: "\n" * m[0].count("\n"), path.read_text("utf-8"))
        for match in DECLARATION.finditer(text):
            token = TOKEN.match(match[1])
            if token is None:
                yield match[1], Location(path, text[: match.start()].count("\n") + 1)
            elif token[1] in tokens:
                yield tokens[token[1]], places[token[1]]
