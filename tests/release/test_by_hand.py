"""What the shelf's own text tells to do by hand is done so, with nothing of this project."""

import os
import re
import shutil
import subprocess
import sys
from hashlib import sha256
from pathlib import Path
from zipfile import ZipFile

import pytest

from pipeline.errors import ReleaseError
from pipeline.release.deposit import TEXT, deposit
from pipeline.release.packing import AGAIN
from pipeline.release.record import CONTENT, PLACES
from pipeline.release.restore import restore
from pipeline.release.shelf import SIDECAR, SUMS, Shelf, find
from tests.release.releases import ONE, put, release_in, said, shelf_in, state_of


@pytest.fixture(scope="module")
def place(tmp_path_factory) -> Path:
    """A folder with a shelf of two releases: equal files, a renamed one, a space and a `ş`."""
    folder = tmp_path_factory.mktemp("by hand")
    for version in ("1.0.0", "1.1.0"):
        put(shelf_in(folder), folder / version, ONE, version)
    return folder


@pytest.fixture
def shelf(place) -> Shelf:
    return shelf_in(place)


def told(heading: str, word: str) -> str:
    """Return the one block of commands with a word in it, below a heading of the shelf's text."""
    section = TEXT.read_text("utf-8").split(f"\n## {heading}\n")[1].split("\n## ")[0]
    blocks = re.findall(r"(?:^ {4}.*\n)+", section, re.MULTILINE)
    (found,) = (block for block in blocks if word in block)
    return found


@pytest.mark.parametrize(("head", "version"), [("v1", "1.0.0"), ("v2", "1.1.0")])
def test_a_release_is_taken_out_by_the_words_of_the_shelf(place, shelf, tmp_path, head, version):
    whole = shutil.copytree(place / "releases", tmp_path / "releases")
    loop = told("Take a release out", "while").replace("v2/", f"{head}/")
    done = subprocess.run(
        ["sh", "-eu", "-c", loop], cwd=whole / ONE, capture_output=True, check=False
    )
    restore(shelf, find(shelf, ONE, version), tmp_path / "restored")

    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")
    assert state_of(tmp_path / "back") == state_of(tmp_path / "restored")
    assert len(state_of(tmp_path / "back")) > 8


def test_the_list_of_places_has_every_file_by_its_own_name(place):
    rows = (place / "releases" / ONE / "v2/content" / PLACES).read_text("utf-8").splitlines()
    places = {name: lies for lies, name in (row.split("\t") for row in rows)}
    source = f"inputs/source/{ONE}"

    assert list(places) == sorted(places)
    assert places[PLACES] == f"v2/content/{PLACES}"
    assert places[CONTENT] == f"v2/content/{CONTENT}"
    assert places[f"{source}/text.md"] == places[f"{source}/again.md"]
    assert places[f"{source}/empty figure.svg"] == f"v1/content/{source}/empty figure.svg"
    assert places[f"{source}/Şekil 1.1.0 (ş).svg"] == f"v1/content/{source}/Şekil 1.0.0 (ş).svg"


@pytest.mark.parametrize("name", ["a\tb.md", "a\nb.md", "a\rb.md", "a\tb/c.md"])
def test_a_name_that_no_list_can_hold_is_refused(tmp_path, name):
    release = release_in(tmp_path / "new", ONE, "1.0.0")
    (release / name).parent.mkdir(exist_ok=True)
    (release / name).write_text("text")
    with pytest.raises(ReleaseError, match="has a tab or an end of line") as caught:
        deposit(shelf_in(tmp_path), ONE, release, said(ONE, "1.0.0"))

    assert repr(name).split("/")[0].strip("'") in str(caught.value)
    assert not (tmp_path / "releases").exists()


@pytest.mark.parametrize("program", [["sha512sum"], ["shasum", "-a", "512"]])
@pytest.mark.parametrize(
    ("folder", "sums", "count"),
    [
        (".", SUMS, 2),
        (ONE, SIDECAR, 1),
        (f"{ONE}/v2", SIDECAR, 1),
        (ONE, f"v1/content/{CONTENT}", 7),
        (ONE, f"v2/content/{CONTENT}", 7),
    ],
)
def test_the_programs_of_linux_and_of_macos_check_every_list(place, program, folder, sums, count):
    if not shutil.which(program[0]):
        pytest.skip(f"this machine has no {program[0]}")
    done = subprocess.run(
        [*program, "-c", sums], cwd=place / "releases" / folder, capture_output=True, check=True
    )

    assert done.stdout.count(b": OK\n") == count
    assert done.stderr == b""
    assert " ".join([*program, "-c", sums.replace("v2/", "v1/")]) in TEXT.read_text("utf-8")


def test_the_digest_of_the_list_is_found_in_the_inventory(place):
    command = told("Check it with nothing but sha512sum", "grep")
    done = subprocess.run(
        ["sh", "-c", command], cwd=place / "releases" / ONE, capture_output=True, check=True
    )

    assert len(done.stdout.splitlines()) >= 2


LOCAL = {
    "font_tiny-1.dist-info/WHEEL": "Wheel-Version: 1.0\nTag: py3-none-any\n",
    "font_tiny-1.dist-info/METADATA": "Metadata-Version: 2.1\nName: font-tiny\nVersion: 1\n",
    "font_tiny-1.dist-info/RECORD": "font_tiny/__init__.py,,\n",
    "font_tiny/__init__.py": "",
}
PROGRAM = {
    "dipam-1.dist-info/WHEEL": "Wheel-Version: 1.0\nTag: py3-none-any\n",
    "dipam-1.dist-info/METADATA": "Metadata-Version: 2.1\nName: dipam\nVersion: 1\n",
    "dipam-1.dist-info/RECORD": "making.py,,\n",
    "dipam-1.dist-info/entry_points.txt": "[console_scripts]\ndipam = making:main\n",
    "making.py": """
import importlib.util, os, pathlib, shutil
def main():
    assert not importlib.util.find_spec("font_tiny")
    assert not os.environ.keys() & {"PYTHONPATH", "PYTHONHOME", "CDPATH"}
    shutil.copytree("source", "dist/one")
""",
}
"""A program that makes a release by copying its text, if no font but the release's is there."""


def write_wheel(path: Path, files: dict[str, str]) -> str:
    """Write a wheel (PEP 427), and return its SHA-256."""
    with ZipFile(path, "w") as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return sha256(path.read_bytes()).hexdigest()


@pytest.fixture
def again(tmp_path) -> Path:
    """A tiny release with a font, whose four finished files can be made again."""
    back = tmp_path / "back"
    for folder in ("source", "fonts/tiny"):
        (back / "inputs" / folder).mkdir(parents=True)
    for name in ("one.pdf", "one-print.pdf", "one.epub", "one.html"):
        for place in (back, back / "inputs/source"):
            (place / name).write_text(name)
    (back / "passport.html").write_text("the release on one page")
    (back / "inputs/fonts/tiny/font.yml").write_text("family: Tiny\npackage: font_tiny\n")
    (tmp_path / "index").mkdir()
    digest = write_wheel(tmp_path / "index/font_tiny-1-py3-none-any.whl", LOCAL)
    lock = f"font-tiny==1 --hash=sha256:{digest}\n"
    (back / "inputs/requirements.lock").write_text(lock)
    write_wheel(back / "inputs/dipam-1-py3-none-any.whl", PROGRAM)
    shutil.copyfile(TEXT.with_name(AGAIN), back / AGAIN)
    return back


def made_again(back: Path) -> subprocess.CompletedProcess:
    """Make a release again where the environment leads astray."""
    own = {
        "PYTHON": sys.executable,
        "PYTHONPATH": str(back / "inputs"),
        "PYTHONHOME": "/nowhere",
        "CDPATH": str(back),
        "PIP_NO_INDEX": "1",
        "PIP_FIND_LINKS": str(back.parent / "index"),
    }
    return subprocess.run(
        ["sh", f"{back.name}/{AGAIN}"],
        cwd=back.parent,
        env={**os.environ, **own},
        capture_output=True,
        text=True,
        check=False,
    )


def test_what_is_not_made_or_comes_out_otherwise_is_told_by_the_release_itself(again):
    (again / "inputs/source/one.pdf").unlink()
    (again / "inputs/source/one.html").write_text("another")
    done = made_again(again)

    assert done.returncode == 1
    assert "one-print.pdf: the same\n" in done.stdout
    assert "one.epub: the same\n" in done.stdout
    assert done.stdout.count(": the same\n") == 2
    assert "one.pdf" in done.stderr
    assert "one.html differ" in done.stdout


def test_a_release_of_which_nothing_is_compared_is_not_called_the_same(again):
    for path in again.glob("one*"):
        path.unlink()
    done = made_again(again)

    assert (done.returncode, done.stdout) == (1, "")
    assert "no finished file lies beside" in done.stderr
