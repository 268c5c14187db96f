"""The second brand is whole: both publications in it, all renditions, every judge content."""

import re
import zipfile

import pytest
from pypdf import PdfReader

from pipeline import judging
from pipeline.build import build, chosen, cover
from pipeline.compose.tokens import tokens_of
from pipeline.house import House, artifacts
from pipeline.model.artifact import Rendition
from pipeline.model.press import POINTS_PER_MM
from pipeline.read.layout import read_layout
from tests.conftest import PUBLICATIONS, ROOT, house_at

BRAND = "galata"
LINES = 150


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    """The house with its publications in the second brand."""
    root = house_at(tmp_path_factory.mktemp("brand"), ROOT / "source").root
    house = House(root, BRAND)
    build(house, chosen(house, ()), tuple(Rendition), lambda _: None)
    cover(house, chosen(house, ()))
    return house


@pytest.fixture(scope="module")
def verdicts(house):
    return judging.check(house, PUBLICATIONS)


@pytest.mark.parametrize("slug", PUBLICATIONS)
def test_every_judge_is_content_with_the_second_brand(verdicts, slug):
    assert len(verdicts[slug].verdicts) > 10
    assert [str(f) for verdict in verdicts[slug].verdicts for f in verdict.findings] == []


def test_the_second_brand_is_unlike_the_first(house):
    first, second = (read_layout(house.layouts, name, house.fonts) for name in ("dipam", BRAND))
    one, other = tokens_of(first), tokens_of(second)
    alike = [
        name
        for name in ("--page-width", "--columns", "--accent", "--cover-ground")
        if one[name] == other[name]
    ]

    assert alike == []
    assert not {f.name for f in first.fonts} & {f.name for f in second.fonts}


@pytest.mark.parametrize("slug", PUBLICATIONS)
def test_its_files_are_of_its_own_page_and_fonts(house, slug):
    pdf, press, epub, web = (artifact.path for artifact in artifacts(house, slug))
    trims = {
        tuple(
            round(float(side) / POINTS_PER_MM) for side in (page.trimbox.width, page.trimbox.height)
        )
        for file in (pdf, press)
        for page in PdfReader(file).pages
    }
    named = zipfile.ZipFile(epub).namelist()

    assert trims == {(148, 210)}
    assert not [name for name in named if "Source" in name]
    faces = re.findall(r'@font-face { font-family: "([^"]*)"', web.read_text("utf-8"))
    assert set(faces) == {"Hanken Grotesk", "Manrope"}


def test_a_brand_is_short():
    files = [path for path in (ROOT / "layouts" / BRAND).rglob("*") if path.is_file()]

    assert sum(len(path.read_text("utf-8").splitlines()) for path in files) < LINES
    assert max(len(line) for path in files for line in path.read_text("utf-8").splitlines()) < 180
