"""The passport: all that the archive asks for, on one page that needs nothing but itself."""

import base64
import hashlib
import io
import re
from dataclasses import replace
from datetime import date

import pytest
import tinyhtml5
import yaml
from PIL import Image
from pypdf import PdfReader

from pipeline.check import axe, nu
from pipeline.check.measures import measure
from pipeline.compose.cite import bibtex, ris
from pipeline.house import artifacts
from pipeline.model.artifact import Finding, Place, Rendition, Severity
from pipeline.model.edition import Revision
from pipeline.model.passport import Contrast, Link, Passport
from pipeline.model.release import ReleasedFile
from pipeline.model.text import Element, plain
from pipeline.model.verdict import Verdict
from pipeline.read.edition import read
from pipeline.read.layout import read_layout
from pipeline.release.passport.page import passport_html
from pipeline.release.passport.thumbnails import thumbnails
from tests.conftest import ROOT

XHTML = "{http://www.w3.org/1999/xhtml}"
ANALYSIS, NOTE = "027-mexico-us-relations", "001-how-an-analysis-is-made"
EVIL = '<script>alert("1")</script>&amp;'


@pytest.fixture(scope="session")
def passports(house, all_built) -> dict[str, Passport]:
    """The passport of each of the project's own editions; of the checks, one of each outcome."""
    return {name: passport_of(house, name) for name in all_built}


def passport_of(house, name) -> Passport:
    edition = read(house.source / name)
    layout = read_layout(house.layouts, edition.publication.layout, house.fonts, house.cache)
    made = artifacts(house, name)
    files = {artifact.rendition: artifact.path for artifact in made}
    pdf = files[Rendition.PDF]
    found = (
        Finding("pdf-trim", Severity.ERROR, Place(pdf, page=3), f"it is {EVIL}"),
        Finding("pdf-blank", Severity.WARNING, Place(pdf, page=4), "no text"),
    )
    return Passport(
        edition=edition,
        families=layout.fonts,
        files=tuple(
            ReleasedFile(a.path.name, a.size, a.sha256, a.rendition.media_type) for a in made
        ),
        verdicts=(
            Verdict("The reading PDF", "a tool", "1.2", found),
            Verdict("PDF/X-4", "proof-pdf", "0.3", found[1:]),
            Verdict("EPUB 3.3", "EPUBCheck", "5.3.0", ()),
        ),
        measures=measure(pdf, files[Rendition.PRINT]),
        thumbnails=thumbnails(pdf),
        citations={
            "APA": plain(edition.citation_apa),
            "BibTeX": bibtex(edition),
            "RIS": ris(edition),
        },
    )


@pytest.fixture(params=[ANALYSIS, NOTE])
def passport(request, passports) -> Passport:
    return passports[request.param]


def parsed(passport):
    return tinyhtml5.parse(passport_html(passport))


def of(root, name):
    return list(root.iter(f"{XHTML}{name}"))


def words(element):
    return " ".join("".join(element.itertext()).split())


def part(root, name):
    return next(e for e in of(root, "section") if e.get("id") == name)


def rows(root, name):
    body = of(part(root, name), "tbody")[0]
    return [[words(cell) for cell in row] for row in of(body, "tr")]


def test_the_contents_lead_to_every_section_in_its_order(passport):
    root = parsed(passport)
    sections = [(f"#{e.get('id')}", words(of(e, "h2")[0])) for e in of(root, "section")]

    assert [(a.get("href"), words(a)) for a in of(of(root, "nav")[0], "a")] == sections
    assert len(sections) == 9


def test_the_card_says_what_it_is(passport):
    root = parsed(passport)
    edition = passport.edition
    publication = edition.publication
    card = words(of(root, "header")[0])

    for told in (
        publication.title,
        publication.subtitle,
        publication.series.title,
        f"no. {publication.number}",
        f"Version {edition.revision.version}",
        str(publication.date),
        publication.identifiers.urn,
        publication.rights,
        " · ".join(publication.keywords),
        " ".join(plain(publication.abstract).split()),
        *(c.contributor.name for c in publication.contributions),
    ):
        assert told in card
    assert words(of(root, "h1")[0]) == publication.title


def test_two_with_one_role_stand_under_one_term(passports):
    passport = passports[ANALYSIS]
    publication = passport.edition.publication
    author, other = publication.contributions
    publication = replace(publication, contributions=(author, replace(other, role="aut")))
    edition = replace(passport.edition, publication=publication)
    card = of(parsed(replace(passport, edition=edition)), "header")[0]

    assert [words(e) for e in of(card, "dt")].count("Author") == 1
    assert "Aşkim Beste Özdoğan" in words(of(card, "dd")[0])
    assert "The DİPAM Press project" in words(of(card, "dd")[0])


def test_it_says_how_to_cite_in_every_format(passport):
    cite = part(parsed(passport), "cite")

    assert [words(h) for h in of(cite, "h3")] == ["APA", "BibTeX", "RIS"]
    assert ["".join(pre.itertext()) for pre in of(cite, "pre")] == [
        passport.citations["BibTeX"].strip(),
        passport.citations["RIS"].strip(),
    ]
    assert words(of(cite, "p")[0]) == passport.citations["APA"]


def test_each_check_has_its_outcome_in_a_word_and_its_tool(passport):
    assert rows(parsed(passport), "checks") == [
        ["The reading PDF", "✕ failed", "a tool 1.2"],
        ["PDF/X-4", "! warned", "proof-pdf 0.3"],
        ["EPUB 3.3", "✓ passed", "EPUBCheck 5.3.0"],
    ]


def test_each_finding_has_its_file_and_page_and_no_folder(passport):
    told = words(part(parsed(passport), "checks"))
    (pdf,) = (file.path for file in passport.files if file.path.endswith("0.pdf"))

    assert f"error {pdf}, page 3: it is {EVIL} pdf-trim" in told
    assert "/" not in told.replace("PDF/X-4", "").replace("</script>", "")


def test_every_page_is_shown_at_its_proportions_with_its_folio(passport, house):
    figures = of(part(parsed(passport), "pages"), "figure")
    pdf = PdfReader(house.folder(passport.edition.publication.slug) / passport.files[0].path)

    assert [words(figure) for figure in figures] == pdf.page_labels
    for figure, page in zip(figures, pdf.pages, strict=True):
        (img,) = of(figure, "img")
        head, data = img.get("src").split(",")
        with Image.open(io.BytesIO(base64.b64decode(data))) as picture:
            assert f"data:{picture.get_format_mimetype()};base64" == head
            assert picture.size == (int(img.get("width")), int(img.get("height")))
            ratio = page.mediabox.width / page.mediabox.height
            assert picture.width / picture.height == pytest.approx(ratio, abs=0.003)
            assert picture.convert("L").getextrema()[0] < 128, "the page is blank"


def test_a_picture_says_which_page_it_is_and_what_is_on_it(passports):
    pictures = of(part(parsed(passports[ANALYSIS]), "pages"), "img")

    assert pictures[0].get("alt") == "Page 1 of 9"
    assert pictures[4].get("alt") == (
        "Page 5 of 9: Mexico’s Border Strategies: Migration, Security and Trade"
    )


def test_the_fonts_are_told_with_their_licences_and_checksums(passport):
    fonts = part(parsed(passport), "fonts")
    told = words(fonts)

    assert [r[2] for r in rows(parsed(passport), "fonts")] == ["a subset"] * 6
    assert {words(h) for h in of(fonts, "h3")} == {family.name for family in passport.families}
    for name in ("source-serif-pro", "source-sans-pro"):
        record = yaml.safe_load((ROOT / "fonts" / name / "font.yml").read_text("utf-8"))
        assert f"Licence, {record['licence']['spdx']}{record['licence']['sha256']}" in told
        for face in record["faces"]:
            style = " italic" if face["style"] == "italic" else ""
            assert f"{face['weight']}{style}{face['sha256']}" in told


def test_ink_contrast_and_links_are_told(passport):
    root, measures = parsed(passport), passport.measures

    assert [row[0] for row in rows(root, "ink")] == [str(page.page) for page in measures.inks]
    assert rows(root, "ink")[0][5:] == ["277%", "colour"]
    assert rows(root, "contrast")[0][1:3] == ["5.82:1", "AA"]
    assert [row[0] for row in rows(root, "links")] == [link.address for link in measures.links]
    assert f"{measures.inner_links} stay within the file" in words(part(root, "links"))


def test_every_file_has_its_size_and_checksum(passport, house):
    files = part(parsed(passport), "files")
    folder = house.folder(passport.edition.publication.slug)

    for entry in of(files, "div"):
        name, about, digest = (words(e) for e in entry)
        data = (folder / name).read_bytes()
        assert f"{len(data):,} bytes" in about
        assert digest == hashlib.sha256(data).hexdigest()
    assert len(of(files, "div")) == 4


def test_it_says_what_changed_the_newest_first(passports):
    passport = passports[NOTE]
    newer = Revision("1.1.0", date(2027, 1, 2), "Bir yanlış düzeltildi.")
    edition = replace(passport.edition, revisions=(*passport.edition.revisions, newer))
    changes = part(parsed(replace(passport, edition=edition)), "changes")

    assert [words(e) for e in of(changes, "dt")] == [
        "Version 1.1.0 2027-01-02",
        "Version 1.0.0 2026-11-24",
    ]
    assert [words(e) for e in of(changes, "dd")] == ["Bir yanlış düzeltildi.", "İlk baskı."]


def test_turkish_is_marked_as_turkish_on_an_english_page(passports):
    root = parsed(passports[NOTE])
    publication = passports[NOTE].edition.publication
    turkish = [words(e) for e in root.iter() if e.get("lang") == "tr"]

    assert root.get("lang") == "en"
    for told in (publication.title, publication.subtitle, "İlk baskı.", publication.series.title):
        assert told in turkish
    assert plain(publication.abstract).split()[0] in " ".join(turkish)


def test_nothing_is_loaded_from_elsewhere_and_nothing_runs(passport):
    text, root = passport_html(passport), parsed(passport)
    (style,) = of(root, "style")
    digest = base64.b64encode(hashlib.sha256(style.text.encode()).digest()).decode()
    policies = [m.get("content") for m in of(root, "meta") if m.get("http-equiv")]

    assert not [
        e for name in ("script", "link", "iframe", "object", "base") for e in of(root, name)
    ]
    assert {img.get("src").partition(":")[0] for img in of(root, "img")} == {"data"}
    assert not re.search(r"url\(|@import|\son\w+=|\sstyle=|srcset", text)
    assert policies == [
        f"default-src 'none'; img-src data:; style-src 'sha256-{digest}'; "
        "base-uri 'none'; form-action 'none'"
    ]


def test_the_same_facts_give_the_same_page(house, passports):
    assert passport_html(passport_of(house, NOTE)) == passport_html(passports[NOTE])


def with_markup(passport) -> Passport:
    """A passport in which every text that others write holds markup."""
    edition = passport.edition
    publication = edition.publication
    person = replace(publication.contributions[0].contributor, name=EVIL, sort_name=EVIL)
    changed = replace(
        publication,
        title=EVIL,
        subtitle=EVIL,
        language='en"><script>',
        series=replace(publication.series, title=EVIL),
        contributions=(replace(publication.contributions[0], contributor=person),),
        abstract=(Element("p", {}, (EVIL, Element("script", {}, ("alert(2)",)))),),
        keywords=(EVIL,),
        rights=EVIL,
        identifiers=replace(publication.identifiers, doi=f'10.1/"{EVIL}', isbn=EVIL),
    )
    revisions = (Revision(EVIL, date(2026, 1, 1), EVIL),)
    measures = replace(
        passport.measures,
        links=(Link(f"https://a.example/{EVIL}", (1,)), Link("javascript:alert(3)", (1,))),
        fonts=tuple(replace(font, name=EVIL, kind=EVIL) for font in passport.measures.fonts),
        tools=dict.fromkeys(passport.measures.tools, EVIL),
    )
    return replace(
        passport,
        edition=replace(edition, publication=changed, revisions=revisions),
        families=tuple(replace(f, name=EVIL, spdx=EVIL) for f in passport.families),
        files=tuple(replace(f, path=f.path + EVIL, media_type=EVIL) for f in passport.files),
        verdicts=(replace(passport.verdicts[0], check=EVIL, tool=EVIL, version=EVIL),),
        measures=measures,
        thumbnails=tuple(
            replace(t, folio='"' + EVIL, sections=(EVIL,)) for t in passport.thumbnails
        ),
        citations={EVIL: EVIL, "RIS": f"{EVIL}\n{EVIL}"},
    )


def test_markup_in_a_text_is_shown_and_never_run(passports):
    root = parsed(with_markup(passports[NOTE]))

    assert of(root, "script") == []
    assert words(of(root, "h1")[0]) == EVIL
    links = {e.get("href") for e in of(root, "a")}
    assert {link.partition(":")[0] for link in links if not link.startswith("#")} == {"https"}


def test_a_contrast_that_is_too_low_is_told_as_such_and_never_rounded_up(passports):
    passport = passports[NOTE]
    low = Contrast((118, 118, 119), (255, 255, 255), 4.499, 9, (2, 3, 4))
    measures = replace(passport.measures, contrasts=(low, *passport.measures.contrasts))
    root = parsed(replace(passport, measures=measures))

    assert rows(root, "contrast")[0] == [
        "#767677 on #ffffff",
        "4.49:1",
        "AA if large",
        "9 pt",
        "2\N{EN DASH}4",
    ]


@pytest.fixture(scope="session")
def page_findings(passports, tmp_path_factory):
    """What the Nu checker and axe find in each passport, and in one full of markup."""
    folder = tmp_path_factory.mktemp("passports")
    pages = {name: passport_html(passport) for name, passport in passports.items()}
    evil = with_markup(passports[NOTE])
    publication = replace(evil.edition.publication, language="en")
    edition = replace(evil.edition, publication=publication)
    pages["evil"] = passport_html(replace(evil, edition=edition))
    files = []
    for name, text in pages.items():
        files.append(folder / f"{name}.html")
        files[-1].write_text(text, "utf-8")
    return [*nu.judge(files), *axe.judge(files)]


def test_the_nu_checker_and_axe_find_nothing_narrow_or_wide_by_day_or_night(page_findings):
    assert [str(finding) for finding in page_findings] == []


def test_the_passport_of_120_pages_stays_small(long_specimen):
    pictures = thumbnails(long_specimen.pdf)

    assert len(pictures) >= 120
    assert sum(len(picture.address) for picture in pictures) < 3_000_000
