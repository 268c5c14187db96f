"""From a layout's colours to what each is on the press."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import tinycss2

from pipeline.compose.kinds import CMYK, parsed_colour
from pipeline.compose.tokens import Token, settings, tokens_of
from pipeline.errors import LayoutError, PipelineError, raise_all
from pipeline.model.layout import Layout
from pipeline.model.press import Cmyk, Inks, Rgb

PRESS, DARK = "-press", "-dark"
"""How the tokens end that give another its value on the press, and on a screen in the dark."""
MAX_INK = 3.2
"""All inks of a colour together: more than 320 % does not dry on coated paper in offset."""


def inks(layout: Layout) -> Inks:
    """Return what each colour of the tokens is on the press; raise as `check_inks` tells."""
    found: dict[Rgb, tuple[str, Cmyk]] = {}
    raise_all(_faults(layout, found))
    return {rgb: ink for rgb, (_, ink) in found.items()}


def check_inks(layout: Layout) -> Iterator[PipelineError]:
    """Yield a fault for each colour that cannot be printed.

    That is a colour without its press value, one whose press value is no `device-cmyk()` (CSS
    Color 5 §7) or is more ink than paper takes, and one colour of the screen with two of them.
    """
    yield from _faults(layout, {})


def rgb_of(value: str) -> Rgb | None:
    """Return a colour of the screen in sRGB, or None; raise for one of another space."""
    colour = parsed_colour(value)
    if colour is None or colour.space == CMYK:
        return None
    try:
        channels = colour.to("srgb").coordinates
    except NotImplementedError:
        message = f"'{value}' is in {colour.space}, which is not read here"
        raise LayoutError(message, hint="write it in sRGB: #9b2335, rgb() or hsl()") from None
    # Infinite channels are read as such, and stand for the most there is.
    red, green, blue = (round(255 * min(1.0, max(0.0, part))) for part in channels)
    return red, green, blue


def _faults(layout: Layout, found: dict[Rgb, tuple[str, Cmyk]]) -> Iterator[PipelineError]:
    tokens = tokens_of(layout)
    last = {token.name: token for token in settings(layout)}
    for name, token in last.items():
        if not name.endswith((PRESS, DARK)):
            yield from _screen(token, last.get(name + PRESS), tokens, found)
        ink = _ink(tokens[name])
        if ink:
            yield from _amount(token, ink, tokens[name])


def _screen(
    token: Token,
    press: Token | None,
    tokens: Mapping[str, str],
    found: dict[Rgb, tuple[str, Cmyk]],
) -> Iterator[PipelineError]:
    """Yield the faults of a colour of the screen, and note its inks."""
    name = token.name
    try:
        rgb = rgb_of(tokens[name])
    except LayoutError as error:
        yield LayoutError(
            f"the colour '{name}': {error.message}", where=token.where, hint=error.hint
        )
        return
    if rgb is None:
        return
    # A brand that gives a colour another value on the screen must say what it is on the press.
    lacks = press is None or press.level < token.level
    ink = None if press is None or lacks else _ink(tokens[press.name])
    if ink is None:
        told = "has no press value" if lacks else "is no device-cmyk()"
        where = token.where if press is None or lacks else press.where
        hint = f"set {name}{PRESS}: device-cmyk(0 0 0 1), each ink from 0 to 1"
        yield LayoutError(f"the colour '{name}' {told}", where=where, hint=hint)
    elif found.setdefault(rgb, (name, ink))[1] != ink:
        other = found[rgb][0]
        message = f"'{name}' is the same on the screen as '{other}', and another on the press"
        hint = "give both the same press value (an alpha is the screen's), or make them differ"
        yield LayoutError(message, where=press.where if press else token.where, hint=hint)


def _ink(value: str) -> Cmyk | None:
    colour = parsed_colour(value)
    if colour is None or colour.space != CMYK:
        return None
    cyan, magenta, yellow, black = (float(part) for part in colour.coordinates)
    return cyan, magenta, yellow, black


def _amount(token: Token, ink: Cmyk, value: str) -> Iterator[PipelineError]:
    # What is outside is brought within when it is read, so that 50 for 50 % would be all of it.
    (function,) = tinycss2.parse_component_value_list(value)
    words = [node for node in function.arguments if node.type in ("number", "percentage")]
    numbers = [node.value / (100 if node.type == "percentage" else 1) for node in words]
    if not all(0 <= number <= 1 for number in numbers):
        hint = "write each ink from 0 to 1, or from 0% to 100%"
        yield LayoutError(f"'{token.name}' has an ink outside 0 to 1", where=token.where, hint=hint)
    elif sum(ink) > MAX_INK + 1e-9:
        message = f"'{token.name}' is {sum(ink):.0%} of ink, and paper takes {MAX_INK:.0%}"
        hint = "take ink out; where cyan, magenta and yellow meet, black can stand for their grey"
        yield LayoutError(message, where=token.where, hint=hint)
