"""From typeset pages to the bytes of a PDF that is PDF/UA-1 and PDF/A-2a at once."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from pipeline.errors import raise_all
from pipeline.model.composition import Composition
from pipeline.render import metadata
from pipeline.render.typeset import Typeset, typeset

VARIANT = "pdf/a-2a"


def render_pdf(composition: Composition, cache: Path) -> bytes:
    """Return the PDF of a composition, laid out for this alone; see `typeset` and `paint_pdf`."""
    with typeset(composition, cache) as pages:
        return paint_pdf(pages)


def paint_pdf(pages: Typeset) -> bytes:
    """Return the PDF for reading and keeping, cut at the trim.

    The variant's own claim is PDF/A-2a (ISO 19005-2); the XMP adds PDF/UA-1 (ISO 14289-1). Raises
    `Faults` for whatever WeasyPrint warns of.
    """
    edition = pages.composition.edition
    document = pages.document.copy([_trimmed(page) for page in pages.document.pages])
    document.color_profiles = {}
    document.metadata.generate_rdf_metadata = lambda *_: metadata.rdf(edition, pages.producer)
    with _tagging():
        finished: bytes = document.write_pdf(
            pdf_variant=VARIANT, finisher=lambda _, pdf: _finish(pdf, pages.composition)
        )
    raise_all(pages.faults)
    return finished


def _trimmed(page: Any) -> Any:
    """Return a page without its bleed, which only the press cuts off."""
    trimmed = copy.copy(page)
    trimmed.bleed = dict.fromkeys(page.bleed, 0)
    return trimmed


@contextmanager
def _tagging() -> Iterator[None]:
    """Mend the gaps of WeasyPrint 70's tags: languages of phrases, scopes, notes, captions."""
    from weasyprint.pdf import tags

    original = tags._build_box_tree

    def build(box: Any, *rest: Any) -> Iterator[Any]:
        for element in original(box, *rest):
            _mend(getattr(box, "_box", box), element)
            yield element

    tags._build_box_tree = build
    try:
        yield
    finally:
        tags._build_box_tree = original


def _mend(box: Any, element: Any) -> None:
    import pydyf

    source = box.element
    if source is None or "::" in box.element_tag:
        return
    if source.get("lang"):
        # Matterhorn 11-001 to 11-007: the natural language of each phrase can be told.
        element["Lang"] = pydyf.String(source.get("lang"))
    if element["S"] == "/TH":
        # ISO 14289-1 7.5: each header says which cells it heads.
        element["A"]["Scope"] = "/Column"
    if source.get("class") == "footnote" and element["S"] == "/Span":
        # ISO 14289-1 7.9: a note is tagged as one, and has an id of its own.
        element["S"] = "/Note"
        element["ID"] = pydyf.String(f"note-{element.number}")
    if box.element_tag == "figcaption":
        # Its figure is a sibling, so that Caption, which belongs within one, would be astray.
        element["S"] = "/P"


def _finish(pdf: Any, composition: Composition) -> None:
    """Write the Info dictionary and the page labels, which are the folios."""
    import pydyf

    for key, text in metadata.info(composition.edition).items():
        pdf.info[key] = pydyf.String(text)
    style = pydyf.Dictionary({"S": "/D", "St": 1})
    pdf.catalog["PageLabels"] = pydyf.Dictionary({"Nums": pydyf.Array([0, style])})
