"""Renditions that differ are told apart: each kind of difference, with both its places."""

from pathlib import Path

import pytest
from pypdf import PdfWriter

from pipeline import judging
from pipeline.check.codes import CODES
from pipeline.house import House
from pipeline.model.artifact import Artifact, Rendition
from tests.check.test_epub import rewritten
from tests.conftest import ROOT, Built, house_at

SECTION = "EPUB/the-first-section.xhtml"


@pytest.fixture(scope="module")
def house_of_specimen(tmp_path_factory) -> House:
    return house_at(tmp_path_factory.mktemp("parity"), ROOT / "tests/source")


def findings(house: House, built: Built, monkeypatch, **files: Path) -> list:
    """Return the findings of parity with some of a publication's files put in place of its own."""
    own = {"pdf": built.pdf, "print": built.press, "epub": built.epub, "web": built.web, **files}
    made = [Artifact(Rendition(name), path, 0, "") for name, path in own.items()]
    monkeypatch.setattr(judging, "artifacts", lambda *_: made)
    return judging.parity(house, built.slug)


def test_the_renditions_of_each_publication_agree(
    house, all_built, specimen, house_of_specimen, monkeypatch
):
    assert findings(house_of_specimen, specimen, monkeypatch) == []
    for built in all_built.values():
        assert findings(house, built, monkeypatch) == []


# An entry of the EPUB, the text in it that is replaced, its replacement, and the code.
EPUB_CASES = [
    ("EPUB/opening.xhtml", "<h1>A Specimen", "<h1>The Specimen", "parity-title"),
    ("EPUB/imprint.xhtml", "1.0.0", "1.0.1", "parity-version"),
    (SECTION, ">The first section</h2>", ">The second section</h2>", "parity-heading"),
    (SECTION, ">A subsection</h3>", ">A part</h3>", "parity-heading"),
    (SECTION, "It has a note.<a", "It had a note.<a", "parity-text"),
    (SECTION, '>One</td>', '>Two</td>', "parity-text"),
    (SECTION, "<em>rising</em> line", "<em>falling</em> line", "parity-caption"),
    (SECTION, "The note, at", "A note, at", "parity-note"),
    ("EPUB/references.xhtml", "A Book of Examples", "A Book", "parity-reference"),
]  # fmt: skip


@pytest.mark.parametrize(("entry", "old", "new", "code"), EPUB_CASES)
def test_a_word_changed_in_the_epub_is_found(
    specimen, house_of_specimen, monkeypatch, tmp_path, entry, old, new, code
):
    def change(info, data):
        if info.filename in (entry, "EPUB/colophon.xhtml") and code == "parity-version":
            return info, data.replace(old.encode(), new.encode())
        if info.filename != entry:
            return info, data
        assert old.encode() in data, "the case no longer fits the specimen"
        return info, data.replace(old.encode(), new.encode())

    epub = rewritten(specimen.epub, tmp_path / "broken.epub", change)
    found = findings(house_of_specimen, specimen, monkeypatch, epub=epub)

    assert code in {finding.code for finding in found if finding.place.file == epub}


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        (">A Specimen of Everything</h1>", ">A Specimen</h1>", "parity-title"),
        ("1.0.0", "1.0.1", "parity-version"),
        (">The second section</h2>", "></h2>", "parity-heading"),
        ("Quoted in full", "Quoted in part", "parity-text"),
        ("<p>It has a note.</p>", "", "parity-text"),
        ("> Two rows.</caption>", "> Three rows.</caption>", "parity-caption"),
        ("The note, at", "The note, not at", "parity-note"),
        ("A Report of Examples", "A Report", "parity-reference"),
        ('id="page-3" title="3"', 'id="page-3" title="4"', "parity-page"),
    ],
)
def test_a_word_changed_in_the_web_page_is_found(
    specimen, house_of_specimen, monkeypatch, tmp_path, old, new, code
):
    text = specimen.web.read_text("utf-8")
    assert old in text, "the case no longer fits the specimen"
    web = tmp_path / "broken.html"
    web.write_text(text.replace(old, new), "utf-8")
    found = findings(house_of_specimen, specimen, monkeypatch, web=web)

    assert code in {finding.code for finding in found if finding.place.file == web}


def test_a_page_that_the_pdf_lacks_is_found(specimen, house_of_specimen, monkeypatch, tmp_path):
    writer = PdfWriter(clone_from=specimen.pdf)
    writer.remove_page(2)
    writer.write(tmp_path / "broken.pdf")
    found = findings(house_of_specimen, specimen, monkeypatch, pdf=tmp_path / "broken.pdf")
    codes = {f.code for f in found if f.place.file.name == "broken.pdf"}

    assert {"parity-heading", "parity-text", "parity-caption", "parity-note"} <= codes


def test_a_sheet_with_another_page_is_found(specimen, house_of_specimen, monkeypatch, tmp_path):
    writer = PdfWriter(clone_from=specimen.press)
    page = writer.pages[2]
    writer.remove_page(2)
    writer.insert_page(page, 1)
    writer.write(tmp_path / "broken.pdf")
    found = findings(house_of_specimen, specimen, monkeypatch, print=tmp_path / "broken.pdf")

    assert {(f.code, f.place.page) for f in found} == {("parity-print", 2), ("parity-print", 3)}


def test_a_difference_is_told_with_both_its_places(
    specimen, house_of_specimen, monkeypatch, tmp_path
):
    web = tmp_path / "broken.html"
    text = specimen.web.read_text("utf-8")
    web.write_text(text.replace("Quoted in full", "Quoted in part"), "utf-8")
    (finding,) = findings(house_of_specimen, specimen, monkeypatch, web=web)

    assert finding.place.file == web
    assert "the source has 'Quoted in full" in finding.message
    text = (specimen.folder / "text.md").read_text("utf-8").splitlines()
    line = next(n for n, words in enumerate(text, start=1) if "Quoted in full" in words)
    assert f"text.md:{line})" in finding.message
    assert "the rendition 'Quoted in part" in finding.message


def test_every_code_has_a_meaning_and_a_case():
    told = {code for code in CODES if code.startswith("parity-")}
    kinds = {f"parity-{kind}" for kind in ("page", "print", "version")}

    assert told == kinds | {code for *_, code in EPUB_CASES}
