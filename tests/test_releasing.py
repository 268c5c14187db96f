"""Two versions of the analysis and one of the note go on the shelf, and come back from it."""

import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from dataclasses import dataclass
from hashlib import sha256, sha512
from pathlib import Path

import bibtexparser
import pytest
import yaml
from pypdf import PdfReader

from pipeline import again
from pipeline.errors import ReleaseError
from pipeline.house import House
from pipeline.judging import Judged
from pipeline.model.artifact import Finding, Place, Severity
from pipeline.model.verdict import Verdict
from pipeline.release.record import parse_record
from pipeline.release.shelf import open_shelf
from pipeline.releasing import _candidate, _require_no_errors
from tests.conftest import ROOT
from tests.corrections import ANALYSIS, NOTE, undo_the_correction

DIPAM = Path(sys.executable).with_name("dipam")
FAULTY, BROKEN = "002-faulty", "003-broken"
FIRST, SECOND, NOTED = f"{ANALYSIS}-1.0.0", f"{ANALYSIS}-1.1.0", f"{NOTE}-1.0.0"


def run(house: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess:
    return subprocess.run(
        [*map(str, arguments)],
        cwd=house,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def dipam(house: Path, *arguments: str) -> tuple[int, str, str]:
    done = run(house, DIPAM, *arguments)
    return done.returncode, done.stdout, done.stderr


def commit(house: Path, subject: str) -> None:
    person = ["-c", "user.name=The house", "-c", "user.email=house@example.org"]
    for arguments in (["add", "-A"], [*person, "commit", "-q", "-m", subject]):
        done = run(house, "git", *arguments)
        assert done.returncode == 0, done.stderr


def files_of(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


@dataclass(frozen=True)
class Releases:
    """A house with its shelf, and what the two releases that filled it printed."""

    house: Path
    first: tuple[int, str, str]
    second: tuple[int, str, str]


@pytest.fixture(scope="module")
def releases(tmp_path_factory):
    """Release the first versions, and then the second of one with a publication that is faulty."""
    house = tmp_path_factory.mktemp("releasing") / "house"
    for name in ("source", "layouts", "fonts"):
        shutil.copytree(ROOT / name, house / name, ignore=shutil.ignore_patterns(".schema"))
    corrected = files_of(house / "source" / ANALYSIS)
    undo_the_correction(house / "source")
    (house / ".gitignore").write_text("/.cache/\n/dist/\n/releases/\n")
    # Every copy of the house has the packages of its releases from here.
    (house / ".cache").mkdir()
    (house.parent / "again").mkdir()
    (house / ".cache/again").symlink_to(house.parent / "again")
    assert run(house, "git", "init", "-q").returncode == 0
    commit(house, "Publish")
    first = dipam(house, "release")
    for name, data in corrected.items():
        (house / "source" / ANALYSIS / name).write_bytes(data)
    write_faulty(house / "source")
    commit(house, "Correct")
    second = dipam(house, "release")
    for name in (FAULTY, BROKEN):
        shutil.rmtree(house / "source" / name)
    commit(house, "Take the faulty one back")
    return Releases(house, first, second)


def write_faulty(source: Path) -> None:
    """Add a publication in which a judge finds an error, and one that cannot be built."""
    for publication, uuid, heading in (
        (FAULTY, "7833a2b3", "## Soru [@eco2017]"),
        (BROKEN, "7833a2b4", "## Soru 漢"),
    ):
        folder = Path(shutil.copytree(source / NOTE, source / publication))
        for name, before, after in (
            ("publication.yml", "7833a2b2", uuid),
            ("text.md", "## Soru", heading),
        ):
            words = (folder / name).read_text("utf-8")
            assert before in words
            (folder / name).write_text(words.replace(before, after), "utf-8")


@pytest.fixture(scope="module")
def house(releases):
    """A git checkout of the project's house, whose three releases are on its shelf."""
    return releases.house


@pytest.fixture
def other(house, tmp_path):
    """A copy of that house, to change."""
    return Path(shutil.copytree(house, tmp_path / "other", symlinks=True))


# releasing


def test_two_versions_of_the_analysis_and_one_of_the_note_are_released(releases):
    assert releases.first == (
        0,
        f"{NOTED} is on the shelf (v1).\n{FIRST} is on the shelf (v1).\n",
        "",
    )
    assert releases.second[1] == f"{SECOND} is on the shelf (v2).\n"


def test_what_is_found_wrong_is_refused_alone(releases):
    code, _, err = releases.second

    # The exit code is that of the first fault, in the order of their places.
    assert code in (5, 8)
    assert (
        f"{FAULTY}-1.0.0 has errors:\n"
        f"  dist/{FAULTY}/{FAULTY}-1.0.0.pdf: error: the outline lacks 'Soru ' [pdf-outline]\n"
        f"  → run `make check PUBLICATION={FAULTY}`, and mend what it names\n"
    ) in err
    assert f"source/{BROKEN}/text.md" in err
    assert "漢" in err


def test_the_shelf_lists_every_release(house):
    code, out, _ = dipam(house, "shelf")
    rows = [line.split()[:3] for line in out.splitlines() if re.match(r"\s+\d{3}-", line)]

    assert code == 0
    assert [row[:2] for row in rows] == [[NOTE, "1.0.0"], [ANALYSIS, "1.0.0"], [ANALYSIS, "1.1.0"]]
    assert all(re.fullmatch(r"\d{4}-\d\d-\d\d", row[2]) for row in rows)


def test_a_second_version_stores_only_what_is_new(house):
    content = house / "releases" / ANALYSIS / "v2" / "content"
    stored = {path for path in files_of(content) if not path.startswith(SECOND)}
    inputs = {path for path in stored if path.startswith("inputs/")}

    assert {Path(path).name for path in inputs} == {"text.md", "revisions.yml"}
    assert "release.json" in stored
    assert len(stored) < 15


def test_releasing_the_same_bytes_again_changes_nothing(house):
    before = files_of(house / "releases")

    assert dipam(house, "release") == (0, "Nothing to do: every edition is on the shelf.\n", "")
    assert files_of(house / "releases") == before


def test_a_release_says_what_it_is_and_what_made_it(house, tmp_path):
    dipam(house, "restore", ANALYSIS, tmp_path / "back")
    record = json.loads((tmp_path / "back/release.json").read_text("utf-8"))
    head = run(house, "git", "rev-parse", "HEAD~1").stdout.strip()
    listed = {file["file"]: file for file in record["files"]}

    assert record["revision"]["version"] == "1.1.0"
    assert "fiscal year" in record["revision"]["changes"]
    assert record["commit"] == head
    assert {"weasyprint", "Pango", "Python", "veraPDF", "EPUBCheck"} <= record["tools"].keys()
    assert listed[f"{SECOND}.epub"]["media_type"] == "application/epub+zip"
    assert not [f for f in listed.values() if f["media_type"] == "application/octet-stream"]


def test_a_release_has_all_that_it_is_made_of(house, tmp_path):
    dipam(house, "restore", NOTE, tmp_path / "back")
    inputs = files_of(tmp_path / "back/inputs")
    lock = (ROOT / "pipeline/requirements.lock").read_bytes()

    assert inputs["requirements.lock"] == lock
    assert {
        "source/publisher.yml",
        "source/contributors/dipam-press.yml",
        f"source/{NOTE}/text.md",
        "layouts/base/assets/ISOcoated_v2_300_bas.icc",
        "layouts/dipam/layout.yml",
        "fonts/source-serif-pro/files/SourceSerifPro-Regular.ttf",
        "fonts/source-serif-pro/files/LICENSE.txt",
    } <= inputs.keys()
    assert "source/contributors/ozdogan.yml" not in inputs
    assert not [path for path in inputs if path.startswith(("layouts/galata", "fonts/manrope"))]
    assert [path for path in inputs if path.endswith(".whl")]


def test_the_shelf_tells_what_a_release_holds(house, tmp_path):
    dipam(house, "restore", ANALYSIS, tmp_path / "back", "--version", "1.0.0")
    about = (house / "releases/README.md").read_text("utf-8")
    block = about.split("## What a release holds\n\n")[1].split("\n\n")[0]
    told = re.findall(r"^ {4}(\S.*?)(?: {2,}(?=[a-z])|$)", block, re.MULTILINE)
    names = {name.rstrip("/") for line in told for name in line.split()}

    assert names == {path.name for path in (tmp_path / "back").iterdir()}


# refusing


def refused(house: Path, words: str, code: int = 8, *names: str) -> None:
    """Hold that a release is refused in these words, and leaves the shelf as it was."""
    before = files_of(house / "releases")
    done = dipam(house, "release", *names)

    assert done[0] == code, done
    assert words in done[2]
    assert "\n  → " in done[2]
    assert "Traceback" not in done[2]
    assert files_of(house / "releases") == before


def change(house: Path, name: str, before: str, after: str, publication: str = ANALYSIS) -> None:
    path = house / "source" / publication / name
    words = path.read_text("utf-8")
    assert before in words
    path.write_text(words.replace(before, after), "utf-8")


def test_a_version_is_not_released_again_with_other_bytes(other):
    change(other, "text.md", "Mexico itself", "Mexico")
    commit(other, "Change")

    refused(other, f"1.1.0 is released with other bytes: {SECOND}-print.pdf, {SECOND}.epub")


def test_a_version_is_higher_than_the_last(other):
    change(other, "revisions.yml", "1.1.0", "1.0.5")
    commit(other, "Change")

    words = f"source/{ANALYSIS}/revisions.yml: 1.0.5 is not higher than 1.1.0, which is released"
    refused(other, words)


def test_a_release_says_what_changed(other):
    path = other / "source" / NOTE / "revisions.yml"
    path.write_text(path.read_text("utf-8") + "- version: 1.0.1\n  date: 2026-11-25\n")
    commit(other, "Change")

    refused(other, "revisions.yml:6:3: 'changes' is missing", 3)
    path.write_text(path.read_text("utf-8") + "  changes: ' '\n")
    refused(other, "say what changed and why", 3)


@pytest.mark.parametrize("name", ["text.md", "figures/new.svg", "figures/ignored.svg"])
def test_what_is_not_committed_is_not_released(other, name):
    change(other, "revisions.yml", "1.1.0", "1.2.0")
    (other / ".gitignore").write_text("/.cache/\n/dist/\n/releases/\n*ignored*\n")
    commit(other, "Change")
    path = other / "source" / ANALYSIS / name
    path.write_text((path.read_text("utf-8") if path.exists() else "<svg/>") + "\n")

    refused(other, f"{ANALYSIS} has what is not committed: source/{ANALYSIS}/{name}")


def test_a_publication_keeps_its_uuid_and_shares_it_with_none(other):
    uuid = "1e6de41c-ed59-4b7a-a362-b9f3920480e0"
    change(other, "publication.yml", uuid, uuid.replace("1e6d", "1e6e"))
    shutil.copytree(other / "source" / NOTE, other / "source/002-another")
    commit(other, "Change")

    refused(other, "publication.yml: the UUID is not that of its releases\n  → write the UUID")
    refused(other, f"002-another/publication.yml: the UUID is that of '{NOTE}'")


def test_two_new_publications_share_no_uuid(other):
    for name in ("003-new", "004-new"):
        shutil.copytree(other / "source" / NOTE, other / "source" / name)
        change(other, "publication.yml", "7833a2b2", "7833a2b4", name)
    commit(other, "Add two")
    shelf, own = open_shelf("releases", other), House(other)
    first = _candidate(own, shelf, "003-new", [])

    with pytest.raises(ReleaseError, match=r"004-new/publication.yml: the UUID is that of '003-"):
        _candidate(own, shelf, "004-new", [first])


def test_what_a_judge_warns_of_is_released():
    warned = Finding("pdf-trim", Severity.WARNING, Place(Path("x.pdf"), 3), "nearly trimmed")

    _require_no_errors(None, Judged((Verdict("x", "x", "1", (warned,)),), "", ""))


# verifying and making again


def test_the_whole_shelf_is_verified_and_that_is_noted(other):
    assert dipam(other, "verify") == (0, "3 releases, each whole.\n", "")
    assert dipam(other, "shelf")[1].count("every digest") == 3


def test_every_release_is_made_again_byte_for_byte(other):
    # In the place of today's: another text, another design.
    shutil.rmtree(other / "source" / ANALYSIS)
    with (other / "layouts/dipam/tokens.css").open("a") as file:
        file.write(":root { --accent: #004400 }\n")
    code, out, err = dipam(other, "verify", "--rebuild")

    assert (code, err) == (0, "")
    for stem in (FIRST, SECOND, NOTED):
        assert f"{stem} is made again: the same, byte for byte." in out
    assert "3 releases, each whole." in out
    assert dipam(other, "shelf")[1].count("made again") == 3


def test_a_release_that_comes_out_otherwise_is_told(other):
    """A program that writes another word than the archived one, both of them whole."""
    place = other / "back"
    dipam(other, "restore", ANALYSIS, place)
    before = (place / f"{SECOND}.html").read_bytes()
    relabel(other / "releases" / ANALYSIS, "v2", f"{SECOND}.html", before + b"<!-- -->\n")

    assert dipam(other, "verify") == (0, "3 releases, each whole.\n", "")
    code, out, _ = dipam(other, "verify", "--rebuild", ANALYSIS, "--version", "1.1.0")

    assert code == 1
    assert f"error: {SECOND}.html comes out otherwise (it was made with Python" in out
    assert "NOT WHOLE" in dipam(other, "shelf")[1]


def relabel(folder: Path, head: str, name: str, data: bytes) -> None:
    """Put another file on the shelf with all its digests, as no program of the house does."""
    content = folder / head / "content"
    inventory = json.loads((folder / "inventory.json").read_text("utf-8"))
    changed = {name: data}
    record = json.loads((content / "release.json").read_text("utf-8"))
    for file in record["files"]:
        if file["file"] == name:
            file["size"], file["sha256"] = len(data), sha256(data).hexdigest()
    changed["release.json"] = json.dumps(record).encode()
    sums = (content / "content.sha512").read_text()
    for path, new in changed.items():
        old = sha512((content / path).read_bytes()).hexdigest()
        sums = sums.replace(old, sha512(new).hexdigest())
    changed["content.sha512"] = sums.encode()
    for path, new in changed.items():
        old = sha512((content / path).read_bytes()).hexdigest()
        fresh = sha512(new).hexdigest()
        inventory["manifest"][fresh] = inventory["manifest"].pop(old)
        state = inventory["versions"][head]["state"]
        state[fresh] = state.pop(old)
        (content / path).write_bytes(new)
    written = json.dumps(inventory).encode()
    for place in (folder, folder / head):
        (place / "inventory.json").write_bytes(written)
        sidecar = f"{sha512(written).hexdigest()} inventory.json\n"
        (place / "inventory.json.sha512").write_text(sidecar)


@pytest.mark.parametrize(
    "lost",
    [
        "fonts/source-serif-pro/files/SourceSerifPro-Regular.ttf",
        "fonts/source-sans-pro/files/LICENSE.txt",
        "layouts/base/assets/ISOcoated_v2_300_bas.icc",
        f"source/{NOTE}/references.yml",
        "requirements.lock",
        "dipam_press-0.1.0-py3-none-any.whl",
        "pipeline/read/reading.py",
    ],
)
def test_nothing_of_this_machine_stands_in_for_what_a_release_lacks(house, tmp_path, lost):
    back = tmp_path / "back"
    dipam(house, "restore", NOTE, back)
    release = parse_record((back / "release.json").read_bytes())
    if lost.startswith("pipeline"):
        leave_out(back / "inputs/dipam_press-0.1.0-py3-none-any.whl", lost)
    else:
        (back / "inputs" / lost).unlink()

    with pytest.raises((ReleaseError, FileNotFoundError)):
        again.unlike(release, back, house / ".cache")


def leave_out(wheel: Path, name: str) -> None:
    """Take a file out of a wheel."""
    with zipfile.ZipFile(wheel) as archive:
        kept = {each: archive.read(each) for each in archive.namelist()}
    assert kept.pop(name)
    with zipfile.ZipFile(wheel, "w") as archive:
        for each, data in kept.items():
            archive.writestr(each, data)


def test_a_release_makes_itself_again_without_the_project(house, tmp_path):
    dipam(house, "restore", ANALYSIS, tmp_path / "back", "--version", "1.0.0")
    done = run(tmp_path, "sh", "back/make-again.sh", PYTHON=sys.executable)

    assert done.returncode == 0, done.stderr
    for ending in (".pdf", "-print.pdf", ".epub", ".html"):
        assert f"{FIRST}{ending}: the same" in done.stdout


# bringing back


@pytest.mark.parametrize(
    ("name", "version"), [(ANALYSIS, "1.0.0"), (ANALYSIS, "1.1.0"), (NOTE, "")]
)
def test_a_release_is_restored_whole(house, tmp_path, name, version):
    code, _, _ = dipam(house, "restore", name, tmp_path / "back", "--version", version)
    back = files_of(tmp_path / "back")
    record = json.loads(back["release.json"])

    assert code == 0
    assert record["revision"]["version"] == (version or "1.0.0")
    lists = {"release.json", "content.sha512", "content.tsv"}

    assert back.keys() == {f["file"] for f in record["files"]} | lists
    for file in record["files"]:
        assert sha256(back[file["file"]]).hexdigest() == file["sha256"]


def test_a_folder_in_use_is_not_restored_into(house, tmp_path):
    (tmp_path / "mine.txt").write_text("mine")
    code, _, err = dipam(house, "restore", NOTE, tmp_path)

    assert code == 8
    assert f"{tmp_path} is there already" in err
    assert files_of(tmp_path) == {"mine.txt": b"mine"}


def test_nothing_is_restored_onto_the_shelf(house):
    before = files_of(house / "releases")

    for place in ("releases/back", f"releases/{NOTE}/v2", "."):
        code, _, err = dipam(house, "restore", ANALYSIS, place)
        assert (code, "Traceback" in err) == (8, False)
    assert files_of(house / "releases") == before


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["verify", "--rebuild", "typo"], 8, "no 'typo' on the shelf releases\n  → there are: 001"),
        (["verify", "--rebuild", NOTE, "--version", "9.9.9"], 8, "there are: 1.0.0"),
        (["verify", NOTE], 2, "add --rebuild"),
        (["verify", "--rebuild", "--version", "1.0.0"], 2, "name it"),
        (["restore", "../source", "x"], 8, "no '../source' on the shelf"),
        (["bag", "typo"], 8, "no 'typo' on the shelf"),
        (["release", "typo"], 3, "no publication 'typo'"),
    ],
)
def test_a_name_that_is_not_there_is_told(house, arguments, code, words):
    done = dipam(house, *arguments)

    assert done[0] == code
    assert words in done[2]
    assert "Traceback" not in done[2]


def test_a_version_that_is_not_there_is_told_with_those_that_are(house, tmp_path):
    code, _, err = dipam(house, "restore", ANALYSIS, tmp_path / "x", "--version", "2.0.0")

    assert code == 8
    assert "no version 2.0.0" in err
    assert "there are: 1.0.0, 1.1.0" in err


def test_a_bag_is_valid_for_the_library_of_congress(house, tmp_path):
    code, out, _ = dipam(house, "bag", ANALYSIS, tmp_path / "bag")
    judge = [sys.executable, "-m", "bagit", "--validate", tmp_path / "bag"]
    info = (tmp_path / "bag/bag-info.txt").read_text("utf-8")

    assert (code, out) == (0, f"{tmp_path / 'bag'}\n")
    assert run(tmp_path, *judge).returncode == 0
    assert "External-Identifier: urn:uuid:1e6de41c" in info
    (tmp_path / "bag/data/release.json").write_text("{}")
    assert run(tmp_path, *judge).returncode == 1


def test_a_release_has_its_passport_and_its_citations(house, tmp_path):
    dipam(house, "restore", ANALYSIS, tmp_path / "back")
    back = tmp_path / "back"
    passport = (back / "passport.html").read_text("utf-8")
    pages = len(PdfReader(back / f"{SECOND}.pdf").pages)
    findings = json.loads((back / "findings.json").read_text("utf-8"))
    entry = bibtexparser.parse_string((back / "citation.bib").read_text("utf-8")).entries[0]

    assert passport.count("<figure><img") == pages
    assert "the table names the fiscal year" in " ".join(passport.split())
    assert all(check["outcome"] == "passed" for check in findings["checks"])
    assert str(yaml.safe_load((back / "CITATION.cff").read_bytes())["version"]) == "1.1.0"
    assert entry["version"] == "1.1.0"
    assert "ET  - 1.1.0" in (back / "citation.ris").read_text("utf-8")
    assert json.loads((back / "citation.json").read_bytes())[0]["version"] == "1.1.0"
