"""Our own checks of a finished reading PDF, with pypdf."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from pypdf import PdfReader
from pypdf.errors import PyPdfError
from pypdf.generic import Destination

from pipeline.check.expected import Expected
from pipeline.check.paint import DEEPEST
from pipeline.model.artifact import Finding, Place, Severity
from pipeline.model.press import POINTS_PER_MM

SUBSET = re.compile(r"^/[A-Z]{6}\+")
FONT_FILES = frozenset({"/FontFile", "/FontFile2", "/FontFile3"})
"""The keys under which a font's descriptor holds its outlines (ISO 32000-1 table 122)."""
SCHEMES = ("http://", "https://", "mailto:", "tel:")
RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"


@dataclass(frozen=True)
class Pdf:
    """A PDF opened for checking, and what is expected of it."""

    path: Path
    reader: PdfReader
    expected: Expected

    @property
    def root(self) -> Any:
        """The document catalog (ISO 32000-1 7.7.2)."""
        return self.reader.trailer["/Root"]

    def error(self, code: str, message: str, page: int = 0) -> Finding:
        """Return a finding at a page from 1, or at the file as a whole."""
        return Finding(code, Severity.ERROR, Place(self.path, page=page), message)


Check = Callable[[Pdf], Iterator[Finding]]


def check_pdf(path: Path, expected: Expected) -> list[Finding]:
    """Return all findings of our own checks on a PDF."""
    try:
        pdf = Pdf(path, PdfReader(path), expected)
        return [finding for check in CHECKS for finding in check(pdf)]
    except (PyPdfError, OSError, KeyError, ValueError) as error:
        words = f"pypdf cannot read it: {error}"
        return [Finding("pdf-unreadable", Severity.ERROR, Place(path), words)]


def page_count(path: Path) -> int:
    """Return how many pages a PDF has."""
    return len(PdfReader(path).pages)


def check_trim(pdf: Pdf) -> Iterator[Finding]:
    """Yield a finding for each page whose TrimBox is not the trim (mm, to 0.1)."""
    for number, page in enumerate(pdf.reader.pages, start=1):
        size = tuple(float(n) / POINTS_PER_MM for n in (page.trimbox.width, page.trimbox.height))
        if any(abs(a - b) > 0.1 for a, b in zip(size, pdf.expected.trim, strict=True)):
            yield pdf.error("pdf-trim", f"trimmed to {size[0]:.1f} × {size[1]:.1f} mm", number)


def check_language(pdf: Pdf) -> Iterator[Finding]:
    """Yield a finding unless the catalog's Lang is the publication's (ISO 14289-1 7.2)."""
    found = pdf.root.get("/Lang")
    if found != pdf.expected.language:
        yield pdf.error("pdf-language", f"the language is {found}, not {pdf.expected.language}")


def check_tags(pdf: Pdf) -> Iterator[Finding]:
    """Yield a finding unless the document is tagged (ISO 14289-1 7.1)."""
    if not (pdf.root.get("/MarkInfo", {}).get("/Marked") and "/StructTreeRoot" in pdf.root):
        yield pdf.error("pdf-tags", "the document has no structure tree")


def check_title(pdf: Pdf) -> Iterator[Finding]:
    """Yield a finding unless windows show the title (ISO 14289-1 7.1)."""
    shown = pdf.root.get("/ViewerPreferences", {}).get("/DisplayDocTitle")
    title = pdf.reader.metadata.title if pdf.reader.metadata else None
    if not shown or title != pdf.expected.title:
        yield pdf.error("pdf-title", f"the title shown is {title!r}, not {pdf.expected.title!r}")


def check_outline(pdf: Pdf) -> Iterator[Finding]:
    """Yield a finding for each heading that the outline lacks or has out of order."""
    entries = list(_outline(pdf.reader.outline))
    titles = [entry.title for entry in entries]
    for heading in pdf.expected.headings:
        if heading not in titles:
            yield pdf.error("pdf-outline", f"the outline lacks {heading!r}")
    pages = [pdf.reader.get_destination_page_number(entry) for entry in entries]
    if None in pages or pages != sorted(n for n in pages if n is not None):
        yield pdf.error("pdf-outline", "the outline is not in the order of the pages")


def _outline(entries: Any) -> Iterator[Destination]:
    for entry in entries:
        if isinstance(entry, list):
            yield from _outline(entry)
        else:
            yield entry


def check_labels(pdf: Pdf) -> Iterator[Finding]:
    """Yield a finding unless each page is labelled by its number, which is its folio."""
    numbers = [str(n) for n in range(1, len(pdf.reader.pages) + 1)]
    if "/PageLabels" not in pdf.root or pdf.reader.page_labels != numbers:
        yield pdf.error("pdf-labels", "the page labels are not the folios")


def check_fonts(pdf: Pdf) -> Iterator[Finding]:
    """Yield a finding for each font that is not an embedded subset of one of the layout's."""
    for name, font in sorted(_fonts(pdf).items()):
        descriptor = drawn_by(font).get("/FontDescriptor", {})
        embedded = FONT_FILES & set(descriptor)
        if not (embedded and SUBSET.match(name) and "/ToUnicode" in font):
            yield pdf.error("pdf-font-embedded", f"{name} is not an embedded subset")
        family = str(descriptor.get("/FontFamily", SUBSET.sub("", name)))
        if not any(_bare(family).startswith(_bare(known)) for known in pdf.expected.families):
            yield pdf.error("pdf-font-family", f"{family} is not a font of the layout")


def drawn_by(font: Any) -> Any:
    """Return the font with the outlines: of a composite font, its descendant (ISO 32000-1 9.7)."""
    return font["/DescendantFonts"][0].get_object() if "/DescendantFonts" in font else font


def _bare(name: str) -> str:
    return re.sub(r"[^a-z]", "", name.lower())


def _fonts(pdf: Pdf) -> dict[str, Any]:
    """Return every font that a page or what it draws names, by its base name."""
    return {str(f["/BaseFont"]): f for page in pdf.reader.pages for f in fonts_of(page)}


def fonts_of(owner: Any, depth: int = 0) -> Iterator[Any]:
    """Yield the fonts in the resources of a page, and of the forms and patterns that it draws."""
    yield from resources_of(owner, "/Font")
    for kind in ("/XObject", "/Pattern") if depth < DEEPEST else ():
        for drawn in resources_of(owner, kind):
            yield from fonts_of(drawn, depth + 1)


def resources_of(owner: Any, kind: str) -> list[Any]:
    """Return the resources of a kind that a page or form names."""
    resources = owner.get("/Resources", {})
    return [r.get_object() for r in resources[kind].values()] if kind in resources else []


def links_of(pdf: PdfReader) -> Iterator[tuple[int, Any]]:
    """Yield every link with the number of its page."""
    return ((n, link) for n, link in _annotations(pdf) if link.get("/Subtype") == "/Link")


def _annotations(pdf: PdfReader) -> Iterator[tuple[int, Any]]:
    """Yield every annotation with the number of its page."""
    for number, page in enumerate(pdf.pages, start=1):
        annotations: Any = page.get("/Annots", ())
        for reference in annotations:
            yield number, reference.get_object()


def check_links(pdf: Pdf) -> Iterator[Finding]:
    """Yield a finding for each link without a target or a text (ISO 14289-1 7.18.5)."""
    for number, link in links_of(pdf.reader):
        if not link.get("/Contents"):
            yield pdf.error("pdf-link", "a link has no description", number)
        address, target = link.get("/A", {}).get("/URI"), link.get("/Dest")
        if address is None and target not in pdf.reader.named_destinations:
            yield pdf.error("pdf-link", f"a link leads nowhere: {target}", number)
        if address is not None and not str(address).startswith(SCHEMES):
            yield pdf.error("pdf-link", f"a link leads to no address: {address}", number)


def check_metadata(pdf: Pdf) -> Iterator[Finding]:
    """Yield a finding for each of title, authors, keywords, identifier and dates that differs."""
    info = {key: str(value) for key, value in (pdf.reader.metadata or {}).items()}
    xmp = xmp_texts(pdf)
    authors = ", ".join(pdf.expected.authors)
    created = re.sub(r"\D", "", xmp.get("CreateDate", ""))
    pairs = {
        "title": (info.get("/Title"), xmp.get("title"), pdf.expected.title),
        "authors": (info.get("/Author"), xmp.get("creator"), authors),
        "identifier": (info.get("/Identifier"), xmp.get("identifier"), pdf.expected.identifier),
        "subject": (info.get("/Subject"), xmp.get("description"), info.get("/Subject", "-")),
        "keywords": (info.get("/Keywords"), xmp.get("subject"), info.get("/Keywords", "-")),
        "publisher": (info.get("/Publisher"), xmp.get("publisher"), info.get("/Publisher", "-")),
        "rights": (info.get("/Rights"), xmp.get("rights"), info.get("/Rights", "-")),
        "date": (info.get("/Date"), xmp.get("date"), info.get("/Date", "-")),
        "series": (info.get("/Series"), xmp.get("seriesTitle"), info.get("/Series", "-")),
        "number": (info.get("/Number"), xmp.get("seriesNumber"), info.get("/Number", "-")),
        "created": (re.sub(r"\D", "", info.get("/CreationDate", "")), created, created or "-"),
    }
    for name, values in pairs.items():
        if len(set(values)) > 1:
            told = ", ".join(repr(value) for value in values)
            yield pdf.error("pdf-metadata", f"{name} differs (Info, XMP, expected): {told}")


def xmp_texts(pdf: Pdf) -> dict[str, str]:
    """Return the texts of the XMP packet by local name, lists joined by commas."""
    metadata = pdf.root.get("/Metadata")
    if metadata is None:
        return {}
    packet = ElementTree.fromstring(metadata.get_object().get_data())
    texts: dict[str, str] = {}
    for description in packet.iter(f"{RDF}Description"):
        for element in description:
            entries = [entry.text or "" for entry in element.iter(f"{RDF}li")]
            local = element.tag.rpartition("}")[2]
            texts[local] = ", ".join(entries) if entries else (element.text or "")
    return texts


def check_active(pdf: Pdf) -> Iterator[Finding]:
    """Yield a finding for each thing in the file that could run or hide something."""
    if "/OpenAction" in pdf.root or "/AA" in pdf.root:
        yield pdf.error("pdf-active", "an action runs when the file is opened")
    names = pdf.root.get("/Names", {})
    for key in ("/JavaScript", "/EmbeddedFiles"):
        if key in names:
            yield pdf.error("pdf-active", f"the file holds {key[1:]}")
    for number, annotation in _annotations(pdf.reader):
        kind = annotation.get("/A", {}).get("/S", "/URI")
        if kind not in ("/URI", "/GoTo"):
            yield pdf.error("pdf-active", f"a link runs {kind[1:]}", number)


def check_blank(pdf: Pdf) -> Iterator[Finding]:
    """Yield a finding for each page without text: it says nothing to a blind reader."""
    for number, page in enumerate(pdf.reader.pages, start=1):
        if not page.extract_text().strip():
            yield pdf.error("pdf-blank", "the page has no text", number)


CHECKS: tuple[Check, ...] = (
    check_trim,
    check_language,
    check_tags,
    check_title,
    check_outline,
    check_labels,
    check_fonts,
    check_links,
    check_metadata,
    check_active,
    check_blank,
)
