"""The designer's manual is complete: every token, every template, every block, every message."""

import re

import pytest
from jinja2 import nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment

from pipeline.compose.views import view
from pipeline.model.artifact import Rendition
from pipeline.read.edition import read
from pipeline.read.layout import read_layout
from tests import manual
from tests.conftest import ROOT, SPECIMEN

MANUAL = (ROOT / "layouts/README.md").read_text("utf-8")
TOKENS, TEMPLATES = manual.tokens(), manual.templates()


def section(heading):
    return MANUAL.split(f"\n## {heading}\n")[1].split("\n## ")[0]


def rows(text):
    """Return the rows of a text's tables, by the name in their first column."""
    lines = [line for line in text.splitlines() if line.startswith("| `")]
    cells = [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines]
    assert len({row[0] for row in cells}) == len(cells)
    return {row[0].strip().strip("`"): row[1:] for row in cells}


def quoted(text):
    return re.findall(r"`([^`]*)`", text)


def test_every_token_has_its_row_and_no_other_has():
    assert list(rows(section("Tokens"))) != []
    assert set(rows(section("Tokens"))) == set(TOKENS)


@pytest.mark.parametrize("name", TOKENS)
def test_a_token_is_told_as_it_is(name):
    words, *told = rows(section("Tokens"))[name]
    token = TOKENS[name]

    assert len(words) > 5
    if token.unit == "colour":
        values = [
            f"`{value}`" if value else "–" for value in (token.default, token.press, token.dark)
        ]
        assert told == [*values, token.used]
    else:
        assert told == [token.unit, f"`{token.default}`", token.used]


def test_every_template_has_its_row_and_no_other_has():
    assert set(rows(section("Templates"))) == set(TEMPLATES)


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_template_is_told_as_it_is(name):
    role, words, names, blocks = rows(section("Templates"))[name]
    template = TEMPLATES[name]

    assert len(words) > 10
    assert quoted(role) == [template.role]
    assert set(quoted(names)) == template.names
    assert tuple(quoted(blocks)) == template.blocks


@pytest.mark.parametrize("rendition", [Rendition.PDF, Rendition.EPUB, Rendition.WEB])
def test_every_name_that_templates_are_given_is_explained(rendition):
    layout = read_layout(ROOT / "layouts", "dipam", ROOT / "fonts")
    context = view(read(ROOT / "tests/source" / SPECIMEN), layout, rendition)
    explained = set(quoted(section("What a template is given")))

    assert context.keys() - {"edition"} <= explained
    for template in TEMPLATES.values():
        assert template.names <= explained


def test_every_filter_is_named():
    filters = set()
    for path in (ROOT / "layouts").glob("*/templates/*"):
        tree = ImmutableSandboxedEnvironment().parse(path.read_text("utf-8"))
        filters |= {node.name for node in tree.find_all(nodes.Filter)}

    assert filters <= set(quoted(section("What a template is given")))


def test_every_key_of_layout_yml_is_named():
    from pipeline.read.layout import LayoutRecord
    from pipeline.read.press import PressRecord

    for name in (*LayoutRecord.model_fields, *PressRecord.model_fields):
        assert f"`{name}`" in MANUAL or f"{name}:" in MANUAL


def test_every_message_of_the_manual_is_one_that_has_a_case():
    cases = "".join(
        path.read_text("utf-8")
        for path in (ROOT / "tests").rglob("test_*.py")
        if path.name != "test_manual.py"
    )
    messages = [m for row in rows(section("What is checked")) for m in row.split("`, `")]

    assert len(messages) > 20
    for message in messages:
        words = message.partition("' leads out")[1]
        told = "{name}' leads out of its layout" if words else re.sub(r" ….*", "", message)[:24]
        assert told in cases.replace("\\", "")
