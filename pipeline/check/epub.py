"""Our own checks of a finished EPUB, with the standard library's ZIP and XML alone."""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from urllib.parse import unquote
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from pipeline.check.expected import Expected
from pipeline.model.artifact import Finding, Place, Severity

OPF = "{http://www.idpf.org/2007/opf}"
DC = "{http://purl.org/dc/elements/1.1/}"
XHTML = "{http://www.w3.org/1999/xhtml}"
TYPE = "{http://www.idpf.org/2007/ops}type"
LANG = "{http://www.w3.org/XML/1998/namespace}lang"
CONTAINER = "{urn:oasis:names:tc:opendocument:xmlns:container}"

PROPERTIES = ("accessMode", "accessModeSufficient", "accessibilityFeature", "accessibilityHazard")
ROLES: Mapping[str, str] = {
    "abstract": "doc-abstract",
    "backlink": "doc-backlink",
    "bibliography": "doc-bibliography",
    "biblioref": "doc-biblioref",
    "chapter": "doc-chapter",
    "colophon": "doc-colophon",
    "conclusion": "doc-conclusion",
    "footnote": "doc-footnote",
    "introduction": "doc-introduction",
    "noteref": "doc-noteref",
    "pagebreak": "doc-pagebreak",
    "page-list": "doc-pagelist",
    "pullquote": "doc-pullquote",
    "toc": "doc-toc",
}
"""What DPUB-ARIA 1.1 has for the terms of the EPUB vocabulary that the house uses."""

OF_LINKS = frozenset({"doc-backlink", "doc-biblioref", "doc-noteref"})
"""The roles of links; any other term on a link is that of the landmark to which it leads."""


@dataclass(frozen=True)
class Epub:
    """An EPUB opened for checking, and what is expected of it."""

    path: Path
    archive: zipfile.ZipFile
    expected: Expected

    @cached_property
    def package_name(self) -> str:
        """The package document's name (EPUB OCF 3.3 §4.2.6.3)."""
        container = ElementTree.fromstring(self.archive.read("META-INF/container.xml"))
        rootfile = container.find(f".//{CONTAINER}rootfile")
        return "" if rootfile is None else rootfile.get("full-path", "")

    @cached_property
    def package(self) -> Element:
        """The package document."""
        return ElementTree.fromstring(self.archive.read(self.package_name))

    @cached_property
    def items(self) -> dict[str, Element]:
        """The manifest's items by id."""
        return {item.get("id", ""): item for item in self.package.iter(f"{OPF}item")}

    @cached_property
    def documents(self) -> dict[str, Element]:
        """The XHTML documents by name."""
        names = [self.name(i) for i in self.items.values() if "xhtml" in i.get("media-type", "")]
        held = set(self.archive.namelist())
        return {n: ElementTree.fromstring(self.archive.read(n)) for n in names if n in held}

    @cached_property
    def spine(self) -> list[str]:
        """The names of the documents in reading order, empty where one is not there."""
        references = [r.get("idref", "") for r in self.package.iter(f"{OPF}itemref")]
        return [self.name(self.items[r]) if r in self.items else "" for r in references]

    def name(self, item: Element) -> str:
        """Return an item's name within the ZIP."""
        folder = posixpath.dirname(self.package_name)
        return posixpath.normpath(posixpath.join(folder, unquote(item.get("href", ""))))

    def error(self, code: str, message: str, entry: str = "") -> Finding:
        """Return a finding at an entry of the ZIP, or at the file as a whole."""
        return Finding(code, Severity.ERROR, Place(self.path, entry=entry), message)


Check = Callable[[Epub], Iterator[Finding]]


def check_epub(path: Path, expected: Expected) -> list[Finding]:
    """Return all findings of our own checks on an EPUB."""
    try:
        with zipfile.ZipFile(path) as archive:
            epub = Epub(path, archive, expected)
            return [finding for check in CHECKS for finding in check(epub)]
    except (zipfile.BadZipFile, ElementTree.ParseError, KeyError, OSError) as error:
        words = f"it cannot be opened: {error}"
        return [Finding("epub-unreadable", Severity.ERROR, Place(path), words)]


def check_container(epub: Epub) -> Iterator[Finding]:
    """Yield a finding unless `mimetype` is first, stored and exact (EPUB OCF 3.3 §4.3)."""
    first = epub.archive.infolist()[0]
    stored = first.compress_type == zipfile.ZIP_STORED and not first.extra
    exact = epub.archive.read(first) == b"application/epub+zip"
    if first.filename != "mimetype" or not stored or not exact:
        yield epub.error("epub-container", "mimetype is not first, stored and exact")


def check_clock(epub: Epub) -> Iterator[Finding]:
    """Yield a finding for each entry that was dated by a clock."""
    dates = [info.date_time for info in epub.archive.infolist()]
    for info in epub.archive.infolist():
        if info.date_time != dates[0]:
            yield epub.error("epub-clock", f"dated {info.date_time}", info.filename)


def check_metadata(epub: Epub) -> Iterator[Finding]:
    """Yield a finding for each of identifier, titles, creators and language that differs."""
    texts = {
        name: [e.text or "" for e in epub.package.iter(f"{DC}{name}")]
        for name in ("identifier", "title", "creator", "language")
    }
    expected = {
        "identifier": [epub.expected.identifier],
        "creator": list(epub.expected.authors),
        "language": [epub.expected.language],
    }
    for name, wanted in expected.items():
        if texts[name][: len(wanted)] != wanted:
            yield epub.error("epub-metadata", f"{name} is {texts[name]}, not {wanted}")
    if ": ".join(texts["title"]) != epub.expected.title:
        yield epub.error("epub-metadata", f"title is {texts['title']}")
    unique = epub.package.get("unique-identifier")
    if not any(e.get("id") == unique for e in epub.package.iter(f"{DC}identifier")):
        yield epub.error("epub-metadata", "the unique identifier is not there")
    if not _metas(epub, "dcterms:modified"):
        yield epub.error("epub-metadata", "no dcterms:modified")


def _metas(epub: Epub, name: str) -> list[str]:
    return [e.text or "" for e in epub.package.iter(f"{OPF}meta") if e.get("property") == name]


def check_accessibility(epub: Epub) -> Iterator[Finding]:
    """Yield a finding for each property that EPUB Accessibility 1.1 §2.2 wants and is not there."""
    for name in (*PROPERTIES, "accessibilitySummary"):
        if not any(_metas(epub, f"schema:{name}")):
            yield epub.error("epub-accessibility", f"no schema:{name}", epub.package_name)
    if not any("EPUB Accessibility 1.1" in text for text in _metas(epub, "dcterms:conformsTo")):
        yield epub.error("epub-accessibility", "no dcterms:conformsTo", epub.package_name)


def check_language(epub: Epub) -> Iterator[Finding]:
    """Yield a finding for the package and each document that does not tell its language."""
    if epub.package.get(LANG) != epub.expected.language:
        yield epub.error("epub-language", "no xml:lang on <package>", epub.package_name)
    for name, document in epub.documents.items():
        if document.get(LANG) != epub.expected.language or document.get("lang") != document.get(
            LANG
        ):
            yield epub.error("epub-language", "no lang and xml:lang on <html>", name)


def check_spine(epub: Epub) -> Iterator[Finding]:
    """Yield a finding for each document outside the reading order, and each gap in it."""
    for name in epub.spine:
        if name not in epub.documents:
            yield epub.error("epub-spine", f"the reading order names {name or 'nothing'}")
    for name in epub.documents:
        if name not in epub.spine:
            yield epub.error("epub-spine", "not in the reading order", name)


def check_nav(epub: Epub) -> Iterator[Finding]:
    """Yield a finding unless contents and landmarks are there, whole and in order."""
    name = next((epub.name(i) for i in epub.items.values() if i.get("properties") == "nav"), "")
    navs = {
        n.get(TYPE, ""): n for n in epub.documents.get(name, Element("none")).iter(f"{XHTML}nav")
    }
    for kind in ("toc", "landmarks"):
        if kind not in navs:
            yield epub.error("epub-nav", f"no {kind}", name)
    links = list(navs.get("toc", Element("none")).iter(f"{XHTML}a"))
    places = [_target(name, link)[0] for link in links]
    order = [epub.spine.index(place) if place in epub.spine else -1 for place in places]
    if -1 in order or order != sorted(order):
        yield epub.error("epub-nav", "the contents are not in the reading order", name)
    titles = ["".join(link.itertext()) for link in links]
    for heading in epub.expected.headings:
        if heading not in titles:
            yield epub.error("epub-nav", f"the contents lack {heading!r}", name)


def _target(name: str, link: Element) -> tuple[str, str]:
    """Return the document and the fragment to which a link leads."""
    path, _, fragment = link.get("href", "").partition("#")
    folder = posixpath.dirname(name)
    return posixpath.normpath(posixpath.join(folder, unquote(path))) if path else name, fragment


def check_pages(epub: Epub) -> Iterator[Finding]:
    """Yield a finding unless the page list and the marks of pages are one.

    Each entry leads to a mark with its label, in the reading order, and each mark has its entry
    (EPUB Accessibility 1.1 §3.2).
    """
    documents = [(name, epub.documents[name]) for name in epub.spine if name in epub.documents]
    marks = {
        (name, e.get("id", "")): e.get("aria-label", "")
        for name, document in documents
        for e in document.iter()
        if e.get(TYPE) == "pagebreak"
    }
    lists = [(name, e) for name, d in documents for e in d.iter() if e.get(TYPE) == "page-list"]
    listed = {
        _target(name, link): "".join(link.itertext())
        for name, pages in lists
        for link in pages.iter(f"{XHTML}a")
    }
    if not marks or list(listed.items()) != list(marks.items()):
        told = f"{len(listed)} pages are listed, {len(marks)} marked, or in another order"
        yield epub.error("epub-pages", told)
    for name in ("pageBreakMarkers", "pageNavigation"):
        if name not in _metas(epub, "schema:accessibilityFeature"):
            yield epub.error("epub-pages", f"the feature {name} is not told", epub.package_name)
    if _metas(epub, "pageBreakSource") != [epub.expected.identifier]:
        yield epub.error("epub-pages", "pageBreakSource is not the PDF", epub.package_name)


def check_cover(epub: Epub) -> Iterator[Finding]:
    """Yield a finding unless one picture is the cover (EPUB 3.3 §D.7)."""
    if not any("cover-image" in i.get("properties", "").split() for i in epub.items.values()):
        yield epub.error("epub-cover", "no picture is marked cover-image")


def check_fonts(epub: Epub) -> Iterator[Finding]:
    """Yield a finding for each font embedded and not used, or used and not embedded."""
    held = {
        epub.name(i) for i in epub.items.values() if i.get("media-type", "").startswith("font/")
    }
    used = set()
    for item in epub.items.values():
        if item.get("media-type") == "text/css":
            css = epub.archive.read(epub.name(item)).decode()
            folder = posixpath.dirname(epub.name(item))
            fonts = re.findall(r"@font-face\s*{[^}]*url\(['\"]?([^'\")]+)", css)
            used |= {posixpath.normpath(posixpath.join(folder, font)) for font in fonts}
    for name in sorted(held ^ used):
        told = "is embedded and not used" if name in held else "is used and not embedded"
        yield epub.error("epub-font", told, name)


def check_remote(epub: Epub) -> Iterator[Finding]:
    """Yield a finding for whatever is fetched from outside; links that a reader follows are not."""
    for name, document in epub.documents.items():
        for element in document.iter():
            address = element.get("src") or (
                element.get("href") if element.tag == f"{XHTML}link" else None
            )
            if address and re.match(r"[a-z]+:|//", address):
                yield epub.error("epub-remote", f"fetches {address}", name)
    for item in epub.items.values():
        if item.get("media-type") == "text/css":
            css = epub.archive.read(epub.name(item)).decode()
            for address in re.findall(r"url\(['\"]?((?:[a-z]+:|//)[^'\")]*)", css):
                yield epub.error("epub-remote", f"fetches {address}", epub.name(item))


def check_alt(epub: Epub) -> Iterator[Finding]:
    """Yield a finding for each picture without a text alternative (WCAG 2.2 1.1.1)."""
    for name, document in epub.documents.items():
        for image in document.iter(f"{XHTML}img"):
            if not image.get("alt", "").strip():
                yield epub.error("epub-alt", f"{image.get('src')} has no alt text", name)


def check_roles(epub: Epub) -> Iterator[Finding]:
    """Yield a finding for each `epub:type` whose ARIA role is missing or another."""
    for name, document in epub.documents.items():
        for element in document.iter():
            wanted = ROLES.get(element.get(TYPE, ""))
            landmark = element.tag == f"{XHTML}a" and wanted not in OF_LINKS
            if wanted and not landmark and element.get("role") != wanted:
                yield epub.error("epub-role", f"{element.get(TYPE)} has no role {wanted}", name)


def check_notes(epub: Epub) -> Iterator[Finding]:
    """Yield a finding for each call without its note, and each note without its way back."""
    for name, document in epub.documents.items():
        ids = {e.get("id"): e for e in document.iter() if e.get("id")}
        calls = [e for e in document.iter() if e.get(TYPE) == "noteref"]
        notes = [e for e in document.iter() if e.get(TYPE) == "footnote"]
        called = {_target(name, call)[1]: call.get("id") for call in calls}
        for fragment in called:
            if fragment not in ids:
                yield epub.error("epub-note", f"no note '{fragment}'", name)
        for note in notes:
            back = [_target(name, e)[1] for e in note.iter() if e.get(TYPE) == "backlink"]
            if called.get(note.get("id", "")) not in back:
                yield epub.error("epub-note", f"no way back from '{note.get('id')}'", name)


CHECKS: tuple[Check, ...] = (
    check_container,
    check_clock,
    check_metadata,
    check_accessibility,
    check_language,
    check_spine,
    check_nav,
    check_pages,
    check_cover,
    check_fonts,
    check_remote,
    check_alt,
    check_roles,
    check_notes,
)
