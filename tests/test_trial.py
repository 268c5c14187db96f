"""A third brand, made by a designer's commands from the two manuals alone, passes every check."""

import os
import re
import shutil
import subprocess

from tests.conftest import PUBLICATIONS, ROOT

SCRIPT = ROOT / "tests/trial/trial.sh"
BRAND = "bosporus"
LINKED = ["Makefile", "pyproject.toml", "pipeline", "tests/node", ".venv"]


def test_the_trial_makes_a_brand_that_passes_every_check(tmp_path):
    for name in ("layouts", "fonts", "source"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns(BRAND))
    (tmp_path / "tests").mkdir()
    locks = [str(file.relative_to(ROOT)) for file in ROOT.glob("tests/*.lock")]
    for name in LINKED + locks:
        (tmp_path / name).symlink_to(ROOT / name)
    # What an outer make was told is in the environment, and is not for the trial's own.
    told = re.findall(r"^(\w+) \?=", (ROOT / "Makefile").read_text(), re.MULTILINE)
    ours = {*told, "MAKEFLAGS", "MAKELEVEL", "MFLAGS", "MAKEOVERRIDES", "GNUMAKEFLAGS", "MAKEFILES"}
    clean = {name: value for name, value in os.environ.items() if name not in ours}

    done = subprocess.run(
        ["sh", SCRIPT], cwd=tmp_path, env=clean, capture_output=True, text=True, check=False
    )

    assert done.returncode == 0, done.stdout + done.stderr
    assert "Setting up" not in done.stdout
    verdict, *reports = done.stdout.splitlines()[-1 - len(PUBLICATIONS) :]
    assert re.fullmatch(r"[1-9]\d* checks: 0 errors, 0 other findings\.", verdict)
    assert reports == [f"dist/{slug}/{BRAND}/report.html" for slug in PUBLICATIONS]
    for slug in PUBLICATIONS:
        made = [file.name for file in (tmp_path / "dist" / slug / BRAND).glob(f"{slug}-*")]
        assert sorted(re.sub(r".*\d(?=\.|-print)", "", name) for name in made) == [
            "-print.pdf",
            ".epub",
            ".html",
            ".pdf",
        ]


def test_a_designer_needs_no_python():
    script = SCRIPT.read_text("utf-8").lower()

    assert "python" not in script
    assert ".py" not in script


def test_the_trial_begins_and_ends_as_the_manual_says():
    manual = (ROOT / "layouts/README.md").read_text("utf-8")
    examples = re.findall(r"^make .*\bacme\b.*?(?= *#)", manual, re.MULTILINE)
    commands = re.findall(r"^make .*", SCRIPT.read_text("utf-8"), re.MULTILINE)

    assert len(examples) == 3
    first, *last = [example.rstrip().replace("acme", BRAND) for example in examples]
    assert commands[0] == first
    assert commands[-2:] == last
