"""Whatever cuts a release short, the shelf is as it was before or has all of it."""

import os
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.errors import ReleaseError
from pipeline.house import House
from pipeline.keeping import listed
from pipeline.keeping import verify as verify_house
from pipeline.release import locks, swap
from pipeline.release.access import reading
from pipeline.release.deposit import deposit
from pipeline.release.locks import locked
from pipeline.release.shelf import is_begun, publications, shelved
from pipeline.release.verify import verify
from tests.conftest import ROOT
from tests.release.releases import (
    ONE,
    TWO,
    ended,
    forked,
    put,
    release_in,
    said,
    shelf_in,
    state_of,
)

POINTS = 50
EVENTS = ("open", "os.", "shutil.", "ctypes.")
"""The events of an audit hook that tell of something done to the disk."""
BEFORE = ["absent", "empty", "begun", "released"]


@pytest.fixture(scope="module")
def shelves(tmp_path_factory) -> dict[str, Path]:
    """Houses whose shelf is not there, empty, begun with another publication, and has a release."""
    place = tmp_path_factory.mktemp("before")
    houses = {name: place / name for name in BEFORE}
    for folder in houses.values():
        folder.mkdir()
        (folder / "source").symlink_to(ROOT / "tests/source")
    (houses["empty"] / "releases").mkdir()
    put(shelf_in(houses["begun"]), place / "two", TWO, "1.0.0")
    put(shelf_in(houses["released"]), place / "one", ONE, "1.0.0")
    return houses


@pytest.fixture(scope="module")
def made(tmp_path_factory) -> Path:
    """The second release, made once."""
    return release_in(tmp_path_factory.mktemp("made") / "release", ONE, "1.1.0")


@pytest.fixture(autouse=True)
def unsynced(monkeypatch):
    """Let no disk be waited for: a process that is killed leaves what it wrote to the kernel."""
    monkeypatch.setattr(os, "fsync", lambda handle: None)


def deposited(house: Path, made: Path, copy: Path) -> str:
    """Deposit the second release from a copy of its own."""
    shutil.copytree(made, copy)
    return deposit(shelf_in(house), ONE, copy, said(ONE, "1.1.0"))


def ticking(tick: Callable[[str], None]) -> None:
    """Call `tick` before whatever this process does to the disk, and after an exchange too."""

    def hear(event: str, _: object) -> None:
        if event.startswith(EVENTS):
            tick(event)

    def synced(handle: int, real=os.fsync) -> None:
        tick("fsync")
        real(handle)

    def exchanged(one: Path, other: Path, real=swap._exchange) -> None:
        tick("exchange")
        real(one, other)
        tick("exchanged")

    os.fsync, swap._exchange = synced, exchanged
    sys.addaudithook(hear)


def events_of(house: Path, made: Path, copy: Path, by_steps: bool) -> list[str]:
    """Return all that a release does to the disk, in the order that it does it."""
    events: list[str] = []
    told = copy.with_name("events")

    def work() -> None:
        prepare(by_steps)
        shutil.copytree(made, copy)
        ticking(events.append)
        deposit(shelf_in(house), ONE, copy, said(ONE, "1.1.0"))
        done = list(events)
        told.write_text("\n".join(done))

    assert ended(forked(work)) == 0
    return told.read_text().split("\n")


def prepare(by_steps: bool) -> None:
    if by_steps:
        swap._exchange = swap._exchange_by_steps


def killed(house: Path, made: Path, copy: Path, point: int, by_steps: bool) -> None:
    """Kill a release just before the event of this number."""

    def work() -> None:
        seen = 0

        def tick(_: str) -> None:
            nonlocal seen
            seen += 1
            if seen == point:
                os.kill(os.getpid(), signal.SIGKILL)

        prepare(by_steps)
        shutil.copytree(made, copy)
        ticking(tick)
        deposit(shelf_in(house), ONE, copy, said(ONE, "1.1.0"))

    assert ended(forked(work)) == -signal.SIGKILL


def points_of(events: list[str]) -> list[int]:
    """Return points spread evenly, the first and the last too, and all about each exchange."""
    last = len(events)
    spread = {round(1 + (last - 1) * step / (POINTS - 1)) for step in range(POINTS)}
    turns = [n for n, event in enumerate(events, 1) if event in ("exchange", "os.rename")]
    near = {n + step for n in turns for step in (-1, 0, 1, 2)}
    return sorted(point for point in spread | near if 1 <= point <= last)


@pytest.mark.parametrize(
    ("before", "by_steps"), [*((name, False) for name in BEFORE), ("released", True)]
)
def test_a_release_killed_anywhere_leaves_the_shelf_as_before_or_complete(
    shelves, made, tmp_path, before, by_steps
):
    def house(name: str) -> Path:
        return shutil.copytree(shelves[before], tmp_path / name / "house", symlinks=True)

    first = state_of(house("first"))
    events = events_of(house("count"), made, tmp_path / "copy", by_steps)
    complete = state_of(tmp_path / "count/house")
    assert len(points_of(events)) >= POINTS
    seen = []
    for point in points_of(events):
        place = house(str(point))
        killed(place, made, tmp_path / f"killed{point}", point, by_steps)
        check_readers(place, before)
        now = {path: data for path, data in state_of(place).items() if path[:5] != ".rele"}
        assert now in (first, complete)
        seen.append(now == complete)
        if not seen[-1]:
            assert deposited(place, made, tmp_path / f"next{point}") in ("v1", "v2")
            assert state_of(place) == complete
        else:
            put(shelf_in(place), tmp_path / f"next{point}", ONE, "1.2.0")
        assert verify(shelf_in(place)) == []
        assert not list(place.glob(".rel*"))
    assert (seen[0], seen[-1]) == (False, True)


def test_all_is_on_the_disk_before_it_is_put_in_its_place(shelves, made, tmp_path):
    place = shutil.copytree(shelves["released"], tmp_path / "house", symlinks=True)
    events = events_of(place, made, tmp_path / "copy", by_steps=False)
    turn = events.index("exchange")

    assert events[:turn].count("fsync") == len([*(place / "releases" / ONE).rglob("*")]) + 1
    assert events[turn:].count("fsync") == 1


def test_no_file_that_the_live_shelf_shares_is_opened_for_writing(shelves, made, tmp_path):
    """What is made ready beside the shelf shares its files: to write into one writes into both."""
    place = shutil.copytree(shelves["released"], tmp_path / "house", symlinks=True)
    copy, told = shutil.copytree(made, tmp_path / "copy"), tmp_path / "told"
    opened: list[str] = []

    def hear(event: str, about: tuple) -> None:
        if event == "open" and isinstance(about[0], str) and about[2] & (os.O_WRONLY | os.O_RDWR):
            shared = Path(about[0]).exists() and Path(about[0]).stat().st_nlink > 1
            opened.append(f"{shared} {about[0]}")

    def work() -> None:
        sys.addaudithook(hear)
        deposit(shelf_in(place), ONE, copy, said(ONE, "1.1.0"))
        told.write_text("\n".join(list(opened)))

    assert ended(forked(work)) == 0
    lines = [line for line in told.read_text().split("\n") if ".staging/" in line]
    assert len(lines) > 5
    assert [line for line in lines if line.startswith("True")] == []


def check_readers(place: Path, before: str) -> None:
    """Hold that whoever reads finds all that was there, and nothing wrong with it."""
    shelf = shelf_in(place)
    with reading(shelf):
        found = [each for name in publications(shelf) for each in shelved(shelf, name)]
    stems = {release.release.stem for release in found}

    assert stems >= {"begun": {f"{TWO}-1.0.0"}, "released": {f"{ONE}-1.0.0"}}.get(before, set())
    assert not is_begun(shelf) or verify(shelf) == []


def started_together(*works: Callable[[], None]) -> list[int]:
    """Run children that begin at once, and return their exit codes."""
    gate, opened = os.pipe()

    def waiting(work: Callable[[], None]) -> Callable[[], None]:
        def run() -> None:
            os.close(opened)
            os.read(gate, 1)
            work()

        return run

    children = [forked(waiting(work)) for work in works]
    os.close(opened)
    os.close(gate)
    return sorted(map(ended, children))


def slowly(shelf_place: Path, copy: Path, name: str, version: str) -> Callable[[], None]:
    def work() -> None:
        ticking(lambda _: time.sleep(0.0005))
        put(shelf_in(shelf_place), copy, name, version)

    return work


def test_two_releases_of_one_publication_at_once_leave_one_of_them(shelves, tmp_path, capfd):
    place = shutil.copytree(shelves["released"], tmp_path / "house", symlinks=True)
    one, other = (slowly(place, tmp_path / name, ONE, "1.1.0") for name in ("a", "b"))

    assert started_together(one, other) == [0, 8]
    assert f"{ONE}-1.1.0 is on the shelf releases already" in capfd.readouterr().err
    assert [release.head for release in listed(House(place))] == ["v1", "v2"]
    assert verify(shelf_in(place)) == []


@pytest.mark.parametrize("before", BEFORE)
def test_releases_of_several_publications_at_once_are_all_kept(shelves, tmp_path, before):
    place = shutil.copytree(shelves[before], tmp_path / "house", symlinks=True)
    names = ["003-three", "004-four", "005-five"]
    works = [slowly(place, tmp_path / name, name, "1.0.0") for name in names]

    assert started_together(*works) == [0, 0, 0]
    assert {release.release.publication for release in listed(House(place))} >= {*names}
    assert verify(shelf_in(place)) == []
    assert not list(place.glob(".rel*"))


def test_a_release_waits_for_another_only_so_long(shelves, tmp_path, monkeypatch):
    place = shutil.copytree(shelves["released"], tmp_path / "house", symlinks=True)
    monkeypatch.setattr(locks, "PATIENCE", 0.2)
    before = state_of(place)
    with (
        locked(shelf_in(place)),
        pytest.raises(ReleaseError, match="another release is under way") as caught,
    ):
        put(shelf_in(place), tmp_path / "new", ONE, "1.1.0")

    assert "wait for it to end" in caught.value.hint
    assert state_of(place) == before


@pytest.fixture
def disk(shelves, tmp_path):
    """A small disk of its own, with a house whose shelf has a release."""
    point = tmp_path / "disk"
    point.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=512k", "tmpfs", point]
    if subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("this machine lets the tests mount no disk")
    try:
        yield shutil.copytree(shelves["released"], point / "house", symlinks=True)
    finally:
        subprocess.run(["umount", point], check=True)


@pytest.mark.parametrize("room", [0, 4, 12, 24, 32])
def test_a_full_disk_is_told_and_the_shelf_is_as_before(disk, tmp_path, room):
    filler, before = disk / "filler", state_of(disk / "releases")
    free = os.statvfs(disk)
    filler.write_bytes(bytes(free.f_bavail * free.f_frsize - room * 1024))
    with pytest.raises(ReleaseError, match="and is as before: No space left") as caught:
        put(shelf_in(disk), tmp_path / "new", ONE, "1.1.0")

    assert caught.value.hint == "make room on the disk, and try again"
    assert state_of(disk / "releases") == before
    assert not list(disk.glob(".rel*"))
    assert verify_house(House(disk)) == []
    filler.unlink()
    assert put(shelf_in(disk), tmp_path / "again", ONE, "1.1.0") == "v2"


def test_a_disk_that_is_read_only_is_told_and_can_be_verified(disk, tmp_path):
    before = state_of(disk)
    subprocess.run(["mount", "-o", "remount,ro", disk.parent], check=True)
    with pytest.raises(ReleaseError, match="and is as before: Read-only") as caught:
        put(shelf_in(disk), tmp_path / "new", ONE, "1.1.0")

    assert caught.value.hint == "mount the disk of the shelf for writing, and try again"
    assert verify_house(House(disk)) == []
    assert state_of(disk) == before


def test_a_shelf_that_may_not_be_written_is_told_and_can_be_verified(shelves, capfd):
    with tempfile.TemporaryDirectory() as temporary:
        place = Path(temporary) / "house"
        shutil.copytree(shelves["released"], place, symlinks=True)
        copy = release_in(Path(temporary) / "new", ONE, "1.1.0")
        for folder in (Path(temporary), *Path(temporary).rglob("*")):
            folder.chmod(0o555 if place in (folder, *folder.parents) else 0o777)
        before = state_of(place)

        def work(then: Callable[[], object]) -> Callable[[], None]:
            def run() -> None:
                if os.getuid() == 0:
                    os.setuid(65534)
                assert not then()

            return run

        shelf = shelf_in(place)
        release = work(lambda: deposit(shelf, ONE, copy, said(ONE, "1.1.0")))
        judge = work(lambda: verify_house(House(place)))

        assert (ended(forked(release)), ended(forked(judge))) == (8, 0)
        assert "Permission denied\n  → get the right to it" in capfd.readouterr().err
        assert state_of(place) == before


@pytest.mark.parametrize("most", [0, 50, 400, 900, 2000])
def test_a_file_that_cannot_grow_is_told_and_the_shelf_is_as_before(shelves, tmp_path, capfd, most):
    place = shutil.copytree(shelves["released"], tmp_path / "house", symlinks=True)
    copy, before = release_in(tmp_path / "new", ONE, "1.1.0"), state_of(place)

    def work() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (most, resource.RLIM_INFINITY))
        try:
            deposit(shelf_in(place), ONE, copy, said(ONE, "1.1.0"))
        finally:
            # What is told goes to a file as well.
            resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY,) * 2)

    assert ended(forked(work)) == 8
    assert "cannot be written, and is as before: [Errno 27] File too large" in capfd.readouterr()[1]
    assert state_of(place) == before
