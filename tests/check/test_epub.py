"""Each of our own checks of an EPUB finds its fault, and none in a good file."""

import zipfile
from pathlib import Path

import pytest

from pipeline.check.codes import CODES
from pipeline.check.epub import check_epub

OPF = "EPUB/content.opf"
NAV = "EPUB/nav.xhtml"
NOTE = "EPUB/the-first-section.xhtml"
OPENING = "EPUB/opening.xhtml"
CSS = "EPUB/style.css"


# An entry, the text in it that is replaced, its replacement, and the code of the finding.
CASES = [
    ("mimetype", "application/epub+zip", "application/zip", "epub-container"),
    (OPF, "urn:uuid:5f0c1d0e", "urn:uuid:00000000", "epub-metadata"),
    (OPF, "One of Each</dc:title>", "Another</dc:title>", "epub-metadata"),
    (OPF, ">The Example Writers<", ">Nobody<", "epub-metadata"),
    (OPF, "dcterms:modified", "dcterms:created", "epub-metadata"),
    (OPF, 'unique-identifier="id"', 'unique-identifier="none"', "epub-metadata"),
    (OPF, "schema:accessModeSufficient", "schema:other", "epub-accessibility"),
    (OPF, "schema:accessibilitySummary", "schema:other", "epub-accessibility"),
    (OPF, "EPUB Accessibility 1.1", "good", "epub-accessibility"),
    (OPF, 'xml:lang="en"', "", "epub-language"),
    (NOTE, ' xml:lang="en">\n<head', ">\n<head", "epub-language"),
    (OPF, '<itemref idref="part-the-first-section"/>', "", "epub-spine"),
    (OPF, 'idref="part-the-first-section"', 'idref="part-gone"', "epub-spine"),
    (NAV, 'epub:type="landmarks"', 'epub:type="lot"', "epub-nav"),
    (NAV, ">The first section<", ">Something else<", "epub-nav"),
    (NAV, 'href="the-first-section.xhtml"', 'href="colophon.xhtml"', "epub-nav"),
    (NAV, 'href="about.xhtml#page', 'href="references.xhtml#page', "epub-pages"),
    (NAV, 'epub:type="page-list"', 'epub:type="lot"', "epub-pages"),
    (NAV, 'id="page-2" aria-label="2"', 'id="page-2" aria-label="3"', "epub-pages"),
    (OPENING, 'epub:type="pagebreak"', "", "epub-pages"),
    (OPF, "pageBreakMarkers", "printPageNumbers", "epub-pages"),
    (OPF, "pageNavigation", "bookmarks", "epub-pages"),
    (OPF, '"pageBreakSource">urn:', '"pageBreakSource">none:', "epub-pages"),
    (OPENING, 'role="doc-pagebreak"', 'role="separator"', "epub-role"),
    (OPF, 'properties="cover-image"', "", "epub-cover"),
    (CSS, "fonts/SourceSerifPro-Regular-b4e0771f.ttf", "fonts/Other.ttf", "epub-font"),
    (CSS, "body {", "@import url(https://www.example.org/a.css); body {", "epub-remote"),
    (NOTE, 'src="figures/line.svg"', 'src="https://www.example.org/line.svg"', "epub-remote"),
    (NOTE, 'alt="A line that rises."', 'alt=""', "epub-alt"),
    (NOTE, 'role="doc-noteref"', "", "epub-role"),
    (NOTE, 'role="doc-pullquote"', 'role="note"', "epub-role"),
    (NOTE, 'href="#note-1"', 'href="#note-2"', "epub-note"),
    (NOTE, 'href="#noteref-1"', 'href="#elsewhere"', "epub-note"),
]


def rewritten(path: Path, target: Path, change) -> Path:
    """Write a copy of a ZIP, each entry's name, date and data as `change` returns them."""
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(target, "w") as new:
        for info in old.infolist():
            changed, data = change(info, old.read(info))
            new.writestr(changed, data, compress_type=info.compress_type)
    return target


def codes(path: Path, expected) -> set[str]:
    return {finding.code for finding in check_epub(path, expected)}


@pytest.mark.parametrize(("name", "old", "new", "code"), CASES)
def test_a_fault_is_found(specimen, expected, tmp_path, name, old, new, code):
    def change(info, data):
        if info.filename != name:
            return info, data
        text = data.decode()
        assert old in text, "the case no longer fits the specimen"
        return info, text.replace(old, new).encode()

    assert code in codes(rewritten(specimen.epub, tmp_path / "broken.epub", change), expected)


def test_an_entry_dated_by_the_clock_is_found(specimen, expected, tmp_path):
    def change(info, data):
        if info.filename == NOTE:
            info.date_time = (2026, 11, 24, 12, 0, 0)
        return info, data

    assert codes(rewritten(specimen.epub, tmp_path / "x.epub", change), expected) == {"epub-clock"}


def test_a_good_file_has_no_finding(specimen, expected, tmp_path):
    copy = rewritten(specimen.epub, tmp_path / "copy.epub", lambda info, data: (info, data))

    assert codes(specimen.epub, expected) == codes(copy, expected) == set()


def test_what_is_no_epub_is_told(expected, tmp_path):
    (tmp_path / "no.epub").write_bytes(b"PK nothing more")

    assert codes(tmp_path / "no.epub", expected) == {"epub-unreadable"}


def test_every_code_has_a_meaning_and_a_case():
    told = {code for code in CODES if code.startswith("epub-")}

    assert told == {code for *_, code in CASES} | {"epub-unreadable", "epub-clock"}
