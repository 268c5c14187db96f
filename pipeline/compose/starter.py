"""From a layout to the files of a brand that begins as it, for a designer to go on from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from pipeline.compose.inks import DARK, PRESS
from pipeline.compose.scaffold import blocks_of
from pipeline.compose.syntax import written
from pipeline.compose.tokens import settings
from pipeline.model.layout import Layout

RECORD = """\
# {name}: what differs from {base}, and nothing else. layouts/README.md tells every key.
extends: {base}

stylesheets:
  pdf: [css/page.css]
  epub: [css/epub.css]
  web: [css/web.css]
"""
TOKENS = """\
/* The tokens of {base}. Take what the brand has otherwise out of its comment, and change it. */
:root {{
{lines}
}}
"""
SHEET = "/* What {what} has otherwise than in {base}. */\n"
COVER = """\
{{% extends "{parent}" %}}
{{# Blocks that can be replaced: {blocks}. #}}
"""


def starter(base: Layout, name: str) -> Mapping[str, str]:
    """Return the text of each file of a new brand, by its path in the brand's folder."""
    parent, blocks = blocks_of(base, base.templates["cover"])
    sheets = {"page": "a page of the PDFs", "epub": "the EPUB", "web": "the web page"}
    return {
        "layout.yml": RECORD.format(name=name, base=base.name),
        "tokens.css": TOKENS.format(base=base.name, lines="\n".join(_lines(base))),
        f"templates/{base.templates['cover']}": COVER.format(
            parent=parent, blocks=", ".join(blocks)
        ),
        **{
            f"css/{sheet}.css": SHEET.format(what=what, base=base.name)
            for sheet, what in sheets.items()
        },
    }


def _lines(base: Layout) -> Iterator[str]:
    """Yield a comment for each token; a colour, its inks and what it is in the dark are one."""
    values = {token.name: written(token.value) for token in settings(base)}
    for name in values:
        root = name.removesuffix(PRESS).removesuffix(DARK)
        if name == root or root not in values:
            names = [name, *(name + end for end in (PRESS, DARK) if name + end in values)]
            yield f"  /* {' '.join(f'{each}: {values[each]};' for each in names)} */"
