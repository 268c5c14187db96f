"""From filled templates to a Composition: the styles, and every file that parts and styles name."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from pathlib import Path

from markupsafe import Markup

from pipeline.compose.drawings import check_drawing, drawn
from pipeline.compose.faces import unfit_faces
from pipeline.compose.glyphs import missing_glyphs
from pipeline.compose.labels import capitals, labels_for, written_date
from pipeline.compose.overruns import check_words
from pipeline.compose.stylesheets import addresses, font_resource, stylesheet
from pipeline.compose.templates import Fill, templates
from pipeline.compose.tokens import tokens_of
from pipeline.errors import raise_all
from pipeline.model.artifact import Rendition
from pipeline.model.composition import Composition, Part, Resource
from pipeline.model.edition import Edition
from pipeline.model.layout import Layout

STYLES = "style.css"


def assemble(
    edition: Edition,
    layout: Layout,
    rendition: Rendition,
    parts: tuple[Part, ...],
    given: Mapping[str, str] | None = None,
) -> Composition:
    """Return the composition of these parts; `given` are custom properties that the edition sets.

    Raises `Faults` for a drawing that asks for what the brand has not, for unfit faces, and for
    missing glyphs.
    """
    css = stylesheet(layout, rendition, given or {})
    pictures = dict(_pictures(edition, layout, parts, css))
    tokens = tokens_of(layout)
    drawings = {name: path for name, path in pictures.items() if path.suffix.lower() == ".svg"}
    raise_all(f for path in drawings.values() for f in check_drawing(path, layout, tokens))
    drawn_here = {name: drawn(path, tokens) for name, path in drawings.items()}
    raise_all(f for n, data in drawn_here.items() for f in check_words(data, drawings[n], layout))
    resources: dict[str, Resource] = {
        STYLES: css.encode(),
        **{font_resource(face): face.path for face in layout.faces},
        **pictures,
        **drawn_here,
    }
    summary = labels_for(layout, edition.publication.language)["accessibility-summary"]
    composition = Composition(edition, layout, rendition, parts, resources, summary)
    raise_all((*unfit_faces(composition), *missing_glyphs(composition)))
    return composition


def _pictures(
    edition: Edition, layout: Layout, parts: Iterable[Part], css: str
) -> Iterator[tuple[str, Path]]:
    """Yield the pictures that the parts and the styles name."""
    named = addresses(css).union(*(re.findall(r'\bsrc="([^"]*)"', part.markup) for part in parts))
    for name in sorted(named):
        if name in edition.figures:
            yield name, edition.figures[name].path
        elif name in layout.assets:
            yield name, layout.assets[name]


def filler(edition: Edition, layout: Layout, rendition: Rendition) -> Fill:
    """Return a function that fills the layout's templates, with the filters that they may use."""
    language = edition.publication.language

    def semantics(term: str, role: str = "") -> Markup:
        """Return the attributes that tell a part's meaning in an EPUB and on the web."""
        kinds = {Rendition.EPUB: {"epub:type": term, "role": role}, Rendition.WEB: {"role": role}}
        given = kinds.get(rendition, {})
        pairs = (Markup(' {}="{}"').format(name, value) for name, value in given.items() if value)
        return Markup("").join(pairs)

    return templates(
        layout,
        {
            "capitals": partial(capitals, language=language),
            "date": partial(written_date, language=language),
            "semantics": semantics,
            "digits": lambda text: re.sub(r"[^+\d]", "", text),
            "address": lambda url: re.sub(r"^https?://|/$", "", url),
        },
    )
