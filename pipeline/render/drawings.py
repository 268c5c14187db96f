"""From an SVG with text to one that brings its fonts: as a picture it can use no others."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterable
from html import unescape

from pipeline.model.layout import FontFace
from pipeline.render.subset import subset, woff2

ROOT = re.compile(r"<svg\b[^>]*>")
WEIGHT = re.compile(r"font-weight\s*[=:]\s*[\"']?\s*(\w+)")
NAMED = {"normal": 400, "bold": 700}


def with_fonts(svg: bytes, faces: Iterable[FontFace]) -> bytes:
    """Return an SVG with those of the faces in it that its text uses, cut down to that text."""
    drawing = svg.decode("utf-8")
    if "<text" not in drawing:
        return svg
    words = unescape(re.sub(r"<[^>]*>", " ", drawing))
    rules = "".join(_rule(face, words) for face in faces if _is_used(face, drawing))
    style = f"<style>{rules}</style>"
    return ROOT.sub(lambda m: m[0] + style, drawing, count=1).encode() if rules else svg


def _is_used(face: FontFace, drawing: str) -> bool:
    weights = {NAMED.get(w, int(w) if w.isdigit() else 400) for w in WEIGHT.findall(drawing)}
    slanted = face.style == "normal" or face.style in drawing
    return face.family in drawing and slanted and face.weight in weights | {400}


def _rule(face: FontFace, words: str) -> str:
    data = base64.b64encode(woff2(subset(face.path.read_bytes(), words))).decode()
    return (
        f"@font-face {{ font-family: '{face.family}'; font-weight: {face.weight}; "
        f"font-style: {face.style}; src: url(data:font/woff2;base64,{data}) }}"
    )
