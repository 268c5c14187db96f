"""What the READMEs say is so."""

import os
import re
import subprocess

import pytest
from PIL import Image

from pipeline.cli import EXIT_CODES, main
from pipeline.read.edition import read
from tests.conftest import ROOT, SPECIMEN

README = (ROOT / "README.md").read_text("utf-8")


def test_every_link_and_picture_of_a_readme_is_there():
    links = [
        (path, target)
        for path in (ROOT / "README.md", *ROOT.glob("*/README.md"))
        for target in re.findall(r"\]\(([^)#]+)\)", re.sub(r"`[^`]*`", "", path.read_text("utf-8")))
        if ":" not in target
    ]

    assert [target for path, target in links if not (path.parent / target).exists()] == []


def test_the_pictures_are_pages_of_the_editions():
    for path in sorted((ROOT / "tests/pictures").glob("*.png")):
        with Image.open(path) as picture:
            wide, high = {"print": (234, 321), "night": (297, 210)}.get(path.stem, (210, 297))
            assert picture.height / picture.width == pytest.approx(high / wide, abs=0.01)
        assert f"tests/pictures/{path.name}" in README


def test_the_tree_names_what_is_there():
    tree = README.split("## Who works where")[1].split("##")[0]
    for name in re.findall(r"^ {4}(\w+)/", tree, re.MULTILINE):
        assert name in ("dist", "releases") or (ROOT / name).is_dir()
    for name in re.findall(r"^ {6}([\w.]+?)/? ", tree, re.MULTILINE):
        assert (ROOT / "pipeline" / name).exists()


def test_make_help_lists_every_target_with_its_line():
    command = ["make", "--no-print-directory", "help"]
    # What an outer make was told is in the environment, and is not for this one.
    clean = {name: value for name, value in os.environ.items() if "MAKE" not in name}
    told = subprocess.run(command, cwd=ROOT, env=clean, capture_output=True, text=True, check=True)
    phony = re.search(r"^\.PHONY: (.*)$", (ROOT / "Makefile").read_text(), re.MULTILINE)[1]
    lines = [line.split(maxsplit=1) for line in told.stdout.splitlines()]

    assert sorted(name for name, _ in lines) == sorted(phony.split())
    assert all(len(words) > 10 for _, words in lines)


def test_the_commands_are_those_of_the_readme():
    assert set(re.findall(r"^ {4}dipam (\w+)", README, re.MULTILINE)) == set(main.commands)


def test_the_archivists_commands_are_those_of_the_readme():
    section = README.split("## Keep it for good")[1].split("```")[1]
    clean = {name: value for name, value in os.environ.items() if "MAKE" not in name}
    told = []
    for line in re.findall(r"^make (.*?) +#", section, re.MULTILINE):
        command = ["make", "-n", *line.split()]
        done = subprocess.run(
            command, cwd=ROOT, env=clean, capture_output=True, text=True, check=True
        )
        told.append(re.sub(r"[ '\\]+", " ", done.stdout.split(".venv/bin/dipam ")[-1]).strip())

    analysis = "027-mexico-us-relations"
    # On a shelf that has just been begun there is no other.
    newest = read(ROOT / "source" / analysis).revision.version

    assert [" ".join(line.split()) for line in told] == [
        "release 027-mexico-us-relations",
        "verify --version",
        f"restore --version {newest} {analysis} back",
        "bag --version 027-mexico-us-relations",
        "shelf",
    ]


def test_the_exit_codes_are_those_of_the_errors():
    from pipeline import errors

    codes = {
        error.exit_code
        for error in (
            errors.SourceError,
            errors.LayoutError,
            errors.FontError,
            errors.RenderError,
            errors.ToolError,
            errors.ReleaseError,
        )
    }

    assert codes == {3, 4, 5, 6, 7, 8}
    assert set(map(int, re.findall(r"\b([0-8])\b", EXIT_CODES))) == {*codes, 0, 1, 2}


def test_the_example_in_the_readme_is_read(source):
    example = re.search(r"```markdown\n(.*?)```", README, re.DOTALL)[1].replace("\n   ", "\n")
    text = source / SPECIMEN / "text.md"
    text.write_text(example.replace("wilson2011", "adams2020") + "\n[@who2021]\n", "utf-8")

    edition = read(source / SPECIMEN)

    assert [section.id for section in edition.sections] == ["opening", "a-section"]


def test_no_registry_and_no_path_of_a_machine_is_named():
    # Each with a bracket in it, so that this line does not find itself.
    hosts = "pypi[.]org|pythonhosted[.]org|npmjs[.]|debian[.]org|file:///o[p]t|/wor[k]/|/tm[p]/"
    found = subprocess.run(
        ["git", "grep", "-nIE", hosts, "--", ".", ":!LICENSE"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert found.stdout == ""


def test_no_prose_of_the_authors_manuscript_is_in_the_repository():
    overlap = ROOT.parent / "shared/tools/overlap"
    if not overlap.is_file():
        pytest.skip("the manuscript is not beside this checkout")
    done = subprocess.run([overlap, ROOT], capture_output=True, text=True, check=False)

    assert (done.returncode, done.stdout) == (0, "0 shared runs of 10 words\n")
