"""A brand's fonts, variable and OpenType ones among them, are static faces in every rendition."""

import base64
import io
import re
import zipfile

import pytest
from fontTools.ttLib import TTFont
from pypdf import PdfReader

from pipeline.build import build, chosen
from pipeline.check import epubcheck
from pipeline.house import House
from pipeline.model.artifact import Rendition
from tests.conftest import ROOT, SPECIMEN
from tests.faces import of_package

VARIATIONS = {"fvar", "gvar", "avar", "HVAR", "MVAR", "CFF2"}
FACES = {
    ("Manrope", 400, "normal"),
    ("Manrope", 600, "normal"),
    ("Manrope", 800, "normal"),
    ("Hanken Grotesk", 400, "normal"),
    ("Hanken Grotesk", 400, "italic"),
    ("Hanken Grotesk", 600, "normal"),
    ("Hanken Grotesk", 600, "italic"),
    ("Hanken Grotesk", 700, "normal"),
}


TOKENS = """:root {
  --font-text: "Hanken Grotesk"; --font-display: Manrope;
  --font-abstract: var(--font-text); --font-label: var(--font-text); --weight-light: 400;
}
"""


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    """A house whose brand has two families of sans serifs, with the specimen built in it."""
    house = House(tmp_path_factory.mktemp("brand"))
    for name, target in (("source", "tests/source"), ("fonts", "fonts")):
        (house.root / name).symlink_to(ROOT / target)
    # The specimen asks for this name.
    brand = house.layouts / "dipam"
    brand.mkdir(parents=True)
    (house.layouts / "base").symlink_to(ROOT / "layouts/base")
    (brand / "layout.yml").write_text("extends: base\nfonts: [manrope, hanken-grotesk]\n", "utf-8")
    (brand / "tokens.css").write_text(TOKENS, "utf-8")
    build(house, chosen(house, ()), tuple(Rendition), lambda _: None)
    return house


def made(house, pattern):
    return next((house.dist / SPECIMEN).glob(pattern))


def drawn_by_the_foundry():
    """Return the static faces that the foundries themselves give, by their PostScript names."""
    folders = (of_package("font_manrope/files"), of_package("font_hanken_grotesk/files"))
    opened = (TTFont(p) for folder in folders for p in folder.glob("*.?tf") if "Var" not in p.name)
    return {font["name"].getDebugName(6).replace("-Regular", ""): font for font in opened}


def embedded(path):
    """Return the font programs of a PDF by their PostScript names without the subset's tag."""
    found = {}
    for page in PdfReader(path).pages:
        for font in page["/Resources"].get("/Font", {}).values():
            (inner,) = font.get_object().get("/DescendantFonts", [font])
            described = inner.get_object()["/FontDescriptor"]
            program = described.get("/FontFile2") or described["/FontFile3"]
            name = described["/FontName"].partition("+")[2].replace("Semi-Bold", "SemiBold")
            found[name.replace("-", "", 1) if "Hanken" in name else name] = program.get_data()
    return found


@pytest.mark.parametrize("pattern", ["*[0-9].pdf", "*-print.pdf"])
def test_the_fonts_in_a_pdf_are_the_faces_of_the_brand(house, pattern):
    known = drawn_by_the_foundry()
    programs = embedded(made(house, pattern))

    assert {"Manrope", "Manrope-SemiBold", "HankenGrotesk", "HankenGrotesk-Italic"} <= set(programs)
    assert set(programs) <= set(known)
    for name, program in programs.items():
        font = TTFont(io.BytesIO(program))
        own, whole = font["hmtx"].metrics.values(), known[name]["hmtx"].metrics.values()
        assert not VARIATIONS & set(font.keys())
        strange = {width for width, _ in own} - {width for width, _ in whole}
        # Manrope's variable font draws one mark a unit narrower than its static ones.
        assert len(strange) <= 1


def test_the_fonts_in_an_epub_are_static_and_valid(house):
    path = made(house, "*.epub")
    with zipfile.ZipFile(path) as book:
        css = book.read("EPUB/style.css").decode()
        fonts = {
            name: book.read(name) for name in book.namelist() if name.endswith((".ttf", ".otf"))
        }

    assert faces_of(css) == FACES
    assert len(fonts) == len(FACES)
    assert {described(data) for data in fonts.values()} == {(f, w) for f, w, _ in FACES}
    assert epubcheck.judge([path]) == []


def test_the_fonts_in_the_web_page_are_static(house):
    page = made(house, "*.html").read_text("utf-8")
    fonts = re.findall(r"url\(\"data:font/woff2;base64,([^\"]+)", page)

    assert faces_of(page) == FACES
    assert {described(base64.b64decode(data)) for data in fonts} == {(f, w) for f, w, _ in FACES}


def faces_of(css):
    rule = r'@font-face \{ font-family: "([^"]+)"; font-weight: (\d+); font-style: (\w+)'
    return {(family, int(weight), style) for family, weight, style in re.findall(rule, css)}


def described(data):
    """Return what a font says of itself."""
    with TTFont(io.BytesIO(data)) as font:
        assert not VARIATIONS & set(font.keys())
        return font["name"].getBestFamilyName(), font["OS/2"].usWeightClass
