"""Every block, every label and every token of `base` can be replaced alone."""

import shutil

import pytest

from pipeline.build import start_layout
from pipeline.compose.brand import check_layout, check_values
from pipeline.compose.pages import compose, compose_epub
from pipeline.compose.proof import SETTINGS
from pipeline.compose.sheets import compose_spread
from pipeline.compose.tokens import tokens_of
from pipeline.house import House
from pipeline.model.artifact import Rendition
from pipeline.read.edition import read
from pipeline.read.layout import read_layout
from tests import manual
from tests.conftest import PUBLICATIONS, ROOT

MARK = "Replaced"
TEMPLATES = manual.templates()
BLOCKS = [(name, block) for name, template in TEMPLATES.items() for block in template.blocks]
TOKENS = manual.tokens()
OTHERWISE = {
    "colour": "#123456",
    "inks": "device-cmyk(.7 .7 .7 .7)",
    "any length": "1.1em",
    "number": "400",
    "font": "Source Sans Pro",
    "words": "inherit",
}
"""Another value of each kind."""


@pytest.fixture(scope="module")
def edition():
    """An edition with an author, one who condensed it, a figure, a table, notes and a box."""
    return read(ROOT / "source" / PUBLICATIONS[-1])


@pytest.fixture
def house(tmp_path):
    house = House(tmp_path)
    house.layouts.mkdir()
    (house.layouts / "base").symlink_to(ROOT / "layouts/base")
    house.fonts.symlink_to(ROOT / "fonts")
    start_layout(house, "acme", "base")
    return house


def laid(house):
    return read_layout(house.layouts, "acme", house.fonts)


def markups(edition, layout, renditions):
    """Yield the markup of every part, the cheapest rendition first."""
    settings = {**SETTINGS, "spine": lambda e, own: compose_spread(e, own, 200)}
    for rendition in renditions:
        for part in settings[rendition](edition, layout).parts:
            yield part.markup


@pytest.mark.parametrize(("name", "block"), BLOCKS)
def test_a_block_can_be_replaced_alone(house, edition, name, block):
    child = f'{{% extends "base/{name}" %}}{{% block {block} %}}<b>{MARK}</b>{{% endblock %}}\n'
    (house.layouts / "acme/templates" / name).write_text(child, "utf-8")
    order = (Rendition.EPUB, Rendition.WEB, Rendition.PRINT, "spine", Rendition.PDF)

    assert any(f"<b>{MARK}</b>" in markup for markup in markups(edition, laid(house), order))


def test_every_label_can_be_replaced(house, edition):
    base = read_layout(ROOT / "layouts", "base", ROOT / "fonts").labels["en"]
    folder = house.layouts / "acme/labels"
    folder.mkdir()
    lines = [f'{key}: "{MARK} {n}."' for n, key in enumerate(base)]
    (folder / "en.yml").write_text("\n".join(lines) + "\n", "utf-8")
    layout = laid(house)
    note = read(ROOT / "source" / PUBLICATIONS[0])

    said = "".join(markups(edition, layout, SETTINGS))
    said += compose_epub(edition, layout, ()).accessibility_summary
    shutil.copy(folder / "en.yml", folder / "tr.yml")
    said += "".join(markups(note, laid(house), (Rendition.PDF,)))

    unsaid = [key for n, key in enumerate(base) if f"{MARK} {n}." not in said]
    # What is said of several authors, and of one with an ORCID: these publications have neither.
    assert unsaid == ["about-authors", "orcid"]


def otherwise(name):
    token = TOKENS[name]
    if token.unit == "pt or mm":
        return f"calc(.9 * {token.default})"
    return "2" if name == "--columns" else OTHERWISE[token.unit]


@pytest.mark.parametrize("name", TOKENS)
def test_a_token_can_be_replaced_alone(house, name):
    value = otherwise(name)
    press = f"{name}-press: device-cmyk(1 .5 0 .5)" if TOKENS[name].unit == "colour" else ""
    tokens = f":root {{ {name}: {value}; {press} }}\n"
    (house.layouts / "acme/tokens.css").write_text(tokens, "utf-8")
    layout = laid(house)

    assert [str(fault) for fault in (*check_layout(layout), *check_values(layout))] == []
    assert tokens_of(layout)[name].startswith(value[:8])


def test_a_whole_template_can_be_replaced(house, edition):
    path = house.layouts / "acme/templates/contents.html"
    path.write_text(f"<nav id='contents'>{MARK}</nav>\n", "utf-8")

    markup = compose(edition, laid(house)).parts[0].markup

    assert f"<nav id='contents'>{MARK}</nav>" in markup
