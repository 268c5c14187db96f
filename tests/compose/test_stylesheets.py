"""A designer's mistake in a stylesheet or a template is told with its place."""

import shutil

import pytest

from pipeline.compose.proof import prove
from pipeline.compose.stylesheets import stylesheet
from pipeline.compose.tokens import tokens_of
from pipeline.errors import LayoutError, PipelineError
from pipeline.model.artifact import Rendition
from pipeline.read.edition import read
from pipeline.read.layout import read_layout
from tests.conftest import ROOT, SPECIMEN


@pytest.fixture
def layouts(tmp_path):
    """A copy of the project's layouts, to break."""
    return shutil.copytree(ROOT / "layouts", tmp_path / "layouts")


def composed(layouts):
    layout = read_layout(layouts, "dipam", ROOT / "fonts")
    return prove(read(ROOT / "tests/source" / SPECIMEN), layout, tuple(Rendition))


# A file, what is written at its end, and the place and words of the error.
CASES = [
    ("dipam/css/page.css", "p { color: var(--acent) }", "did you mean '--accent'?"),
    ("dipam/css/page.css", "p { background: url(https://a/b.png) }", "no asset 'https://a/b.png'"),
    ("dipam/css/page.css", "p { background: url(../../x.svg) }", "no asset '../../x.svg'"),
    ("dipam/css/page.css", '@import "other.css";', "@import in a stylesheet"),
    ("dipam/css/page.css", "@font-face { font-family: x }", "@font-face in a stylesheet"),
    ("dipam/css/page.css", "p { color: red } }", "not CSS"),
    ("dipam/css/page.css", 'p::before { content: "漢" }', "'漢' (U+6F22"),
    ("dipam/tokens.css", ":root { --a: var(--b); --b: var(--a) }", "'--a' refers to itself"),
    ("dipam/layout.yml", "colour: red", "unknown key 'colour'"),
    ("dipam/layout.yml", "fonts: [no-such-font]", "no font 'no-such-font'"),
    ("dipam/layout.yml", "templates: {cover: gone.html}", "no template 'gone.html'"),
    ("base/layout.yml", "extends: dipam", "'dipam' extends itself"),
    ("dipam/templates/cover.html", "{{ publication.titel }}", "has no attribute 'titel'"),
    ("dipam/templates/contact.html", "{% if %}", "Expected an expression"),
    ("dipam/assets/cover.svg", "<script/>", "not well-formed"),
]


@pytest.mark.parametrize(("name", "added", "words"), CASES)
def test_a_mistake_is_told(layouts, name, added, words):
    path = layouts / name
    text = path.read_text("utf-8")
    end = text.replace("{% endblock %}", f"{added}{{% endblock %}}")
    path.write_text(end if "{% endblock %}" in text else f"{text}{added}\n", "utf-8")

    with pytest.raises(PipelineError) as caught:
        composed(layouts)

    assert words in str(caught.value)
    assert name.rpartition("/")[2] in str(caught.value) or "gone" in words


@pytest.mark.parametrize(
    "attempt",
    [
        "{{ publication.__class__.__mro__ }}",
        "{{ ''.__class__.__base__.__subclasses__() }}",
        "{% include '/etc/passwd' %}",
        "{% include '../../../pyproject.toml' %}",
        "{{ publication.keywords.__add__(('x',)) }}",
        "{{ 'x' * 1000000000 }}",
        "{{ '%1000000000d' % 1 }}",
        "{{ '{:>1000000000}'.format(1) }}",
        "{{ 9 ** 9 ** 9 }}",
        "{% for n in range(1000000000) %}{% endfor %}",
        "{% include 'contact.html' %}",
        "{{ publication.title + 1 }}",
        "{{ 1 / 0 }}",
        "{{ 'x'|date }}",
        "{{ none|capitals }}",
        "{{ [1]|batch(1000000000, 'x')|first }}",
        "{{ (5).to_bytes(1000000000, 'big') }}",
        "{{ template.args }}",
        "{{ " + "(" * 5000 + "1" + ")" * 5000 + " }}",
        "{{ " + "-" * 50000 + "1 }}",
        "{% if 1 %}" * 150 + "x" + "{% endif %}" * 150,
    ],
)
def test_a_template_sees_nothing_but_what_it_is_given(layouts, attempt):
    path = layouts / "dipam/templates/contact.html"
    path.write_text(path.read_text("utf-8").replace("{{ super() }}", attempt), "utf-8")

    with pytest.raises(PipelineError) as caught:
        composed(layouts)

    assert caught.value.exit_code == LayoutError.exit_code
    assert all(fault.where for fault in caught.value.faults)


def test_a_value_of_the_brand_wins_over_that_of_the_base(layouts):
    layout = read_layout(layouts, "dipam", ROOT / "fonts")

    assert tokens_of(layout)["--accent"] == "#9b2335"
    assert "color: #9b2335" in stylesheet(layout, Rendition.EPUB, {})
