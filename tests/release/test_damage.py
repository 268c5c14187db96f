"""Whatever happens to a file on the shelf, `verify` names it, and nothing damaged comes back."""

import os
import random
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from pipeline.errors import ReleaseError
from pipeline.house import House
from pipeline.keeping import listed
from pipeline.keeping import restore as restore_release
from pipeline.keeping import verify as verify_house
from pipeline.model.release import Release, ReleasedFile
from pipeline.release import record
from pipeline.release.neighbours import neighbours
from pipeline.release.record import CONTENT, PLACES, parse_record, record_json
from pipeline.release.shelf import DECLARATION, INVENTORY, SIDECAR, SUMS, Shelf
from pipeline.release.verify import judged_by_ocfl, verify
from tests.conftest import ROOT
from tests.release.releases import ONE, TWO, put, release_in, shelf_in, state_of
from tests.test_cli import DIPAM

SMALL = (INVENTORY, SIDECAR, SUMS, "verified.json", "release.json", DECLARATION)


@pytest.fixture(scope="module")
def house(tmp_path_factory) -> House:
    """A house whose shelf has two publications, of which one has two releases, verified once."""
    place = tmp_path_factory.mktemp("damage")
    (place / "source").symlink_to(ROOT / "tests/source")
    shelf = shelf_in(place)
    for number, (name, version) in enumerate(((ONE, "1.0.0"), (ONE, "1.1.0"), (TWO, "1.0.0"))):
        put(shelf, place / str(number), name, version)
    assert verify_house(House(place)) == []
    return House(place)


@pytest.fixture
def top(house) -> Path:
    """The shelf's folder, which is as it was once the test is done, and is found whole."""
    folder = house.root / "releases"
    before = state_of(folder)
    yield folder

    assert state_of(folder) == before
    assert verify(shelf_in(house.root)) == []


def named(folder: Path) -> str:
    """Return all that `verify` says of a shelf, each place as a path from the shelf's top.

    A message tells of another file of its object by a path from that one's top.
    """
    lines = []
    for finding in verify(shelf_in(folder.parent)):
        name = finding.place.file.parts[0]
        within = re.sub(r"(?<![\w/])(?=(v\d+/)?inventory\.json)", f"{name}/", finding.message)
        lines.append(f"{finding.place}: {finding.severity.value}: {within}")
    return "\n".join(lines)


def files_of(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def folders_of(folder: Path) -> list[Path]:
    return [folder, *sorted(path for path in folder.rglob("*") if path.is_dir())]


def flipped(data: bytes, bit: int) -> bytes:
    """Return bytes of which one bit is another."""
    return (int.from_bytes(data, "little") ^ 1 << bit).to_bytes(len(data), "little")


def test_one_flipped_bit_in_any_file_is_named(top):
    chance = random.Random(31)
    for file in files_of(top):
        data = file.read_bytes()
        for _ in range(12 if file.name in SMALL else 1):
            if data:
                file.write_bytes(flipped(data, chance.randrange(len(data) * 8)))
                assert file.relative_to(top).as_posix() in named(top)
        file.write_bytes(data)


def test_the_flipped_last_bit_of_a_text_is_named(top):
    for file in (path for path in files_of(top) if path.name in SMALL):
        data = file.read_bytes()
        for bit in range(8):
            file.write_bytes(data[:-1] + bytes([data[-1] ^ 1 << bit]))
            assert file.relative_to(top).as_posix() in named(top)
        file.write_bytes(data)


def test_any_deleted_file_is_named(top):
    for file in files_of(top):
        if file.name == "verified.json":
            continue
        data = file.read_bytes()
        file.unlink()
        found = named(top)
        file.write_bytes(data)

        assert file.relative_to(top).as_posix() in found


@pytest.mark.parametrize("kind", ["file", "folder", "link", "link to a folder", "pipe", "object"])
def test_anything_added_in_any_folder_is_named(top, tmp_path, kind):
    copy = shutil.copytree(top / TWO, tmp_path / "copy")
    for folder in folders_of(top):
        added = folder / "verfied"
        match kind:
            case "file":
                added.write_text("stray")
            case "folder":
                added.mkdir()
            case "link":
                added.symlink_to(top / "README.md")
            case "link to a folder":
                added.symlink_to(top / ONE / "v1")
            case "pipe":
                os.mkfifo(added)
            case "object":
                shutil.copytree(copy, added)
        found = named(top)
        shutil.rmtree(added) if added.is_dir() and not added.is_symlink() else added.unlink()

        assert added.relative_to(top).as_posix() in found


def test_a_file_that_gave_way_to_a_link_with_its_content_is_named(top):
    elsewhere = top.parent / "elsewhere"
    for file in files_of(top):
        file.rename(elsewhere)
        file.symlink_to(elsewhere)
        found = named(top)
        elsewhere.replace(file)

        assert file.relative_to(top).as_posix() in found


def test_a_file_that_cannot_be_read_is_named(top, monkeypatch):
    from fsspec.implementations.local import LocalFileSystem

    real, damaged = LocalFileSystem._open, top / ONE / "v1/content/cite.bib"

    def broken(files, path, *arguments, **named):
        if path == str(damaged):
            raise OSError(5, "Input/output error")
        return real(files, path, *arguments, **named)

    monkeypatch.setattr(LocalFileSystem, "_open", broken)

    assert f"{ONE}/v1/content/cite.bib: error" in named(top)


def test_two_files_that_changed_places_are_both_named(top):
    one, other = (top / ONE / "v1/content" / name for name in ("cite.bib", "release.json"))
    swap(one, other)
    found = named(top)
    swap(one, other)

    assert f"{ONE}/v1/content/cite.bib" in found
    assert f"{ONE}/v1/content/release.json" in found


def test_two_objects_that_changed_places_are_both_named(top):
    swap(top / ONE, top / TWO)
    found = named(top)
    with pytest.raises(ReleaseError, match=r"release\.json is damaged"):
        listed(House(top.parent))
    swap(top / ONE, top / TWO)

    assert f"it is of '{TWO}'" in found
    assert f"it is of '{ONE}'" in found


def swap(one: Path, other: Path) -> None:
    aside = one.with_name("aside")
    one.rename(aside)
    other.rename(one)
    aside.rename(other)


@pytest.mark.parametrize("folder", [ONE, f"{ONE}/v1", f"{ONE}/v2", f"{TWO}/v1"])
def test_an_inventory_or_sidecar_cut_anywhere_is_named(top, folder):
    for file in (top / folder / INVENTORY, top / folder / SIDECAR):
        data = file.read_bytes()
        for length in (0, 1, 40, len(data) // 2, len(data) - 2, len(data) - 1):
            file.write_bytes(data[:length])
            assert file.relative_to(top).as_posix() in named(top)
        file.write_bytes(data)


def test_an_inventory_that_is_rolled_back_with_its_sidecar_is_named(top):
    own = {name: (top / ONE / name).read_bytes() for name in (INVENTORY, SIDECAR)}
    for name in own:
        shutil.copyfile(top / ONE / "v1" / name, top / ONE / name)
    found = named(top)
    for name, data in own.items():
        (top / ONE / name).write_bytes(data)

    assert f"{ONE}/{INVENTORY}" in found


def test_a_release_that_is_gone_without_a_trace_is_named_where_it_was_verified(top):
    whole = top.parent / "whole"
    shutil.copytree(top / ONE, whole)
    shutil.rmtree(top / ONE / "v2")
    for name in (INVENTORY, SIDECAR):
        shutil.copyfile(top / ONE / "v1" / name, top / ONE / name)
    found = named(top)
    shutil.rmtree(top / ONE)
    whole.rename(top / ONE)

    assert f"{ONE}/v2: error" in found


@pytest.mark.parametrize(
    "said",
    [
        b"",
        b"[]",
        b"null",
        b'{"manifest": [], "versions": []}',
        b'{"manifest": {"a": 1}, "versions": {"v1": {"state": 7}}}',
        b'{"manifest": {}, "versions": {"v1": null}, "head": "v1"}',
        b"[" * 100_000,
        b'{"id": 1' + b"0" * 5000 + b"}",
        b"\xff\xfe",
        b'{"id": "\\ud800"}',
    ],
)
def test_no_forged_inventory_ends_in_a_traceback(top, house, said):
    kept = state_of(top)
    for folder in (top / ONE, top / ONE / "v2"):
        (folder / INVENTORY).write_bytes(said)
        write_sidecar(folder)
    found = named(top)
    with pytest.raises(ReleaseError, match=f"{ONE}/{INVENTORY} is damaged"):
        listed(house)
    written_back(top, kept)

    assert f"{ONE}/{INVENTORY}" in found


def write_sidecar(folder: Path) -> None:
    done = subprocess.run(["sha512sum", INVENTORY], cwd=folder, capture_output=True, check=True)
    (folder / SIDECAR).write_bytes(done.stdout)


def written_back(folder: Path, state: dict) -> None:
    for path, data in state.items():
        if isinstance(data, bytes):
            (folder / path).write_bytes(data)


@pytest.mark.parametrize("path", ["../outside", "/var/outside", "a/../../../outside", "nul\\u0000"])
def test_no_forged_inventory_writes_outside_the_folder_that_is_asked_for(
    top, house, tmp_path, path
):
    kept = state_of(top)
    for folder in (top / ONE, top / ONE / "v2"):
        forged = (folder / INVENTORY).read_text().replace('"cite.bib"', f'"{path}"')
        (folder / INVENTORY).write_text(forged)
        write_sidecar(folder)
    with pytest.raises(ReleaseError, match="is damaged"):
        restore_release(house, ONE, "", tmp_path / "a/b/place")
    found = named(top)
    written_back(top, kept)

    assert f"{ONE}/{INVENTORY}" in found or f"{ONE}/v2/content/release.json" in found
    assert files_of(tmp_path) == []


def test_no_inventory_is_trusted_that_is_not_as_its_sidecar_says(top, house, tmp_path):
    kept = state_of(top)
    for folder in (top / ONE, top / ONE / "v2"):
        told = (folder / INVENTORY).read_text().replace('"cite.bib"', '"site.bib"')
        (folder / INVENTORY).write_text(told)
    with pytest.raises(ReleaseError, match=f"{ONE}/{INVENTORY} is damaged"):
        restore_release(house, ONE, "1.1.0", tmp_path / "place")
    written_back(top, kept)


def test_each_release_comes_back_bit_for_bit(top, house, tmp_path):
    for version in ("1.0.0", "1.1.0", ""):
        restore_release(house, ONE, version, tmp_path / f"back{version}")
        restored = state_of(tmp_path / f"back{version}")
        release_in(tmp_path / f"made{version}", ONE, version or "1.1.0")

        assert restored.pop(CONTENT)
        assert restored.pop(PLACES)
        assert restored == state_of(tmp_path / f"made{version}")


def test_nothing_damaged_is_restored_listed_or_built_upon(top, house, tmp_path):
    release_in(tmp_path / "whole", ONE, "1.1.0")
    whole = state_of(tmp_path / "whole")
    chance = random.Random(7)
    for number, file in enumerate(files_of(top / ONE)):
        data = file.read_bytes()
        broken = flipped(data, chance.randrange(len(data) * 8)) if data else b"more"
        for change in (lambda file=file, data=broken: file.write_bytes(data), file.unlink):
            change()
            try:
                restore_release(house, ONE, "1.1.0", tmp_path / "place")
            except ReleaseError:
                assert not (tmp_path / "place").exists()
            else:
                restored = state_of(tmp_path / "place")
                assert restored.pop(CONTENT)
                assert restored.pop(PLACES)
                assert restored == whole
                shutil.rmtree(tmp_path / "place")
            if file.exists() or file.name != "verified.json":
                with pytest.raises(ReleaseError, match="is damaged on the shelf"):
                    put(shelf_in(top.parent), tmp_path / f"{number}{file.exists()}", ONE, "2.0.0")
            file.write_bytes(data)
    assert [path.name for path in top.parent.glob(".rel*")] == []


def test_a_release_is_refused_where_the_shelfs_own_declaration_is_gone(top, tmp_path):
    data = (top / DECLARATION).read_bytes()
    (top / DECLARATION).unlink()
    with pytest.raises(ReleaseError, match=f"{DECLARATION} is gone"):
        put(shelf_in(top.parent), tmp_path / "new", "003-three", "1.0.0")
    (top / DECLARATION).write_bytes(data)


def test_the_command_names_damage_and_ends_in_an_exit_code(top):
    kept = state_of(top)
    file = top / TWO / "v1/content/cite.bib"
    file.write_bytes(flipped(file.read_bytes(), 0))
    done = subprocess.run([DIPAM, "verify"], cwd=top.parent, capture_output=True, check=False)
    written_back(top, kept)

    assert done.returncode == 1
    assert f"{TWO}/v1/content/cite.bib: error".encode() in done.stdout
    assert done.stderr == b""


def test_ocfl_py_finds_neither_errors_nor_warnings(top):
    import ocfl

    shelf: Shelf = shelf_in(top.parent)

    assert judged_by_ocfl(shelf.object(ONE), warnings=True) == []
    assert judged_by_ocfl(shelf.object(TWO), warnings=True) == []
    root = ocfl.StorageRoot(root=shelf.files)
    assert root.validate(validate_objects=True, log_warnings=True)
    assert (root.num_objects, root.good_objects, root.errors) == (2, 2, [])


@pytest.mark.parametrize(
    ("folder", "sums", "count"),
    [
        (".", SUMS, 2),
        (ONE, SIDECAR, 1),
        (f"{ONE}/v1", SIDECAR, 1),
        (f"{ONE}/v2", SIDECAR, 1),
        (ONE, f"v1/content/{CONTENT}", 7),
        (ONE, f"v2/content/{CONTENT}", 7),
        (TWO, f"v1/content/{CONTENT}", 7),
    ],
)
def test_sha512sum_alone_checks_a_shelf(top, folder, sums, count):
    done = subprocess.run(
        ["sha512sum", "--strict", "-c", sums], cwd=top / folder, capture_output=True, check=True
    )

    assert done.stdout.count(b": OK\n") == count
    assert done.stderr == b""


@pytest.mark.parametrize("between", [b" ", b"\t", b" \t  "])
def test_a_sidecar_may_have_any_spaces_and_tabs_within(top, house, between):
    kept = state_of(top)
    for folder in (top / ONE, top / ONE / "v1", top / ONE / "v2"):
        (folder / SIDECAR).write_bytes((folder / SIDECAR).read_bytes().replace(b"  ", between))
    found, rows = named(top), listed(house)
    judged = judged_by_ocfl(shelf_in(house.root).object(ONE), warnings=True)
    written_back(top, kept)

    assert (found, judged, len(rows)) == ("", [], 3)


def test_a_publication_that_is_gone_is_told_by_a_release_after_it(tmp_path):
    shelf = shelf_in(tmp_path)
    put(shelf, tmp_path / "1", ONE, "1.0.0")
    put(shelf, tmp_path / "2", TWO, "1.0.0", beside=neighbours(shelf))
    shutil.rmtree(tmp_path / "releases" / ONE)

    assert [str(each) for each in verify(shelf)] == [
        f"{ONE}/v1/inventory.json: error: it was on the shelf when {TWO}-1.0.0 was released"
        " [shelf-missing]"
    ]


def test_a_release_put_in_the_place_of_another_is_told_by_a_release_after_it(tmp_path):
    shelf = shelf_in(tmp_path)
    put(shelf, tmp_path / "1", ONE, "1.0.0")
    put(shelf, tmp_path / "2", TWO, "1.0.0", beside=neighbours(shelf))
    (tmp_path / "other").mkdir()
    put(shelf_in(tmp_path / "other"), tmp_path / "3", ONE, "1.0.1")
    shutil.rmtree(tmp_path / "releases" / ONE)
    shutil.copytree(tmp_path / "other/releases" / ONE, tmp_path / "releases" / ONE)

    assert [str(each) for each in verify(shelf)] == [
        f"{ONE}/v1/inventory.json: error: it was another when {TWO}-1.0.0 was released"
        " [shelf-damaged]"
    ]


def test_a_neighbour_leads_nowhere_but_to_a_release(tmp_path):
    shelf = shelf_in(tmp_path)
    put(shelf, tmp_path / "1", ONE, "1.0.0", beside={"../secret": "0" * 128})

    assert "it does not tell of a release" in named(tmp_path / "releases")


OLD = """
{
  "publication": "001-one", "title": "One", "identifier": "urn:uuid:1", "language": "en",
  "revision": {"version": "1.0.0", "date": "2026-01-02", "changes": "The first."},
  "commit": "0123abc",
  "tools": {"Python": "3.11"},
  "files": [{"file": "a.pdf", "size": 3, "sha256": "ba78", "media_type": "application/pdf"}]
}
"""
"""What a `release.json` was before it had a format, and told of its neighbours."""


def test_a_record_that_is_older_than_its_format_is_read():
    release = parse_record(OLD.encode())

    assert release == Release(
        publication="001-one",
        title="One",
        identifier="urn:uuid:1",
        language="en",
        version="1.0.0",
        date="2026-01-02",
        changes="The first.",
        files=(ReleasedFile("a.pdf", 3, "ba78", "application/pdf"),),
        tools={"Python": "3.11"},
        commit="0123abc",
        neighbours={},
    )
    assert parse_record(record_json(release).encode()) == release
    assert record_json(release).startswith('{\n  "format": 1,\n')


@pytest.mark.parametrize(
    ("written", "error", "words"),
    [
        ("2", ValueError, "its format is 2, and this program reads up to 1"),
        ('"2"', TypeError, "str"),
    ],
)
def test_a_record_of_a_later_format_is_not_read(written, error, words):
    with pytest.raises(error, match=words):
        parse_record(OLD.replace("{", f'{{"format": {written},', 1).encode())


def test_a_release_of_a_later_format_is_told_as_such(tmp_path, monkeypatch):
    monkeypatch.setattr(record, "FORMAT", 2)
    put(shelf_in(tmp_path), tmp_path / "1", ONE, "1.0.0")
    monkeypatch.undo()

    assert [str(each) for each in verify(shelf_in(tmp_path))] == [
        f"{ONE}/v1/content/release.json: error: it does not tell of a release: its format is 2,"
        " and this program reads up to 1 [shelf-damaged]"
    ]
