"""Readers that did not make the files: a reading system, Ace, the Nu checker and axe."""

import json
import posixpath
import re
import zipfile
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

import pytest

from pipeline.check import ace, axe, node, nu, reading
from pipeline.errors import ToolError
from pipeline.model.artifact import Severity
from tests.check.test_epub import CSS, NAV, NOTE, OPENING, OPF, rewritten
from tests.conftest import ROOT

XHTML = "{http://www.w3.org/1999/xhtml}"
PACKAGE = "{http://www.idpf.org/2007/opf}"
TYPE = "{http://www.idpf.org/2007/ops}type"
FONT = "EPUB/fonts/SourceSerifPro-Regular-b4e0771f.ttf"

GOOD_PAGE = """<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>Good</title>
<meta name="viewport" content="width=device-width">
<style>:root { color-scheme: light dark }</style></head>
<body><main><h1>Good</h1><p>Nothing is wrong here.</p></main></body></html>
"""
BAD_PAGE = """<!DOCTYPE html>
<html><head><meta charset="utf-8"><title>Bad</title>
<link rel="stylesheet" href="https://www.example.org/style.css">
<style>@media (prefers-color-scheme: dark) { body { background: #222; color: #333 } }
pre { width: 900px }</style></head>
<body><main><h1>Bad</h1><h4>Too deep</h4><img src="data:image/gif;base64,R0lGODlhAQABAAAAACw=">
<p>Dark on dark.<center>obsolete</center><pre>wide</pre></main>
<script>console.error("told"); throw new Error("thrown")</script></body></html>
"""


@dataclass(frozen=True)
class Book:
    """What an EPUB says of itself: its spine, its navigation, and its fonts."""

    spine: list[str]
    contents: list[tuple[str, str]]
    pages: list[tuple[str, str]]
    families: set[str]


def book_of(path: Path) -> Book:
    with zipfile.ZipFile(path) as archive:
        package = ElementTree.fromstring(archive.read(OPF))
        nav = ElementTree.fromstring(archive.read(NAV))
        css = archive.read(CSS).decode()
    hrefs = {item.get("id"): item.get("href") for item in package.iter(f"{PACKAGE}item")}

    def entries(kind: str) -> list[tuple[str, str]]:
        (found,) = (n for n in nav.iter(f"{XHTML}nav") if n.get(TYPE) == kind)
        links = found.iter(f"{XHTML}a")
        return [(posixpath.join("EPUB", a.get("href")), "".join(a.itertext())) for a in links]

    return Book(
        spine=[f"EPUB/{hrefs[ref.get('idref')]}" for ref in package.iter(f"{PACKAGE}itemref")],
        contents=entries("toc"),
        pages=entries("page-list"),
        families=set(re.findall(r'@font-face \{ font-family: "([^"]+)"', css)),
    )


@pytest.fixture(scope="session")
def epubs(all_built, specimen):
    """The good EPUBs, by the names of their publications."""
    return {built.slug: built.epub for built in (*all_built.values(), specimen)}


@pytest.fixture(scope="session")
def broken(specimen, tmp_path_factory):
    """The specimen with a page that is not marked, a bad font, an empty section and no alt."""

    def change(info, data):
        if info.filename == OPENING:
            data = re.sub(rb' id="page-\d+"', b"", data)
        elif info.filename == NOTE:
            data = data.replace(b' alt="A line that rises."', b"")
        elif info.filename == FONT:
            data = data[:100]
        elif info.filename == "EPUB/colophon.xhtml":
            data = re.sub(rb"(<body[^>]*>).*(</body>)", rb"\1\2", data, flags=re.DOTALL)
        return info, data

    return rewritten(specimen.epub, tmp_path_factory.mktemp("broken") / "broken.epub", change)


@pytest.fixture(scope="session")
def read(epubs, broken):
    """What the reading system shows of each file, read from end to end."""
    files = [*epubs.values(), broken]
    return {Path(shown["file"]): shown for shown in reading.read(files)}


@pytest.fixture(scope="session")
def judged(epubs, broken, tmp_path_factory):
    """What Ace finds in the good files, in the broken one, and in one that is no EPUB."""
    none = tmp_path_factory.mktemp("none") / "none.epub"
    none.write_bytes(b"nothing")
    return ace.judge([*epubs.values(), broken, none])


@pytest.fixture(scope="session")
def pages(tmp_path_factory):
    """A good page and a bad one, and what the judges of web pages find in both."""
    folder = tmp_path_factory.mktemp("the pages ü")
    for name, text in (("good", GOOD_PAGE), ("bad", BAD_PAGE)):
        (folder / f"{name}.html").write_text(text, "utf-8")
    files = sorted(folder.iterdir())
    return [*nu.judge(files), *axe.judge(files)]


def test_every_section_shows_its_text_or_its_picture(epubs, read):
    for file in epubs.values():
        sections = read[file]["sections"]

        assert [section["entry"] for section in sections] == book_of(file).spine
        assert [s["entry"] for s in sections if not s["text"] and not s["pictures"]] == []
        assert [s["entry"] for s in sections if not all(s["pictures"])] == []


def test_every_entry_of_the_contents_leads_to_its_heading(epubs, read):
    for file in epubs.values():
        jumps = read[file]["contents"]

        assert [(jump["href"], jump["label"]) for jump in jumps] == book_of(file).contents
        for jump in jumps:
            assert jump["shown"]
            assert jump["entry"] == jump["href"].split("#")[0]
            assert jump["label"] in " ".join(jump["text"].split())


def test_every_page_of_the_page_list_leads_to_its_mark(epubs, read):
    for file in epubs.values():
        jumps = read[file]["pages"]

        assert [(jump["href"], jump["label"]) for jump in jumps] == book_of(file).pages
        for jump in jumps:
            assert jump["shown"]
            assert jump["entry"] == jump["href"].split("#")[0]
            assert jump["mark"] == jump["page"] == jump["label"]


def test_the_embedded_fonts_are_what_the_text_is_shown_in(epubs, read):
    for file in epubs.values():
        sections = read[file]["sections"]

        assert {name for s in sections for name in s["families"]} == book_of(file).families
        assert [s["entry"] for s in sections if not set(s["families"]) <= set(s["loaded"])] == []
        assert [s["entry"] for s in sections if s["failed"]] == []


def test_the_reading_system_complains_of_nothing_and_fetches_nothing(epubs, read):
    assert [read[file]["complaints"] for file in epubs.values()] == [[]] * len(epubs)


def test_the_reading_system_shows_what_is_broken(broken, read):
    shown = read[broken]
    sections = {section["entry"]: section for section in shown["sections"]}

    assert any(s["failed"] == ["Source Serif Pro"] for s in sections.values())
    assert sections["EPUB/colophon.xhtml"]["text"] == 0
    assert [jump["href"] for jump in shown["pages"] if not jump["shown"]] != []


def test_a_good_epub_has_no_finding_of_a_reader_and_a_broken_one_has(epubs, broken, read):
    assert [f for file in epubs.values() for f in reading.findings(read[file])] == []
    assert {f.code for f in reading.findings(read[broken])} >= {
        "reading-section",
        "reading-font",
        "reading-page",
    }


@pytest.mark.parametrize(
    ("part", "change", "code"),
    [
        ("sections", {"pictures": [False]}, "reading-section"),
        ("sections", {"text": 0, "pictures": []}, "reading-section"),
        ("sections", {"loaded": []}, "reading-font"),
        ("contents", {"shown": False}, "reading-contents"),
        ("contents", {"text": "another"}, "reading-contents"),
        ("pages", {"mark": "99"}, "reading-page"),
        ("pages", {"entry": "another"}, "reading-page"),
    ],
)
def test_what_a_reader_would_miss_is_found(specimen, read, part, change, code):
    shown = read[specimen.epub]
    altered = {**shown, part: [{**shown[part][-1], **change}]}

    assert code in {finding.code for finding in reading.findings(altered)}


def test_ace_finds_nothing_in_a_good_epub(epubs, judged):
    assert [str(f) for f in judged if f.place.file in epubs.values()] == []


def test_ace_refuses_a_broken_epub_at_its_entry(broken, judged):
    found = {(f.code, f.place.entry) for f in judged if f.place.file == broken}

    assert ("ace-image-alt", NOTE) in found
    assert {f.code for f in judged if f.place.file.name == "none.epub"} == {"ace-unreadable"}
    assert {f.severity for f in judged} == {Severity.ERROR}


def test_a_good_page_is_accepted(pages):
    assert [str(f) for f in pages if f.place.file.name == "good.html"] == []


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("nu-error", "“center” element is obsolete"),
        ("nu-warning", "“lang” attribute"),
        ("axe-image-alt", "img (1280 px, light)"),
        ("axe-color-contrast", "p (360 px, dark)"),
        ("axe-heading-order", "h4 (360 px, light)"),
        ("axe-html-has-lang", "html (1280 px, dark)"),
        ("web-request", "https://www.example.org/style.css"),
        ("web-console", "told"),
        ("web-console", "thrown"),
        ("web-overflow", "at 360 px the page is"),
    ],
)
def test_a_bad_page_is_refused(pages, code, words):
    found = [f.message for f in pages if f.place.file.name == "bad.html" and f.code == code]

    assert any(words in message for message in found), found


def test_the_colours_of_the_day_are_not_blamed_for_those_of_the_night(pages):
    found = [f.message for f in pages if f.code == "axe-color-contrast"]

    assert [message for message in found if "dark" not in message] == []


def test_the_nu_checker_tells_line_and_column(pages):
    (found,) = (f for f in pages if "obsolete" in f.message)

    assert (found.place.line, found.place.column) == (7, 17)


def test_chromium_sees_the_systems_fonts_where_the_engine_has_hidden_them(monkeypatch, tmp_path):
    monkeypatch.setenv("FONTCONFIG_FILE", "none.conf")
    script = tmp_path / "told.cjs"
    script.write_text("process.stdout.write(`${process.env.FONTCONFIG_FILE}`)", "utf-8")

    assert node.run(script, []) == "undefined"


def test_what_is_not_installed_for_node_is_told():
    with pytest.raises(ToolError, match="is installed for Node"):
        node.find("no-such-package/index.js")


def test_a_package_that_is_not_the_pinned_one_is_refused():
    with pytest.raises(ToolError, match="not the file that was pinned"):
        node.find(nu.JAR, "0" * 64)


def test_a_missing_chromium_is_told_with_what_to_install(monkeypatch):
    monkeypatch.setenv("PATH", "")

    with pytest.raises(ToolError, match="no 'chromium'") as caught:
        node.chromium()

    assert "apt-get install" in caught.value.hint


def test_the_packages_of_node_are_pinned_without_addresses():
    lock = (ROOT / "tests/node/package-lock.json").read_text("utf-8")
    packages = {name: entry for name, entry in json.loads(lock)["packages"].items() if name}

    assert [name for name, entry in packages.items() if "integrity" not in entry] == []
    assert "://" not in lock
