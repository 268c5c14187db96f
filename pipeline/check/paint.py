"""From the content of a PDF's page to what it paints: each text, path and picture with its colour.

The operators are those of ISO 32000-1 Annex A; what is drawn through forms and tiling patterns
counts as painted by the page. Boxes are in points of the page's own space.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import product
from typing import Any, TypeAlias

from pypdf.generic import ContentStream

Matrix: TypeAlias = tuple[float, float, float, float, float, float]
Box: TypeAlias = tuple[float, float, float, float]
"""Left, bottom, right and top."""

IDENTITY: Matrix = (1, 0, 0, 1, 0, 0)
EVERYWHERE: Box = (-math.inf, -math.inf, math.inf, math.inf)
DEEPEST = 12
"""How many forms within forms are followed."""


@dataclass(frozen=True)
class Colour:
    """A colour: its family (`cmyk`, `gray`, `rgb`, `spot`, `pattern`) and its components."""

    family: str
    parts: tuple[float, ...]

    @property
    def ink(self) -> float:
        """The sum of its inks, from 0 (paper) to 4 (every ink of four in full)."""
        if self.family == "gray":
            return 1 - self.parts[0] if self.parts else 0
        return sum(self.parts) if self.family in ("cmyk", "spot") else 0

    @property
    def shows(self) -> bool:
        """Whether it can be more than paper: what is not in inks may be any colour."""
        return self.family not in ("cmyk", "gray", "spot") or not self.parts or self.ink > 0


BLACK = Colour("gray", (0,))


@dataclass(frozen=True)
class Paint:
    """One thing painted: `kind` is text, fill, stroke, image or shading.

    `size` is a text's effective size, a stroke's width, or a filled path's lesser side (pt);
    `picture` is an image's dictionary.
    """

    kind: str
    colour: Colour
    box: Box
    size: float = 0
    picture: Any = None


@dataclass(frozen=True)
class _State:
    """The graphics state, as far as a preflight asks for it (ISO 32000-1 8.4)."""

    ctm: Matrix = IDENTITY
    fill: Colour = BLACK
    stroke: Colour = BLACK
    width: float = 1
    clip: Box = EVERYWHERE
    font_size: float = 0


@dataclass
class _Content:
    """A content stream on the way through it: its resources, state, and the path being made."""

    resources: Any
    pdf: Any
    state: _State
    depth: int = 0
    saved: list[_State] = field(default_factory=list)
    points: list[tuple[float, float]] = field(default_factory=list)
    clipping: bool = False
    text: Matrix = IDENTITY

    def resource(self, kind: str, name: Any) -> Any:
        """Return a named resource, or None."""
        found = self.resources.get(kind, {}).get_object().get(name) if self.resources else None
        return None if found is None else found.get_object()


def paints(page: Any, pdf: Any) -> Iterator[Paint]:
    """Yield what a page paints, in order."""
    contents = page.get_contents()
    if contents is not None:
        yield from _walk(contents, _Content(page.get("/Resources"), pdf, _State()))


def _walk(stream: Any, content: _Content) -> Iterator[Paint]:
    for operands, operator in ContentStream(stream, content.pdf).operations:
        rule = _RULES.get(operator)
        if rule:
            yield from rule(content, operands)


def family(space: Any) -> str:
    """Return the family of a colour space (ISO 32000-1 8.6): what is neither CMYK, grey nor spot
    is `rgb`."""
    space = space.get_object() if space is not None else ""
    name = str(space[0]) if isinstance(space, list) else str(space)
    if name in ("/ICCBased", "/Indexed"):
        inner = space[1].get_object()
        if name == "/Indexed":
            return family(inner)
        return {1: "gray", 3: "rgb", 4: "cmyk"}.get(int(inner.get("/N", 3)), "rgb")
    known = {
        "/DeviceCMYK": "cmyk",
        "/DeviceGray": "gray",
        "/CalGray": "gray",
        "/Separation": "spot",
        "/DeviceN": "spot",
        "/Pattern": "pattern",
    }
    return known.get(name, "rgb")


def _multiplied(m: Matrix, n: Matrix) -> Matrix:
    a, b, c, d, e, f = m
    p, q, r, s, t, u = n
    return (
        a * p + b * r, a * q + b * s, c * p + d * r,
        c * q + d * s, e * p + f * r + t, e * q + f * s + u,
    )  # fmt: skip


def _point(m: Matrix, x: float, y: float) -> tuple[float, float]:
    return m[0] * x + m[2] * y + m[4], m[1] * x + m[3] * y + m[5]


def _scale(m: Matrix) -> float:
    return math.sqrt(abs(m[0] * m[3] - m[1] * m[2]))


def _around(points: list[tuple[float, float]]) -> Box:
    across, up = zip(*points, strict=True)
    return min(across), min(up), max(across), max(up)


def _within(box: Box, clip: Box) -> Box:
    left, bottom = max(box[0], clip[0]), max(box[1], clip[1])
    return left, bottom, max(left, min(box[2], clip[2])), max(bottom, min(box[3], clip[3]))


def _square(ctm: Matrix) -> Box:
    return _around([_point(ctm, x, y) for x, y in product((0, 1), (0, 1))])


# Rules, one for each operator that matters: each changes the state, and yields what is painted.

Rule: TypeAlias = Callable[[_Content, list[Any]], Iterator[Paint]]


def _save(content: _Content, _: list[Any]) -> Iterator[Paint]:
    content.saved.append(content.state)
    yield from ()


def _restore(content: _Content, _: list[Any]) -> Iterator[Paint]:
    content.state = content.saved.pop() if content.saved else content.state
    yield from ()


def _transform(content: _Content, operands: list[Any]) -> Iterator[Paint]:
    ctm = _multiplied(_matrix(operands), content.state.ctm)
    content.state = replace(content.state, ctm=ctm)
    yield from ()


def _matrix(operands: list[Any]) -> Matrix:
    a, b, c, d, e, f = map(float, operands)
    return a, b, c, d, e, f


def _set_width(content: _Content, operands: list[Any]) -> Iterator[Paint]:
    content.state = replace(content.state, width=float(operands[0]))
    yield from ()


def _set_state(content: _Content, operands: list[Any]) -> Iterator[Paint]:
    given = content.resource("/ExtGState", operands[0]) or {}
    if "/LW" in given:
        content.state = replace(content.state, width=float(given["/LW"]))
    yield from ()


def _coloured(state: _State, which: str, colour: Colour) -> _State:
    return replace(state, fill=colour) if which == "fill" else replace(state, stroke=colour)


def _set_space(which: str) -> Rule:
    def rule(content: _Content, operands: list[Any]) -> Iterator[Paint]:
        named = content.resource("/ColorSpace", operands[0])
        space = family(named if named is not None else operands[0])
        start = Colour(space, (0, 0, 0, 1) if space == "cmyk" else (0,))
        content.state = _coloured(content.state, which, start)
        yield from ()

    return rule


def _set_colour(which: str, space: str = "") -> Rule:
    def rule(content: _Content, operands: list[Any]) -> Iterator[Paint]:
        known = space or (content.state.fill if which == "fill" else content.state.stroke).family
        parts = tuple(float(n) for n in operands if not isinstance(n, str))
        content.state = _coloured(content.state, which, Colour(known, parts))
        if known == "pattern" and operands:
            yield from _pattern(content, operands[-1])

    return rule


def _pattern(content: _Content, name: Any) -> Iterator[Paint]:
    pattern = content.resource("/Pattern", name)
    if pattern is not None and pattern.get("/PatternType") == 1:
        yield from _form(content, pattern)
    elif pattern is not None and "/Shading" in pattern:
        shading = pattern["/Shading"].get_object()
        colour = Colour(family(shading.get("/ColorSpace")), ())
        yield Paint("shading", colour, content.state.clip)


def _add_points(content: _Content, operands: list[Any]) -> Iterator[Paint]:
    numbers = [float(n) for n in operands]
    pairs = zip(numbers[::2], numbers[1::2], strict=True)
    content.points += [_point(content.state.ctm, x, y) for x, y in pairs]
    yield from ()


def _add_rectangle(content: _Content, operands: list[Any]) -> Iterator[Paint]:
    x, y, width, height = map(float, operands)
    corners = product((x, x + width), (y, y + height))
    content.points += [_point(content.state.ctm, *corner) for corner in corners]
    yield from ()


def _clip(content: _Content, _: list[Any]) -> Iterator[Paint]:
    content.clipping = True
    yield from ()


def _paint(*, fills: bool, strokes: bool) -> Rule:
    def rule(content: _Content, _: list[Any]) -> Iterator[Paint]:
        state, points = content.state, content.points
        width = state.width * _scale(state.ctm)
        if points:
            outline = _around(points)
            box = _within(outline, state.clip)
            if fills:
                lesser = min(outline[2] - outline[0], outline[3] - outline[1])
                yield Paint("fill", state.fill, box, lesser + (width if strokes else 0))
            if strokes:
                yield Paint("stroke", state.stroke, box, width)
            if content.clipping:
                content.state = replace(state, clip=box)
        content.points, content.clipping = [], False

    return rule


def _shade(content: _Content, operands: list[Any]) -> Iterator[Paint]:
    shading = content.resource("/Shading", operands[0]) or {}
    yield Paint("shading", Colour(family(shading.get("/ColorSpace")), ()), content.state.clip)


def _begin_text(content: _Content, _: list[Any]) -> Iterator[Paint]:
    content.text = IDENTITY
    yield from ()


def _set_font(content: _Content, operands: list[Any]) -> Iterator[Paint]:
    content.state = replace(content.state, font_size=float(operands[1]))
    yield from ()


def _set_text_matrix(content: _Content, operands: list[Any]) -> Iterator[Paint]:
    content.text = _matrix(operands)
    yield from ()


def _move_text(content: _Content, operands: list[Any]) -> Iterator[Paint]:
    moved = (1.0, 0.0, 0.0, 1.0, float(operands[0]), float(operands[1]))
    content.text = _multiplied(moved, content.text)
    yield from ()


def _show(content: _Content, _: list[Any]) -> Iterator[Paint]:
    matrix = _multiplied(content.text, content.state.ctm)
    x, y = _point(matrix, 0, 0)
    size = abs(content.state.font_size) * _scale(matrix)
    yield Paint("text", content.state.fill, (x, y, x, y), size)


def _do(content: _Content, operands: list[Any]) -> Iterator[Paint]:
    drawn = content.resource("/XObject", operands[0])
    if drawn is None:
        return
    if drawn.get("/Subtype") == "/Form":
        yield from _form(content, drawn)
    elif drawn.get("/Subtype") == "/Image":
        state = content.state
        space = "" if drawn.get("/ImageMask") else family(drawn.get("/ColorSpace"))
        colour = Colour(space, ()) if space else state.fill
        box = _square(state.ctm)
        across, up = math.hypot(*state.ctm[:2]), math.hypot(*state.ctm[2:4])
        pixels = (float(drawn["/Width"]), float(drawn["/Height"]))
        lengths = ((pixels[0], across), (pixels[1], up))
        resolution = min(72 * n / length for n, length in lengths if length)
        yield Paint("image", colour, _within(box, state.clip), resolution, drawn)


def _form(content: _Content, form: Any) -> Iterator[Paint]:
    if content.depth >= DEEPEST:
        return
    ctm = _multiplied(_matrix(list(form.get("/Matrix", IDENTITY))), content.state.ctm)
    left, bottom, right, top = map(float, form["/BBox"])
    corners = [_point(ctm, *corner) for corner in product((left, right), (bottom, top))]
    clip = _within(_around(corners), content.state.clip)
    resources = form.get("/Resources", content.resources)
    state = replace(content.state, ctm=ctm, clip=clip)
    yield from _walk(form, _Content(resources, content.pdf, state, content.depth + 1))


_RULES: Mapping[bytes, Rule] = {
    b"q": _save, b"Q": _restore, b"cm": _transform, b"w": _set_width, b"gs": _set_state,
    b"cs": _set_space("fill"), b"CS": _set_space("stroke"),
    b"sc": _set_colour("fill"), b"scn": _set_colour("fill"),
    b"SC": _set_colour("stroke"), b"SCN": _set_colour("stroke"),
    b"g": _set_colour("fill", "gray"), b"G": _set_colour("stroke", "gray"),
    b"rg": _set_colour("fill", "rgb"), b"RG": _set_colour("stroke", "rgb"),
    b"k": _set_colour("fill", "cmyk"), b"K": _set_colour("stroke", "cmyk"),
    b"m": _add_points, b"l": _add_points, b"c": _add_points, b"v": _add_points,
    b"y": _add_points, b"re": _add_rectangle, b"W": _clip, b"W*": _clip,
    b"n": _paint(fills=False, strokes=False),
    b"f": _paint(fills=True, strokes=False), b"F": _paint(fills=True, strokes=False),
    b"f*": _paint(fills=True, strokes=False),
    b"S": _paint(fills=False, strokes=True), b"s": _paint(fills=False, strokes=True),
    b"B": _paint(fills=True, strokes=True), b"B*": _paint(fills=True, strokes=True),
    b"b": _paint(fills=True, strokes=True), b"b*": _paint(fills=True, strokes=True),
    b"sh": _shade, b"BT": _begin_text, b"Tf": _set_font, b"Tm": _set_text_matrix,
    b"Td": _move_text, b"TD": _move_text,
    b"Tj": _show, b"TJ": _show, b"'": _show, b'"': _show, b"Do": _do,
}  # fmt: skip
