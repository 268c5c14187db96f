"""An edition is cited alike in CITATION.cff, CSL-JSON, BibTeX and RIS, and others can read each."""

import importlib.util
import json
import os
import subprocess
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path

import bibtexparser
import pytest
import rispy
import yaml
from jsonschema import Draft7Validator

from pipeline.compose.cite import bibtex, ris
from pipeline.model.edition import (
    Contribution,
    Contributor,
    Edition,
    Identifiers,
    PublicationDate,
    Series,
)
from pipeline.read.csl import own_item
from pipeline.read.edition import read
from pipeline.release.citing import cff, csl
from tests.conftest import PUBLICATIONS, ROOT, SPECIMEN
from tests.release.facts import of_bibtex, of_cff, of_csl, of_ris, of_source

FOLDERS = [*(ROOT / "source" / slug for slug in PUBLICATIONS), ROOT / "tests/source" / SPECIMEN]


FORMATS = {
    "CITATION.cff": (cff, of_cff),
    "CSL-JSON": (lambda edition: csl(edition, own_item(edition)), of_csl),
    "BibTeX": (bibtex, of_bibtex),
    "RIS": (ris, of_ris),
}


def cffconvert(text: str, folder: Path, *options: str) -> subprocess.CompletedProcess[str]:
    """Have cffconvert judge a file, or convert it; it fetches nothing, being given a file."""
    path = folder / "CITATION.cff"
    path.write_text(text, "utf-8")
    return subprocess.run(
        [Path(sys.executable).with_name("cffconvert"), "-i", path, *options],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        env={**os.environ, "PYTHONUTF8": "1"},
    )


def csl_faults(text: str) -> list[str]:
    """Return what CSL's own schema, as commonmeta-py passes it on, finds in a file of it."""
    package = importlib.util.find_spec("commonmeta").origin
    schema = (Path(package).parent / "resources/csl-data.json").read_text("utf-8")
    return [
        fault.message for fault in Draft7Validator(json.loads(schema)).iter_errors(json.loads(text))
    ]


@pytest.fixture(scope="module", params=FOLDERS, ids=lambda folder: folder.name)
def folder(request) -> Path:
    return request.param


@pytest.fixture(scope="module")
def edition(folder) -> Edition:
    return read(folder)


@pytest.fixture(scope="module")
def full() -> Edition:
    """An edition with all that can be said of one, and with the signs that formats fall over."""
    edition = read(FOLDERS[-1])
    people = (
        Contributor("a", "Ayşe Çelik", "Çelik, Ayşe", True, orcid="0000-0002-1825-0097"),
        Contributor("b", "Ludwig van der Berg", "van der Berg, Ludwig", True),
        Contributor("c", "Voltaire", "Voltaire", True),
        Contributor("d", "The House of Trade, Law and Sea", "House of Trade", False),
    )
    editor = Contributor("e", "Ece Ünal", "Ünal, Ece", True)
    publication = replace(
        edition.publication,
        title="No.\N{NO-BREAK SPACE}5: C# & D \\ 100% of_$1, “~”",
        subtitle="‘yes’",
        language="tr-TR",
        series=Series("paper", "Notes & Queries", "1234-567X"),
        date=PublicationDate(2025, 2, 3),
        identifiers=Identifiers(
            edition.publication.identifiers.uuid, "10.1234/a_b(c)", "978-0-306-40615-7"
        ),
        rights="© 2025 Örnek. CC-BY-NC-4.0.",
        keywords=("no", "1.0", "a: b", "no"),
        contributions=(
            *(Contribution(one, "aut") for one in people),
            Contribution(editor, "edt"),
            Contribution(editor, "trl"),
        ),
    )
    publisher = replace(edition.publisher, imprint="Diplomacy and Politics")
    return replace(edition, publication=publication, publisher=publisher)


@pytest.mark.parametrize("name", FORMATS)
def test_each_format_says_what_the_source_says(folder, edition, name):
    write, facts = FORMATS[name]

    assert facts(write(edition)) == of_source(folder)


@pytest.mark.parametrize("name", FORMATS)
def test_each_format_keeps_every_sign_and_every_kind_of_author(full, name):
    write, facts = FORMATS[name]
    told = facts(write(full))

    assert told.title == "No. 5: C# & D \\ 100% of_$1, “~”: ‘yes’"
    assert told.authors == (
        "Çelik, Ayşe",
        "van der Berg, Ludwig",
        "Voltaire",
        "The House of Trade, Law and Sea",
    )
    assert told.series == "Notes & Queries"
    assert told.publisher == "Diplomacy and Politics"


def test_cffconvert_finds_the_file_valid(edition, tmp_path):
    done = cffconvert(cff(edition), tmp_path, "--validate")

    assert (done.returncode, done.stderr) == (0, "")


def test_cffconvert_finds_a_file_with_everything_valid(full, tmp_path):
    done = cffconvert(cff(full), tmp_path, "--validate")

    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize(
    ("good", "bad"),
    [
        ("languages:\n  - tr", "languages:\n  - tr-TR"),
        ("type: report", "type: analysis"),
        ("family-names: Voltaire", "surname: Voltaire"),
        ("https://orcid.org/", ""),
        ("date-released: 2026-11-20", "date-released: 2026-11"),
        ("value: 10.1234/a_b(c)", "value: 10.1234/a<b>c"),
    ],
)
def test_cffconvert_refuses_a_bad_file(full, tmp_path, good, bad):
    text = cff(full)

    assert good in text
    assert cffconvert(text.replace(good, bad), tmp_path, "--validate").returncode != 0


@pytest.mark.parametrize("language", ["bibtex", "ris"])
def test_cffconvert_makes_an_entry_with_the_same_names_and_title(full, tmp_path, language):
    full = replace(full, publication=replace(full.publication, title="Bir Şey", subtitle=""))
    done = cffconvert(cff(full), tmp_path, "-f", language)

    assert done.returncode == 0
    assert "Çelik, Ayşe" in done.stdout
    assert "van der Berg, Ludwig" in done.stdout
    assert "Bir Şey" in done.stdout
    assert "10.1234/a_b(c)" in done.stdout


def test_the_citation_file_says_all_that_it_has_a_place_for(full):
    whole = yaml.safe_load(cff(full))
    work = whole["preferred-citation"]

    assert whole["date-released"] == date(2026, 11, 20)
    assert whole["license"] == "CC-BY-NC-4.0"
    assert whole["keywords"] == ["no", "1.0", "a: b"]
    assert whole["url"] == "https://doi.org/10.1234/a_b(c)"
    assert whole["identifiers"] == [
        {"type": "doi", "value": "10.1234/a_b(c)"},
        {"type": "other", "value": full.publication.identifiers.urn},
    ]
    assert whole["contact"][0]["website"] == full.publisher.contact.web
    assert work["authors"][0] == {
        "family-names": "Çelik",
        "given-names": "Ayşe",
        "orcid": "https://orcid.org/0000-0002-1825-0097",
    }
    assert (
        work["editors"] == work["translators"] == [{"family-names": "Ünal", "given-names": "Ece"}]
    )
    assert (work["isbn"], work["issn"]) == ("978-0-306-40615-7", "1234-567X")
    assert (work["year"], work["month"]) == (2025, 2)


@pytest.mark.parametrize(
    "rights", ["© 2026 Örnek", "CC-BY-4.0 or CC0-1.0", "CC-BY-9.0", "CC-BY-3.0-IGO", "ACC-BY-4.0"]
)
def test_no_licence_is_named_that_the_rights_do_not_name(full, rights):
    told = cff(replace(full, publication=replace(full.publication, rights=rights)))

    assert "license" not in yaml.safe_load(told)


def test_a_work_without_an_author_is_its_publishers(full, tmp_path):
    text = cff(replace(full, publication=replace(full.publication, contributions=())))

    assert yaml.safe_load(text)["authors"] == [{"name": "Diplomacy and Politics"}]
    assert cffconvert(text, tmp_path, "--validate").returncode == 0


def test_a_doi_that_cff_does_not_take_is_given_as_an_address(full, tmp_path):
    identifiers = replace(full.publication.identifiers, doi="10.1002/(SICI)1<2::AID>3.0.CO;2-#")
    text = cff(replace(full, publication=replace(full.publication, identifiers=identifiers)))
    address = "https://doi.org/10.1002/(SICI)1%3C2::AID%3E3.0.CO;2-%23"

    assert yaml.safe_load(text)["identifiers"][0] == {"type": "url", "value": address}
    assert cffconvert(text, tmp_path, "--validate").returncode == 0


def test_the_citation_file_can_be_read_by_people(edition):
    text = cff(edition)

    assert edition.publication.by_role("aut")[0].sort_name.partition(",")[0] in text
    assert not set(text) & set('{}[]"')
    assert max(map(len, text.splitlines())) < 110


def test_the_schema_of_csl_finds_the_file_valid(edition):
    assert csl_faults(csl(edition, own_item(edition))) == []


def test_the_schema_of_csl_finds_a_file_with_everything_valid(full):
    assert csl_faults(csl(full, own_item(full))) == []


@pytest.mark.parametrize(
    "wrong",
    [
        {"type": "techreport"},
        {"author": "Çelik, Ayşe"},
        {"issued": {"date-parts": [["2026-11"], [], []]}},
        {"subtitle": "One of Each"},
    ],
)
def test_the_schema_of_csl_refuses_a_bad_file(full, wrong):
    assert csl_faults(csl(full, {**own_item(full), **wrong})) != []


def test_an_institution_with_an_and_in_its_name_is_one_in_bibtex(full):
    (entry,) = bibtexparser.parse_string(bibtex(full)).entries

    assert entry["institution"] == "{Diplomacy and Politics}"


def test_no_brace_in_a_title_opens_or_closes_an_entry_of_bibtex(full):
    title = "A } and a {{ and a ^"
    library = bibtexparser.parse_string(
        bibtex(replace(full, publication=replace(full.publication, title=title, subtitle="")))
    )

    (entry,) = library.entries
    assert library.failed_blocks == []
    assert entry["title"] == (
        r"{A \textbraceright{} and a \textbraceleft{}\textbraceleft{} and a \textasciicircum{}}"
    )


def test_the_parser_of_bibtex_refuses_a_bad_file(full):
    broken = bibtexparser.parse_string(bibtex(full).rstrip("}\n"))

    assert (broken.entries, len(broken.failed_blocks)) == ([], 1)


@pytest.mark.parametrize(("good", "bad"), [("TY  - RPRT\n", ""), ("  - ", " - ")])
def test_the_parser_of_ris_finds_no_record_in_a_bad_file(full, good, bad):
    assert [entry.get("type_of_reference") for entry in rispy.loads(ris(full))] == ["RPRT"]
    assert "RPRT" not in str(rispy.loads(ris(full).replace(good, bad)))
