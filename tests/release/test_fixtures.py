"""The OCFL project's own fixtures are judged as their names say: the judge can be trusted."""

import re
import tarfile

import pytest
from fsspec.implementations.dirfs import DirFileSystem
from fsspec.implementations.local import LocalFileSystem

from pipeline.release.verify import judged_by_ocfl
from tests.conftest import ROOT

ARCHIVE = ROOT.parent / "shared/ocfl-fixtures-1.1.tar.gz"
KINDS = {"good-objects": 12, "warn-objects": 13, "bad-objects": 55}
CODE = re.compile(r"/spec/#([EW]\d{3})\)")
"""The rule that is broken, by its address, with which a message ends."""
OTHERWISE = {
    # v3 is told as a version whose folder is missing, which is the gap in the other words.
    "E010_missing_versions": "E046",
    # A file beside the content folder breaks the rule for paths in a manifest first.
    "E015_content_not_in_content_dir": "E042",
    # Told as a content folder that is not that of the object, of which E019 is a special case.
    "E019_inconsistent_content_dir": "E020",
    # The inventory of v1 has three versions: it is no inventory of an earlier state.
    "E040_wrong_version_in_version_dir": "E066",
    # A path that may not be in the manifest is not there, and fixity may only name what is.
    "E100_E099_fixity_invalid_content_paths": "E057",
}
"""Bad objects that ocfl-py refuses by another rule than the one in their name, and why."""


@pytest.fixture(scope="module")
def fixtures(tmp_path_factory):
    """The fixtures of OCFL 1.1, unpacked."""
    if not ARCHIVE.is_file():
        pytest.skip("the fixtures of OCFL are not beside this checkout")
    place = tmp_path_factory.mktemp("fixtures")
    with tarfile.open(ARCHIVE) as archive:
        archive.extractall(place, filter="data")
    return place / "ocfl-fixtures/1.1"


def judged(fixtures, kind: str) -> dict[str, set[str]]:
    """Return the codes of errors and warnings that are found in each object of a kind."""
    found = {}
    for place in sorted((fixtures / kind).iterdir()):
        messages = judged_by_ocfl(DirFileSystem(str(place), LocalFileSystem()), warnings=True)
        found[place.name] = {code for text in messages for code in CODE.findall(text)}
    assert len(found) == KINDS[kind]
    return found


def test_good_objects_have_neither_errors_nor_warnings(fixtures):
    assert set().union(*judged(fixtures, "good-objects").values()) == set()


def test_warned_objects_have_the_warnings_of_their_names_and_no_errors(fixtures):
    for name, codes in judged(fixtures, "warn-objects").items():
        assert codes == set(re.findall(r"W\d{3}", name))


def test_bad_objects_are_refused_for_what_their_names_say(fixtures):
    for name, codes in judged(fixtures, "bad-objects").items():
        wanted = {OTHERWISE[name]} if name in OTHERWISE else set(re.findall(r"E\d{3}", name))
        assert codes & wanted, name
