"""The reading PDF: its pages, its structure and its metadata, read by pypdf and poppler."""

import re
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree

import pytest
from pypdf import PdfReader

from pipeline.compose.labels import labels_for, written_date
from pipeline.model.edition import PublicationDate
from pipeline.model.text import plain
from pipeline.read.edition import read
from pipeline.read.layout import read_layout
from tests.conftest import ROOT, Built, poppler

LEADING = 18.0
SIZE = 13.333
"""The leading and the size of the text, 13.5 and 10 pt, in the px that WeasyPrint draws with."""
INDENT = 12.0
MIDDLE = 297.6


@cache
def reader(path: Path) -> PdfReader:
    return PdfReader(path)


@cache
def text(path: Path, page: int) -> str:
    return poppler("pdftotext", "-layout", "-f", str(page), "-l", str(page), path, "-")


@cache
def edition(folder: Path):
    return read(folder)


@cache
def labels(language: str):
    layout = read_layout(ROOT / "layouts", "dipam", ROOT / "fonts")
    return labels_for(layout, language)


def letters(words: str) -> str:
    """Return only the letters and digits of a text, so that hyphens and line ends do not matter."""
    return re.sub(r"[\W_]", "", words)


def outline(path: Path) -> list[tuple[str, int]]:
    """Return the outline's titles with their pages, from 1, nested ones too."""

    def flat(entries):
        for entry in entries:
            if isinstance(entry, list):
                yield from flat(entry)
            else:
                yield entry.title, reader(path).get_destination_page_number(entry) + 1

    return list(flat(reader(path).outline))


@dataclass(frozen=True)
class Line:
    """A line of text on a page: its place in pt from the left and the top, and its words."""

    left: float
    top: float
    bottom: float
    words: str


@cache
def columns(path: Path, page: int) -> list[list[Line]]:
    """Return the lines of a page's two columns, without running heads, folio and footnotes."""
    xml = poppler("pdftotext", "-bbox-layout", "-f", str(page), "-l", str(page), path, "-")
    space = "{http://www.w3.org/1999/xhtml}"
    lines = []
    for line in ElementTree.fromstring(xml).iter(f"{space}line"):
        box = {key: float(line.get(key)) for key in ("xMin", "yMin", "yMax")}
        words = " ".join(word.text or "" for word in line.iter(f"{space}word"))
        lines.append(Line(box["xMin"], box["yMin"], box["yMax"], words))
    body = [line for line in lines if 76 < line.top < 768 and 9.5 < line.bottom - line.top < 40]
    return [
        sorted(side, key=lambda line: line.top)
        for side in (
            [line for line in body if line.left < MIDDLE],
            [line for line in body if line.left >= MIDDLE],
        )
    ]


def text_pages(built: Built) -> range:
    """Return the pages on which the body stands."""
    contents = dict(outline(built.pdf))
    names = labels(built.yaml("publication.yml")["language"])
    return range(3, contents[names["references"]])


def test_every_page_is_a4(built):
    sizes = {
        tuple(round(float(n) / 72 * 25.4, 1) for n in p.trimbox[2:])
        for p in reader(built.pdf).pages
    }

    assert sizes == {(210.0, 297.0)}


def test_the_cover_names_the_institution_the_series_and_the_work(built):
    publication = built.yaml("publication.yml")
    publisher = built.yaml("../publisher.yml")
    language = publication["language"]
    series = publisher["series"][publication["series"]]["title"][language]
    when = PublicationDate(*map(int, str(publication["date"]).split("-")))
    author = built.yaml(f"../contributors/{publication['contributors'][0]['id']}.yml")["name"]
    wanted = [
        *publisher["names"].values(),
        {"Analysis": "ANALYSIS", "Not": "NOT"}[series],
        str(publication["number"]),
        publication["title"],
        publication["subtitle"],
        written_date(when, language),
        author,
    ]

    cover = letters(text(built.pdf, 1))

    assert [words for words in wanted if letters(words) not in cover] == []


def test_the_imprint_says_how_to_cite_the_version_and_the_rights(built):
    own = edition(built.folder)
    wanted = [
        plain(own.citation),
        own.revision.version,
        own.publication.rights,
        own.publication.identifiers.urn,
    ]

    imprint = letters(text(built.pdf, 2))

    assert [words for words in wanted if letters(words) not in imprint] == []


def test_the_contents_name_the_page_of_every_heading(built):
    where = dict(outline(built.pdf))
    told = re.findall(r"^(\S.*?) {3,}(\d+)$", text(built.pdf, 2), re.MULTILINE)
    own = edition(built.folder)
    titles = [own.publication.title, *(plain(s.title) for s in own.sections if s.title)]

    assert [title for title, _ in told][: len(titles)] == titles
    assert {title: int(page) for title, page in told} == {title: where[title] for title, _ in told}


def test_the_running_head_is_the_section_of_the_page(built):
    own = edition(built.folder)
    sections = [plain(s.title) for s in own.sections if s.title]
    starts = [(title, page) for title, page in outline(built.pdf) if title in sections]
    heads, wanted = [], []
    for page in list(text_pages(built))[1:]:
        on_page = [title for title, start in starts if start == page]
        before = [title for title, start in starts if start < page]
        wanted.append((own.publication.title, (on_page or before[-1:])[0]))
        heads.append(tuple(re.split(r"\s{3,}", text(built.pdf, page).strip().split("\n")[0])))

    assert heads == wanted


def test_the_folio_is_the_page_number(built):
    pages = range(2, len(reader(built.pdf).pages))
    folios = [text(built.pdf, page).strip().split("\n")[-1].strip() for page in pages]

    assert folios == [str(page) for page in pages]


def test_page_labels_are_the_folios(built):
    assert reader(built.pdf).page_labels == [
        str(n + 1) for n in range(len(reader(built.pdf).pages))
    ]


def test_the_outline_has_every_heading_in_order(built):
    own = edition(built.folder)
    names = labels(own.publication.language)
    titles = [title for title, _ in outline(built.pdf)]
    sections = [plain(s.title) for s in own.sections if s.title]
    wanted = [
        names["contents"],
        names["imprint"],
        own.publication.title,
        *sections,
        names["references"],
    ]

    assert [title for title in titles if title in wanted] == wanted
    assert [page for _, page in outline(built.pdf)] == sorted(
        page for _, page in outline(built.pdf)
    )


def test_every_reference_is_printed_with_its_link(built):
    own = edition(built.folder)
    pages = [
        n for t, n in outline(built.pdf) if t == labels(own.publication.language)["references"]
    ]
    printed = letters(text(built.pdf, pages[0]))
    links = {
        str(a.get_object().get("/A", {}).get("/URI", ""))
        for page in reader(built.pdf).pages
        for a in page.get("/Annots", ())
    }
    entries = built.yaml("references.yml")

    assert [
        e["title"] for e in entries if letters(e["title"].replace("'", "")) not in printed
    ] == []
    assert [e["URL"] for e in entries if "URL" in e and e["URL"] not in links] == []


def test_every_citation_leads_to_its_reference(built):
    targets = reader(built.pdf).named_destinations
    keys = {f"ref-{entry['id']}" for entry in built.yaml("references.yml")}
    internal = {
        str(a.get_object()["/Dest"])
        for page in reader(built.pdf).pages
        for a in page.get("/Annots", ())
        if "/Dest" in a.get_object()
    }

    assert keys <= internal <= set(targets)


def test_the_last_page_has_the_biography_and_the_contact_block(built):
    publication = built.yaml("publication.yml")
    contact = built.yaml("../publisher.yml")["contact"]
    author = built.yaml(f"../contributors/{publication['contributors'][0]['id']}.yml")
    own = edition(built.folder).publication.by_role("aut")[0]
    web = contact["web"].removeprefix("https://")
    wanted = [
        author["name"],
        plain(own.biography[0].children),
        *contact["telephones"],
        contact["email"],
        web,
        *contact["address"],
    ]

    last = letters(poppler("pdftotext", "-f", len(reader(built.pdf).pages), built.pdf, "-"))

    assert [words for words in wanted if letters(words) not in last] == []


def test_only_fonts_of_the_layout_are_embedded_and_each_is_a_subset(built):
    rows = [line.split() for line in poppler("pdffonts", built.pdf).splitlines()[2:]]

    families = {re.match(r"[A-Z]{6}\+(Source-(?:Serif|Sans)-Pro)", row[0])[1] for row in rows}
    assert families == {"Source-Serif-Pro", "Source-Sans-Pro"}
    assert all(row[-5:-2] == ["yes", "yes", "yes"] for row in rows)


def test_info_and_xmp_say_what_the_publication_says(built):
    own = edition(built.folder)
    publication = built.yaml("publication.yml")
    publisher = built.yaml("../publisher.yml")
    info = reader(built.pdf).metadata
    xmp = reader(built.pdf).xmp_metadata
    moment = f"{built.yaml('revisions.yml')[-1]['date']}".replace("-", "")
    people = [c["id"] for c in publication["contributors"] if c["role"] == "aut"]
    authors = [built.yaml(f"../contributors/{person}.yml")["name"] for person in people]

    assert info["/Title"] == f"{publication['title']}: {publication['subtitle']}"
    assert info["/Author"] == ", ".join(authors)
    assert info["/Subject"] == " ".join(plain(own.publication.abstract).split())
    assert info["/Keywords"] == ", ".join(publication["keywords"])
    assert info["/Publisher"] == publisher["imprint"]
    assert info["/Rights"] == publication["rights"]
    assert info["/Identifier"] == f"urn:uuid:{publication['identifiers']['uuid']}"
    assert info["/Date"] == str(publication["date"])
    assert (
        info["/Series"]
        == publisher["series"][publication["series"]]["title"][publication["language"]]
    )
    assert info["/Number"] == str(publication["number"])
    assert info["/CreationDate"] == info["/ModDate"] == f"D:{moment}000000Z"
    assert xmp.dc_title["x-default"] == info["/Title"]
    assert xmp.dc_creator == authors
    assert xmp.dc_description["x-default"] == info["/Subject"]
    assert xmp.dc_subject == publication["keywords"]
    assert xmp.dc_publisher == [publisher["imprint"]]
    assert xmp.dc_rights["x-default"] == publication["rights"]
    assert xmp.dc_identifier == info["/Identifier"]
    assert xmp.dc_language == [publication["language"]]


def test_the_document_and_its_foreign_phrases_tell_their_language(built):
    root = reader(built.pdf).trailer["/Root"]
    source = (built.folder / "text.md").read_text("utf-8")
    foreign = set(re.findall(r"\blang=([\w-]+)", source)) | {"tr", "en"}
    told = {
        str(o["/Lang"])
        for o in map(
            reader(built.pdf).get_object, range(1, int(reader(built.pdf).trailer["/Size"]))
        )
        if hasattr(o, "get") and "/S" in o and "/Lang" in o
    }

    assert root["/Lang"] == built.yaml("publication.yml")["language"]
    assert told == foreign


def test_lines_of_text_stand_on_the_baseline_grid(built):
    off = []
    for page in text_pages(built):
        bottoms = []

        def visit(words, _cm, matrix, _font, size, found=bottoms):
            if words.strip() and abs(size - SIZE) < 0.01:
                found.append((matrix[5], words))

        reader(built.pdf).pages[page - 1].extract_text(visitor_text=visit)
        first = min(y for y, _ in bottoms)
        off += [(page, w) for y, w in bottoms if abs((y - first + 1) % LEADING - 1) > 0.2]

    assert off == []


def test_no_heading_is_the_last_line_of_a_column(built):
    headings = {letters(title) for title, _ in outline(built.pdf)}
    last = [
        column[-1].words
        for page in text_pages(built)
        for column in columns(built.pdf, page)
        if column
    ]

    assert [words for words in last if letters(words) in headings] == []


def test_no_column_begins_or_ends_with_a_single_line_of_a_paragraph(built):
    """A paragraph's first line is indented: what stands alone before or after one is seen."""
    sides = [c for page in text_pages(built) for c in columns(built.pdf, page) if len(c) > 2]
    widows = [
        a.words for a, b in (c[:2] for c in sides) if _opens(b, sides) and not _opens(a, sides)
    ]
    orphans = [
        c[-1].words
        for c, after in pairwise(sides)
        if _opens(c[-1], sides) and not _opens(after[0], sides)
    ]

    assert (widows, orphans) == ([], [])


def _opens(line: Line, sides: list[list[Line]]) -> bool:
    edges = {min(other.left for other in side) for side in sides if line in side}
    return any(abs(line.left - edge - INDENT) < 1.5 for edge in edges)


def test_hyphens_end_lines_in_both_languages(built):
    lines = [
        line.words for page in text_pages(built) for c in columns(built.pdf, page) for line in c
    ]

    assert sum(words.endswith(("-", "‐")) for words in lines) > 3


@pytest.mark.parametrize("box", ["TrimBox", "MediaBox"])
def test_the_reading_pdf_has_no_bleed(built, box):
    assert {tuple(page[f"/{box}"]) for page in reader(built.pdf).pages} == {
        tuple(reader(built.pdf).pages[0].mediabox)
    }
