"""Every mistake in a brand is told before a page is made: its place, and the next step."""

import shutil
from pathlib import Path

import pytest

from pipeline.build import start_layout
from pipeline.compose.proof import prove
from pipeline.compose.tokens import tokens_of
from pipeline.errors import Faults, LayoutError, Location, PipelineError
from pipeline.house import House
from pipeline.model.artifact import Rendition
from pipeline.read.edition import read
from pipeline.read.layout import read_layout
from tests.conftest import ROOT, SPECIMEN


@pytest.fixture(scope="module")
def edition():
    return read(ROOT / "tests/source" / SPECIMEN)


@pytest.fixture
def house(tmp_path):
    """A house with the project's layouts, a new brand `acme` among them, to break."""
    shutil.copytree(ROOT / "layouts", tmp_path / "layouts")
    (tmp_path / "fonts").symlink_to(ROOT / "fonts")
    house = House(tmp_path)
    start_layout(house, "acme", "base")
    return house


def proved(house, edition, name="acme"):
    layout = read_layout(house.layouts, name, house.fonts)
    return prove(edition, layout, tuple(Rendition))


def told(house, edition, name="acme"):
    with pytest.raises(PipelineError) as caught:
        proved(house, edition, name)
    return str(caught.value).replace(f"{house.layouts}/", "")


def test_a_new_brand_can_be_built_at_once(house, edition):
    assert proved(house, edition).layout.name == "acme"


# A file of the brand, what it holds, and the fault: its place and words, and the next step.
TOKENS = [
    (
        "--acent: #063; --acent-press: device-cmyk(1 0 1 0)",
        ":1:9: no token '--acent'",
        "'--accent'?",
    ),
    ("--sea: #063; --sea-press: device-cmyk(1 0 1 0)", ":1:9: no token '--sea'", "did you mean"),
    ("--acent-press: device-cmyk(1 0 1 0)", ":1:9: no token '--acent-press'", "'--accent-press'?"),
    ("--ink: var(--inc)", ":1:16: no token '--inc'", "did you mean '--ink'?"),
    ("--rule: var(--tint); --tint: var(--rule)", "'--rule' refers to itself", "--rule → --tint"),
    ("--leading: 1.4em", ":1:9: '--leading: 1.4em' is not a length in pt or mm", "write it"),
    ("--size-title: large", ":1:9: '--size-title: large' is not a length", "write it"),
    ("--columns: 2mm", ":1:9: '--columns: 2mm' is not a number", "write it"),
    ("--accent: 3pt", ":1:9: '--accent: 3pt' is not a colour, as #9b2335", "write it"),
    ("--accent-press: #063", ":1:9: '--accent-press: #063' is not four inks", "write it"),
    ("--font-text: 12pt", ":1:9: '--font-text: 12pt' is not a font of layout.yml", "write it"),
    ("--font-text: Sorce Serif Pro", "no font 'Sorce Serif Pro'", "'Source Serif Pro'?"),
    ("--accent: #063", ":1:9: the colour '--accent' has no press value", "set --accent-press:"),
    ("--tint-press: device-cmyk(1 1 1 .5)", ":1:9: '--tint-press' is 350% of ink", "take ink out"),
    ("--tint-press: device-cmyk(2 0 0 0)", ":1:9: '--tint-press' has an ink outside 0", "from 0"),
    (
        "--measure: 90mm",
        ":1:9: the measure does not fit the trim: 2 columns of 90 mm and 7 mm",
        "170",
    ),
    ("--columns: 6", ":1:9: the measure does not fit the trim: 6 columns of 22.5 mm", "170 mm"),
    ("--columns: 7", ":1:9: 7 columns", "a whole number, 1 to 6"),
    ("--columns: 1.5", ":1:9: 1.5 columns", "a whole number, 1 to 6"),
    ("--margin-inner: 190mm", ":1:9: the margins leave 0 mm of a page 210 mm wide", "25 mm"),
    ("--page-height: 90mm", ":1:9: the margins leave 35.88 mm of a page 90 mm high", "10 lines"),
    ("--page-width: 4m", ":1:9: '--page-width: 4m' is not a length in pt or mm", "write it"),
    ("--page-width: 4000mm", ":1:9: '--page-width' is 4000 mm", "between 40 and 1200"),
    ("--measure-back: 171mm", ":1:9: the measure of the back, 171 mm, does not fit", "170 mm"),
    (
        "--leading: calc(1e308pt * 1e308 - 1e308pt * 1e308)",
        ":1:9: '--leading: calc(1e308pt * 1e308 - 1e308pt * 1e308)' is not a length",
        "write it",
    ),
    ("--column-gap: 1e999mm", ":1:9: '--column-gap: 1e999mm' is not a length", "write it"),
    ("--columns: 1e999", ":1:9: '--columns: 1e999' is not a number", "write it"),
    ("--leading: .001pt", ":1:9: '--leading' is 0.001 pt", "set it to 3 pt at the least"),
    ("--accent: rgb(1e999 0 0)", ":1:9: the colour '--accent' has no press value", "set --accent"),
    ("--weight-title: 600.5", "no face of Source Serif Pro is 600.5 normal", "there are"),
    ("--bleed: 9mm", ":1:9: a bleed of 9 mm leaves crop marks no room", "--sheet-margin 5 mm"),
    (
        "--accent: #fc0; --accent-press: device-cmyk(0 .2 1 0)",
        ":1:9: text in '--accent' (#ffcc00) on '--paper' (#ffffff) has a contrast of 1.51:1 on the"
        " web page",
        "set --accent to #8f7200",
    ),
    (
        "--accent: #fc0; --accent-press: device-cmyk(0 .2 1 0)",
        "in '--accent' (#ffcc00) on #ffffff has a contrast of 1.51:1 on the page",
        "set --accent to",
    ),
    (
        "--accent: #fc0; --accent-press: device-cmyk(0 .2 1 0)",
        "in '--accent' (#ffcc00) on #ffffff has a contrast of 1.51:1 in the EPUB",
        "set --accent to",
    ),
    (
        "--ink-soft-dark: #445",
        ":1:9: text in '--ink-soft-dark' (#444455) on '--paper-dark' (#15181d) has a contrast of"
        " 1.87:1 on the web page in the dark",
        "set --ink-soft-dark to #",
    ),
    (
        "--cover-ground: #222; --cover-ground-press: device-cmyk(0 0 0 .9)",
        ":1:9: text in '--cover-ink' (#1a1a1a) on '--cover-ground' (#222222)",
        "set --cover-ink to #",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("tokens", "fault", "step"), TOKENS)
def test_a_mistake_in_a_token_is_told(house, edition, tokens, fault, step):
    (house.layouts / "acme/tokens.css").write_text(f":root {{ {tokens} }}\n", "utf-8")

    message = told(house, edition)

    assert "acme/tokens.css:1:" in message
    assert fault in message
    assert step in message


RULES = [
    ("page.css", ":root { --ink: #063 }", ":1:9: '--ink' is set outside tokens.css", "set it in"),
    ("page.css", "p { --ink: #063 }", ":1:12: the colour '#063' is no token", "set a token"),
    ("web.css", ":root { --ink: #063 }", ":1:16: the colour '#063' is no token", "set a token"),
    (
        "page.css",
        "p { color: color-mix(in srgb, var(--ink), var(--rule)) }",
        ":1:12: the colour 'color-mix(",
        "set a token",
    ),
    (
        "page.css",
        "p { color: rgb(from var(--ink) r g b) }",
        ":1:12: the colour 'rgb(from",
        "set a token",
    ),
    ("web.css", "p { filter: drop-shadow(0 0 2px red) }", ":1:33: the colour 'red'", "set a token"),
    ("web.css", "div { p { margin: 0 } }", ":1:7: a rule within a rule", "each rule on its own"),
    (
        "web.css",
        "@media print { @font-face { font-family: x } }",
        ":1:16: @font-face in a stylesheet",
        "name stylesheets and fonts in layout.yml",
    ),
    ("page.css", "p { color: var(--acent) }", ":1:12: no token '--acent'", "did you mean '--acc"),
    ("page.css", "p { --acent: 1pt }", ":1:5: no token '--acent'", "did you mean '--accent'?"),
    ("page.css", "p { color: #fc0 }", ":1:12: the colour '#fc0' is no token", "set a token"),
    (
        "page.css",
        "p { border: 1pt solid red }",
        ":1:23: the colour 'red' is no token",
        "set a token",
    ),
    ("web.css", "a { color: rgb(9 9 9) }", ":1:12: the colour 'rgb(9 9 9)' is no token", "var()"),
    (
        "page.css",
        "h2 { font-weight: 500 }",
        ":1:6: no face of Source Sans Pro is 500",
        "300 normal",
    ),
    ("page.css", "h2 { font-style: italic }", "Source Sans Pro is 600 italic, which h2", "add one"),
    ("web.css", "h2 { font-weight: 800 }", ":1:6: no face of Source Sans Pro is 800", "add one"),
    ("epub.css", "h2 { font-weight: 800 }", ":1:6: no face of Source Sans Pro is 800", "add one"),
    (
        "page.css",
        "p { font: 9pt Arial }",
        ":1:5: no font 'Arial' in the layout",
        "there are: Source",
    ),
    (
        "web.css",
        "a:hover { color: var(--rule) }",
        ":1:11: text in '--rule' (#8a8a8a) on '--paper' (#ffffff) has a contrast of 3.45:1 on the"
        " web page, under the hand",
        "use a token that is #757575",
    ),
    (
        "page.css",
        "@page :left { background: var(--rule) }",
        ":1:15: text in '--ink-soft' (#555555) on '--rule' (#8a8a8a)",
        "set --ink-soft to",
    ),
    (
        "web.css",
        ".masthead { background: var(--ink) }",
        "on '--ink' (#1a1a1a)",
        "of 1.00:1 on the web",
    ),
    (
        "page.css",
        "p { background: url(assets/x.svg) }",
        ":1:17: no asset 'assets/x.svg'",
        "own assets",
    ),
    ("page.css", "p { colour }", ":1:11: not CSS", "correct it"),
]  # fmt: skip


RIGHT = [
    (".masthead p { background: transparent }", "web"),
    (".masthead p { background: none }", "web"),
    (".masthead p { background: linear-gradient(var(--tint), var(--tint)) }", "web"),
    ("main p { color: CanvasText }", "web"),
    ("main p { color: initial }", "web"),
    ("@page :left { @top-left { content: 'x'; color: var(--rule) } }", "web"),
    (":root { --registration-press: device-cmyk(1e-3 +.5 .5 .75) }", "tokens"),
]


@pytest.mark.parametrize(("css", "sheet"), RIGHT)
def test_what_is_right_is_not_told(house, edition, css, sheet):
    path = "tokens.css" if sheet == "tokens" else f"css/{sheet}.css"
    (house.layouts / "acme" / path).write_text(f"{css}\n", "utf-8")

    assert proved(house, edition).layout.name == "acme"


def test_a_ground_that_shows_another_is_looked_through(house, edition):
    brand = house.layouts / "acme"
    (brand / "tokens.css").write_text(
        ":root { --veil: rgb(255 255 255 / .1); --veil-press: device-cmyk(0 0 0 0) }\n", "utf-8"
    )
    (brand / "css/page.css").write_text(
        ".cover { background: var(--ink); color: var(--paper) }\n"
        ".cover p { background: var(--veil); color: var(--ink) }\n",
        "utf-8",
    )

    assert "text in '--ink' (#1a1a1a) on '--veil' (#313131)" in told(house, edition)


@pytest.mark.parametrize(("sheet", "css", "fault", "step"), RULES)
def test_a_mistake_in_a_stylesheet_is_told(house, edition, sheet, css, fault, step):
    (house.layouts / "acme/css" / sheet).write_text(f"{css}\n", "utf-8")

    message = told(house, edition)

    assert f"acme/css/{sheet}:1:" in message
    assert fault in message
    assert step in message


FILES = [
    (
        "templates/cover.html",
        '{% extends "base/cover.html" %}{% block titel %}{% endblock %}',
        "cover.html:1: no block 'titel' in 'base/cover.html'",
        "did you mean 'title'?",
    ),
    (
        "templates/cover.html",
        '{% extends "base/cover.html" %}\n<p>Ours</p>',
        "cover.html:1: this stands outside the blocks of 'base/cover.html'",
        "put it into a block",
    ),
    (
        "templates/cover.html",
        '{% extends "base/covr.html" %}',
        "cover.html:1: no template 'base/covr.html'",
        "did you mean 'base/cover.html'?",
    ),
    ("templates/cover.html", "{{ ", "cover.html:1: ", "layouts/README.md"),
    ("templates/cover.html", "<p style='color: red'>", ":1:4: a style within a template", "css/"),
    ("templates/cover.html", "<style>p { color: red }", ":1:1: a style within a template", "css/"),
    ("templates/cover.html", "{{ 'x'" + "|trim" * 2000 + " }}", "cover.html: nested", "flatter"),
    (
        "templates/contcat.html",
        "",
        "the template 'contcat.html' is used for nothing",
        "'contact.html'",
    ),
    ("css/pgae.css", "", "'css/pgae.css' is used for nothing", "under 'stylesheets'"),
    ("labels/en.yml", "contcat: Write", "labels/en.yml:1:1: no label 'contcat'", "'contact'?"),
    (
        "labels/en.yml",
        'figure: "Figure {0.x}"',
        "labels/en.yml:1:9: '{0.x}' in the label 'figure' stands for nothing",
        "use: {number}",
    ),
    ("layout.yml", "extends: base\ntemplates: {covr: a.html}", ":2:13: no role 'covr'", "'cover'?"),
    (
        "layout.yml",
        "extends: base\ntemplates: {cover: a.html}",
        ":2:20: no template 'a.html'",
        "did you",
    ),
    ("layout.yml", "extends: bsae", ":1:10: no layout 'bsae'", "did you mean 'base'?"),
    ("layout.yml", "extends: acme", ":1:10: 'acme' extends itself", "break the circle"),
    ("layout.yml", "extends: base\nfonts: [sans]", ":2:9: no font 'sans'", "make font NAME=sans"),
    ("layout.yml", "extend: base", ":1:1: unknown key 'extend'", "did you mean 'extends'?"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "text", "fault", "step"), FILES)
def test_a_mistake_in_another_file_is_told(house, edition, name, text, fault, step):
    path = house.layouts / "acme" / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(f"{text}\n", "utf-8")

    message = told(house, edition)

    assert fault in message
    assert step in message


ROOTS = [
    ("html { --ink: #063 }", "'html'"),
    (":root, html { --ink: #063 }", "':root, html'"),
    ("@media print { :root { --ink: #063 } }", "'@media print :root'"),
    (":root.x { --ink: #063 }", "':root.x'"),
]


@pytest.mark.parametrize(("css", "name"), ROOTS)
def test_a_rule_among_the_tokens_that_sets_none_is_told(house, edition, css, name):
    (house.layouts / "acme/tokens.css").write_text(f'@charset "utf-8";\n{css}\n', "utf-8")

    message = told(house, edition)

    assert "acme/tokens.css:2:" in message
    assert f"{name} in tokens.css is not ':root', and sets no token" in message
    assert "set tokens on :root alone" in message
    assert "@charset" not in message


DEEP = [
    ("tokens.css", ":root { --leading: calc(" + "(" * 5000 + "1pt" + ")" * 5000 + ") }"),
    ("css/page.css", "p { margin: " + "(" * 5000 + ")" * 5000 + " }"),
    ("css/page.css", "@media print {" * 5000 + "}" * 5000),
    ("css/web.css", ":not(" * 5000 + "p" + ")" * 5000 + " { margin: 0 }"),
]


@pytest.mark.parametrize(("name", "css"), DEEP, ids=range(len(DEEP)))
def test_css_that_is_nested_without_measure_is_told(house, edition, name, css):
    (house.layouts / "acme" / name).write_text(css, "utf-8")

    assert "over 50 brackets within one another" in told(house, edition)


def test_tokens_that_are_made_of_one_another_without_end_are_told(house, edition):
    chain = "".join(f"--t{n}: var(--t{n - 1}); " for n in range(2000, 0, -1))
    (house.layouts / "acme/tokens.css").write_text(f":root {{ {chain}--t0: 1pt }}", "utf-8")

    assert "acme/tokens.css:1:9: '--t2000' is over 50 tokens away" in told(house, edition)


def test_values_that_grow_without_measure_are_told(house, edition):
    many = "var(--big) " * 20000
    (house.layouts / "acme/tokens.css").write_text(f":root {{ --big: {'1 ' * 900} }}", "utf-8")
    (house.layouts / "acme/css/web.css").write_text(f"p {{ grid-area: {many} }}", "utf-8")

    assert "acme/css/web.css:1:5: 'grid-area' asks for 20000 tokens" in told(house, edition)


def test_a_byte_order_mark_changes_nothing(house, edition):
    brand = house.layouts / "acme"
    for path in (brand / "tokens.css", brand / "css/web.css", brand / "templates/cover.html"):
        path.write_text(path.read_text("utf-8"), "utf-8-sig")
    tokens = ":root { --accent: #063; --accent-press: device-cmyk(1 0 1 .4) }\n"
    (brand / "tokens.css").write_text(tokens, "utf-8-sig")

    composition = proved(house, edition)

    assert tokens_of(composition.layout)["--accent"] == "#063"
    assert "\ufeff" not in composition.parts[0].markup + composition.resources["style.css"].decode()


def test_a_sheet_in_a_folder_may_have_the_name_of_the_tokens(house, edition):
    brand = house.layouts / "acme"
    (brand / "layout.yml").write_text("extends: base\nstylesheets: {pdf: [css/tokens.css]}\n")
    shutil.rmtree(brand / "css")
    (brand / "css").mkdir()
    (brand / "css/tokens.css").write_text("p { margin: 0 }\n", "utf-8")

    assert proved(house, edition).layout.name == "acme"


def test_all_mistakes_of_a_brand_are_told_at_once(house, edition):
    brand = house.layouts / "acme"
    (brand / "tokens.css").write_text(":root { --leading: wide; --acent: 1pt }\n", "utf-8")
    (brand / "css/web.css").write_text("p { color: var(--inc) }\n", "utf-8")
    (brand / "templates/covr.html").write_text("", "utf-8")

    message = told(house, edition)

    for part in ("'--leading: wide'", "'--acent'", "'--inc'", "'covr.html'"):
        assert part in message


def test_measures_inks_and_contrasts_are_told_at_once(house, edition):
    tokens = (
        ":root { --measure-back: 180mm; --accent: #fc0; --bleed: 9mm; --ink-soft-dark: #445 }\n"
    )
    (house.layouts / "acme/tokens.css").write_text(tokens, "utf-8")

    message = told(house, edition)

    for part in ("measure of the back", "no press value", "crop marks", "(#ffcc00)", "in the dark"):
        assert part in message


def test_faults_of_one_place_come_in_the_order_of_their_words():
    faults = [LayoutError(word, where=Location(Path("a.css"), 1, 1)) for word in "bdac"]

    assert [fault.message for fault in Faults(faults).faults] == ["a", "b", "c", "d"]


def test_a_brand_can_extend_a_brand_that_extends_another(house, edition):
    start_layout(house, "second", "acme")
    start_layout(house, "third", "second")
    tokens = ":root { --accent: #063; --accent-press: device-cmyk(1 0 1 .4) }\n"
    (house.layouts / "acme/tokens.css").write_text(tokens, "utf-8")

    composition = proved(house, edition, "third")

    assert [folder.name for folder in composition.layout.folders] == [
        "base",
        "acme",
        "second",
        "third",
    ]
    assert b"#063" in composition.resources["style.css"]


def test_a_circle_of_brands_is_told(house, edition):
    start_layout(house, "second", "acme")
    (house.layouts / "acme/layout.yml").write_text("extends: second\n", "utf-8")

    assert "'second' extends itself" in told(house, edition, "second")


def test_fonts_of_a_brand_stand_in_place_of_those_it_extends(house, edition):
    brand = house.layouts / "acme"
    (brand / "layout.yml").write_text("extends: base\nfonts: [source-sans-pro]\n", "utf-8")
    (brand / "tokens.css").write_text(":root { --font-text: Source Sans Pro }\n", "utf-8")
    (brand / "css").rename(brand / "unused")

    layout = proved(house, edition).layout

    assert [family.name for family in layout.fonts] == ["Source Sans Pro"]


def test_one_label_can_be_replaced_alone(house, edition):
    labels = house.layouts / "acme/labels"
    labels.mkdir()
    (labels / "en.yml").write_text("contents: Inside\n", "utf-8")

    markup = proved(house, edition).parts[0].markup

    assert ">Inside</h2>" in markup
    assert ">References</h2>" in markup
