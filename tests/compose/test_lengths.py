"""Lengths and numbers of tokens are read as CSS has them, and what is none is told."""

import pytest

from pipeline.compose.lengths import number, points
from pipeline.errors import LayoutError


@pytest.mark.parametrize(
    ("length", "pt"),
    [
        ("13.5pt", 13.5),
        ("25.4mm", 72),
        ("2.54cm", 72),
        ("1in", 72),
        ("4px", 3),
        ("101.6Q", 72),
        ("0", 0),
        ("calc(2 * 13.5pt + 25.4mm)", 99),
        ("calc((210mm - 20mm - 20mm - (2 - 1) * 7mm) / 2)", 231.0236),
        ("calc(-1 * (25.4mm + 3pt) / 2)", -37.5),
        ("calc(1in - calc(1in / 4))", 54),
    ],
)
def test_a_length_is_read_in_points(length, pt):
    assert points(length) == pytest.approx(pt)


@pytest.mark.parametrize(
    "length",
    ["wide", "", "12", "2 pt", "2em", "1pt + 1pt", "calc(1pt * 1pt)", "calc(1pt / 0)", "calc()"],
)
def test_what_is_no_length_is_told(length):
    with pytest.raises(LayoutError, match="is no length"):
        points(length)


@pytest.mark.parametrize(
    "sum_", ["calc(1pt 2pt)", "calc(1pt + 2)", "calc(2 - 1)", "calc(" * 40 + "1pt" + ")" * 40]
)
def test_a_sum_that_is_no_length_is_told(sum_):
    with pytest.raises(LayoutError, match="is no length"):
        points(sum_)


def test_a_number_has_no_unit():
    assert number("calc(3 - 1.5)") == pytest.approx(1.5)
    with pytest.raises(LayoutError, match="'2pt' is no number"):
        number("2pt")
