"""From typeset pages to the bytes of a PDF/X-4: its inks, its sheets and its outside cover."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from PIL import Image

from pipeline.errors import RenderError, raise_all
from pipeline.model.composition import Composition
from pipeline.model.press import POINTS_PER_MM, Cmyk, PageBox, padded
from pipeline.render import metadata
from pipeline.render.inks import Separation
from pipeline.render.typeset import Typeset

VARIANT = "pdf/x-4"
PROFILE = "device-cmyk"
REGISTRY = "http://www.color.org"
SIDES = ("top", "right", "bottom", "left")
PX_PER_MM = 96 / 25.4
OVERLAP = 0.5
"""The millimetres by which the spine goes under the front of a cover."""


@dataclass(frozen=True)
class Placed:
    """A page on a sheet: how far its left edge is from the trim's, and which sides bleed (mm)."""

    page: Any
    left: float
    width: float
    bleeds: frozenset[str] = frozenset(SIDES)


@dataclass
class Sheet:
    """Pages on the paper that goes through the press, in the form in which WeasyPrint paints pages.

    `marks` is the page that is printed over them. A PDF/X has no links (ISO 15930-7 6.17).
    """

    box: PageBox
    marks: Any
    pages: Sequence[Placed]
    bookmarks: list[Any] = field(default_factory=list)
    links: list[Any] = field(default_factory=list)
    anchors: dict[str, Any] = field(default_factory=dict)
    forms: dict[Any, list[Any]] = field(default_factory=lambda: {None: []})

    @property
    def width(self) -> float:
        """The trim's width in CSS px."""
        return self.box.width * PX_PER_MM

    @property
    def height(self) -> float:
        """The trim's height in CSS px."""
        return self.box.height * PX_PER_MM

    @property
    def bleed(self) -> dict[str, float]:
        """How far the paper goes over the trim on each side, in CSS px."""
        return dict.fromkeys(SIDES, (self.marks.width - self.width) / 2)

    def paint(self, stream: Any, scale: float = 1) -> None:
        """Paint the pages, each within its bleed, and the marks."""
        for placed in self.pages:
            with stream.stacked():
                stream.transform(a=scale, d=scale)
                stream.rectangle(*self._visible(placed))
                stream.clip()
                stream.end()
                stream.transform(e=placed.left * PX_PER_MM)
                placed.page.paint(stream)
        with stream.stacked():
            margin = self.bleed["left"] * scale
            stream.transform(e=-margin, f=-margin)
            self.marks.paint(stream, scale)

    def _visible(self, placed: Placed) -> tuple[float, float, float, float]:
        over = {side: self.box.bleed * (side in placed.bleeds) for side in SIDES}
        left, top = placed.left - over["left"], -over["top"]
        width = placed.width + over["left"] + over["right"]
        height = self.box.height + over["top"] + over["bottom"]
        return left * PX_PER_MM, top * PX_PER_MM, width * PX_PER_MM, height * PX_PER_MM


def paint_print(pages: Typeset, sheets: Composition) -> bytes:
    """Return the print edition: each page on a sheet, with the blank ones that the binding wants.

    Raises `Faults` for whatever WeasyPrint warns of.
    """
    box = _box(sheets)
    marks = pages.beside(sheets, sheets.parts[0]).pages
    placed = padded(pages.document.pages, sheets.layout.press.binding.multiple)
    if len(marks) != len(placed):
        hint = "keep each .sheet of css/sheet.css as large as its page"
        raise RenderError(f"{len(placed)} pages lie on {len(marks)} sheets", hint=hint)
    return _painted(
        pages,
        sheets,
        [
            Sheet(box, mark, [Placed(page, 0, box.width)], page.bookmarks)
            if page
            else Sheet(box, mark, [])
            for page, mark in zip(placed, marks, strict=True)
        ],
    )


def paint_cover(pages: Typeset, spread: Composition) -> bytes:
    """Return the outside cover as one spread: the last page, the spine, the first page."""
    box = _box(spread)
    sheet, spine = (pages.beside(spread, part).pages[0] for part in spread.parts)
    back, front = pages.document.pages[-1], pages.document.pages[0]
    page = back.width / PX_PER_MM
    width = box.width - 2 * page
    ends = frozenset(("top", "bottom"))
    # The spine runs on a little under the front, whose ground it shares: no seam shows there.
    placed = [
        Placed(back, 0, page, ends | {"left"}),
        Placed(spine, page, width + OVERLAP, ends),
        Placed(front, page + width, page, ends | {"right"}),
    ]
    return _painted(pages, spread, [Sheet(box, sheet, placed)])


def _box(composition: Composition) -> PageBox:
    if composition.box is None:
        raise ValueError("a composition for the press has a box")
    return composition.box


def _painted(pages: Typeset, sheets: Composition, on: Sequence[Sheet]) -> bytes:
    from weasyprint.css import ColorProfile

    edition, press = sheets.edition, sheets.layout.press
    document = pages.document.copy(on)
    with press.profile.path.open("rb") as file:
        profile = ColorProfile(
            file, press.profile.path.name, "relative-colorimetric", tuple("cmyk")
        )
    document.color_profiles, document.output_intent = {PROFILE: profile}, PROFILE
    document.metadata.created = document.metadata.modified = metadata.timestamp(edition)
    document.metadata.generate_rdf_metadata = lambda *_: metadata.press_rdf(edition, pages.producer)
    with _inked(Separation(press.profile.path, sheets.inks)):
        finished: bytes = document.write_pdf(
            pdf_variant=VARIANT, finisher=lambda _, pdf: _finish(pdf, sheets)
        )
    raise_all(pages.faults)
    return finished


def _finish(pdf: Any, sheets: Composition) -> None:
    """Write the Info dictionary, each BleedBox, and the output intent by its registered name."""
    import pydyf

    for key, text in metadata.info(sheets.edition).items():
        pdf.info[key] = pydyf.String(text)
    bleed = _box(sheets).bleed * POINTS_PER_MM
    for page in pdf.objects:
        if isinstance(page, pydyf.Dictionary) and page.get("Type") == "/Page":
            left, top, right, bottom = page["TrimBox"]
            page["BleedBox"] = pydyf.Array(
                [left - bleed, top - bleed, right + bleed, bottom + bleed]
            )
    profile = sheets.layout.press.profile
    (intent,) = pdf.catalog["OutputIntents"]
    intent["OutputConditionIdentifier"] = pydyf.String(profile.condition or "Custom")
    intent["Info"] = pydyf.String(profile.description)
    if profile.condition:
        intent["RegistryName"] = pydyf.String(REGISTRY)


@contextmanager
def _inked(separation: Separation) -> Iterator[None]:
    """Let whatever is painted here be painted in the inks of the press."""
    from weasyprint import pdf
    from weasyprint.pdf import stream as streams

    original = streams.Stream
    pdf.Stream = streams.Stream = _press_stream(original, separation)
    try:
        yield
    finally:
        pdf.Stream = streams.Stream = original


def _press_stream(original: Any, separation: Separation) -> Any:
    class PressStream(original):  # type: ignore[misc]  # the base has no types
        """A stream of WeasyPrint's whose colours, gradients and pictures are separated."""

        def set_color(self, color: Any, stroke: bool = False) -> None:
            if color.space != PROFILE:
                color = _Ink(separation.ink(_channels(color)), color.alpha)
            super().set_color(color, stroke)

        @staticmethod
        def create_interpolation_function(domain: Any, c0: Any, c1: Any, n: float) -> Any:
            ends = [separation.ink(c) if len(c) == 3 else c for c in (c0, c1)]
            return original.create_interpolation_function(domain, *ends, n)

        def add_image(self, image: Any, interpolate: bool, ratio: float) -> Any:
            return super().add_image(_SeparatedImage(image, separation), interpolate, ratio)

    return PressStream


def _channels(color: Any) -> Sequence[float]:
    try:
        channels: Sequence[float] = color.to("srgb").coordinates
    except NotImplementedError:
        hint = "write it in sRGB: #9b2335, rgb() or hsl()"
        raise RenderError(f"a colour in {color.space} cannot be printed", hint=hint) from None
    return channels


@dataclass(frozen=True)
class _Ink:
    """A colour of the press, as WeasyPrint's streams take colours."""

    coordinates: Cmyk
    alpha: float
    space: str = PROFILE

    def __iter__(self) -> Iterator[float]:
        return iter((*self.coordinates, self.alpha))


class _SeparatedImage:
    """A raster image of WeasyPrint's that enters the PDF in the inks of the press."""

    def __init__(self, image: Any, separation: Separation) -> None:
        self.image, self.separation = image, separation
        self.id = image.id

    def get_x_object(self, interpolate: bool, dpi_ratio: float) -> Any:
        """Return the image's stream, its colours separated; what is CMYK already stays as it is."""
        import pydyf

        made = self.image.get_x_object(interpolate, dpi_ratio)
        if self.image.mode == "CMYK":
            return made
        with Image.open(io.BytesIO(self.image.image_data.data)) as opened:
            separated = self.separation.picture(opened)
        extra = pydyf.Dictionary(
            {k: v for k, v in made.extra.items() if k not in ("Filter", "DecodeParms")}
        )
        extra["ColorSpace"] = "/DeviceGray" if separated.mode == "L" else "/DeviceCMYK"
        return pydyf.Stream([separated.tobytes()], extra, compress=True)
