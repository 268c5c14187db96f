"""Citations and reference lists come out in APA, in English and in Turkish, sorted by language."""

from pathlib import Path

import pytest

from pipeline.errors import Location, SourceError
from pipeline.model.text import Element, plain, walk
from pipeline.read.citations import Cite, cite, find_style
from pipeline.read.collation import sort_key

HERE = Location(Path("publication.yml"), 9, 17)


def item(key, author, title, issued, **more):
    names = [
        {"literal": a} if isinstance(a, str) else dict(zip(("family", "given"), a, strict=True))
        for a in author
    ]
    dates = {"date-parts": [[int(n) for n in issued.split("-")]]}
    return {"id": key, "type": "book", "title": title, "author": names, "issued": dates, **more}


ITEMS = [
    item(
        "web",
        ["Al Jazeera"],
        "Leaders visit a border",
        "2024-03-01",
        type="webpage",
        URL="https://a.org/x.",
    ),
    item("three", [("Miller", "Z."), ("Long", "C."), ("Kinnard", "M.")], "Will it be?", "2024"),
    item("one", [("Long", "C.")], "First", "2024"),
    item("two", [("Long", "C.")], "Second", "2024"),
    item(
        "book",
        [("Eco", "Umberto")],
        "Tez Nasıl Yazılır?",
        "2017",
        publisher="Can",
        translator=[{"family": "Parlak", "given": "Betül"}],
    ),
]


def cited(clusters, language="en", items=ITEMS, style="apa"):
    return cite(items, clusters, find_style(style, language, HERE), language)


CASES = [
    ("en", [Cite("web")], "(Al Jazeera, 2024)"),
    ("en", [Cite("three", pages="3–4")], "(Miller et al., 2024, pp. 3–4)"),
    ("tr", [Cite("three", pages="3–4")], "(Miller vd., 2024, ss. 3–4)"),
    ("tr", [Cite("book", pages="3")], "(Eco, 2017, s. 3)"),
    ("en", [Cite("book", suffix=", ch. 2")], "(Eco, 2017, ch. 2)"),
    ("en", [Cite("three"), Cite("book")], "(Eco, 2017; Miller et al., 2024)"),
    ("en", [Cite("book", prefix="see", suffix="and often")], "(see Eco, 2017 and often)"),
    ("en", [Cite("book", suppress_author=True)], "(2017)"),
]


@pytest.mark.parametrize(("language", "cluster", "text"), CASES)
def test_a_citation_reads(language, cluster, text):
    assert plain(cited([cluster], language).citations) == text


def test_each_work_in_a_citation_leads_to_its_entry():
    (citation,) = cited([[Cite("three"), Cite("book")]]).citations

    assert [a.attributes["href"] for a in walk([citation]) if a.name == "a"] == [
        "#ref-book",
        "#ref-three",
    ]


def test_works_of_one_author_and_year_are_told_apart():
    done = cited([[Cite("one")], [Cite("two")]])

    assert [plain([c]) for c in done.citations] == ["(Long, 2024a)", "(Long, 2024b)"]
    assert [plain(r.entry)[:17] for r in done.references] == [
        "Long, C. (2024a).",
        "Long, C. (2024b).",
    ]


ENTRIES = [
    ("en", "web", "Al Jazeera. (2024, March 1). Leaders visit a border. https://a.org/x."),
    ("tr", "web", "Al Jazeera. (2024, 1 Mart). Leaders visit a border. https://a.org/x."),
    ("en", "three", "Miller, Z., Long, C., & Kinnard, M. (2024). Will it be?"),
    ("tr", "book", "Eco, U. (2017). Tez Nasıl Yazılır? (B. Parlak, çev.). Can."),
]


@pytest.mark.parametrize(("language", "key", "text"), ENTRIES)
def test_an_entry_reads(language, key, text):
    (reference,) = cited([[Cite(key)]], language).references

    assert plain(reference.entry) == text


def test_an_address_is_a_link_to_all_of_it():
    (reference,) = cited([[Cite("web")]]).references

    assert Element("a", {"href": "https://a.org/x."}, ("https://a.org/x.",)) in reference.entry


def test_only_what_is_cited_is_listed():
    assert [r.id for r in cited([[Cite("book")], [Cite("web")]]).references] == ["web", "book"]


@pytest.mark.parametrize(
    ("language", "ordered"),
    [
        (
            "tr",
            ["Cemil", "Çelik", "Göl", "Işık", "İnce", "Oya", "Öz", "Sel", "Şen", "Uğur", "Ünal"],
        ),
        (
            "en",
            [
                "Çelik",
                "Cemil",
                "Çz",
                "Göl",
                "İnce",
                "Işık",
                "Oya",
                "Öz",
                "Sel",
                "Şen",
                "Uğur",
                "Ünal",
            ],
        ),
    ],
)
def test_names_are_sorted_as_the_language_sorts(language, ordered):
    assert sorted(ordered, key=lambda name: sort_key(name, language)) == ordered


def test_the_reference_list_is_sorted_as_the_language_sorts():
    items = [
        item(name, [(name, "A.")], "T", "2020") for name in ("Zor", "Şen", "Sel", "Çam", "Can")
    ]
    keys = [[Cite(name)] for name in ("Zor", "Şen", "Sel", "Çam", "Can")]

    assert [r.id for r in cited(keys, "tr", items).references] == [
        "Can",
        "Çam",
        "Sel",
        "Şen",
        "Zor",
    ]


def test_another_style_is_taken_by_its_name():
    assert plain(cited([[Cite("book")]], style="ieee").citations) == "[1]"


def test_an_unknown_style_is_told_with_the_nearest():
    with pytest.raises(SourceError, match="no citation style 'appa'") as caught:
        find_style("appa", "en", HERE)

    assert (caught.value.where, caught.value.hint) == (HERE, "did you mean 'apa'?")
