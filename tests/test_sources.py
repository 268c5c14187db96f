"""The project's own publications are what their makers promised."""

import re

import pytest

from tests.conftest import ROOT

ANALYSIS = ROOT / "source/027-mexico-us-relations"
HEADINGS = [
    "Origins of Mexico–US Relations",
    "Mexico–US Border Issues",
    "Assessment of Mexico–US Relations in the Context of Economic Relations",
    "Mexico’s Border Strategies: Migration, Security and Trade",
    "Discourses and Actions in the Border Crisis",
    "The US–Mexico Border Crisis",
    "Conclusion and Future Perspectives",
]
# Each figure and date of the analysis, as its text gives it.
FACTS = [
    "3,200",
    "1846",
    "1848",
    "1845",
    "1994",
    "2000",
    "2020",
    "2021",
    "2022",
    "2023",
    "2024",
    "2017",
    "NAFTA",
    "USMCA",
    "G20",
    "OECD",
    "Hidalgo",
    "sixfold|six\\stimes|six-fold",
    "6\\smillion",
    "15\\spercent",
    "California",
    "Texas",
    "13",
    "50",
    "32",
    "nine",
    "Japan",
    "eleven",
    "MIRPS",
    "15\\smillion",
    "\\$1.4\\sbillion",
    "fentanyl",
    "methamphetamine",
    "heroin",
    "Remain\\sin\\sMexico",
    "142,000",
    "Venezuela",
    "47",
    "López\\sObrador",
    "stand\\stogether",
]


def test_the_condensed_edition_has_its_length():
    words = (ANALYSIS / "text.md").read_text("utf-8").split()

    assert 2300 <= len(words) <= 3000


def test_every_section_of_the_analysis_is_there_in_its_order():
    text = (ANALYSIS / "text.md").read_text("utf-8").replace("'", "’")

    assert re.findall(r"^## (.*)$", text, re.MULTILINE) == HEADINGS


@pytest.mark.parametrize("fact", FACTS)
def test_a_fact_of_the_analysis_is_kept(fact):
    text = (ANALYSIS / "text.md").read_text("utf-8") + (
        ANALYSIS / "figures/timeline.svg"
    ).read_text()

    assert re.search(fact, text, re.IGNORECASE), fact


@pytest.mark.parametrize("name", ["abstract", "note"])
def test_the_condensed_edition_says_that_it_is_one(all_built, name):
    words = all_built[ANALYSIS.name].yaml("publication.yml")[name]

    assert "condensed edition" in words
    assert "project" in words


def test_its_contributors_have_their_roles(all_built):
    people = all_built[ANALYSIS.name].yaml("publication.yml")["contributors"]

    assert [(p["id"], p["role"]) for p in people] == [("ozdogan", "aut"), ("dipam-press", "abr")]
