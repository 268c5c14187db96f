"""What no commit has as it is is named, wherever the house lies in a checkout."""

import subprocess
from pathlib import Path

import pytest

from pipeline.checkout import commit_of, uncommitted

PERSON = ["-c", "user.name=The house", "-c", "user.email=house@example.org"]


def git(folder: Path, *arguments: str) -> None:
    subprocess.run(["git", *arguments], cwd=folder, check=True, capture_output=True)


@pytest.fixture(params=["", "press"])
def house(tmp_path, request):
    """A house at the top of a checkout, and one in a folder of it, with three files committed."""
    house = tmp_path / request.param
    (house / "source").mkdir(parents=True)
    for name in ("text.md", "kept.md", "gone.md"):
        (house / "source" / name).write_text("Words.\n")
    (tmp_path / ".gitignore").write_text("*.ignored\n")
    git(tmp_path, "init", "-q")
    git(tmp_path, "add", "-A")
    git(tmp_path, *PERSON, "commit", "-q", "-m", "Begin")
    return house


def named(house: Path, *names: str) -> list[str]:
    files = [house / "source" / name for name in names]
    return [path.name for path in uncommitted(house, files, [house / "source"])]


def test_what_is_committed_is_not_named(house):
    assert named(house, "text.md", "kept.md", "gone.md") == []
    assert len(commit_of(house)) == 40


def test_what_is_changed_new_ignored_or_gone_is_named(house):
    (house / "source/text.md").write_text("Other words.\n")
    (house / "source/new.md").write_text("New.\n")
    (house / "source/old.ignored").write_text("Ignored.\n")
    (house / "source/gone.md").unlink()

    found = named(house, "text.md", "kept.md", "new.md", "old.ignored")

    assert found == ["gone.md", "new.md", "old.ignored", "text.md"]


def test_a_new_folder_is_named_by_its_files(house):
    (house / "source/figures").mkdir()
    (house / "source/figures/map.svg").write_text("<svg/>")

    assert named(house, "figures/map.svg") == ["map.svg"]


def test_a_house_in_no_checkout_has_nothing_uncommitted(tmp_path):
    (tmp_path / "text.md").write_text("Words.\n")

    assert uncommitted(tmp_path, [tmp_path / "text.md"]) == []
    assert commit_of(tmp_path) == ""
