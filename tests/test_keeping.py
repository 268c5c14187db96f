"""A release is made again with the packages that it names, whatever this program is made of now."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from pipeline import again, keeping
from pipeline.errors import Faults, ReleaseError
from pipeline.house import House
from pipeline.read.files import shelf_of
from pipeline.release.shelf import open_shelf
from tests.conftest import ROOT

LOCK = ROOT / "pipeline/requirements.lock"


def test_the_packages_of_another_lock_are_set_up_once_and_apart(tmp_path):
    lock = tmp_path / "requirements.lock"
    lock.write_text(re.search(r"^six==(?:.*\\\n)*.*\n", LOCK.read_text("utf-8"), re.MULTILINE)[0])

    python = again.python_for(lock, [], tmp_path / "cache")
    second = again.python_for(lock, [], tmp_path / "cache")
    tried = [
        subprocess.run([python, "-c", f"import {name}"], capture_output=True, check=False)
        for name in ("six", "weasyprint")
    ]

    assert second == python
    assert python != Path(sys.executable)
    assert [done.returncode for done in tried] == [0, 1]


def test_a_package_of_another_hash_is_refused(tmp_path):
    lock = tmp_path / "requirements.lock"
    lock.write_text(f"six==1.17.0 --hash=sha256:{'0' * 64}\n")

    with pytest.raises(ReleaseError, match="it cannot be made again"):
        again.python_for(lock, [], tmp_path / "cache")
    assert not list((tmp_path / "cache").rglob("ready"))


def test_the_shelf_is_where_the_publisher_says(source, tmp_path):
    assert shelf_of(source) == "releases"
    with (source / "publisher.yml").open("a") as file:
        file.write("releases: s3://archive/dipam\n")

    assert shelf_of(source) == "s3://archive/dipam"
    with (source / "publisher.yml").open("a") as file:
        file.write("series: {}\n")
    with pytest.raises(Faults, match=r"publisher.yml"):
        shelf_of(source)


@pytest.mark.parametrize("place", ["ftp://archive/dipam", "s3://archive", "s3://"])
def test_a_place_that_can_hold_no_shelf_is_told(place, tmp_path):
    with pytest.raises(ReleaseError, match=re.escape(place)) as caught:
        open_shelf(place, tmp_path)

    assert caught.value.hint


def test_a_house_without_a_shelf_is_told_how_to_begin_one(source, tmp_path):
    with pytest.raises(ReleaseError, match="there is no shelf at releases") as caught:
        keeping.verify(House(source.parent))

    assert "make release" in caught.value.hint
