"""The command: quiet in a pipe, clear about mistakes, with an exit code for each kind of them."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT, SPECIMEN, house_at

DIPAM = Path(sys.executable).with_name("dipam")


@pytest.fixture
def dipam(tmp_path, source):
    """Run the command in a house with the specimen; return its exit code and what it printed."""
    house = house_at(tmp_path / "house", source)

    def run(*arguments: str) -> tuple[int, str, str]:
        done = subprocess.run(
            [DIPAM, *arguments], cwd=house.root, capture_output=True, text=True, check=False
        )
        return done.returncode, done.stdout, done.stderr

    return run


def test_a_build_in_a_pipe_prints_nothing(dipam):
    assert dipam("build", "--only", "pdf") == (0, "", "")


def test_a_mistake_in_the_source_ends_in_its_place_and_the_next_step(dipam, source):
    text = source / SPECIMEN / "text.md"
    text.write_text(text.read_text("utf-8").replace("@who2021", "@who"), "utf-8")

    code, out, err = dipam("build")

    assert (code, out) == (3, "")
    assert "source/900-specimen/text.md:29:18: no reference 'who'" in err
    assert "→ did you mean '@who2021'?" in err
    assert "Traceback" not in err


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["build", "999-nothing"], 3, "no publication '999-nothing'"),
        (["build", "--only", "docx"], 2, "no rendition 'docx'; there are: pdf, print, epub, web"),
        (["check"], 6, "is not made, or out of date"),
    ],
)
def test_a_wrong_use_is_told(dipam, arguments, code, words):
    done = dipam(*arguments)

    assert done[0] == code
    assert words in done[2]


def test_an_unknown_layout_is_told(dipam, source):
    path = source / SPECIMEN / "publication.yml"
    path.write_text(path.read_text("utf-8").replace("layout: dipam", "layout: dipan"), "utf-8")

    code, _, err = dipam("build")

    assert code == 4
    assert "did you mean 'dipam'?" in err


def test_a_character_that_the_fonts_lack_is_told_with_its_place(dipam, source):
    text = source / SPECIMEN / "text.md"
    text.write_text(text.read_text("utf-8").replace("It has a", "It has 漢 a", 1), "utf-8")

    code, _, err = dipam("build")

    assert code == 5
    assert "text.md:5:8: '漢' (U+6F22, CJK UNIFIED IDEOGRAPH-6F22) is not in Source" in err


def test_schemas_are_those_that_the_files_name(tmp_path, source):
    house = house_at(tmp_path / "house", source)
    subprocess.run([DIPAM, "schemas"], cwd=house.root, check=True, capture_output=True)
    written = {path.name for path in (source / ".schema").iterdir()}
    named = set()
    for path in (ROOT / "source").rglob("*.yml"):
        first = path.read_text("utf-8").split("\n")[0]
        folder, _, name = first.rpartition("$schema=")[2].rpartition("/")
        assert (path.parent / folder).resolve() == ROOT / "source/.schema"
        named.add(name)

    assert named == written


def test_the_schemas_accept_the_sources_and_refuse_a_mistake(tmp_path):
    import json

    import yaml
    from jsonschema import Draft202012Validator

    from pipeline.read.schema import json_schemas

    schemas = {name: Draft202012Validator(json.loads(text)) for name, text in json_schemas()}
    for path in (ROOT / "source").rglob("*.yml"):
        name = path.read_text("utf-8").split("\n")[0].rpartition("/")[2].removesuffix(".json")
        value = yaml.load(path.read_text("utf-8"), yaml.BaseLoader)
        if name == "publication":
            value["number"] = int(value["number"])
            assert list(schemas[name].iter_errors(value)) == []
            assert list(schemas[name].iter_errors({**value, "numbr": 1}))
        else:
            assert list(schemas[name].iter_errors(value)) == []
