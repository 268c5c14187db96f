"""Each of our own checks of a web page finds its fault, and none in a good page."""

import pytest

from pipeline.check.codes import CODES
from pipeline.check.web import check_web
from pipeline.judging import expectations

# The text in the page that is replaced, its replacement, and the code of the finding.
CASES = [
    ('src="data:', 'src="https://a.example/', "web-remote"),
    ("</head>", '<link rel="icon" href="/icon.png"/></head>', "web-remote"),
    ("</style>", "@import url(https://a.example/a.css);</style>", "web-remote"),
    ('url("data:font', 'url("//a.example/data:font', "web-remote"),
    ("default-src 'none'", "default-src 'self'", "web-policy"),
    ("font-src data:", "font-src *", "web-policy"),
    ("script-src '", "script-src 'unsafe-inline' '", "web-policy"),
    ("button.hidden = false", "button.hidden = true", "web-policy"),
    ("</style>", " </style>", "web-policy"),
    ('<main id="text">', '<main id="text" style="color: red">', "web-policy"),
    ('<main id="text">', '<main id="text" onclick="x()">', "web-policy"),
    ("citation_author", "citation_writer", "web-metadata"),
    ("og:description", "og:words", "web-metadata"),
    ('name="citation_title" content="', 'name="citation_title" content="Not ', "web-metadata"),
    ('"@type": "Report"', '"@type": "Book"', "web-metadata"),
    ('"@context"', "@context", "web-metadata"),
    ('<html lang="en">', '<html lang="fr">', "web-language"),
    ('href="#the-first-section"', 'href="#nowhere"', "web-link"),
    ('id="cite-2"', 'id="cite-1"', "web-link"),
    ('title="2"', 'title="5"', "web-pages"),
    ('id="page-2"', 'id="page-9"', "web-pages"),
    ('<a href="#page-2">', '<a href="#page-1">', "web-pages"),
    ('role="doc-pagebreak"', "", "web-pages"),
]


@pytest.mark.parametrize(("old", "new", "code"), CASES)
def test_a_fault_is_found(specimen, expected, tmp_path, old, new, code):
    text = specimen.web.read_text("utf-8")
    assert old in text, "the case no longer fits the specimen"
    file = tmp_path / "broken.html"
    file.write_text(text.replace(old, new), "utf-8")

    assert code in {finding.code for finding in check_web(file, expected)}


def test_a_good_page_has_no_finding(house, all_built, specimen, expected):
    assert check_web(specimen.web, expected) == []
    for name, built in all_built.items():
        assert check_web(built.web, expectations(house, name)) == []


def test_what_is_no_text_is_told(expected, tmp_path):
    (tmp_path / "no.html").write_bytes(b"\xff\xfe\x00")

    (finding,) = check_web(tmp_path / "no.html", expected)
    assert finding.code == "web-unreadable"


def test_every_code_has_a_meaning_and_a_case():
    told = {code for code in CODES if code.startswith("web-")}

    assert told == {code for *_, code in CASES} | {"web-unreadable"}
