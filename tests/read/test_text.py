"""Markdown becomes a tree of elements: what a writer types, and what the house reads."""

from pathlib import Path
from xml.sax.saxutils import escape

import pytest

from pipeline.errors import raise_all
from pipeline.model.text import Element
from pipeline.read.citations import Cite
from pipeline.read.markdown import Passage, typeset
from pipeline.read.reading import Reading
from pipeline.read.text import read_nodes, read_sections, slug
from pipeline.read.typography import NO_BREAK, bind


def shown(nodes) -> str:
    """Return nodes as short markup: `<p class=x>`, with no-break spaces as ~."""
    return "".join(
        f"<{n.name}{''.join(f' {k}={v}' for k, v in n.attributes.items())}>{shown(n.children)}</>"
        if isinstance(n, Element)
        else escape(n).replace(NO_BREAK, "~")
        for n in nodes
    )


def read(text: str, language: str = "en") -> str:
    reading = Reading(language, [])
    nodes = read_nodes(Passage(Path("text.md"), tuple(text.split("\n")), text, 1), reading)
    raise_all(reading.faults)
    return shown(nodes)


# title / in / out
CASES = """
a paragraph with emphasis
One *two* **three** `four`.
<p>One <em>two</> <strong>three</> <code>four</>.</>

a note is put where it is called
Said.[^1]\\n\\n[^1]: Why *so*.
<p>Said.<note><p>Why <em>so</>.</></></>

a foreign phrase
A [mot]{lang=fr} here.
<p>A <span lang=fr>mot</> here.</>

a citation keeps its place
So [@wilson2011, p. 3].
<p>So <citation cluster=0></>.</>

a figure with a caption
![Seen](figures/a.svg "The *caption*."){#fig lines=9}
<figure id=fig><img src=figures/a.svg alt=Seen lines=9></><figcaption>The <em>caption</>.</></>

a table takes the caption before it
Table: Two.\\n\\n| a |\\n|--:|\\n| 1 |
<table><caption>Two.</><thead><tr><th class=right>a</></></><tbody><tr><td class=right>1</></></></>

a pull quote
::: pull-quote\\nBig words.\\n:::
<aside class=pull-quote><p>Big words.</></>

a box with a title
::: box Its title\\nWords.\\n:::
<aside class=box><p class=box-title>Its title</><p>Words.</></>

a definition list
Term\\n: Meaning
<dl><dt>Term</><dd>Meaning</></>

attributes of a block
{#here .lead}\\nWords.
<p id=here class=lead>Words.</>

a block quote
> Said.
<blockquote><p>Said.</></>

a list that starts at three
3. Three\\n4. Four
<ol start=3><li>Three</><li>Four</></>

quotation marks, an apostrophe, dashes and dots
"It's 'so'," he said -- or not... 1990--95
<p>“It’s ‘so’,” he said~– or not… 1990–95</>

a literal angle bracket
a \\< b & c
<p>a &lt; b &amp; c</>

a hard break
one\\\\\\ntwo
<p>one<br></>two</>
"""
TRIPLES = [case.strip().split("\n") for case in CASES.strip().split("\n\n")]


@pytest.mark.parametrize(("text", "markup"), [c[1:] for c in TRIPLES], ids=[c[0] for c in TRIPLES])
def test_it_is_read_as(text, markup):
    assert read(text.replace("\\n", "\n").replace("\\\\", "\\")) == markup


SPACES = [
    ("en", "No. 27, p. 3, pp. 4, § 5", "No.~27, p.~3, pp.~4, §~5"),
    (
        "en",
        "$1.4 billion, 3,200 km, 15 percent, 15 kmph",
        "$1.4~billion, 3,200~km, 15~percent, 15 kmph",
    ),
    ("en", "on 24 November and 1 May", "on 24~November and 1~May"),
    ("en", "J. Mason of the U.S. Department", "J.~Mason of the U.S. Department"),
    ("en", "this – and that", "this~– and that"),
    ("tr", "24 Kasım 2026, yüzde 15, % 15", "24~Kasım 2026, yüzde~15, %~15"),
    ("tr", "15 milyon kişi, 3 bin km, s. 3", "15~milyon kişi, 3~bin km, s.~3"),
    ("tr", "24 November", "24 November"),
]


@pytest.mark.parametrize(("language", "text", "bound"), SPACES)
def test_words_that_belong_together_are_bound(language, text, bound):
    assert bind(text, language).replace(NO_BREAK, "~") == bound


def test_phrases_are_bound_by_the_rules_of_their_own_language():
    assert read("24 Kasım [24 Kasım]{lang=tr}", "en") == "<p>24 Kasım <span lang=tr>24~Kasım</></>"


@pytest.mark.parametrize("language", ["en", "tr", "es"])
def test_titles_are_typeset(language):
    assert typeset('A "word" -- it\'s', language) == "A “word”\N{NO-BREAK SPACE}– it’s"


def test_sections_begin_at_headings_of_the_second_level():
    text = (
        "Opening.\n\n## References\n\n## One\n\nWords.\n\n### Within\n\n## One\n\n"
        "## Page 7\n\n{#own}\n## Ölçü & İş\n"
    )
    reading = Reading("tr", [])
    sections = read_sections(Passage(Path("t.md"), tuple(text.split("\n")), text, 1), reading)

    assert [(s.id, shown(s.title)) for s in sections] == [
        ("opening", ""),
        ("references-2", "References"),
        ("one", "One"),
        ("one-2", "One"),
        ("section-page-7", "Page 7"),
        ("own", "Ölçü &amp; İş"),
    ]


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Mexico–US Relations", "mexico-us-relations"),
        ("Işık ve Çağ", "isik-ve-cag"),
        ("…", "section"),
    ],
)
def test_ids_are_plain(title, name):
    assert slug(title) == name


CITES = [
    ("[@a]", Cite("a")),
    ("[@a, p. 3]", Cite("a", pages="3")),
    ("[@a, pp. 3--4]", Cite("a", pages="3–4")),
    ("[@a, s. 12, 14]", Cite("a", pages="12, 14")),
    ("[see @a:b-c.d]", Cite("a:b-c.d", prefix="see")),
    ("[-@a]", Cite("a", suppress_author=True)),
    ("[@a, ch. 2]", Cite("a", suffix=", ch. 2")),
    ("[@a, p. 3 and often]", Cite("a", pages="3", suffix="and often")),
]


@pytest.mark.parametrize(("typed", "cite"), CITES)
def test_a_citation_is_read(typed, cite):
    reading = Reading("en", [])
    read_nodes(Passage(Path("t.md"), (typed,), typed, 1), reading)

    assert [cluster for cluster, _ in reading.clusters] == [(cite,)]


def test_several_works_are_cited_at_once():
    reading = Reading("en", [])
    typed = "[see @a, p. 3; @b]"
    read_nodes(Passage(Path("t.md"), (typed,), typed, 1), reading)

    assert reading.clusters[0][0] == (Cite("a", prefix="see", pages="3"), Cite("b"))
