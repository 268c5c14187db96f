"""Where pages begin, as WeasyPrint lays them out: neither hyphens nor notes nor heads shift it."""

from dataclasses import replace

import pytest

from pipeline.compose.pages import compose
from pipeline.read.edition import read
from pipeline.read.layout import read_layout
from pipeline.render.typeset import typeset
from tests.conftest import ROOT, SPECIMEN

STYLES = """
@page { size: 60mm 40mm; margin: 5mm; @top-left { content: "Head 9" } }
body { font: 10pt/5mm "Source Serif Pro"; hyphens: manual; margin: 0; orphans: 1; widows: 1 }
p, table, figure { margin: 0 } p::before { content: "7 " } .note { float: footnote }
.columns { columns: 2 } .next { break-before: page } td, th { padding: 0 } img { width: 5mm }
.tall { height: 25mm } .capitals { text-transform: uppercase }
"""
LINES = "".join(f"<p>line {n}</p>" for n in range(9))
FIVE = "".join(f"<p>line {n}</p>" for n in range(5))
# What a page begins with; the text; for each page the anchor, how many letters after it, and words.
CASES = [
    (
        "a block",
        '<p id="a">one</p><p id="b" class="next">two</p>',
        [("a", 0, "one"), ("b", 0, "two")],
    ),
    ("a letter within a block", f'<div id="a">{LINES}</div>', [("a", 0, ""), ("a", 30, "line6")]),
    (
        "a part of a word",
        f'<div id="a">{FIVE}</div><p id="b">exception­ally unusual inter­national</p>',
        [("a", 0, "line0"), ("b", 25, "national")],
    ),
    (
        "a letter after a note",
        f'<div id="a"><p>x<span class="note">note</span></p>{LINES}</div>',
        [("a", 0, "xline0"), ("a", 11, "line2"), ("a", 41, "line8")],
    ),
    (
        "a column",
        f'<div id="a" class="columns">{LINES}{LINES}</div>',
        [("a", 0, "line0"), ("a", 60, "line3")],
    ),
    (
        "a picture",
        '<p id="a">one</p><figure id="b" class="next"><img src="line.svg"/></figure>',
        [("a", 0, "one"), ("b", 0, "￼")],
    ),
    (
        "a block after a picture",
        '<div id="a"><p>one</p><img src="line.svg"/><p class="next">two</p></div>',
        [("a", 0, "one"), ("a", 4, "two")],
    ),
    (
        "a row under a repeated head",
        '<table id="a"><thead><tr><th>head</th></tr></thead>'
        + "".join(f"<tr><td>row{n}</td></tr>" for n in range(9))
        + "</table>",
        [("a", 0, "headrow0"), ("a", 20, "row4"), ("a", 36, "row8")],
    ),
    (
        "a line in capitals that are longer",
        f'<div id="a">{FIVE}</div><p id="b" class="capitals">große straße und breite Straße</p>',
        [("a", 0, "line0"), ("b", 14, "breiteStraße")],
    ),
    (
        "nothing",
        '<p id="a">one</p><div class="tall next"></div><p id="b" class="next">two</p>',
        [("a", 0, "one"), ("b", 0, "two"), ("b", 0, "two")],
    ),
    (
        "a phrase within a paragraph",
        f'<div id="a">{FIVE}</div><p id="b">one two three four, five <em>six seven eight</em></p>',
        [("a", 0, "line0"), ("b", 23, "seven")],
    ),
]


@pytest.fixture(scope="module")
def composition():
    layout = read_layout(ROOT / "layouts", "dipam", ROOT / "fonts")
    return compose(read(ROOT / "tests/source" / SPECIMEN), layout)


@pytest.mark.parametrize(("what", "body", "starts"), CASES, ids=[case[0] for case in CASES])
def test_a_page_begins_with(composition, what, body, starts):
    markup = f'<html lang="en"><link rel="stylesheet" href="style.css"/><body>{body}</body></html>'
    faces = composition.resources["style.css"].split(b":root")[0]
    line = ROOT / "tests/source" / SPECIMEN / "figures/line.svg"
    given = replace(
        composition,
        parts=(replace(composition.parts[0], markup=markup),),
        resources={
            **composition.resources,
            "style.css": faces + STYLES.encode(),
            "line.svg": line,
        },
    )
    with typeset(given, ROOT / ".cache") as pages:
        found = pages.page_map

    assert [(s.label, s.anchor, s.offset) for s in found] == [
        (str(n), anchor, offset) for n, (anchor, offset, _) in enumerate(starts, start=1)
    ]
    assert all(s.words.startswith(words) for s, (*_, words) in zip(found, starts, strict=True))
