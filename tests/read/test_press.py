"""What a layout says of the press: its own profile by one line, and every mistake at its place."""

import shutil
from importlib.resources import files
from pathlib import Path

import pytest
from PIL import ImageCms

from pipeline.errors import Faults
from pipeline.model.press import Binding
from pipeline.read import press
from pipeline.read.layout import read_layout
from tests.conftest import ROOT

SCREEN = files("weasyprint.pdf") / "sRGB2014.icc"
PRESS = press.FOLDER / press.KNOWN["FOGRA39"].file


@pytest.fixture
def layouts(tmp_path):
    """A copy of the layouts, to break."""
    return Path(shutil.copytree(ROOT / "layouts", tmp_path / "layouts"))


def read(layouts, lines=""):
    with (layouts / "dipam/layout.yml").open("a") as file:
        file.write(lines)
    return read_layout(layouts, "dipam", ROOT / "fonts")


def test_a_layout_is_printed_as_the_one_that_it_extends(layouts):
    found = read(layouts).press

    assert (found.profile.condition, found.binding) == ("FOGRA39", Binding.SADDLE_STITCH)
    assert found.leaf == 0.12


def test_a_brand_has_its_own_profile_by_one_line(layouts):
    shutil.copy(PRESS, layouts / "dipam/assets/press.icc")
    found = read(layouts, "press: {profile: assets/press.icc}\n").press

    assert found.profile.path == layouts / "dipam/assets/press.icc"
    assert found.profile.description == "ISO Coated v2 300% (basICColor)"
    assert (found.profile.condition, found.binding) == ("", Binding.SADDLE_STITCH)


@pytest.mark.parametrize(
    ("lines", "message", "hint"),
    [
        ("profile: assets/screen.icc", "is not the profile of a CMYK press: class 'mntr'", "prtr"),
        ("profile: assets/lab.icc", "is not the profile of a CMYK press: class 'abst'", "prtr"),
        ("profile: assets/cover.svg", "cover.svg is no ICC profile", "export it again"),
        ("profile: assets/none.icc", "no file 'assets/none.icc'", "FOGRA39"),
        ("profile: ../secret.icc", "'../secret.icc' leads out of its folder", "FOGRA39"),
        ("profile: https://a.example/b.icc", "nothing is fetched", "FOGRA39"),
        ("binding: glue", "binding: ", "saddle-stitch"),
        ("leaf: 0.1", "leaf: ", "0.12mm"),
        ("paper: thick", "unknown key 'paper'", "profile"),
    ],
)  # fmt: skip
def test_a_mistake_is_told_at_its_place(layouts, lines, message, hint):
    shutil.copy(SCREEN, layouts / "dipam/assets/screen.icc")
    lab = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB"))
    (layouts / "dipam/assets/lab.icc").write_bytes(lab.tobytes())

    with pytest.raises(Faults) as caught:
        read(layouts, f"press:\n  {lines}\n")

    (told,) = caught.value.faults
    assert message in str(told)
    assert hint in str(told)
    file = layouts / "dipam/layout.yml"
    assert str(told).startswith(f"{file}:{len(file.read_text('utf-8').splitlines())}:")


def test_a_layout_that_says_nothing_of_the_press_is_told_all_that_is_missing(layouts):
    base = layouts / "base/layout.yml"
    base.write_text(base.read_text("utf-8").partition("press:")[0], "utf-8")

    with pytest.raises(Faults) as caught:
        read(layouts)

    told = {fault.message for fault in caught.value.faults}
    assert told == {f"no '{key}' for the press" for key in ("profile", "binding", "leaf")}


def test_a_profile_that_is_not_the_pinned_one_is_refused(layouts, monkeypatch, tmp_path):
    monkeypatch.setattr(press, "FOLDER", tmp_path)
    shutil.copy(SCREEN, tmp_path / PRESS.name)

    with pytest.raises(Faults, match="is not the profile that was pinned"):
        read(layouts)


def test_make_takes_no_profile_but_the_pinned_one():
    script = (ROOT / "pipeline/system.sh").read_text("utf-8")

    assert f"pinned={press.KNOWN['FOGRA39'].sha256}" in script


def test_a_profile_that_make_has_not_brought_is_told(layouts, monkeypatch, tmp_path):
    monkeypatch.setattr(press, "FOLDER", tmp_path)

    with pytest.raises(Faults, match="run `make`"):
        read(layouts)


def test_a_profile_among_the_assets_stands_in_for_that_of_make(layouts, monkeypatch):
    (layouts / "base/assets").mkdir()
    beside = Path(shutil.copy(PRESS, layouts / "base/assets"))
    monkeypatch.setattr(press, "FOLDER", layouts / "nowhere")

    assert read(layouts).press.profile.path == beside
