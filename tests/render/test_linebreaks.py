"""A text before a link that fits its line is not broken after its first word."""

from importlib.util import find_spec
from pathlib import Path

import pytest

from pipeline.render import engine
from pipeline.render.linebreaks import mended
from tests.conftest import ROOT

PAGE = """<html lang="en"><style>
@font-face {{ font-family: Given; src: url("file://{font}") }}
@page {{ size: {width}px 300px; margin: 0 }}
body {{ font: 12px/16px Given; margin: 0 }} p {{ margin: 0; hyphens: auto; text-align: justify }}
</style><title>x</title>
<p>For the author it stands for freer markets, fair trade and growth from which both sides gain
<span>(<a href="#x">U.S. Department of State, 2023</a>).</span></p></html>"""
WIDTHS = range(420, 620)
"""In px: the text before the link is some 500 px wide, and a space 3."""


@pytest.fixture
def weasyprint():
    return engine.load(ROOT / ".cache")


def broken(weasyprint, width):
    """Tell whether a line of the paragraph, its last aside, is much shorter than the measure."""
    font = Path(find_spec("font_source_serif_pro").submodule_search_locations[0], "files")
    markup = PAGE.format(font=font / "SourceSerifPro-Regular.ttf", width=width)
    page = weasyprint.HTML(string=markup).render().pages[0]._page_box
    lines = [b for b in page.descendants() if type(b).__name__ == "LineBox"]
    wide = [sum(child.width for child in line.children) for line in lines[:-1]]
    return any(w < width / 2 for w in wide)


def test_no_word_is_left_alone_in_a_line(weasyprint):
    with mended():
        assert [width for width in WIDTHS if broken(weasyprint, width)] == []


def test_weasyprint_still_needs_the_repair(weasyprint):
    """When this fails, WeasyPrint is mended, and the repair can go."""
    assert [width for width in WIDTHS if broken(weasyprint, width)] != []
