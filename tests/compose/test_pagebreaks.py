"""Marks in the EPUB: each stands at its letter, never within a heading, and is proved."""

import re

import pytest

from pipeline.compose.pagebreaks import mark_pages, page_href
from pipeline.errors import LayoutError
from pipeline.model.composition import Matter, Part
from pipeline.model.pages import PICTURE, PageStart

ONE = '<p id="x">One</p>'
FIGURE = '<figure><img src="a"/><figcaption>'
NOTE = '<a epub:type="noteref" href="#note-1">1</a>'
# What the mark stands at; the markup, with | where it is to be; letters after #x; the page's words.
CASES = [
    ("a block", '<p id="x">|One two</p>', 0, "Onetwo"),
    ("a word", '<p id="x">One |two</p>', 3, "two"),
    ("a letter within a word", '<p id="x">inter|national</p>', 5, "national"),
    ("a heading", '<section>|<h2 id="x">Two</h2></section>', 0, "Two"),
    ("a heading after text", '<div><p id="x">One</p>|<h3>Two</h3></div>', 3, "Two"),
    ("an emphasis", '<p id="x">One |<em>two</em></p>', 3, "two"),
    ("a word within an emphasis", '<p id="x"><em>One |two</em></p>', 3, "two"),
    ("an item of a list", '<ul id="x"><li>One</li><li>|Two</li></ul>', 3, "Two"),
    (
        "a table with its caption",
        f"{ONE}|<div><table><caption>Two</caption></table></div>",
        3,
        "Two",
    ),
    ("a cell", '<table id="x"><tr><td>One</td></tr><tr><td>|Two</td></tr></table>', 3, "Two"),
    ("a figure", f"{ONE}|{FIGURE}Two</figcaption></figure>", 3, PICTURE + "Two"),
    ("a caption after its picture", f"{ONE}{FIGURE}|Two</figcaption></figure>", 4, "Two"),
    ("a word after a note's call", f'<p id="x">One{NOTE} |two</p>', 3, "two"),
    ("a word after an entity", '<p id="x">A &amp; B |two</p>', 3, "two"),
    ("a word after a soft hyphen", '<p id="x">O\u00adn\u200be |two</p>', 3, "two"),
    (
        "a word after notes",
        f'{ONE}<div epub:type="footnotes"><p>Note <b>1</b></p></div><p>|Two</p>',
        3,
        "Two",
    ),
    ("words in capitals", '<p id="x">One |two</p>', 3, "TWO"),
    ("the last letters", '<p id="x">One |two</p>', 3, "twothree"),
]


def part(body, name="part.xhtml"):
    markup = f"<html><head><title>One two</title></head><body>{body}</body></html>"
    return Part(name, "", Matter.BODY, "", markup)


@pytest.mark.parametrize(("what", "body", "offset", "words"), CASES, ids=[c[0] for c in CASES])
def test_a_mark_stands_before(what, body, offset, words):
    mark = '<span epub:type="pagebreak" role="doc-pagebreak" id="page-7" aria-label="7"></span>'
    (marked,) = mark_pages([part(body.replace("|", ""))], (PageStart("7", "x", offset, words),))

    assert marked == part(body.replace("|", mark))


def test_several_pages_of_a_part_are_marked_in_their_order():
    starts = (PageStart("7", "x", 0, "One"), PageStart("8", "x", 3, "two"))
    (marked,) = mark_pages([part('<p id="x">One two</p>')], starts)

    body = marked.markup.partition("<body>")[2]

    assert re.findall(r"page-\d|One|two", body) == ["page-7", "One", "page-8", "two"]


def test_a_page_that_begins_with_other_words_is_told():
    with pytest.raises(LayoutError, match="page 7 of the PDF begins with 'three'"):
        mark_pages([part('<p id="x">One two</p>')], (PageStart("7", "x", 3, "three"),))


def test_an_anchor_without_text_is_told():
    with pytest.raises(LayoutError, match="page 7"):
        mark_pages([part('<p id="x"></p>')], (PageStart("7", "x", 0, "two"),))


def test_a_page_beyond_the_text_is_told():
    with pytest.raises(LayoutError, match="page 7"):
        mark_pages([part('<p id="x">One two</p>')], (PageStart("7", "x", 30, "two"),))


def test_a_page_that_begins_where_the_epub_has_no_such_place_is_told():
    with pytest.raises(LayoutError, match='id="gone"') as caught:
        mark_pages([part('<p id="x">One two</p>')], (PageStart("7", "gone", 0, "One"),))

    assert 'id="gone"' in caught.value.hint


def test_the_address_of_a_page_is_in_the_part_with_its_anchor():
    parts = [part('<p id="x">One</p>', "a.xhtml"), part('<p id="y">Two</p>', "b.xhtml")]

    assert page_href(parts, PageStart("7", "y", 0, ""), "nav.xhtml") == "b.xhtml#page-7"
    assert page_href(parts, PageStart("8", "z", 0, ""), "nav.xhtml") == "nav.xhtml#page-8"
