"""From a finished PDF to a small picture of each of its pages, with its folio and its sections."""

from __future__ import annotations

import io
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pypdfium2
from PIL import Image

from pipeline.model.passport import Thumbnail

HEIGHT = 360
"""The pixels of a thumbnail's height: twice those of the screen, for a sharp one."""
TONES = 32
"""The colours of a thumbnail as PNG: those of a page of text, and the steps at its edges."""
QUALITY = 72


def thumbnails(pdf: Path) -> tuple[Thumbnail, ...]:
    """Return a thumbnail of each page; the same file gives the same bytes.

    A page's sections are those of the outline that begin on it, or else the one that goes on.
    """
    document = pypdfium2.PdfDocument(pdf)
    try:
        sections = _sections(document)
        return tuple(
            _thumbnail(
                document[n], document.get_page_label(n) or str(n + 1), _those_of(sections, n)
            )
            for n in range(len(document))
        )
    finally:
        document.close()


def _sections(document: Any) -> Mapping[int, list[str]]:
    """Return the sections that begin on each page, by its index."""
    found: dict[int, list[str]] = {}
    for entry in document.get_toc():
        target = entry.get_dest()
        if entry.level == 0 and target is not None and target.get_index() is not None:
            found.setdefault(target.get_index(), []).append(entry.get_title())
    return found


def _those_of(sections: Mapping[int, list[str]], page: int) -> tuple[str, ...]:
    begun = [begin for begin in sections if begin <= page]
    last = sections[max(begun)] if begun else []
    return tuple(last if page in sections else last[-1:])


def _thumbnail(page: Any, folio: str, sections: tuple[str, ...]) -> Thumbnail:
    drawn = page.render(scale=2 * HEIGHT / page.get_height()).to_pil().convert("RGB")
    width = round(HEIGHT * drawn.width / drawn.height)
    # Drawn large and reduced, small type keeps its grey; drawn small it breaks into dots.
    picture = drawn.resize((width, HEIGHT), Image.Resampling.LANCZOS)
    kinds = {"image/png": _png(picture), "image/webp": _webp(picture)}
    media_type = min(kinds, key=lambda kind: len(kinds[kind]))
    return Thumbnail(folio, sections, width, HEIGHT, media_type, kinds[media_type])


def _png(picture: Image.Image) -> bytes:
    written = io.BytesIO()
    few = picture.quantize(TONES, Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    few.save(written, "PNG", optimize=True)
    return written.getvalue()


def _webp(picture: Image.Image) -> bytes:
    written = io.BytesIO()
    picture.save(written, "WEBP", quality=QUALITY, method=6)
    return written.getvalue()
