"""From a PDF for reading to the same pages two-up, for an office printer and a stapler."""

from __future__ import annotations

import io
from collections.abc import Iterator

from pypdf import PageObject, PdfReader, PdfWriter, Transformation
from pypdf.generic import NameObject, RectangleObject

from pipeline.model.press import POINTS_PER_MM, Binding, padded


def impose(pdf: bytes, sheet: tuple[float, float], creep: float) -> bytes:
    """Return the pages of a saddle-stitched booklet, for paper that turns at its short edge.

    `sheet` is the paper's longer and shorter side in mm; pages that are larger than half of it are
    scaled down. `creep` is how far in mm the innermost sheet would stick out: its pages are moved
    to the fold by that much, those of the outermost not at all.
    """
    reader, writer = PdfReader(io.BytesIO(pdf)), PdfWriter()
    writer.pdf_header = reader.pdf_header
    pages = padded(list(reader.pages), Binding.SADDLE_STITCH.multiple)
    width, height = (side * POINTS_PER_MM for side in sheet)
    for number, sides in enumerate(_sheets(pages)):
        last = max(len(pages) // 4 - 1, 1)
        towards_fold = creep * POINTS_PER_MM * number / last
        for left, right in sides:
            face = writer.add_blank_page(width, height)
            for page, on_right in ((left, False), (right, True)):
                if page is not None:
                    _place(face, page, on_right=on_right, towards_fold=towards_fold)
            face.compress_content_streams()
    if reader.metadata:
        writer.add_metadata({"/Title": str(reader.metadata.title)})
    written = io.BytesIO()
    writer.write(written)
    return written.getvalue()


def _sheets(
    pages: list[PageObject | None],
) -> Iterator[tuple[tuple[PageObject | None, PageObject | None], ...]]:
    """Yield each sheet from the outermost: its outer and its inner side, left and right."""
    count = len(pages)
    for n in range(0, count // 2, 2):
        yield (pages[count - 1 - n], pages[n]), (pages[n + 1], pages[count - 2 - n])


def _place(face: PageObject, page: PageObject, *, on_right: bool, towards_fold: float) -> None:
    """Put a page on its half of a side, at the fold; what creeps over the fold is cut off."""
    fold, height = float(face.mediabox.width) / 2, float(face.mediabox.height)
    wide, high = float(page.mediabox.width), float(page.mediabox.height)
    scale = min(fold / wide, height / high, 1)
    left = fold - towards_fold if on_right else fold - wide * scale + towards_fold
    bottom = (height - high * scale) / 2
    over = towards_fold / scale
    page.cropbox = RectangleObject((over, 0, wide, high) if on_right else (0, 0, wide - over, high))
    page.pop(NameObject("/Annots"), None)
    face.merge_transformed_page(page, Transformation().scale(scale).translate(left, bottom))
