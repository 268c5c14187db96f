"""A drawing is in the colours and fonts of whichever brand it is printed in."""

import pytest

from pipeline.compose.drawings import check_drawing, drawn
from pipeline.compose.overruns import check_words
from pipeline.compose.tokens import tokens_of
from pipeline.read.layout import read_layout
from tests.conftest import ROOT


@pytest.fixture(scope="module")
def layout():
    return read_layout(ROOT / "layouts", "dipam", ROOT / "fonts")


@pytest.fixture
def svg(tmp_path):
    def write(text):
        path = tmp_path / "figure.svg"
        path.write_text(f'<svg xmlns="http://www.w3.org/2000/svg">{text}</svg>', "utf-8")
        return path

    return write


@pytest.mark.parametrize(
    ("written", "printed"),
    [
        ('fill="var(--accent)"', 'fill="#9b2335"'),
        ('fill="var(--accent, #000)"', 'fill="#9b2335"'),
        ('fill="var(--accent, rgb(1, 2, 3))"', 'fill="#9b2335"'),
        ('style="stroke: var( --rule ); fill: none"', 'style="stroke: #b9c1cb; fill: none"'),
        (
            "font-family=\"var(--font-display, 'Arial'), sans-serif\"",
            'font-family="&quot;Source Sans Pro&quot;, sans-serif"',
        ),
        ('fill="#123456"', 'fill="#123456"'),
    ],
)
def test_a_token_stands_in_place_of_what_is_asked_for(layout, svg, written, printed):
    path = svg(f"<path {written}/>")

    assert printed in drawn(path, tokens_of(layout)).decode()
    assert list(check_drawing(path, layout, tokens_of(layout))) == []


@pytest.mark.parametrize(
    ("text", "fault", "step"),
    [
        ('\n<path fill="var(--acent, red)"/>', ":2:13: no token '--acent'", "did you mean '--ac"),
        ('<g font-family="Arial, sans-serif"/>', ":1: no font 'Arial'", "var(--font-display"),
        ("<style>text { font-family: 'Arial' }</style>", ":1: no font 'Arial'", "the brand's own"),
    ],
)
def test_what_the_brand_has_not_is_told(layout, svg, text, fault, step):
    path = svg(text)

    (told,) = check_drawing(path, layout, tokens_of(layout))

    assert f"{path}{fault}" in str(told)
    assert step in str(told)


@pytest.mark.parametrize(
    ("text", "reach"),
    [
        ('<text x="60" font-size="17" {}>A long line of words</text>', "from 60 to 199"),
        ('<g font-size="17" text-anchor="end" {}><text x="9">Years</text></g>', "from -29 to 9"),
        ('<text x="60" font-size="17" {}>Short</text>', ""),
        ('<text x="60" transform="rotate(90)" font-size="90" {}>Turned</text>', ""),
        ('<text x="60 70" font-size="17" {}>A line in two places</text>', ""),
        ('<text x="60" font-size="17em" {}>In another unit</text>', ""),
        ('<text x="60" font-size="90">In no font that is known</text>', ""),
    ],
)
def test_words_that_a_drawing_cuts_off_are_told(layout, tmp_path, text, reach):
    family = 'font-family="Source Sans Pro"'
    drawing = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 50">{text.format(family)}</svg>'
    )

    told = [str(fault) for fault in check_words(drawing.encode(), tmp_path / "figure.svg", layout)]

    assert len(told) == bool(reach)
    assert reach in "".join(told)
