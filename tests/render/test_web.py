"""The web edition: used in a browser as a reader uses it, and read by programs that index it."""

import json
import re
import subprocess
from dataclasses import dataclass

import bibtexparser
import pytest
import rispy
import tinyhtml5

from pipeline.check import node
from tests.conftest import ROOT

SCRIPT = ROOT / "tests/node/web.mjs"
XHTML = "{http://www.w3.org/1999/xhtml}"


@dataclass(frozen=True)
class Page:
    """A web edition's tree."""

    root: object

    def all(self, name):
        return list(self.root.iter(f"{XHTML}{name}"))

    def by_id(self, name):
        return next(e for e in self.root.iter() if e.get("id") == name)

    def metas(self, name):
        return [m.get("content") for m in self.all("meta") if m.get("name") == name]


@pytest.fixture
def page(built):
    return Page(tinyhtml5.parse(built.web.read_text("utf-8")))


def faults(file) -> list[str]:
    command = ["node", SCRIPT, node.HOME, node.chromium(), file]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=120)
    return json.loads(done.stdout)


def test_a_reader_finds_everything_that_the_page_offers(built):
    assert faults(built.web) == []


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('id="the-first-section"', 'id="the-first"', "the-first-section"),
        ("<summary>", "<summary hidden>", "summary"),
        ('id="page-3"', 'id="page-x"', "page-3"),
    ],
)
def test_a_page_that_does_not_work_is_found_out(specimen, tmp_path, old, new, words):
    text = specimen.web.read_text("utf-8")
    assert old in text
    broken = tmp_path / "broken.html"
    broken.write_text(text.replace(old, new), "utf-8")

    assert any(words in fault for fault in faults(broken))


def test_the_page_is_small_enough_for_a_phone(built):
    assert built.web.stat().st_size < 600_000


def test_scholars_find_title_authors_and_date(built, page):
    publication = built.yaml("publication.yml")
    people = publication["contributors"]
    authors = [
        built.yaml(f"../contributors/{p['id']}.yml")["sort-name"]
        for p in people
        if p["role"] == "aut"
    ]

    assert page.metas("citation_title") == [f"{publication['title']}: {publication['subtitle']}"]
    assert page.metas("citation_author") == authors
    assert page.metas("citation_publication_date") == [str(publication["date"]).replace("-", "/")]
    assert page.metas("citation_pdf_url") == [built.pdf.name]


def test_the_page_leads_to_the_other_renditions(built, page):
    links = {link.get("href") for link in page.all("a")}

    assert {built.pdf.name, built.epub.name} <= links


def test_bibtex_is_read_by_a_bibtex_parser(built, page):
    publication = built.yaml("publication.yml")
    library = bibtexparser.parse_string(page.by_id("cite-2").text)
    (entry,) = library.entries
    fields = {field.key: field.value for field in entry.fields}

    assert library.failed_blocks == []
    assert entry.entry_type == "techreport"
    assert fields["title"].strip("{}") == f"{publication['title']}: {publication['subtitle']}"
    assert fields["number"] == str(publication["number"])
    assert fields["date"] == str(publication["date"])


def test_ris_is_read_by_a_ris_parser(built, page):
    publication = built.yaml("publication.yml")
    (entry,) = rispy.loads(page.by_id("cite-3").text)

    assert entry["type_of_reference"] == "RPRT"
    assert entry["title"] == f"{publication['title']}: {publication['subtitle']}"
    assert entry["year"] == str(publication["date"])[:4]
    assert entry["keywords"] == publication["keywords"]


def test_apa_is_how_the_imprint_says_to_cite(page):
    imprint = "".join("".join(e.itertext()) for e in page.all("dd") if e.get("class") == "cite-as")

    assert re.sub(r"\W", "", page.by_id("cite-1").text) == re.sub(r"\W", "", imprint)
