"""What the tests share: small real sources to break, and the house's own editions, built once."""

import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml
from pypdf import PdfReader

from pipeline.build import build, chosen, cover
from pipeline.check.expected import Expected
from pipeline.check.expected import of_cover as expected_of_cover
from pipeline.house import House
from pipeline.judging import expectations
from pipeline.model.artifact import Rendition
from pipeline.model.press import POINTS_PER_MM
from tests import long

ROOT = Path(__file__).parent.parent
SPECIMEN = "900-specimen"
PUBLICATIONS = sorted(path.parent.name for path in (ROOT / "source").glob("*/publication.yml"))


@dataclass(frozen=True)
class Built:
    """A publication's finished files, and its source as the YAML says it."""

    slug: str
    folder: Path
    pdf: Path
    press: Path
    epub: Path
    web: Path

    def yaml(self, name: str) -> object:
        """Return a file of the source, read anew by the YAML library alone."""
        return yaml.safe_load((self.folder / name).read_text("utf-8"))


def house_at(folder: Path, source: Path) -> House:
    """Return a house in `folder` with this source, and the project's layouts and fonts."""
    folder.mkdir(exist_ok=True)
    for name, target in (
        ("source", source),
        ("layouts", ROOT / "layouts"),
        ("fonts", ROOT / "fonts"),
    ):
        (folder / name).symlink_to(target)
    return House(folder)


def built_in(house: House) -> dict[str, Built]:
    """Build all publications of a house."""
    build(house, chosen(house, ()), tuple(Rendition), lambda _: None)
    return {
        folder.name: Built(
            folder.name,
            house.source / folder.name,
            next(folder.glob("*[0-9].pdf")),
            next(folder.glob("*-print.pdf")),
            next(folder.glob("*.epub")),
            next(folder.glob("*[0-9].html")),
        )
        for folder in sorted(house.dist.iterdir())
    }


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """A copy of the tests' own source folder, to break."""
    return Path(shutil.copytree(ROOT / "tests/source", tmp_path / "source"))


@pytest.fixture(scope="session")
def house(tmp_path_factory: pytest.TempPathFactory) -> House:
    """The project's own house, its finished files in a folder of the session."""
    return house_at(tmp_path_factory.mktemp("house"), ROOT / "source")


@pytest.fixture(scope="session")
def all_built(house: House) -> dict[str, Built]:
    """The editions of the project's own publications."""
    return built_in(house)


@pytest.fixture(scope="session", params=PUBLICATIONS)
def built(request: pytest.FixtureRequest, all_built: dict[str, Built]) -> Built:
    """Each of the project's own editions in turn."""
    return all_built[request.param]


@pytest.fixture(scope="session")
def specimen(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """The edition of the specimen, which has one of everything."""
    house = house_at(tmp_path_factory.mktemp("specimen"), ROOT / "tests/source")
    return built_in(house)[SPECIMEN]


@pytest.fixture(scope="session")
def covers(all_built: dict[str, Built], house: House) -> dict[str, Path]:
    """The outside covers of the project's own publications."""
    return {file.parent.name: file for file in cover(house, list(all_built))}


def of_cover(file: Path, expected: Expected) -> Expected:
    """Return what an outside cover of twelve pages at the most is held against."""
    (sheet,) = PdfReader(file).pages
    width = float(sheet.trimbox.width) / POINTS_PER_MM
    return expected_of_cover(expected, width - 2 * expected.trim[0])


@pytest.fixture(scope="session")
def expected(tmp_path_factory: pytest.TempPathFactory) -> Expected:
    """What the specimen's finished files are held against."""
    house = house_at(tmp_path_factory.mktemp("expected"), ROOT / "tests/source")
    return expectations(house, SPECIMEN)


@pytest.fixture(scope="session")
def long_specimen(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """The edition of a specimen of 120 pages."""
    source = tmp_path_factory.mktemp("long") / "source"
    source.mkdir()
    shutil.copy(ROOT / "tests/source/publisher.yml", source)
    long.write_long(source)
    return built_in(house_at(source.parent / "house", source))[long.SLUG]


def poppler(program: str, *arguments: str | Path) -> str:
    """Return what one of poppler's programs prints."""
    done = subprocess.run([program, *map(str, arguments)], capture_output=True, check=True)
    return done.stdout.decode()
