"""Every character of a composition against the fonts of its layout: no other font steps in."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import cache
from html import unescape
from pathlib import Path

import tinycss2

from pipeline.errors import FontError, Location, PipelineError
from pipeline.model.composition import Composition
from pipeline.model.pages import INVISIBLE


def missing_glyphs(composition: Composition) -> Iterator[PipelineError]:
    """Yield a fault for each character that a face of the layout lacks, at its place."""
    used = {c for text in _texts(composition) for c in text if c.isprintable()} - INVISIBLE
    for face in composition.layout.faces:
        lacking = {c for c in used if ord(c) not in coverage(face.path)}
        for character in sorted(lacking):
            name = unicodedata.name(character, "a character without a name")
            message = f"'{character}' (U+{ord(character):04X}, {name}) is not in {face.family}"
            hint = "write it otherwise, or add a font to the layout that has it"
            where = _place(character, _files(composition))
            yield FontError(message, where=where, hint=hint)
        used -= lacking


def _texts(composition: Composition) -> Iterator[str]:
    for part in composition.parts:
        yield unescape(re.sub(r"<style.*?</style>|<[^>]*>", "", part.markup, flags=re.DOTALL))
    for name, resource in composition.resources.items():
        if name.endswith(".css") and isinstance(resource, bytes):
            yield from _strings(tinycss2.parse_stylesheet(resource.decode()))
        elif name.endswith(".svg") and isinstance(resource, bytes):
            yield unescape(re.sub(r"<[^>]*>", "", resource.decode()))


def _strings(nodes: Iterable[object]) -> Iterator[str]:
    """Yield the strings of a stylesheet, which `content` may print."""
    for node in nodes:
        if getattr(node, "type", "") == "string":
            yield str(getattr(node, "value", ""))
        for inner in ("content", "arguments"):
            yield from _strings(getattr(node, inner, None) or ())


@cache
def coverage(path: Path) -> frozenset[int]:
    """Return the code points that a font maps (OpenType 1.9, cmap)."""
    from fontTools.ttLib import TTFont

    with TTFont(path, lazy=True) as font:
        return frozenset(font.getBestCmap() or ())


def _files(composition: Composition) -> Iterator[Path]:
    edition, layout = composition.edition, composition.layout
    yield from edition.sources
    yield from (figure.path for figure in edition.figures.values())
    for folder in layout.folders:
        yield from sorted(p for p in folder.rglob("*") if p.suffix in (".html", ".css", ".yml"))


def _place(character: str, files: Iterable[Path]) -> Location | None:
    for path in files:
        if path.suffix.lower() in (".png", ".jpg", ".jpeg"):
            continue
        for number, line in enumerate(path.read_text("utf-8").split("\n"), start=1):
            column = unicodedata.normalize("NFC", line).find(character)
            if column >= 0:
                return Location(path, number, column + 1)
    return None
