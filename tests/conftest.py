"""What the tests share: small real sources, and the house's own layouts and fonts around them."""

import shutil
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
SPECIMEN = "900-specimen"


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """A copy of the tests' own source folder, to break."""
    return Path(shutil.copytree(ROOT / "tests/source", tmp_path / "source"))
