"""From a composition to its typeset pages, laid out once and painted as often as is wanted."""

from __future__ import annotations

import logging
import mimetypes
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from pipeline.errors import Location, PipelineError, RenderError, raise_all
from pipeline.model.composition import Composition, Part, Resource
from pipeline.model.pages import PageMap
from pipeline.render import engine
from pipeline.render.linebreaks import mended
from pipeline.render.pagination import numbered

BASE = "https://house.invalid/"
"""No such place (RFC 6761 §6.4): an address that only the fetcher below understands."""


@dataclass(frozen=True)
class Typeset:
    """The pages of a composition as WeasyPrint has laid them out.

    `page_map` tells where each of them begins; `faults` is where whatever WeasyPrint warns of, or
    is refused, is gathered.
    """

    composition: Composition
    weasyprint: Any
    document: Any
    page_map: PageMap
    faults: list[PipelineError]

    @property
    def labels(self) -> list[str]:
        """The folio of each page, also of one that has no text and so no place in the map."""
        return [str(number) for number in range(1, len(self.document.pages) + 1)]

    @property
    def producer(self) -> str:
        """What a PDF says that it was made by."""
        return f"WeasyPrint {self.weasyprint.VERSION}"

    def beside(self, composition: Composition, part: Part) -> Any:
        """Lay out a part of another composition for the same file; return WeasyPrint's document."""
        return _laid_out(self.weasyprint, composition, part, self.faults)


@contextmanager
def typeset(composition: Composition, cache: Path) -> Iterator[Typeset]:
    """Lay out a composition of one part; give its pages to be painted.

    `cache` holds what WeasyPrint can load more quickly another time. Raises `Faults` for whatever
    WeasyPrint warns of, or is refused, while it lays them out.
    """
    weasyprint = engine.load(cache)
    with mended(), engine.hurried(), _warnings(composition) as faults:
        with numbered() as numbering:
            document = _laid_out(weasyprint, composition, composition.parts[0], faults)
        raise_all(faults)
        page_map = numbering.page_map(document.pages)
        yield Typeset(composition, weasyprint, document, page_map, faults)


def content(resource: Resource) -> bytes:
    """Return a resource's bytes."""
    return resource.read_bytes() if isinstance(resource, Path) else resource


def _laid_out(
    weasyprint: Any, composition: Composition, part: Part, faults: list[PipelineError]
) -> Any:
    fetcher = _fetcher(weasyprint, composition.resources, faults)
    html = weasyprint.HTML(string=part.markup, base_url=BASE, url_fetcher=fetcher)
    return html.render()


def _fetcher(
    weasyprint: Any, resources: Mapping[str, Resource], refused: list[PipelineError]
) -> Any:
    """Return a URL fetcher that knows the composition's resources and nothing else."""

    class Fetcher(weasyprint.URLFetcher):  # type: ignore[misc]  # the base has no types
        def fetch(self, url: str, headers: object = None) -> Any:  # noqa: ARG002  # its signature
            name = unquote(url.removeprefix(BASE))
            if not url.startswith(BASE) or name not in resources:
                hint = "use files of the source, the layout and the fonts"
                refused.append(RenderError(f"refused to fetch '{url}'", hint=hint))
                raise ValueError(url)
            kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
            body = content(resources[name])
            return weasyprint.urls.URLFetcherResponse(url, body, {"Content-Type": kind})

    return Fetcher()


def _place(warning: str, composition: Composition) -> Location | None:
    """Return where the layout's styles have the declaration that a warning quotes."""
    quoted = re.search(r"`([^`]*)`", warning)
    wanted = re.sub(r"\s", "", quoted[1]) if quoted else ""
    for path in composition.layout.stylesheets[composition.rendition] if wanted else ():
        for number, line in enumerate(path.read_text("utf-8").splitlines(), start=1):
            if wanted in re.sub(r"\s", "", line):
                return Location(path, number)
    return None


@contextmanager
def _warnings(composition: Composition) -> Iterator[list[PipelineError]]:
    """Gather what WeasyPrint and fontTools log: a stray warning is a fault."""
    faults: list[PipelineError] = []

    class Gather(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            message = record.getMessage()
            where = _place(message, composition)
            # Its lines are those of all sheets as one.
            told = re.sub(r" at \d+:\d+", "", message) if where else message
            hint = "correct the layout or the text that it names"
            faults.append(RenderError(f"WeasyPrint: {told}", where=where, hint=hint))

    logger, handler = logging.getLogger("weasyprint"), Gather(logging.WARNING)
    logger.addHandler(handler)
    try:
        yield faults
    finally:
        logger.removeHandler(handler)
