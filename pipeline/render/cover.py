"""From a composed cover to a picture of it."""

from __future__ import annotations

import io
from pathlib import Path

import pypdfium2

from pipeline.model.composition import Composition
from pipeline.render.pdf import render_pdf

WIDTH = 1400


def draw_cover(cover: Composition, cache: Path) -> bytes:
    """Return the cover as a PNG, 1400 px wide, the same bytes at every run."""
    document = pypdfium2.PdfDocument(render_pdf(cover, cache))
    page = document[0]
    picture = page.render(scale=WIDTH / page.get_width()).to_pil()
    written = io.BytesIO()
    picture.save(written, "PNG", optimize=True)
    page.close()
    document.close()
    return written.getvalue()
