"""Copyfitting from the text to the pages: it shows where it holds, and is told in the report."""

import random
import re
import zipfile
from pathlib import Path
from typing import NamedTuple

import pytest

from pipeline import judging
from pipeline.build import build
from pipeline.check.fitting import told, told_html, told_json
from pipeline.compose.markup import Setting, markup
from pipeline.house import House
from pipeline.model.artifact import Place, Rendition
from pipeline.model.fitting import Fit, Fitting
from pipeline.read.markdown import Passage
from pipeline.read.reading import Reading
from pipeline.read.text import read_nodes
from tests import long
from tests.conftest import SPECIMEN, house_at, poppler
from tests.render.test_pdf import columns, reader

SECTION = "EPUB/a-section.xhtml"
ENDING = "\n\nCited are [@adams2020] and [@who2021].\n"


class Files(NamedTuple):
    """The files of an edition, and the house that made them."""

    house: House
    pdf: Path
    print: Path
    epub: Path
    web: Path


def made(source: Path, text: str, renditions=tuple(Rendition)) -> Files:
    """Build the specimen with another text."""
    (source / SPECIMEN / "text.md").write_text(text + ENDING, "utf-8")
    folder = source.parent / "house"
    house = House(folder) if folder.exists() else house_at(folder, source)
    build(house, [SPECIMEN], renditions, lambda _: None)
    stem = str(house.dist / SPECIMEN / f"{SPECIMEN}-1.0.0")
    return Files(house, *(Path(stem + end) for end in (".pdf", "-print.pdf", ".epub", ".html")))


def words(seed: int, count: int) -> str:
    """Return a paragraph of so many words, the same for the same seed."""
    return f"{' '.join(random.Random(seed).choices(long.ENGLISH.split(), k=count)).capitalize()}."


# A block, what it is broken before with, and the line with which its page or column then begins.
BLOCKS = {
    "paragraph": ("{%}\nHere it breaks.", "Here it breaks."),
    "section": ("## A section {%}\n\nWords.", "A section"),
    "heading": ("### A heading {%}\n\nWords.", "A heading"),
    "figure": ('{%}\n![A line.](figures/line.svg "A caption.")', "Figure 1. A caption."),
    "table": ("{%}\nTable: A caption.\n\n| A |\n|---|\n| b |", "Table 1. A caption."),
    "list": ("{%}\n1. One thing\n2. Another", "1. One thing"),
    "box": ("{%}\n::: box A title\nWords.\n:::", "A title"),
    "quotation": ("{%}\n> Words of another.", "Words of another."),
}

FLUSH = ("section", "heading", "table", "list", "quotation")
"""What begins on the first line of a page, whatever space is above it elsewhere."""


@pytest.mark.parametrize("kind", ["page", "column"])
def test_a_page_or_a_column_begins_where_it_is_asked(source, kind):
    parts = ["Opening."]
    for number, (block, _) in enumerate(BLOCKS.values()):
        parts += [words(number, 60), words(number + 50, 60)]
        parts.append(block.replace("%", f"break-before={kind}"))
    files = made(source, "\n\n".join(parts), (Rendition.PDF,))
    pages = [columns(files.pdf, page) for page in range(3, len(reader(files.pdf).pages))]
    sides = [side for page in pages for side in (page[:1] if kind == "page" else page) if side]
    heads = {side[0].words: side[0].top for side in sides}

    assert [line for _, line in BLOCKS.values() if line not in heads] == []
    assert [heads[BLOCKS[name][1]] for name in FLUSH] == pytest.approx([80] * len(FLUSH), abs=3)


def test_an_epub_marks_the_page_of_the_pdf_after_the_break_that_begins_it(source):
    blocks = [block.replace("%", "break-before=page") for block, _ in BLOCKS.values()]
    files = made(source, "\n\nWords.\n\n".join(["Opening.", *blocks]))
    with zipfile.ZipFile(files.epub) as epub:
        names = [name for name in epub.namelist() if name in {"EPUB/opening.xhtml", SECTION}]
        opening = "".join(epub.read(name).decode() for name in names)
    breaks = re.findall(r'class="[^"]*break-page[^>]*>\s*(?:<[^>]*>\s*)?<span[^>]*"page-', opening)

    assert len(breaks) == len(BLOCKS)
    assert not re.search(r"</span>\s*<[^>]*break-page", opening)
    assert not re.search(r"<h\d[^>]*>\s*<span[^>]*doc-pagebreak", opening)


def test_columns_end_even_before_a_page_that_is_broken(source):
    text = f"{words(1, 90)}\n\n{words(2, 90)}\n\n{{break-before=page}}\nHere it breaks."
    left, right = columns(made(source, text, (Rendition.PDF,)).pdf, 3)

    assert abs(left[-1].top - right[-1].top) < 20


def test_a_paragraph_after_a_break_is_indented_as_it_is_without(source):
    text = f"{words(1, 40)}\n\n{{break-before=page}}\nHere it breaks.\n\n- a\n\n"
    files = made(source, f"{text}{{break-before=page}}\nAnd here.", (Rendition.PDF,))
    first, second = (columns(files.pdf, page)[0][0] for page in (4, 5))

    assert (first.words, second.words) == ("Here it breaks.", "And here.")
    assert first.left - second.left == pytest.approx(12, abs=0.1)


def heads_of(source: Path, first: str, second: str) -> set[str]:
    """Return the words with which columns begin, of many short and long paragraphs in turn."""
    pairs = (f"{first}\nFirst.\n\n{second}\nSecond {words(n, 50 + n)}" for n in range(30))
    files = made(source, "\n\n".join(pairs), (Rendition.PDF,))
    pages = range(4, len(reader(files.pdf).pages) - 1)
    sides = [side for page in pages for side in columns(files.pdf, page) if side]
    return {side[0].words.split()[0] for side in sides} - {"Cited"}


def test_what_is_kept_together_begins_no_column_but_with_its_first_line(source):
    assert heads_of(source, "", "{keep=together}") <= {"First.", "Second"}


def test_what_is_kept_with_the_next_ends_no_column(source):
    assert heads_of(source, "{keep=with-next}", "{keep=together}") == {"First."}


@pytest.mark.parametrize(("asked", "seed", "lines"), [(".tighten", 1, -1), (".loosen", 0, 1)])
def test_a_paragraph_loses_or_gains_a_line(source, asked, seed, lines):
    paragraph = f"{words(seed, 60)}\n\n{{break-before=page}}\nHere it breaks."

    assert counted(source, f"{{{asked}}}\n{paragraph}") - counted(source, paragraph) == lines


def counted(source: Path, text: str) -> int:
    """Return the lines of text on the first page of a text, below its title."""
    files = made(source, text, (Rendition.PDF,))
    reader.cache_clear()
    columns.cache_clear()
    return sum(line.top > 250 for side in columns(files.pdf, 3) for line in side)


def test_lines_that_are_tightened_or_loosened_reach_the_edge_of_the_column(source):
    text = "\n\n".join(f"{{.{fit}}}\n{words(3, 150)}" for fit in ("tighten", "loosen"))
    files = made(source, text, (Rendition.PDF,))
    page = poppler("pdftotext", "-bbox-layout", "-f", "3", "-l", "3", files.pdf, "-")
    edges = [float(edge) for edge in re.findall(r'<line [^>]*xMax="(28[5-9]\.\d+)"', page)]

    assert len(edges) > 8
    assert [edge for edge in edges if abs(edge - 287.7) > 0.2] == []


ALONE = ["{break-before=page only=epub}", "{keep=together only=web}"]


@pytest.mark.parametrize("asked", ALONE)
def test_what_holds_for_the_epub_or_the_web_alone_leaves_the_pdfs_as_they_are(source, asked):
    text = f"{words(1, 60)}\n\n%\n{words(2, 60)}"
    plain = made(source, text.replace("%\n", ""))
    pages = (plain.pdf.read_bytes(), plain.print.read_bytes())
    others = (plain.epub.read_bytes(), plain.web.read_bytes())
    (source / SPECIMEN / "text.md").write_text(text.replace("%", asked) + ENDING, "utf-8")
    build(plain.house, [SPECIMEN], tuple(Rendition), lambda _: None)

    assert (plain.pdf.read_bytes(), plain.print.read_bytes()) == pages
    changed = [file.read_bytes() for file in (plain.epub, plain.web)]
    assert [a != b for a, b in zip(others, changed, strict=True)] == [
        "epub" in asked,
        "web" in asked,
    ]


# What is asked of a block, and the classes that it has in the PDF, the EPUB and the web page.
CLASSES = [
    ("{.tighten}", ["tighten", "", ""]),
    ("{.loosen .lead}", ["lead loosen", "lead", "lead"]),
    ("{keep=together}", ["keep-together"] * 3),
    ("{keep=with-next only=epub}", ["", "keep-with-next", ""]),
    ("{.tighten keep=with-next only=pdf}", ["tighten keep-with-next", "", ""]),
    ("{keep=together only=web}", ["", "", "keep-together"]),
]


@pytest.mark.parametrize(("asked", "classes"), CLASSES, ids=[c[0] for c in CLASSES])
def test_a_block_has_a_class_only_where_it_holds(asked, classes):
    text = f"{asked}\nWords."
    nodes = read_nodes(Passage(Path("t"), tuple(text.split("\n")), text, 1), Reading("en", []))
    written = [
        markup(nodes, Setting(rendition, {}, {}, 200, 13.5))
        for rendition in (Rendition.PDF, Rendition.EPUB, Rendition.WEB)
    ]

    assert written == [
        f'<p class="{own}">Words.</p>' if own else "<p>Words.</p>" for own in classes
    ]


def test_a_table_is_fitted_together_with_its_caption():
    text = "{keep=with-next .wide}\nTable: T.\n\n{#t}\n| a |\n|---|"
    nodes = read_nodes(Passage(Path("t"), tuple(text.split("\n")), text, 1), Reading("en", []))
    setting = Setting(Rendition.PDF, {"table": "Table {number}."}, {}, 200, 13.5)

    assert markup(nodes, setting).startswith(
        '<div class="table keep-with-next"><table id="t"><caption class="wide">'
    )


ALL = tuple(Rendition)
FITTING = Fitting(Fit.BREAK_PAGE, "box", Place(Path("<text>.md"), line=3, column=2), ALL)
TIGHT = Fitting(Fit.TIGHTEN, "paragraph", Place(Path("text.md"), line=9), ALL[:2])


def test_the_report_tells_each_instruction():
    fittings = told([FITTING, TIGHT, TIGHT], lambda place: str(place.line), [(8, 9), (5, 5)])
    page = told_html(fittings)

    for row in (
        "<td>a page begins with the box</td><td>PDF, print PDF, EPUB, web page, when printed</td>"
        "<td>&lt;text&gt;.md:3:2</td><td>3</td><td></td>",
        "<td>the paragraph is set tighter</td><td>PDF, print PDF</td>"
        "<td>text.md:9</td><td>9</td><td>8 instead of 9</td>",
        "<td>9</td><td>5, as without it</td>",
    ):
        assert row in page
    assert told_json(fittings[1:2]) == [
        {
            "what": "the paragraph is set tighter",
            "renditions": ["pdf", "print"],
            "source": "text.md:9",
            "page": "9",
            "lines": {"set": 8, "without": 9},
        }
    ]


def test_the_report_says_where_there_is_none():
    assert told_html(()) == "<h2>Copyfitting</h2><p>None.</p>"


def test_an_instruction_is_told_with_its_page_and_its_lines(source):
    text = f"{{.tighten}}\n{words(1, 60)}\n\n## A section {{break-before=page}}\n\nWords.\n"
    files = made(source, text)
    _, fittings = judging._told_of_the_source(files.house, SPECIMEN)

    assert [(f.words, f.source.line, f.page, f.lines) for f in fittings] == [
        ("the paragraph is set tighter", 1, "3", (11, 12)),
        ("a page begins with the section", 4, "4", None),
    ]
    assert judging.parity(files.house, SPECIMEN) == []


def test_a_section_of_an_epub_and_of_the_web_page_has_its_class(source):
    files = made(source, "A.\n\n## A section {break-before=page}\n\nB.")
    with zipfile.ZipFile(files.epub) as epub:
        section = epub.read(SECTION).decode()

    for document in (section, files.web.read_text("utf-8")):
        assert '<section class="section break-page" id="a-section"' in document
        assert " fit-" not in document
