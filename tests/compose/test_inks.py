"""Each colour of the brand has its inks, and one colour of the screen never two."""

import shutil
from pathlib import Path

import pytest

from pipeline.compose.inks import inks
from pipeline.compose.measures import page_box
from pipeline.errors import Faults, PipelineError
from pipeline.model.press import PageBox
from pipeline.read.layout import read_layout
from tests.conftest import ROOT


@pytest.fixture
def layouts(tmp_path):
    """A copy of the layouts, to break."""
    return Path(shutil.copytree(ROOT / "layouts", tmp_path / "layouts"))


def layout(layouts, more=""):
    with (layouts / "dipam/tokens.css").open("a") as file:
        file.write(f":root {{ {more} }}\n")
    return read_layout(layouts, "dipam", ROOT / "fonts")


def test_a_colour_of_the_screen_is_the_brands_own_on_the_press(layouts):
    found = inks(layout(layouts))

    assert found[0x9B, 0x23, 0x35] == (0.2, 1, 0.75, 0.22)
    assert found[0x16, 0x20, 0x2E] == (0, 0, 0, 1)


def test_the_trim_and_the_bleed_are_tokens(layouts):
    box = page_box(layout(layouts, "--page-width: 148mm; --page-height: 210mm; --bleed: 5mm"))

    assert box == PageBox(pytest.approx(148), pytest.approx(210), pytest.approx(5))


@pytest.mark.parametrize(
    ("more", "message", "hint"),
    [
        ("--sea: #0a7c8c", "the colour '--sea' has no press value", "--sea-press"),
        ("--sea: teal; --sea-press: #0a7c8c", "'--sea' is no device-cmyk()", "-press"),
        (
            "--sea: #9b2335; --sea-press: device-cmyk(1 0 0 0)",
            "'--sea' is the same on the screen as '--accent', and another on the press",
            "make them differ",
        ),
    ],
)  # fmt: skip
def test_a_mistake_is_told_at_its_place(layouts, more, message, hint):
    with pytest.raises(Faults) as caught:
        inks(layout(layouts, more))

    (told,) = caught.value.faults
    assert message in str(told)
    assert hint in str(told)
    tokens = layouts / "dipam/tokens.css"
    last = len(tokens.read_text("utf-8").splitlines())
    assert str(told).startswith(f"{tokens}:{last}:")


def test_a_brand_that_changes_a_colour_must_say_what_it_is_on_the_press(layouts):
    brand = layouts / "acme"
    brand.mkdir()
    (brand / "layout.yml").write_text("extends: dipam\n", "utf-8")
    (brand / "tokens.css").write_text(":root { --accent: #006b3c }\n", "utf-8")
    acme = read_layout(layouts, "acme", ROOT / "fonts")

    with pytest.raises(Faults) as caught:
        inks(acme)

    assert f"{brand}/tokens.css:1:9: the colour '--accent' has no press value" in str(caught.value)


@pytest.mark.parametrize(
    ("reads", "more", "message"),
    [
        (inks, "--sea: oklch(60% .1 200)", "--sea': 'oklch.*' is in oklch, which is not read"),
        (page_box, "--bleed: wide", "'wide' is no length"),
    ],
)
def test_a_value_that_cannot_be_read_is_told_at_its_place(layouts, reads, more, message):
    changed = layout(layouts, more)

    with pytest.raises(PipelineError, match=message) as caught:
        reads(changed)

    assert str(layouts / "dipam/tokens.css") in str(caught.value)


def test_no_ink_is_no_number(layouts):
    with pytest.raises(Faults, match="is no device-cmyk"):
        inks(layout(layouts, "--sea: teal; --sea-press: device-cmyk(none 1 0 0)"))


def test_no_bleed_is_a_bleed(layouts):
    assert page_box(layout(layouts, "--bleed: 0")).bleed == 0


def test_two_colours_that_are_one_may_share_their_inks(layouts):
    more = "--sea: #9b2335; --sea-press: device-cmyk(.2 1 .75 .22)"

    assert inks(layout(layouts, more))[0x9B, 0x23, 0x35] == (0.2, 1, 0.75, 0.22)
