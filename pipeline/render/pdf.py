"""From a composition to the bytes of a PDF that is PDF/UA-1 and PDF/A-2a at once."""

from __future__ import annotations

import logging
import mimetypes
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, ClassVar
from urllib.parse import unquote

from pipeline.errors import PipelineError, RenderError, raise_all
from pipeline.model.composition import Composition, Resource
from pipeline.render import engine, metadata

BASE = "https://house.invalid/"
"""No such place (RFC 6761 §6.4): an address that only the fetcher below understands."""
VARIANT = "pdf/a-2a"


def render_pdf(composition: Composition, cache: Path) -> bytes:
    """Return the finished PDF. Raises `Faults` for whatever WeasyPrint warns of or is refused.

    The variant's own claim is PDF/A-2a (ISO 19005-2); the XMP adds PDF/UA-1 (ISO 14289-1).
    `cache` holds what WeasyPrint can load more quickly another time.
    """
    weasyprint = engine.load(cache)
    fetcher = _fetcher(weasyprint, composition.resources)
    edition = composition.edition
    with engine.hurried(), _warnings() as faults, _tagging():
        html = weasyprint.HTML(
            string=composition.parts[0].markup, base_url=BASE, url_fetcher=fetcher
        )
        document = html.render(pdf_variant=VARIANT)
        producer = f"WeasyPrint {weasyprint.VERSION}"
        document.metadata.generate_rdf_metadata = lambda *_: metadata.rdf(edition, producer)
        finished: bytes = document.write_pdf(
            pdf_variant=VARIANT, finisher=lambda _, pdf: _finish(pdf, composition)
        )
    raise_all([*fetcher.refused, *faults])
    return finished


def _fetcher(weasyprint: Any, resources: Mapping[str, Resource]) -> Any:
    """Return a URL fetcher that knows the composition's resources and nothing else."""

    class Fetcher(weasyprint.URLFetcher):  # type: ignore[misc]  # the base has no types
        refused: ClassVar[list[PipelineError]] = []

        def fetch(self, url: str, headers: object = None) -> Any:  # noqa: ARG002  # its signature
            name = unquote(url.removeprefix(BASE))
            if not url.startswith(BASE) or name not in resources:
                hint = "use files of the source, the layout and the fonts"
                self.refused.append(RenderError(f"refused to fetch '{url}'", hint=hint))
                raise ValueError(url)
            kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
            body = content(resources[name])
            return weasyprint.urls.URLFetcherResponse(url, body, {"Content-Type": kind})

    return Fetcher()


def content(resource: Resource) -> bytes:
    """Return a resource's bytes."""
    return resource.read_bytes() if isinstance(resource, Path) else resource


@contextmanager
def _warnings() -> Iterator[list[PipelineError]]:
    """Gather what WeasyPrint and fontTools log: a stray warning is a fault."""
    faults: list[PipelineError] = []

    class Gather(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            hint = "correct the layout or the text that it names"
            faults.append(RenderError(f"WeasyPrint: {record.getMessage()}", hint=hint))

    logger, handler = logging.getLogger("weasyprint"), Gather(logging.WARNING)
    logger.addHandler(handler)
    try:
        yield faults
    finally:
        logger.removeHandler(handler)


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
