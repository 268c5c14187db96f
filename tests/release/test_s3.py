"""On a shelf in S3 all is as on a disk, and what a cut upload leaves is told and mended."""

import logging
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import pytest
from aiobotocore.client import AioBaseClient
from fsspec.implementations.dirfs import DirFileSystem
from moto.server import ThreadedMotoServer
from s3fs import S3FileSystem

from pipeline.errors import ReleaseError
from pipeline.release import locks
from pipeline.release.access import reading
from pipeline.release.deposit import deposit
from pipeline.release.locks import locked
from pipeline.release.record import CONTENT, PLACES
from pipeline.release.restore import bag, restore
from pipeline.release.shelf import (
    INVENTORY,
    OBJECT_DECLARATION,
    SIDECAR,
    SUMS,
    Shelf,
    find,
    is_begun,
    open_shelf,
    publications,
    shelved,
)
from pipeline.release.verify import judged_by_ocfl, verify
from tests.conftest import ROOT, house_at
from tests.corrections import ANALYSIS, NOTE
from tests.release.releases import ONE, TWO, put, release_in, said, shelf_in, state_of
from tests.test_cli import DIPAM

RELEASES = ((ONE, "1.0.0"), (ONE, "1.1.0"), (TWO, "1.0.0"))
WRITES = ("PutObject", "DeleteObject", "DeleteObjects", "CreateMultipartUpload")


class Cut(Exception):
    """What ends a release; nothing of it reaches the service after that."""


@pytest.fixture(scope="module")
def server():
    running = ThreadedMotoServer(port=0, verbose=False)
    running.start()
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    yield running
    running.stop()


@pytest.fixture(autouse=True)
def service(server, monkeypatch):
    """Give the address of a real service of S3, in the environment as anybody gives it."""
    host, port = server.get_host_and_port()
    monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://{host}:{port}")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "key")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    monkeypatch.setattr(locks, "PATIENCE", 0.2)


@pytest.fixture
def shelf(tmp_path) -> Shelf:
    """A shelf in a bucket of its own."""
    bucket = f"bucket-{tmp_path.name.replace('_', '-').lower()[-40:]}"
    S3FileSystem(skip_instance_cache=True).mkdir(bucket)
    return open_shelf(f"s3://{bucket}/archive/releases", tmp_path)


@pytest.fixture(scope="module")
def on_disk(tmp_path_factory) -> dict[str, bytes]:
    """A shelf on a disk with two publications, of which one has two releases."""
    place = tmp_path_factory.mktemp("disk")
    for number, (name, version) in enumerate(RELEASES):
        put(shelf_in(place), place / str(number), name, version)
    found = state_of(place / "releases")
    return {path: data for path, data in found.items() if isinstance(data, bytes)}


@pytest.fixture
def filled(shelf, on_disk) -> Shelf:
    """The same in S3, where it is the same to the byte."""
    return copied(on_disk, shelf)


def copied(state: dict[str, bytes], shelf: Shelf) -> Shelf:
    shelf.files.fs.pipe({f"{shelf.files.path}/{path}": data for path, data in state.items()})
    return shelf


def beside(shelf: Shelf, name: str) -> Shelf:
    """Return another shelf in the same bucket, by the same connection."""
    files = DirFileSystem(f"{shelf.files.path}-{name}", shelf.files.fs)
    return Shelf(f"{shelf.place}-{name}", files, None)


def contents(shelf: Shelf) -> dict[str, bytes]:
    """Return all that the shelf holds by its path."""
    return {path: shelf.files.cat_file(path) for path in shelf.files.find("")}


def stems(shelf: Shelf) -> list[str]:
    return [each.release.stem for name in publications(shelf) for each in shelved(shelf, name)]


def test_a_shelf_in_s3_holds_the_same_bytes_as_one_on_a_disk(shelf, on_disk, tmp_path):
    for number, (name, version) in enumerate(RELEASES):
        put(shelf, tmp_path / str(number), name, version)

    assert contents(shelf) == on_disk
    assert verify(shelf) == []
    assert judged_by_ocfl(shelf.object(ONE), warnings=True) == []
    assert not shelf.files.fs.exists(f"{shelf.files.path}.lock")


def test_a_release_comes_back_from_s3_as_a_folder_and_as_a_bag(filled, tmp_path):
    import bagit

    whole = state_of(release_in(tmp_path / "whole", ONE, "1.0.0"))
    restore(filled, find(filled, ONE, "1.0.0"), tmp_path / "back")
    bag(filled, find(filled, ONE, "1.0.0"), tmp_path / "bag", {"Bagging-Date": "2026-01-02"})
    for folder in (tmp_path / "back", tmp_path / "bag/data"):
        came = state_of(folder)

        assert came.pop(CONTENT)
        assert came.pop(PLACES)
        assert came == whole
    assert bagit.Bag(str(tmp_path / "bag")).is_valid()


def test_a_second_release_stores_in_s3_only_what_changed(filled):
    stored = [path for path in contents(filled) if path.startswith(f"{ONE}/v2/content/")]

    assert {path.rpartition("/")[2] for path in stored} == {
        f"{ONE}-1.1.0.pdf",
        CONTENT,
        PLACES,
        "again.md",
        "release.json",
    }


def test_what_is_changed_added_or_gone_in_s3_is_named(filled):
    before = contents(filled)
    changed = [SUMS, f"{ONE}/{INVENTORY}", f"{TWO}/v1/{SIDECAR}", f"{ONE}/v2/content/release.json"]
    gone = ["README.md", f"{ONE}/{OBJECT_DECLARATION}", f"{ONE}/v1/content/cite.bib"]
    added = ["stray", "003/stray", f"{TWO}/stray", f"{TWO}/v1/content/stray"]
    for path in changed:
        filled.files.pipe_file(path, bytes([before[path][0] ^ 1]) + before[path][1:])
    for path in added:
        filled.files.pipe_file(path, b"stray")
    for path in gone:
        filled.files.rm_file(path)
    found = "\n".join(map(str, verify(filled)))

    for path in [*changed, *gone, *added]:
        assert path.removeprefix(f"{TWO}/").removesuffix("3/stray") in found


def cut_at(monkeypatch, point: int) -> list[str]:
    """Let the write of this number, and all that is asked after it, not reach the service."""
    real, writes = AioBaseClient._make_api_call, []

    async def call(client, operation, asked):
        if operation in WRITES and not asked.get("Key", "").endswith(".lock"):
            writes.append(operation)
        if point and len(writes) >= point:
            raise Cut
        return await real(client, operation, asked)

    monkeypatch.setattr(AioBaseClient, "_make_api_call", call)
    return writes


def cut_release(shelf: Shelf, folder: Path, version: str, point: int) -> None:
    """Let a release be cut at this write, and leave its lock."""
    with pytest.MonkeyPatch.context() as patch:
        cut_at(patch, point)
        with pytest.raises(Cut):
            put(shelf, folder, ONE, version, small=True)


def unlocked(shelf: Shelf) -> Shelf:
    """Take away the lock that a release left."""
    shelf.files.fs.rm_file(f"{shelf.files.path}.lock")
    return shelf


def writes_of(shelf: Shelf, folder: Path, version: str) -> int:
    """Return how often a release is written to the service."""
    with pytest.MonkeyPatch.context() as patch:
        writes = cut_at(patch, 0)
        put(shelf, folder, ONE, version, small=True)
    return len(writes)


@pytest.mark.parametrize("before", [0, 1])
def test_a_release_cut_at_any_upload_is_mended_by_the_next_and_nothing_is_lost(
    shelf, tmp_path, before
):
    versions = ["1.0.0", "1.1.0"][: before + 1]
    model = beside(shelf, "model")
    for version in versions[:-1]:
        put(model, tmp_path / f"model{version}", ONE, version, small=True)
    first = contents(model) if model.files.exists("") else {}
    count = writes_of(model, tmp_path / "count", versions[-1])
    complete = contents(model)
    assert (verify(model), count >= len(complete.items() - first.items())) == ([], True)
    for point in range(1, count + 1):
        cut = copied(first, beside(shelf, str(point)))
        cut_release(cut, tmp_path / f"{point}-cut", versions[-1], point)
        check_cut(cut, (first, complete), versions)
        with suppress(ReleaseError):
            # Where the inventory of its version was there, that is made whole, and it is refused.
            put(unlocked(cut), tmp_path / f"{point}-next", ONE, versions[-1], small=True)
        assert contents(cut) == complete


def check_cut(shelf: Shelf, states: Sequence[dict[str, bytes]], versions: list[str]) -> None:
    """Hold that those before are listed, and that `verify` names a release that is not whole."""
    with reading(shelf):
        known = [stem.partition("-1.")[2] for stem in stems(shelf)]
        found = verify(shelf) if is_begun(shelf) else []

    assert known in ([version[2:] for version in some] for some in (versions[:-1], versions))
    assert found or not known or contents(shelf) in states


def test_the_next_release_of_another_publication_mends_as_well(filled, tmp_path):
    before = contents(filled)
    cut_release(filled, tmp_path / "cut", "1.2.0", 3)
    assert f"{ONE}/v3/content/" in "\n".join(map(str, verify(filled)))
    put(unlocked(filled), tmp_path / "next", TWO, "1.1.0")

    assert verify(filled) == []
    assert before.keys() <= contents(filled).keys()
    assert stems(filled) == [f"{ONE}-1.0.0", f"{ONE}-1.1.0", f"{TWO}-1.0.0", f"{TWO}-1.1.0"]


@pytest.mark.parametrize(
    "gone",
    [
        [f"v2/{SIDECAR}"],
        [INVENTORY, f"v2/{INVENTORY}"],
        [INVENTORY, SIDECAR, f"v2/{INVENTORY}", f"v2/{SIDECAR}"],
        [OBJECT_DECLARATION, f"v2/{INVENTORY}"],
    ],
)
def test_no_release_that_is_damaged_is_taken_for_one_that_was_cut(filled, tmp_path, gone):
    for path in gone:
        filled.object(ONE).rm_file(path)
    before = contents(filled)
    with pytest.raises(ReleaseError, match="is damaged on the shelf"):
        put(filled, tmp_path / "next", ONE, "1.2.0")

    assert contents(filled) == before


def test_the_damaged_first_release_is_not_taken_for_one_that_was_cut(shelf, tmp_path):
    put(shelf, tmp_path / "first", ONE, "1.0.0")
    for path in (INVENTORY, f"v1/{INVENTORY}"):
        shelf.object(ONE).rm_file(path)
    before = contents(shelf)
    with pytest.raises(ReleaseError, match="is damaged on the shelf"):
        put(shelf, tmp_path / "next", ONE, "1.1.0")
    with pytest.raises(ReleaseError, match="is damaged"):
        shelved(shelf, ONE)

    assert contents(shelf) == before


KILLED = """
import os, signal, sys
from pathlib import Path
from aiobotocore.client import AioBaseClient
from pipeline.release.shelf import open_shelf
from tests.corrections import ANALYSIS, NOTE
from tests.test_cli import DIPAM
from tests.release.releases import ONE, put
real, done = AioBaseClient._make_api_call, []
async def call(client, operation, asked):
    if operation == "PutObject":
        done.append(asked["Key"])
    if len(done) == 4:
        os.kill(os.getpid(), signal.SIGKILL)
    return await real(client, operation, asked)
AioBaseClient._make_api_call = call
put(open_shelf(sys.argv[1], Path(".")), Path(sys.argv[2]), ONE, "1.2.0")
"""


def test_a_killed_release_leaves_a_lock_and_how_to_take_it_away(filled, tmp_path):
    done = subprocess.run(
        [sys.executable, "-c", KILLED, filled.place, tmp_path / "killed"],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        check=False,
    )
    assert done.returncode == -signal.SIGKILL
    with pytest.raises(ReleaseError, match="another release is under way") as caught:
        put(filled, tmp_path / "refused", ONE, "1.2.0")
    lock = caught.value.hint.rpartition("delete ")[2]

    assert lock == f"{filled.place}.lock"
    unlocked(filled)
    assert put(filled, tmp_path / "next", ONE, "1.2.0") == "v3"
    assert verify(filled) == []


def test_a_release_waits_for_another_in_s3_only_so_long(filled, tmp_path):
    before = contents(filled)
    with locked(filled), pytest.raises(ReleaseError, match="another release is under way"):
        put(open_shelf(filled.place, tmp_path), tmp_path / "new", ONE, "1.2.0")

    assert contents(filled) == before


def test_a_bucket_that_is_not_there_is_told(tmp_path):
    shelf = open_shelf("s3://no-such-bucket/releases", tmp_path)
    with pytest.raises(ReleaseError, match="cannot be written"):
        put(shelf, tmp_path / "new", ONE, "1.0.0")


def test_a_service_that_cannot_be_reached_is_told_soon(tmp_path, monkeypatch):
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://127.0.0.1:{closed.getsockname()[1]}")
        shelf = open_shelf("s3://bucket/releases", tmp_path)
        folder, begun = release_in(tmp_path / "new", ONE, "1.0.0"), time.monotonic()
        with pytest.raises(ReleaseError, match="cannot be written"):
            deposit(shelf, ONE, folder, said(ONE, "1.0.0"))
        with pytest.raises(ReleaseError, match="cannot be read"), reading(shelf):
            is_begun(shelf)

    assert time.monotonic() - begun < 20


def test_a_service_that_refuses_is_not_taken_for_an_empty_shelf(filled, tmp_path, monkeypatch):
    before, real = contents(filled), AioBaseClient._make_api_call

    async def call(client, operation, asked):
        if operation == "HeadObject":
            raise PermissionError("forbidden")
        return await real(client, operation, asked)

    with monkeypatch.context() as patch:
        patch.setattr(AioBaseClient, "_make_api_call", call)
        with pytest.raises(ReleaseError, match="Permission denied"), reading(filled):
            shelved(filled, ONE)
        with pytest.raises(ReleaseError, match="Permission denied"):
            put(filled, tmp_path / "next", ONE, "1.2.0")

    assert contents(filled) == before


def test_the_house_releases_into_s3_by_one_setting(shelf, tmp_path):
    source = Path(shutil.copytree(ROOT / "source", tmp_path / "source"))
    shutil.rmtree(source / ANALYSIS)
    with (source / "publisher.yml").open("a") as file:
        file.write(f"releases: {shelf.place}\n")
    house = house_at(tmp_path / "house", source).root

    def dipam(*arguments: str) -> str:
        done = subprocess.run(
            [DIPAM, *arguments], cwd=house, capture_output=True, text=True, check=False
        )
        assert (done.returncode, done.stderr) == (0, "")
        return done.stdout

    assert dipam("release") == f"{NOTE}-1.0.0 is on the shelf (v1).\n"
    assert dipam("release") == "Nothing to do: every edition is on the shelf.\n"
    assert dipam("verify") == "1 release, each whole.\n"
    assert "every digest" in dipam("shelf")
    dipam("restore", NOTE, "back")
    assert (house / "back/passport.html").is_file()
    assert not (house / "releases").exists()
