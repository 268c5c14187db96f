"""Whether every text of a composition can be read: its contrast with its ground, and its face."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from pipeline.compose.cascade import Given, Scene, Style, Text, texts
from pipeline.compose.fontvalues import first_family, style_of
from pipeline.compose.inks import rgb_of
from pipeline.compose.kinds import parsed_colour
from pipeline.compose.syntax import asked, words, written
from pipeline.compose.tokens import Token, owner, settings
from pipeline.errors import LayoutError, Location, PipelineError, nearest
from pipeline.model.artifact import Rendition
from pipeline.model.contrast import contrast
from pipeline.model.layout import FontFace, Layout
from pipeline.model.press import Rgb

CONTRAST, CONTRAST_LARGE = 4.5, 3.0
"""The least contrast of text with its ground (WCAG 2.2 SC 1.4.3, level AA)."""
LARGE, LARGE_BOLD = 18.0, 14.0
"""From which size text is large, and bold text (pt)."""
BOLD = 700
KINDS = frozenset({"", "serif", "sans-serif", "monospace", "system-ui", "math", "inherit"})
"""Families that a browser has by their kind (CSS Fonts 4 §2.1.1)."""
WHITE, BLACK = (255, 255, 255), (0, 0, 0)
SCENES: Mapping[Rendition, tuple[tuple[str, Scene], ...]] = {
    Rendition.PDF: (("on the page", Scene(paged=True)),),
    Rendition.PRINT: (("on the press's sheet", Scene(paged=True)),),
    Rendition.EPUB: (("in the EPUB", Scene(paged=False)),),
    Rendition.WEB: (
        ("on the web page", Scene(paged=False)),
        ("on the web page, under the hand", Scene(paged=False, touched=True)),
        ("on the web page in the dark", Scene(paged=False, dark=True)),
        ("on the web page in the dark, under the hand", Scene(False, dark=True, touched=True)),
    ),
}
"""In which light each rendition is read."""


@dataclass(frozen=True)
class _Proof:
    """What is held against what: a layout, its tokens where they count, and where it is read."""

    layout: Layout
    tokens: Mapping[str, Token]
    rendition: Rendition
    seen: str


def check_legibility(
    layout: Layout, rendition: Rendition, markups: Sequence[str]
) -> Iterator[PipelineError]:
    """Yield a fault for each pair of colours too near one another, and each face that is not there.

    What is looked at is every text in the markup, in every light in which the rendition is read.
    """
    tokens = {token.name: token for token in settings(layout)}
    sheets = layout.stylesheets[rendition]
    told: set[tuple[object, ...]] = set()
    for seen, scene in SCENES[rendition]:
        proof = _Proof(layout, tokens, rendition, seen)
        for text in texts(markups, sheets, scene):
            for key, fault in (*_contrast(text, proof), *_face(text, proof)):
                if key not in told:
                    told.add(key)
                    yield fault


def _contrast(text: Text, proof: _Proof) -> Iterator[tuple[tuple[object, ...], PipelineError]]:
    style = text.style
    ink, ground = style.values.get("color"), _seen(style.ground)
    behind = _shown(ground)
    before = _over(ink, behind) if ink else BLACK
    if before is None or behind is None:
        return
    found, wanted = contrast(before, behind), _wanted(style)
    if found >= wanted:
        return
    names = [_source(given, style) for given in (ink, ground)]
    message = (
        f"text in {_told(names[0], before)} on {_told(names[1], behind)} has a contrast of "
        f"{found:.2f}:1 {proof.seen} ({text.element}); {wanted:g}:1 is the least (WCAG AA)"
    )
    where = _place(names, (ink, ground), proof)
    is_rule = ink is not None and where == ink.where
    what = "use a token that is" if is_rule or not names[0] else f"set {names[0]} to"
    hint = f"{what} {_hex(_better(before, behind, wanted))} or further from its ground"
    yield (*names, before, behind), LayoutError(message, where=where, hint=hint)


def _wanted(style: Style) -> float:
    least = LARGE_BOLD if style.weight >= BOLD else LARGE
    return CONTRAST_LARGE if style.size and style.size >= least else CONTRAST


def _seen(ground: Given | None) -> Given | None:
    """Return the nearest ground with a colour: through a gradient, or none, the next is seen."""
    while ground:
        colour = parsed_colour(_colour(ground))
        if colour and colour.alpha:
            return ground
        ground = ground.behind
    return None


def _shown(ground: Given | None) -> Rgb | None:
    """Return a ground as it is seen over those behind it, and over white paper."""
    seen = _seen(ground)
    return _over(seen, _shown(seen.behind)) if seen else WHITE


def _over(given: Given, behind: Rgb | None) -> Rgb | None:
    """Return a colour as it is seen over another; None for what cannot be known, as inks alone."""
    value = _colour(given)
    colour, rgb = parsed_colour(value), rgb_of(value)
    if colour is None or rgb is None or behind is None:
        return None
    alpha = min(1.0, float(colour.alpha))
    red, green, blue = (
        round(alpha * c + (1 - alpha) * b) for c, b in zip(rgb, behind, strict=True)
    )
    return red, green, blue


def _colour(given: Given) -> str:
    """Return the colour among the words of a value, or nothing."""
    each = (written([node]) for node in words(given.value))
    return next(filter(parsed_colour, each), "")


def _source(given: Given | None, style: Style) -> str:
    """Return the token that a colour comes from, followed to where a value is set, or nothing."""
    return _followed(next(iter(given.tokens), "") if given else "", style)


def _followed(name: str, style: Style) -> str:
    while len(style.raw.get(name, ())) == 1 and asked(style.raw[name][0]):
        name = str(asked(style.raw[name][0]))
    return name


def _told(name: str, rgb: Rgb) -> str:
    return f"'{name}' ({_hex(rgb)})" if name else _hex(rgb)


def _hex(rgb: Rgb) -> str:
    return "#{:02x}{:02x}{:02x}".format(*rgb)


def _better(before: Rgb, behind: Rgb, wanted: float) -> Rgb:
    """Return the colour nearest to `before`, towards black or white, that can be read."""
    towards = BLACK if contrast(BLACK, behind) > contrast(WHITE, behind) else WHITE
    for step in range(1, 101):
        mixed = [round(b + (t - b) * step / 100) for b, t in zip(before, towards, strict=True)]
        red, green, blue = mixed
        if contrast((red, green, blue), behind) >= wanted:
            return red, green, blue
    return towards


def _place(names: Iterable[str], given: Iterable[Given | None], proof: _Proof) -> Location | None:
    """Return the place to mend: of tokens and rules, the one that the latest layout has."""
    tokens = [proof.tokens[name].where for name in names if name in proof.tokens]
    return _latest([*tokens, *(g.where for g in given if g)], proof)


def _latest(places: Iterable[Location | None], proof: _Proof) -> Location | None:
    known = [place for place in places if place]
    return max(known, key=lambda place: owner(proof.layout, place.path), default=None)


def _face(text: Text, proof: _Proof) -> Iterator[tuple[tuple[object, ...], PipelineError]]:
    style = text.style
    given = style.values.get("font-family")
    family = first_family(given.value) if given else ""
    slant, weight = (style.values.get(name) for name in ("font-style", "font-weight"))
    wanted = (style.weight, style_of(slant.value) if slant else "normal")
    faces = [face for face in proof.layout.faces if face.family == family]
    where = _origin([given], proof, style)
    if not faces:
        # On a screen a reader's own font may stand in, where a brand asks for it by its kind.
        paged = proof.rendition in (Rendition.PDF, Rendition.PRINT)
        if paged or (family not in KINDS and not family.startswith("ui-")):
            families = [font.name for font in proof.layout.fonts]
            hint = nearest(family, families, f"there are: {', '.join(families)}")
            message = f"no font '{family}' in the layout, for {text.element} {proof.seen}"
            yield (family,), LayoutError(message, where=where, hint=hint)
    elif wanted not in {(face.weight, face.style) for face in faces}:
        where = _origin([slant, weight, given], proof, style)
        told = f"no face of {family} is {wanted[0]:g} {wanted[1]}"
        message = f"{told}, which {text.element} asks for {proof.seen}"
        hint = f"there are: {_known(faces)}; add one to its font.yml, or ask for another"
        yield (family, *wanted), LayoutError(message, where=where, hint=hint)


def _origin(given: Iterable[Given | None], proof: _Proof, style: Style) -> Location | None:
    """Return the place to mend: of rules, and of tokens that are their whole value, the latest."""
    places: list[Location | None] = []
    for each in filter(None, given):
        places.append(each.where)
        for name in each.tokens:
            source = _followed(name, style)
            if (
                written(style.tokens.get(name, ())) == written(each.value)
                and source in proof.tokens
            ):
                places.append(proof.tokens[source].where)
    return _latest(places, proof)


def _known(faces: Iterable[FontFace]) -> str:
    return ", ".join(f"{face.weight} {face.style}" for face in faces)
