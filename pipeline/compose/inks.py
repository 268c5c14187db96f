"""From a layout's tokens to its page box, and to its colours as inks of the press."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from tinycss2.color4 import Color
from tinycss2.color5 import parse_color

from pipeline.compose.lengths import points
from pipeline.compose.stylesheets import places_of, tokens_of
from pipeline.errors import LayoutError, Location, PipelineError, raise_all
from pipeline.model.layout import Layout
from pipeline.model.press import POINTS_PER_MM, Cmyk, Inks, PageBox, Rgb

PRESS, DARK = "-press", "-dark"
"""How the tokens end that give another its value on the press, and on a screen in the dark."""
CMYK = "device-cmyk"


def page_box(layout: Layout) -> PageBox:
    """Return the trim and the bleed that a layout's tokens set."""
    tokens = tokens_of(layout)
    places = places_of(layout)

    def millimetres(name: str) -> float:
        try:
            return points(tokens[name]) / POINTS_PER_MM
        except LayoutError as error:
            raise LayoutError(error.message, where=places[name], hint=error.hint) from None

    return PageBox(*map(millimetres, ("--page-width", "--page-height", "--bleed")))


def inks(layout: Layout) -> Inks:
    """Return what each colour of the tokens is on the press.

    Raises `Faults` for a colour without its press value, one whose press value is no
    `device-cmyk()` (CSS Color 5 §7), and one colour of the screen with two press values.
    """
    tokens, places = tokens_of(layout), places_of(layout)
    levels = {path: n for n, path in enumerate(dict.fromkeys(w.path for w in places.values()))}
    found: dict[Rgb, tuple[str, Cmyk]] = {}
    faults: list[PipelineError] = []
    for name, rgb in _colours(tokens, places):
        where = places[name]
        own = places.get(name + PRESS)
        # A brand that gives a colour another value on the screen must say what it is on the press.
        has_none = own is None or levels[own.path] < levels[where.path]
        ink = None if has_none else _ink(tokens[name + PRESS])
        if ink is None:
            told = "has no press value" if has_none else "is no device-cmyk()"
            hint = f"set {name}{PRESS}: device-cmyk(0 0 0 1), each ink from 0 to 1"
            where = where if own is None or has_none else own
            faults.append(LayoutError(f"the colour '{name}' {told}", where=where, hint=hint))
        elif found.setdefault(rgb, (name, ink))[1] != ink:
            other = found[rgb][0]
            message = f"'{name}' is the same on the screen as '{other}', and another on the press"
            hint = "give both the same press value (an alpha is the screen's), or make them differ"
            faults.append(LayoutError(message, where=places[name + PRESS], hint=hint))
    raise_all(faults)
    return {rgb: ink for rgb, (_, ink) in found.items()}


def _colours(
    tokens: Mapping[str, str], places: Mapping[str, Location]
) -> Iterator[tuple[str, Rgb]]:
    for name, value in tokens.items():
        colour = _parsed(value)
        apart = name.endswith((PRESS, DARK))
        if isinstance(colour, Color) and colour.space != CMYK and not apart:
            try:
                channels = colour.to("srgb").coordinates
            except NotImplementedError:
                hint = "write it in sRGB: #9b2335, rgb() or hsl()"
                message = f"the colour '{name}' is in {colour.space}, which is not read here"
                raise LayoutError(message, where=places[name], hint=hint) from None
            red, green, blue = (round(255 * part) for part in channels)
            yield name, (red, green, blue)


def _parsed(value: str) -> Any:
    """Return a value as tinycss2 reads it as a colour, or None."""
    try:
        return parse_color(value) if value else None
    except TypeError:
        # It takes `none` for a number.
        return None


def _ink(value: str) -> Cmyk | None:
    colour = _parsed(value)
    if not isinstance(colour, Color) or colour.space != CMYK:
        return None
    cyan, magenta, yellow, black = (float(part) for part in colour.coordinates)
    return cyan, magenta, yellow, black
