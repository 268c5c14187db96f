"""The build: the same bytes on any day, nothing made twice or by halves, nothing from outside."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from pipeline import build as stages
from pipeline import judging
from pipeline.errors import Faults, PipelineError, RenderError
from pipeline.model.artifact import Rendition
from tests.conftest import ROOT, SPECIMEN, house_at

DIPAM = Path(sys.executable).with_name("dipam")


def made(house, only=tuple(Rendition)):
    return stages.build(house, stages.chosen(house, ()), only, lambda _: None)


@pytest.fixture
def small_house(tmp_path, source):
    """A house with the specimen in it, to change."""
    return house_at(tmp_path / "house", source)


def test_two_builds_on_two_days_give_the_same_bytes(specimen, tmp_path):
    house = house_at(tmp_path / "later", ROOT / "tests/source")
    subprocess.run(
        ["faketime", "2031-02-03 04:05:06", DIPAM, "build"],
        cwd=house.root,
        check=True,
        env={**os.environ, "TZ": "Asia/Tokyo", "PYTHONHASHSEED": "7", "LC_ALL": "C"},
    )
    later = house.dist / SPECIMEN

    assert (later / specimen.pdf.name).read_bytes() == specimen.pdf.read_bytes()
    assert (later / specimen.press.name).read_bytes() == specimen.press.read_bytes()
    assert (later / specimen.web.name).read_bytes() == specimen.web.read_bytes()
    assert (later / specimen.epub.name).read_bytes() == specimen.epub.read_bytes()


def test_nothing_changed_makes_nothing(small_house):
    assert len(made(small_house)) == len(Rendition)
    assert made(small_house) == []


@pytest.mark.parametrize(
    "name", ["900-specimen/text.md", "publisher.yml", "contributors/writer.yml"]
)
def test_a_change_of_the_source_makes_it_anew(small_house, name):
    made(small_house, (Rendition.PDF,))
    path = small_house.source / name
    path.write_text(path.read_text("utf-8").replace("example", "sample") + "\n", "utf-8")

    assert len(made(small_house, (Rendition.PDF,))) == 1


def test_a_finished_file_that_was_changed_or_lost_is_made_anew(small_house):
    pdf, press, web, epub = made(small_house)
    pdf.path.write_bytes(b"changed")
    press.path.write_bytes(b"")
    web.path.unlink()
    epub.path.unlink()

    assert [a.sha256 for a in made(small_house)] == [
        pdf.sha256,
        press.sha256,
        web.sha256,
        epub.sha256,
    ]


def test_a_faulty_publication_leaves_the_finished_files_as_they_were(small_house):
    (pdf,) = made(small_house, (Rendition.PDF,))
    before = pdf.path.read_bytes()
    text = small_house.source / SPECIMEN / "text.md"
    text.write_text("<b>raw</b>\n", "utf-8")

    with pytest.raises(Faults):
        made(small_house)

    assert [p.name for p in pdf.path.parent.iterdir()] == [pdf.path.name]
    assert pdf.path.read_bytes() == before


def test_one_faulty_publication_does_not_stop_the_others(small_house):
    other = small_house.source / "901-other"
    other.mkdir()
    (other / "publication.yml").write_text("title: Nothing else\n")

    with pytest.raises(Faults, match="901-other"):
        made(small_house, (Rendition.PDF,))

    assert (small_house.dist / SPECIMEN / f"{SPECIMEN}-1.0.0.pdf").is_file()


# WeasyPrint leaves the file of its sRGB profile to the garbage collector.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_a_resource_outside_the_composition_is_refused_by_name(small_house):
    from dataclasses import replace

    from pipeline.compose.pages import compose
    from pipeline.read.edition import read
    from pipeline.read.layout import read_layout
    from pipeline.render.pdf import render_pdf

    edition = read(small_house.source / SPECIMEN)
    layout = read_layout(small_house.layouts, "dipam", small_house.fonts)
    composition = compose(edition, layout)
    part = composition.parts[0]
    addresses = ("https://www.example.org/a.png", "file:///etc/passwd", "../../secret.png")
    images = "".join(f'<img src="{address}" alt="x"/>' for address in addresses)
    altered = replace(part, markup=part.markup.replace("</body>", f"{images}</body>"))

    with pytest.raises(Faults) as caught:
        render_pdf(replace(composition, parts=(altered,)), small_house.cache)

    assert all(f"refused to fetch '{address}" in str(caught.value) for address in addresses[:2])
    assert "secret.png" in str(caught.value)


def test_files_out_of_date_are_not_judged(small_house):
    with pytest.raises(RenderError, match="out of date"):
        judging.check(small_house, [SPECIMEN])


def test_a_rendition_that_takes_too_long_is_stopped(monkeypatch):
    monkeypatch.setattr(stages, "TIME_LIMIT", 1)

    with pytest.raises(RenderError, match="took over 1 seconds"), stages._time_limit("x"):
        time.sleep(10)


def test_a_rendition_that_takes_too_much_memory_is_told():
    with (
        pytest.raises(RenderError, match="took over 8,000,000,000 bytes"),
        stages._memory_limit("x"),
    ):
        bytearray(1 << 62)


def test_a_process_that_is_killed_is_told(small_house, monkeypatch):
    monkeypatch.setattr("pipeline.compose.proof.prove", lambda *_: os._exit(9))

    with pytest.raises(PipelineError, match="the process that made it was killed"):
        made(small_house)


def test_a_cover_that_takes_too_long_is_stopped(small_house, monkeypatch):
    monkeypatch.setattr(stages, "TIME_LIMIT", 1)
    monkeypatch.setattr("pipeline.compose.proof.prove", lambda *_: time.sleep(10))

    with pytest.raises(PipelineError, match="took over 1 seconds"):
        stages.cover(small_house, stages.chosen(small_house, ()))


def test_a_file_appears_whole_or_not_at_all(tmp_path, monkeypatch):
    def fail(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(OSError, match="No space left"):
        stages.write_whole(tmp_path / "file.pdf", b"half")

    assert list(tmp_path.iterdir()) == []


def test_the_build_needs_no_network(tmp_path):
    """In a network namespace of its own the machine has no way out, not even to itself."""
    house = house_at(tmp_path / "alone", ROOT / "tests/source")
    alone = ["unshare", "--net", "--map-root-user", DIPAM, "build"]
    done = subprocess.run(alone, cwd=house.root, capture_output=True, text=True, check=False)

    assert (done.returncode, done.stderr) == (0, "")
    assert len(list((house.dist / SPECIMEN).iterdir())) == len(Rendition)
