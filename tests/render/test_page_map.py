"""Page by page: after each mark in the EPUB stand the words with which poppler reads that page."""

import re
import zipfile
from functools import cache
from xml.etree import ElementTree

import pytest

from tests.conftest import PUBLICATIONS, Built, poppler

XHTML = "{http://www.w3.org/1999/xhtml}"
TYPE = "{http://www.idpf.org/2007/ops}type"
HEAD, FOOT, RIGHT = 78, 766, 555
"""Where the text of a page begins and ends, in pt: running heads and folios are not of it. Right of
the text's own edge stand the folios of the contents."""
WORDS = 10
MARK = "\x00{}\x00"


@cache
def epub_text(built: Built) -> str:
    """Return the running text of an EPUB in reading order, with each mark as its label."""
    with zipfile.ZipFile(built.epub) as archive:
        package = ElementTree.fromstring(archive.read("EPUB/content.opf"))
        space = "{http://www.idpf.org/2007/opf}"
        names = {i.get("id"): i.get("href") for i in package.iter(f"{space}item")}
        spine = [names[r.get("idref")] for r in package.iter(f"{space}itemref")]
        documents = [ElementTree.fromstring(archive.read(f"EPUB/{name}")) for name in spine]
    return " ".join(running(document.find(f"{XHTML}body")) for document in documents)


def running(element) -> str:
    """Return the text of an element without notes and hidden lists; a cover is its words."""
    kind = element.get(TYPE, "")
    if kind in ("footnotes", "landmarks", "page-list"):
        inner = ""
    elif kind == "pagebreak":
        inner = MARK.format(element.get("aria-label"))
    elif element.get("role") == "doc-cover":
        inner = element.get("alt")
    else:
        inner = (element.text or "") + "".join(running(child) for child in element)
    block = element.tag.removeprefix(XHTML) in ("p", "h1", "h2", "h3", "li", "td", "th", "dt", "dd")
    return inner + (" " if block else "") + (element.tail or "")


def words_after_marks(built: Built) -> dict[str, list[str]]:
    """Return the first words after each mark, by its label."""
    parts = epub_text(built).split("\x00")
    told = dict(zip(parts[1::2], range(2, len(parts), 2), strict=True))
    return {label: " ".join(parts[n:][::2]).split()[:WORDS] for label, n in told.items()}


@cache
def pdf_text(built: Built) -> list[str]:
    """Return the text of each page as poppler reads it, without running head and folio."""
    count = int(re.search(r"^Pages: *(\d+)", poppler("pdfinfo", built.pdf), re.MULTILINE)[1])
    # In the order of the page's content: poppler's own guess takes headings that stand side by side
    # in two columns for one line.
    cover = poppler("pdftotext", "-raw", "-l", "1", built.pdf, "-")
    area = ("-y", str(HEAD), "-H", str(FOOT - HEAD), "-x", "0", "-W", "595")
    within = poppler("pdftotext", "-raw", "-f", "2", *area, built.pdf, "-").split("\f")[: count - 1]
    return [cover, *within]


def letters(text: str) -> str:
    return re.sub(r"[\W_]", "", text)


def differences(built: Built) -> list[tuple[str, str, str]]:
    """Return each page whose mark does not stand before the words with which the page begins."""
    marked = words_after_marks(built)
    pages = pdf_text(built)
    assert list(marked) == [str(n) for n in range(1, len(pages) + 1)]
    found = []
    for (label, words), page in zip(marked.items(), pages, strict=True):
        # The folios of the contents are the printed page's own.
        text = re.sub(r"(?m)^\d+$", "", page) if label == "2" else page
        if not letters(text).startswith(letters("".join(words))):
            found.append((label, " ".join(words), " ".join(page.split()[:WORDS])))
    return found


@pytest.mark.parametrize("slug", PUBLICATIONS)
def test_each_page_of_a_publication_begins_at_its_mark(all_built, slug):
    assert differences(all_built[slug]) == []


def test_each_page_of_a_long_specimen_begins_at_its_mark(long_specimen):
    assert len(pdf_text(long_specimen)) >= 120
    assert differences(long_specimen) == []


def test_a_mark_that_is_a_letter_away_is_noticed(all_built, monkeypatch):
    built = all_built[PUBLICATIONS[0]]
    text = epub_text(built)
    place = text.index(MARK.format("4"))
    moved = text[:place] + text[place + 3] + MARK.format("4") + text[place + 4 :]
    monkeypatch.setitem(globals(), "epub_text", lambda _: moved)

    assert [label for label, *_ in differences(built)] == ["4"]
