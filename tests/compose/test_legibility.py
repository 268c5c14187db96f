"""The cascade gives each text its colours and its face, and contrast is what WCAG says it is."""

import pytest

from pipeline.compose.cascade import Scene, texts
from pipeline.compose.fontvalues import first_family, style_of
from pipeline.compose.syntax import written
from pipeline.model.contrast import contrast

PAGE = """<html><body>
<p class="a">Text <b>bold</b> <i>slanted</i> <a href="#x">a link</a></p>
<div class="box"><p id="x">In a box</p><p hidden="hidden">Not seen</p></div>
</body></html>"""


def styles(tmp_path, css, markup=PAGE, **scene):
    sheet = tmp_path / "sheet.css"
    sheet.write_text(css, "utf-8")
    found = texts([markup], [sheet], Scene(**{"paged": False, **scene}))
    return {text.element: text.style for text in found}


def colours(style):
    ground = written(style.ground.value) if style.ground else ""
    return written(style.values["color"].value), ground


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [
        ((0, 0, 0), (255, 255, 255), 21),
        ((255, 255, 255), (255, 255, 255), 1),
        ((118, 118, 118), (255, 255, 255), 4.54),
        ((119, 119, 119), (255, 255, 255), 4.48),
        ((255, 0, 0), (0, 0, 255), 2.15),
    ],
)
def test_contrast_is_the_ratio_of_wcag(one, other, ratio):
    assert contrast(one, other) == pytest.approx(ratio, abs=0.005)
    assert contrast(other, one) == contrast(one, other)


@pytest.mark.parametrize(
    ("css", "element", "seen"),
    [
        ("p { color: red } .a { color: blue } p { color: lime }", "p.a", ("blue", "")),
        ("p { color: red !important } .a { color: blue }", "p.a", ("red", "")),
        ("body { color: red; background: tan } .box { background: #fff }", "p", ("red", "#fff")),
        ("body { color: red; background: tan } .box { background: #fff }", "p.a", ("red", "tan")),
        (":root { --x: red } .a { --x: blue } p { color: var(--x) }", "p.a", ("blue", "")),
        (":root { --x: red } p { color: var(--x) } .a { --x: blue }", "p", ("red", "")),
        ("p { color: red } a { color: inherit }", "a", ("red", "")),
        ("a:link { color: red } a:visited { color: blue }", "a", ("blue", "")),
        ("p { color: red } p::before { content: 'x'; color: blue }", "p::before", ("blue", "")),
        ("p { color: red } @media print { p { color: blue } }", "p", ("red", "")),
        ("p { color: red } @media (min-width: 9rem) { p { color: blue } }", "p", ("blue", "")),
    ],
)
def test_the_cascade_is_that_of_css(tmp_path, css, element, seen):
    assert colours(styles(tmp_path, css)[element]) == seen


@pytest.mark.parametrize(
    ("css", "scene", "colour"),
    [
        ("@media not print { p { color: blue } }", {"paged": True}, "red"),
        ("@media not print { p { color: blue } }", {}, "blue"),
        ("@media print, (min-width: 9rem) { p { color: blue } }", {}, "blue"),
        ("@media PRINT { p { color: blue } }", {}, "red"),
        ("@media (forced-colors: active) { p { color: blue } }", {}, "red"),
        ("@media (prefers-contrast: more) { p { color: blue } }", {}, "red"),
        ("@media (prefers-reduced-motion: no-preference) { p { color: blue } }", {}, "blue"),
        ("p.a { color: revert }", {}, "red"),
    ],
)
def test_a_condition_holds_where_it_says(tmp_path, css, scene, colour):
    found = styles(tmp_path, f"body {{ color: red }} {css}", **scene)

    assert colours(found["p.a"])[0] == colour


@pytest.mark.parametrize(
    ("content", "printed"), [("''", False), ("' '", False), ("normal", False), ("'x'", True)]
)
def test_generated_text_with_nothing_in_it_is_none(tmp_path, content, printed):
    found = styles(tmp_path, f"p::before {{ content: {content}; color: red }}")

    assert ("p::before" in found) is printed


def test_a_screen_has_no_margins_of_pages(tmp_path):
    assert "@page @top-left" not in styles(tmp_path, "@page { @top-left { content: 'x' } }")


DARK = "p { color: red } @media (prefers-color-scheme: dark) { p { color: blue } }"
HOVER = "p, a { color: red } a:hover { color: blue }"


@pytest.mark.parametrize(
    ("css", "scene", "element", "colour"),
    [
        (DARK, {}, "p.a", "red"),
        (DARK, {"dark": True}, "p.a", "blue"),
        (HOVER, {}, "a", "red"),
        (HOVER, {"touched": True}, "a", "blue"),
        ("p { color: red } @media print { p { color: blue } }", {"paged": True}, "p.a", "blue"),
        ("p { color: red } :target { color: blue }", {"touched": True}, "p", "blue"),
    ],
)
def test_a_scene_has_its_own_rules(tmp_path, css, scene, element, colour):
    assert colours(styles(tmp_path, css, **scene)[element])[0] == colour


@pytest.mark.parametrize(
    ("css", "element", "face"),
    [
        ("body { font: 600 9pt/12pt 'A B', serif }", "p.a", ("A B", 600, "normal", 9)),
        ("body { font: 9pt A } ", "b", ("A", 700, "normal", 9)),
        ("body { font: 9pt A } ", "i", ("A", 400, "italic", 9)),
        ("body { font: 300 10pt A } b { font-weight: bolder }", "b", ("A", 400, "normal", 10)),
        ("html { font-size: 20pt } p { font: italic 1.5em A }", "p.a", ("A", 400, "italic", 30)),
        ("html { font-size: 20pt } p { font: .5rem A }", "b", ("A", 700, "normal", 10)),
        ("p { font: 90% A; font-weight: 500 }", "p.a", ("A", 500, "normal", 10.8)),
        ("p { font: 9pt A; font-weight: 600.5 }", "p.a", ("A", 600.5, "normal", 9)),
        ("p { font: 9pt A; font-weight: 1e9 }", "p.a", ("A", 1e9, "normal", 9)),
        ("p { font: 9pt A; font-weight: calc(2 * 300) }", "p.a", ("A", 600, "normal", 9)),
        ("p { font: 600 0/0 A }", "p.a", ("A", 600, "normal", 0)),
        ("p { font: clamp(1rem, 2vw, 3rem) A }", "p.a", ("A", 400, "normal", None)),
    ],
)
def test_a_text_has_the_face_that_css_gives_it(tmp_path, css, element, face):
    style = styles(tmp_path, css)[element]
    slant = style.values.get("font-style")

    assert face == (
        first_family(style.values["font-family"].value),
        style.weight,
        style_of(slant.value) if slant else "normal",
        None if style.size is None else pytest.approx(style.size),
    )


def test_margins_of_pages_are_texts_on_the_ground_of_their_page(tmp_path):
    css = (
        "@page { background: tan; @top-left { content: 'x'; color: red } }"
        "@page cover { background: navy; @top-left { content: none } }"
        "@page back { background: teal } .box { page: back; color: red }"
        "@page back { @top-left { color: blue } }"
    )
    found = styles(tmp_path, css, paged=True)

    assert colours(found["@page @top-left"]) == ("red", "tan")
    assert colours(found["@page back @top-left"]) == ("blue", "teal")
    assert colours(found["p"]) == ("red", "teal")
    assert "@page cover @top-left" not in found


def test_what_is_hidden_is_no_text(tmp_path):
    hidden = "<html><body><p class='b' hidden='hidden'>x</p><p class='c'>y</p></body></html>"

    assert set(styles(tmp_path, ".c { display: none }", hidden)) == set()
