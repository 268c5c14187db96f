"""The program that a release keeps is the same file of the same source."""

import os
import zipfile

import pytest

from pipeline.release.packing import program_files, write_wheel
from tests.conftest import ROOT


@pytest.fixture
def umask():
    before = os.umask(0o077)
    yield
    os.umask(before)


def test_the_wheel_is_the_same_bytes_for_every_user(tmp_path, umask, monkeypatch):
    (tmp_path / "one").mkdir()
    one = write_wheel(tmp_path / "one").read_bytes()
    os.umask(0o002)
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    (tmp_path / "two").mkdir()

    assert write_wheel(tmp_path / "two").read_bytes() == one


def test_the_wheel_has_all_that_the_program_is_made_of(tmp_path):
    with zipfile.ZipFile(write_wheel(tmp_path)) as wheel:
        packed = set(wheel.namelist())
    own = {path.relative_to(ROOT).as_posix() for path in program_files()}

    assert {path for path in own if path.startswith("pipeline/")} <= packed
    assert "pipeline/release/shelf.md" in packed
