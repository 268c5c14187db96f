"""The engine draws what plain WeasyPrint draws, sooner, and finds no font of the system."""

import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

from tests.conftest import ROOT, poppler

PAGE = """<html lang="en"><style>
@font-face {{ font-family: Given; src: url("{folder}/SourceSerifPro-Regular.ttf") }}
@font-face {{ font-family: Given; font-weight: 700; src: url("{folder}/SourceSerifPro-Bold.ttf") }}
body {{ font-family: Given; columns: 2 }} p {{ text-align: justify; hyphens: auto }}
</style><title>x</title><h1>A title</h1>{text}</html>"""
PLAIN = """
import sys, weasyprint
weasyprint.HTML(filename=sys.argv[1]).write_pdf(sys.argv[2], pdf_variant="pdf/ua-1")
"""
OURS = """
import sys
from pathlib import Path
from pipeline.render import engine
weasyprint = engine.load(Path(sys.argv[3]))
with engine.hurried():
    weasyprint.HTML(filename=sys.argv[1]).write_pdf(sys.argv[2], pdf_variant="pdf/ua-1")
print(*(name for name in ("fontTools.subset", "pycparser") if name in sys.modules))
"""


@pytest.fixture
def page(tmp_path):
    """A page of two columns that is long enough for lines to be broken more than once."""
    folder = Path(find_spec("font_source_serif_pro").submodule_search_locations[0], "files")
    text = "".join(f"<p>Paragraph {n} runs over the measure of its column.</p>" for n in range(60))
    path = tmp_path / "page.html"
    path.write_text(PAGE.format(folder=folder, text=text), "utf-8")
    return path


def run(code, *arguments):
    command = [sys.executable, "-c", code, *map(str, arguments)]
    return subprocess.run(
        command, check=True, capture_output=True, text=True, env={**os.environ, "PYTHONPATH": ROOT}
    )


def test_the_bytes_are_those_of_plain_weasyprint(page, tmp_path):
    run(PLAIN, page, tmp_path / "plain.pdf")
    run(OURS, page, tmp_path / "ours.pdf", tmp_path / "cache")

    assert (tmp_path / "ours.pdf").read_bytes() == (tmp_path / "plain.pdf").read_bytes()


def test_what_is_not_needed_is_not_loaded_a_second_time(page, tmp_path):
    run(OURS, page, tmp_path / "first.pdf", tmp_path / "cache")

    assert run(OURS, page, tmp_path / "second.pdf", tmp_path / "cache").stdout.strip() == ""


def test_definitions_of_another_release_are_compiled_anew(page, tmp_path):
    run(OURS, page, tmp_path / "first.pdf", tmp_path / "cache")
    (definitions,) = (tmp_path / "cache/cffi").glob("*.py")
    definitions.rename(definitions.with_name("_definitions_of_another_release.py"))
    run(OURS, page, tmp_path / "second.pdf", tmp_path / "cache")

    assert definitions.is_file()
    assert (tmp_path / "first.pdf").read_bytes() == (tmp_path / "second.pdf").read_bytes()


def test_no_font_of_the_system_is_found(page, tmp_path):
    page.write_text(page.read_text("utf-8").replace("Given; columns", "serif; columns"), "utf-8")
    run(OURS, page, tmp_path / "ours.pdf", tmp_path / "cache")
    fonts = poppler("pdffonts", tmp_path / "ours.pdf").splitlines()[2:]

    # What is asked for by another name still comes from the one family that was given.
    assert [line for line in fonts if "+Given" not in line] == []
