"""Each mistake in a source is one error with its file, line and column, and what to do."""

import re
from pathlib import Path

import pytest

from pipeline.errors import Faults
from pipeline.read.edition import read
from tests.conftest import SPECIMEN

# A file, the text in it that is replaced, its replacement, the place and the words of the error.
CASES = [
    ("publication.yml", "number: 900", "numbr: 900", "publication.yml:4:1", "unknown key 'numbr'"),
    ("publication.yml", "number: 900", "numbr: 900", "publication.yml:1:1", "'number' is missing"),
    ("publication.yml", "2026-11\n", "2026-13\n", "publication.yml:5:7", "month must be in 1..12"),
    ("publication.yml", "2026-11\n", "Nov. 2026\n", "publication.yml:5:7", "2024-04"),
    ("publication.yml", ": en\n", ": English\n", "publication.yml:6:11", "BCP 47"),
    ("publication.yml", "role: aut", "rolle: aut", "publication.yml:10:5", "did you mean 'role'?"),
    (
        "publication.yml",
        "  uuid:",
        "  uid: x\n  uuid:",
        "publication.yml:15:3",
        "did you mean 'uuid'?",
    ),
    ("../publisher.yml", "email:", "emial:", "publisher.yml:11:3", "did you mean 'email'?"),
    (
        "publication.yml",
        "id: writer",
        "id: writter",
        "publication.yml:9:9",
        "did you mean 'writer'?",
    ),
    ("publication.yml", "id: writer", "id: ../x", "publication.yml:9:9", "not of the form"),
    ("publication.yml", "role: aut", "role: author", "publication.yml:10:11", "role"),
    ("publication.yml", ": paper", ": papers", "publication.yml:3:9", "no series 'papers'"),
    ("publication.yml", "5f0c1d0e-", "5f0c", "publication.yml:15:9", "UUID"),
    (
        "publication.yml",
        "title: A",
        "title: &a A",
        "publication.yml:1:8",
        "aliases are not allowed",
    ),
    ("publication.yml", "title: A Sp", "title: 'A Sp", "publication.yml", "not YAML"),
    ("publication.yml", "number:", "title: x\nnumber:", "publication.yml:4:1", "stands twice"),
    ("publication.yml", "abstract says", "<b>says</b>", "publication.yml:12:12", "raw HTML"),
    ("revisions.yml", "1.0.0", "'1'", "revisions.yml:1:12", "1.0.0"),
    ("revisions.yml", "2026-11-20", "2026-11-31", "revisions.yml:2:9", "day"),
    ("references.yml", "type: book", "type: boook", "references.yml:2:9", "type"),
    ("references.yml", "who2021", "adams2020", "references.yml:9:7", "stands twice"),
    ("text.md", "[@who2021]", "[@who2022]", "text.md:29:18", "did you mean '@who2021'?"),
    ("text.md", "[@who2021]", "nobody", "references.yml:9:7", "never cited"),
    ("text.md", "line.svg", "lines.svg", "text.md:7:23", "no file 'figures/lines.svg'"),
    ("text.md", "figures/line.svg", "../publisher.yml", "text.md:7:23", "leads out of its folder"),
    ("text.md", "figures/line.svg", "file:///etc/x.svg", "text.md:7:23", "nothing is fetched"),
    ("text.md", "figures/line.svg", "https://example.org/a.svg", "text.md:7:23", "is an address"),
    ("text.md", "A line that rises.", "", "text.md:7:5", "has no alt text"),
    ("text.md", "`code`", "<i>code</i>", "text.md:5:46", "raw HTML is not allowed: <i>"),
    ("text.md", "note.[^1]", "note.[^2]", "text.md:5:15", "no footnote [^2]"),
    ("text.md", "note.[^1]", "note.", "text.md:34:1", "footnote [^1] is never called"),
    ("text.md", "note.[^1]", "note.[^1][^1]", "text.md:5:15", "is called twice"),
    ("text.md", "## The first", "# The first", "text.md:3:1", "a heading of the first level"),
    ("text.md", "### A sub", "#### A sub", "text.md:9:1", "skip from 2 to 4"),
    ("text.md", "(#fig-line)", "(#fig-lines)", "text.md:31:29", "did you mean '#fig-line'?"),
    ("text.md", "lang=fr", "lang=french", "text.md:5:36", "is no language tag"),
    ("text.md", "lang=fr", "style=x", "text.md:5:36", "unknown attribute 'style'"),
    ("text.md", "(https://www.", "(ftp://www.", "text.md:5:78", "leads to no address"),
    ("text.md", "::: pull-quote", "::: pullquote", "text.md:18:1", "unknown container"),
    (
        "text.md",
        "The opening",
        "{#x}\nThe [opening]{#x}",
        "text.md:2:15",
        "the id 'x' stands twice",
    ),
    ("text.md", "{#fig-line}", "{#cover}", "text.md:7:60", "the id 'cover' is the house's own"),
    ("text.md", "{#fig-line}", "{#ref-1}", "text.md:7:60", "the id 'ref-1' is the house's own"),
    ("figures/line.svg", "<path", "<script/><path", "line.svg:1:94", "<script> in an SVG"),
    (
        "figures/line.svg",
        "<path",
        '<use href="http://a/"/><path',
        "line.svg:1:94",
        "fetches 'http://a/'",
    ),
    ("figures/line.svg", 'fill="none"', 'fill="url(http://a/)"', "line.svg", "fetches 'http://a/'"),
    ("figures/line.svg", "<svg", "<!DOCTYPE svg [<!ENTITY a 'b'>]><svg", "line.svg", "DOCTYPE"),
    ("figures/line.svg", "viewBox", "viewbox", "line.svg:1:1", "no viewBox"),
    ("figures/line.svg", 'viewBox="0', 'viewBox="0.0.0', "line.svg:1:1", "no viewBox"),
    ("figures/line.svg", 'viewBox="0 0', 'viewBox="0 0 1e999', "line.svg:1:1", "no viewBox"),
    ("figures/line.svg", 'fill="none"', 'fill="URL(http://a/)"', "line.svg", "fetches 'http://a/'"),
    ("figures/line.svg", "</svg>", "", "line.svg", "not well-formed"),
    ("../contributors/writer.yml", "  en: |", "  fr: |", "writer.yml:4:1", "no biography in 'en'"),
    ("../publisher.yml", "{en: Paper, ", "{", "publication.yml:3:9", "no title in this language"),
]


def fault_of(folder: Path) -> str:
    with pytest.raises(Faults) as caught:
        read(folder)
    return str(caught.value)


@pytest.mark.parametrize(("name", "old", "new", "place", "words"), CASES)
def test_a_mistake_is_told_with_its_place(source, name, old, new, place, words):
    path = source / SPECIMEN / name
    text = path.read_text("utf-8")
    assert old in text, "the case no longer fits the specimen"
    path.write_text(text.replace(old, new, 1), "utf-8")

    told = fault_of(source / SPECIMEN)

    assert re.search(rf"{re.escape(place)}:?[\d:]* .*?{re.escape(words)}", told, re.DOTALL), told


def test_all_mistakes_of_a_source_are_told_at_once(source):
    for name, old, new in (
        ("publication.yml", "number: 900", "number: many"),
        ("revisions.yml", "1.0.0", "one"),
        ("text.md", "`code`", "<i>code</i>"),
        ("text.md", "line.svg", "gone.svg"),
    ):
        path = source / SPECIMEN / name
        path.write_text(path.read_text("utf-8").replace(old, new, 1), "utf-8")

    told = fault_of(source / SPECIMEN)

    assert [told.count(word) for word in ("number: ", "version: ", "raw HTML", "gone.svg'")] == [
        1,
        1,
        2,
        1,
    ]


def test_a_symbolic_link_out_of_the_source_is_refused(source, tmp_path):
    outside = tmp_path / "secret.svg"
    outside.write_text("<svg/>")
    link = source / SPECIMEN / "figures/line.svg"
    link.unlink()
    link.symlink_to(outside)

    assert "leads out of its folder" in fault_of(source / SPECIMEN)


@pytest.mark.parametrize("name", ["text.md", "publication.yml", "revisions.yml", "references.yml"])
def test_a_missing_file_is_named(source, name):
    (source / SPECIMEN / name).unlink()

    assert f"{name}: no such file" in fault_of(source / SPECIMEN)


def test_text_that_is_not_utf8_is_told_with_its_line(source):
    (source / SPECIMEN / "text.md").write_bytes("Bir\nİki\n".encode("iso-8859-9"))

    assert "text.md:2: not UTF-8" in fault_of(source / SPECIMEN)


def test_a_file_of_many_aliases_is_refused_before_it_grows(source):
    bomb = "a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n"
    (source / SPECIMEN / "publication.yml").write_text(bomb)

    assert "publication.yml:1:4: YAML anchors and aliases are not allowed" in fault_of(
        source / SPECIMEN
    )
