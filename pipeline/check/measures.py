"""From the two finished PDFs to what is measured on them: sizes, fonts, ink, contrast, links."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from importlib.metadata import version
from pathlib import Path
from typing import Any

from PIL import ImageStat
from pypdf import PdfReader

from pipeline.check import ghostscript
from pipeline.check.contrasts import contrasts
from pipeline.check.pdf import FONT_FILES, SUBSET, drawn_by, fonts_of, links_of
from pipeline.check.press import total_ink
from pipeline.model.passport import Link, Measures, PageInk, Sheet, UsedFont
from pipeline.model.press import POINTS_PER_MM


def measure(pdf: Path, press: Path) -> Measures:
    """Return what is measured on a reading PDF and a print PDF.

    Raises `ToolError` where Ghostscript, which separates the print PDF into its plates, is missing.
    """
    reading = PdfReader(pdf)
    links, inner_links = _links(reading)
    return Measures(
        pages=_sheets(reading),
        printed=_sheets(PdfReader(press)),
        fonts=_fonts(reading),
        inks=tuple(_inks(press)),
        contrasts=contrasts(pdf),
        links=links,
        inner_links=inner_links,
        tools=_tools(),
    )


def _tools() -> Mapping[str, str]:
    pypdf = f"pypdf {version('pypdf')}"
    return {
        "sizes": pypdf,
        "fonts": pypdf,
        "inks": f"Ghostscript {ghostscript.version()}",
        "contrasts": f"PDFium, by pypdfium2 {version('pypdfium2')}",
        "links": pypdf,
    }


def _sheets(reader: PdfReader) -> tuple[Sheet, ...]:
    """Return the sizes of the pages as they are cut (mm, to 0.1), in the order of their first."""
    trims = [page.trimbox for page in reader.pages]
    sizes = Counter(
        (round(float(t.width) / POINTS_PER_MM, 1), round(float(t.height) / POINTS_PER_MM, 1))
        for t in trims
    )
    return tuple(Sheet(width, height, count) for (width, height), count in sizes.items())


def _fonts(reader: PdfReader) -> tuple[UsedFont, ...]:
    """Return each font that a page names, by name; a font in two parts is there twice."""
    named = {str(font["/BaseFont"]): font for page in reader.pages for font in fonts_of(page)}
    return tuple(sorted((_font(*each) for each in named.items()), key=lambda font: font.name))


def _font(name: str, font: Any) -> UsedFont:
    drawn = drawn_by(font)
    return UsedFont(
        name=SUBSET.sub("", name).removeprefix("/"),
        kind=str(drawn.get("/Subtype", "")).removeprefix("/"),
        embedded=bool(FONT_FILES & set(drawn.get("/FontDescriptor", {}))),
        subset=bool(SUBSET.match(name)),
    )


def _inks(press: Path) -> Iterator[PageInk]:
    """Yield the ink of each page; marks and the slug line, which are cut off, are left out."""
    for number, plates in enumerate(ghostscript.plates(press, "-dUseBleedBox"), start=1):
        found = ImageStat.Stat(plates)
        cyan, magenta, yellow, black = (part / 255 for part in found.mean)
        most = total_ink(plates).getextrema()[1] / 255
        coloured = any(strongest > ghostscript.FAINT for _, strongest in found.extrema[:3])
        yield PageInk(number, most, (cyan, magenta, yellow, black), coloured)


def _links(reader: PdfReader) -> tuple[tuple[Link, ...], int]:
    """Return the addresses outside the file, in reading order, and how many links stay within."""
    pages: dict[str, list[int]] = {}
    inner = 0
    for number, link in links_of(reader):
        address = link.get("/A", {}).get("/URI")
        if address is None:
            inner += 1
        else:
            pages.setdefault(str(address), []).append(number)
    return tuple(Link(address, tuple(found)) for address, found in pages.items()), inner
