"""From an SVG to one in the brand's colours and fonts: tokens in place of `var(--accent, #9b2335)`.

What follows the comma is what a drawing program shows, which knows no brand.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from html import escape, unescape
from pathlib import Path

from pipeline.compose.kinds import family
from pipeline.errors import LayoutError, Location, PipelineError, nearest
from pipeline.model.layout import Layout

ASKED = re.compile(r"var\(\s*(--[\w-]+)\s*(?:,[^()]*(?:\([^()]*\))?[^()]*)?\)")
FAMILY = re.compile(r"""font-family\s*[=:]\s*["']?([^"';<>]+|'[^']*')""")


def drawn(path: Path, tokens: Mapping[str, str]) -> bytes:
    """Return an SVG's bytes, tokens in place of each `var()`; one that is not known stays."""

    def value(match: re.Match[str]) -> str:
        return escape(tokens[match[1]]) if match[1] in tokens else match[0]

    return ASKED.sub(value, path.read_text("utf-8")).encode()


def check_drawing(path: Path, layout: Layout, tokens: Mapping[str, str]) -> Iterator[PipelineError]:
    """Yield a fault for a token that the brand does not have, and for a font that it has not."""
    families = [font.name for font in layout.fonts]
    for number, line in enumerate(path.read_text("utf-8").splitlines(), start=1):
        for match in ASKED.finditer(line):
            if match[1] not in tokens:
                where = Location(path, number, match.start() + 1)
                hint = nearest(match[1], tokens, "use one of the tokens of layouts/README.md")
                yield LayoutError(f"no token '{match[1]}'", where=where, hint=hint)
        for match in FAMILY.finditer(ASKED.sub(lambda m: escape(tokens.get(m[1], "")), line)):
            name = family(unescape(match[1]).partition(",")[0].strip())
            if name and name not in families:
                where = Location(path, number)
                hint = f"write font-family=\"var(--font-display, '{name}')\", the brand's own"
                yield LayoutError(f"no font '{name}' in the layout", where=where, hint=hint)
