"""The report: every check with its tool and outcome, every finding with its place, in two forms."""

import json
from pathlib import Path

import pytest

from pipeline import judging
from pipeline.check.fitting import Told
from pipeline.check.report import report_html, report_json
from pipeline.model.artifact import Artifact, Finding, Place, Rendition, Severity
from pipeline.model.verdict import Verdict

FILE = Path("dist/x/x-1.0.0.pdf")
ARTIFACT = Artifact(Rendition.PDF, FILE, 9, "ab" * 32)


def find(place: Place) -> str:
    return f"source/x/text.md:{place.page}"


def verdict(*severities: Severity) -> Verdict:
    findings = (
        Finding("pdf-trim", severity, Place(FILE, page=3), "it is <wider>")
        for severity in severities
    )
    return Verdict("The reading PDF", "a tool", "1.2", tuple(findings))


@pytest.mark.parametrize(
    ("severities", "outcome"),
    [
        ((), "passed"),
        ((Severity.INFO,), "warned"),
        ((Severity.WARNING,), "warned"),
        ((Severity.WARNING, Severity.ERROR), "failed"),
    ],
)
def test_a_check_fails_by_an_error_alone(severities, outcome):
    assert verdict(*severities).outcome == outcome


def test_the_page_says_what_was_judged_by_what_and_what_was_found():
    page = report_html("A <Title>", [ARTIFACT], [verdict(Severity.ERROR), verdict()], find)

    for words in (
        "A &lt;Title&gt;",
        "2 checks: 1 errors, 0 other findings",
        "class='failed'>failed",
        "class='passed'>passed",
        "a tool",
        "1.2",
        "x-1.0.0.pdf, page 3 (source: source/x/text.md:3): it is &lt;wider&gt;",
        "A page's TrimBox is not the trim of the layout.".replace("'", "&#x27;"),
        "ab" * 32,
    ):
        assert words in page


def test_the_json_says_the_same():
    report = json.loads(report_json("A <Title>", [ARTIFACT], [verdict(Severity.ERROR)], find))

    assert report["title"] == "A <Title>"
    assert report["files"] == [{"rendition": "pdf", "file": FILE.name, "sha256": "ab" * 32}]
    (check,) = report["checks"]
    assert (check["outcome"], check["tool"], check["version"]) == ("failed", "a tool", "1.2")
    assert check["findings"] == [
        {
            "code": "pdf-trim",
            "severity": "error",
            "place": "x-1.0.0.pdf, page 3",
            "source": "source/x/text.md:3",
            "message": "it is <wider>",
        }
    ]


def test_both_tell_the_copyfitting():
    told = (
        Told("a page begins with the box", (Rendition.EPUB,), Place(Path("t.md"), line=3), "5"),
    )
    given = ("A Title", [ARTIFACT], [verdict()], find)

    assert "<h2>Copyfitting</h2><p>None.</p>" in report_html(*given)
    assert json.loads(report_json(*given))["copyfitting"] == []
    assert "<td>a page begins with the box</td><td>EPUB</td>" in report_html(*given, told)
    assert json.loads(report_json(*given, told))["copyfitting"][0]["source"] == "t.md:3"


def test_a_place_in_a_file_has_its_place_in_the_source(all_built, house):
    built = all_built["027-mexico-us-relations"]
    place, _ = judging._told_of_the_source(house, built.slug)
    lines = (built.folder / "text.md").read_text("utf-8").splitlines()
    heading = lines.index("## Discourses and Actions in the Border Crisis") + 1
    text = f"{house.source / built.slug}/text.md"

    assert place(Place(built.pdf, page=6)) == f"{text}:{heading}"
    entry = "EPUB/discourses-and-actions-in-the-border-crisis.xhtml"
    assert place(Place(built.epub, entry=entry)) == f"{text}:{heading}"
    assert place(Place(built.web)) == str(house.source / built.slug)


def test_the_cover_of_this_edition_is_judged_and_that_of_another_is_not(covers, house):
    name, cover = next(iter(covers.items()))
    older = cover.with_name(cover.name.replace("1.0.0", "0.9.0"))
    older.write_bytes(b"an older edition's")
    try:
        assert [artifact.path for artifact in judging._covers(house, name)] == [cover]
    finally:
        older.unlink()


def test_every_check_is_reported_for_each_publication(all_built, house):
    from pipeline.check.judges import JUDGES

    verdicts = judging.check(house, list(all_built))

    for name in all_built:
        report = json.loads((house.dist / name / "report.json").read_text("utf-8"))
        assert {c["tool"] for c in report["checks"]} >= {judge.tool for judge in JUDGES}
        assert [c["outcome"] for c in report["checks"]] == ["passed"] * (len(JUDGES) + 1)
        assert (house.dist / name / "report.html").is_file()
        assert all(v.version for v in verdicts[name].verdicts)
