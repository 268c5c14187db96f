"""What an editor asks of single blocks is read as asked, or told with its place and its remedy."""

from pathlib import Path

import pytest

from pipeline.errors import Faults
from pipeline.model.text import Element, walk
from pipeline.read.edition import read
from pipeline.read.markdown import Passage
from pipeline.read.reading import Reading
from pipeline.read.text import read_sections
from tests.conftest import SPECIMEN


def reading_of(text: str) -> tuple[Reading, list[Element]]:
    """Read a text; return what was gathered, and its sections and blocks as elements."""
    reading = Reading("en", [])
    sections = read_sections(Passage(Path("t.md"), tuple(text.split("\n")), text, 1), reading)
    blocks = [e for s in sections for e in (Element("section", s.attributes), *walk(s.body))]
    return reading, blocks


# What is written, and each instruction: what, of which block, where, and for which renditions.
EVERYWHERE = "pdf print epub web"
ASKED = [
    ("{.tighten}\nWords.", [("tighten", "paragraph", "1:2", "pdf print")]),
    ("> {.loosen}\n> Words.", [("loosen", "paragraph", "1:4", "pdf print")]),
    (
        "A.\n\n{.lead .tighten keep=with-next}\n\nWords.",
        [
            ("tighten", "paragraph", "3:8", "pdf print"),
            ("keep-with-next", "paragraph", "3:17", EVERYWHERE),
        ],
    ),
    ("A.\n\n{break-before=page}\nB.", [("break-page", "paragraph", "3:2", EVERYWHERE)]),
    ("A.\n\n{break-before=column}\nB.", [("break-column", "paragraph", "3:2", "pdf print")]),
    (
        "A.\n\n{break-before=column only=pdf}\nB.",
        [("break-column", "paragraph", "3:2", "pdf print")],
    ),
    ("A.\n\n{break-before=page only=epub}\nB.", [("break-page", "paragraph", "3:2", "epub")]),
    ("A.\n\n## S {break-before=page only=web}", [("break-page", "section", "3:7", "web")]),
    ("A.\n\n{break-before=column}\n## S", [("break-column", "section", "3:2", "pdf print")]),
    (
        "A.\n\n## S\n\nB.\n\n### T {break-before=page only=pdf}",
        [("break-page", "heading", "7:8", "pdf print")],
    ),
    (
        "A.\n\n![Seen](a.svg){break-before=page only=pdf}",
        [("break-page", "figure", "3:16", "pdf print")],
    ),
    ("{keep=with-next}\n![Seen](a.svg)", [("keep-with-next", "figure", "1:2", EVERYWHERE)]),
    ("{keep=together}\n| a |\n|---|\n| 1 |", [("keep-together", "table", "1:2", EVERYWHERE)]),
    (
        "A.\n\n{break-before=column}\nTable: T.\n\n| a |\n|---|",
        [("break-column", "table", "3:2", "pdf print")],
    ),
    ("{keep=together}\n- a\n- b", [("keep-together", "list", "1:2", EVERYWHERE)]),
    ("{keep=together}\na\n: b", [("keep-together", "list", "1:2", EVERYWHERE)]),
    ("{keep=together}\n::: box T\na\n:::", [("keep-together", "box", "1:2", EVERYWHERE)]),
    ("{keep=together}\n> a", [("keep-together", "quotation", "1:2", EVERYWHERE)]),
    ("{keep=together}\n```\na\n```", [("keep-together", "listing", "1:2", EVERYWHERE)]),
]


@pytest.mark.parametrize(("text", "asked"), ASKED, ids=[text for text, _ in ASKED])
def test_what_is_asked_is_read(text, asked):
    reading, blocks = reading_of(text)
    told = [
        (f.fit, f.block, f"{f.place.line}:{f.place.column}", " ".join(f.renditions))
        for f in sorted(reading.fittings, key=lambda f: f.place.column)
    ]

    assert (told, reading.faults) == (asked, [])
    for fit, _, _, renditions in asked:
        for rendition in EVERYWHERE.split():
            classes = [b.attributes.get(f"fit-{rendition}", "").split() for b in blocks]
            assert any(fit in own for own in classes) == (rendition in renditions.split())


# What is written, and the place, the words and the remedy of its fault.
FAULTS = [
    ("A.\n\n{break-before=colum}\nB.", "3:2", "no 'break-before=colum'", "'break-before=column'?"),
    ("A.\n\n{keep=next}\nB.", "3:2", "no 'keep=next'", "did you mean 'keep=with-next'?"),
    (
        "A.\n\n{keep=together only=epubs}\nB.",
        "3:16",
        "no 'only=epubs'",
        "did you mean 'only=epub'?",
    ),
    ("A.\n\n{keep=together only=print}\nB.", "3:16", "the print PDF alone", "write only=pdf"),
    ("{only=pdf}\nA.", "1:2", "'only' with nothing", ".tighten, .loosen, break-before=page"),
    ("A.\n\n{break-after=page}\nB.", "3:2", "unknown attribute 'break-after'", "'break-before'?"),
    ("{.tigthen}\nA.", "1:2", "unknown class '.tigthen'", "did you mean '.tighten'?"),
    ("{.tighten .loosen}\nA.", "1:11", "tightened and loosened", "keep one of them"),
    ("{.tighten}\n- A.", "1:2", "not a list", "before a paragraph"),
    ("## S {.tighten}", "1:7", "not a section", "before a paragraph"),
    ("![Seen](a.svg){.tighten}", "1:16", "not a figure", "before a paragraph"),
    ("{.tighten}\nTable: T.\n\n| a |\n|---|", "1:2", "not a table", "before a paragraph"),
    ("A [b]{.tighten} c.", "1:7", "not a phrase", "before a paragraph"),
    ("{.tighten only=epub}\nA.", "1:2", "cannot hold for the rendition 'epub'", "only=pdf"),
    ("A.\n\n{break-before=column only=web}\nB.", "3:2", "the rendition 'web'", "only=pdf"),
    ("A [b]{keep=together} c.", "1:7", "no block to break before", "before a whole block"),
    ("{break-before=page}\nA.", "1:2", "before the first block", "take it out"),
    ("A.\n\n## S\n\n{break-before=page}\nB.", "5:2", "a heading and its text", "on the heading"),
    ("## S {keep=together}", "1:7", "nothing to keep for a section", "stays with what follows"),
    ("A.\n\n> {break-before=page}\n> B.", "3:4", "a break within a quotation", "on the quotation"),
    ("A.\n\n::: box\n{break-before=page}\nB.\n:::", "4:2", "within a box", "put it on the box"),
    ("A.[^1]\n\n[^1]: B.\n\n    {.loosen}\n    C.", "5:6", "within a note", "take it out"),
    ("A. {.tighten}", "1:4", "'{.tighten}' is not read as attributes", "an empty line above"),
    ("A.\n\n{.tighten}", "3:1", "attributes that no block follows", "take them out"),
    ("A.[^1]\n\n{.tighten}\n[^1]: B.", "3:1", "attributes that no block follows", "take them"),
]


@pytest.mark.parametrize(("text", "place", "words", "remedy"), FAULTS, ids=[f[0] for f in FAULTS])
def test_what_cannot_be_asked_is_told_with_its_place_and_its_remedy(text, place, words, remedy):
    reading, _ = reading_of(text)

    (told,) = map(str, reading.faults)
    where, _, step = told.partition("→")
    assert where.startswith(f"t.md:{place}: ")
    assert words in where
    assert remedy in step


def test_all_are_told_at_once_with_what_else_is_wrong(source):
    path = source / SPECIMEN / "text.md"
    text = path.read_text("utf-8").replace("## The second section", "## The second {keep=all}")
    path.write_text(f"{{.tighten .loosen}}\n{text}\n{{break-before=colum}}\nA.\n\n<b>\n", "utf-8")

    with pytest.raises(Faults) as caught:
        read(source / SPECIMEN)

    assert [fault.message for fault in caught.value.faults] == [
        "a paragraph tightened and loosened",
        "no 'keep=all'",
        "no 'break-before=colum'",
        "raw HTML is not allowed: <b>",
    ]


def test_an_edition_has_them_in_reading_order(source):
    path = source / SPECIMEN / "text.md"
    text = path.read_text("utf-8")
    text = text.replace("## The second section", "## The second section {break-before=page}")
    text = text.replace("> Quoted", "{keep=together}\n> {.tighten}\n> Quoted")
    path.write_text(f"{{.loosen}}\n{text}", "utf-8")

    fittings = read(source / SPECIMEN).fittings

    assert [f.fit for f in fittings] == ["loosen", "break-page", "keep-together", "tighten"]
    assert {f.place.file for f in fittings} == {path}


def test_copyfitting_is_for_the_text_alone(source):
    path = source / SPECIMEN / "publication.yml"
    text = path.read_text("utf-8").replace("  What the", "  {.tighten}\n  What the")
    path.write_text(text, "utf-8")

    with pytest.raises(Faults, match=r"publication.yml:12:4: copyfitting within a YAML file"):
        read(source / SPECIMEN)


def test_a_heading_takes_an_id_at_the_end_of_its_line():
    reading = Reading("en", [])
    text = "## A title {#own}\n\n### {Braces} alone"
    (section,) = read_sections(Passage(Path("t.md"), tuple(text.split("\n")), text, 1), reading)

    assert (section.id, section.title) == ("own", ("A title",))
    assert section.body[0].children == ("{Braces} alone",)
