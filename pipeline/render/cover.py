"""From a finished PDF to a picture of its cover."""

from __future__ import annotations

import io

import pypdfium2

WIDTH = 1400


def draw_cover(pdf: bytes) -> bytes:
    """Return the first page as a PNG, 1400 px wide, the same bytes at every run."""
    document = pypdfium2.PdfDocument(pdf)
    page = document[0]
    picture = page.render(scale=WIDTH / page.get_width()).to_pil()
    written = io.BytesIO()
    picture.save(written, "PNG", optimize=True)
    page.close()
    document.close()
    return written.getvalue()
