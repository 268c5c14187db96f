"""A family is what its files say, may be embedded, and comes to every rendition as static fonts."""

import os
import shutil
import subprocess
import sys
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import pytest
import yaml
from fontTools.pens.boundsPen import ControlBoundsPen
from fontTools.ttLib import TTFont

from pipeline import build as stages
from pipeline.errors import FontError, LayoutError, Location
from pipeline.house import House
from pipeline.model.layout import EmbeddingRight
from pipeline.read.fonts import read_family
from tests.conftest import ROOT
from tests.faces import MANROPE, draw, draw_cff2, record

WHERE = Location(Path("layout.yml"), 2)
SANS = "font_source_sans_pro/files/SourceSansPro-"


@pytest.fixture
def fonts(tmp_path):
    """An empty `fonts/`."""
    folder = tmp_path / "fonts"
    folder.mkdir()
    return folder


def family_in(fonts, name="acme-grotesk", *others):
    faults = []
    family = read_family(name, (*others, fonts), fonts.parent / "cache", WHERE, faults)
    return family, "\n".join(map(str, faults)), faults


def described(fonts, name="acme-grotesk", package="", files="*", layout=""):
    return stages.font(House(fonts.parent), name, package, files, layout)


# writing font.yml


def test_what_is_dropped_in_is_described_and_then_read(fonts):
    folder = fonts / "acme-grotesk"
    draw(folder / "Acme-Regular.ttf", f"{SANS}Regular.ttf")
    draw(folder / "Acme-It.otf", f"{SANS}It.otf")
    draw(folder / "web/Acme-Bold.woff2", f"{SANS}Bold.ttf", flavor="woff2")
    (folder / "OFL.txt").write_text("SIL OPEN FONT LICENSE Version 1.1 - 26 February 2007")

    path = described(fonts)
    family, told, _ = family_in(fonts)
    written = yaml.safe_load(path.read_text("utf-8"))

    assert path == folder / "font.yml"
    assert (written["family"], written["licence"]["spdx"]) == ("Acme Grotesk", "OFL-1.1")
    assert [(f["file"], f["weight"], f["style"]) for f in written["faces"]] == [
        ("Acme-Regular.ttf", 400, "normal"),
        ("Acme-It.otf", 400, "italic"),
        ("web/Acme-Bold.woff2", 700, "normal"),
    ]
    assert (told, [str(face) for face in family.faces]) == (
        "",
        ["Acme Grotesk 400", "Acme Grotesk 400 italic", "Acme Grotesk 700"],
    )


def test_a_variable_font_is_described_with_its_range_and_its_named_weights(fonts):
    draw(fonts / "acme-grotesk/Acme.ttf", MANROPE)
    (fonts / "acme-grotesk/LICENSE").write_text("Apache License\n  Version 2.0, January 2004")

    written = yaml.safe_load(described(fonts).read_text("utf-8"))

    assert written["licence"]["spdx"] == "Apache-2.0"
    assert written["faces"][0]["weight"] == "200 800"
    assert written["faces"][0]["instances"] == [200, 300, 400, 500, 600, 700, 800]


def test_a_licence_of_its_own_is_named_after_the_family(fonts):
    draw(fonts / "acme-grotesk/Acme.ttf")
    (fonts / "acme-grotesk/Licence of 2026.txt").write_text("All rights reserved.")

    written = yaml.safe_load(described(fonts).read_text("utf-8"))

    assert written["licence"]["spdx"] == "LicenseRef-Acme-Grotesk"


def test_a_brand_and_a_package_can_have_the_files(fonts):
    folder = fonts.parent / "layouts/acme/fonts/acme-grotesk"
    draw(folder / "Acme.ttf")
    (folder / "COPYING").write_text("…", "utf-8")
    (folder.parent.parent / "layout.yml").touch()

    own = described(fonts, layout="acme")
    packaged = described(fonts, "manrope", "font_manrope", "*-Bold.ttf")

    assert own == folder / "font.yml"
    assert yaml.safe_load(packaged.read_text("utf-8"))["package"] == "font_manrope"
    assert family_in(fonts, "manrope")[1] == ""


@pytest.mark.parametrize("name", ["manrope", "hanken-grotesk", "source-sans-pro"])
def test_the_families_of_the_house_are_what_their_files_say(fonts, name):
    shipped = yaml.safe_load((ROOT / "fonts" / name / "font.yml").read_text("utf-8"))
    for face in shipped["faces"]:
        pattern = Path(face["file"]).name
        own = fonts / f"{name}-{face['weight']}-{face['style']}".replace(" ", "-")
        written = yaml.safe_load(
            described(fonts, own.name, shipped["package"], pattern).read_text("utf-8")
        )

        assert written["family"] == shipped["family"]
        assert {**written["faces"][0], "instances": 0} == {**face, "instances": 0}


def no_font(folder):
    (folder / "OFL.txt").write_text("…", "utf-8")


def no_licence(folder):
    draw(folder / "Acme.ttf")


def two_families(folder):
    draw(folder / "Acme.ttf")
    draw(folder / "Other.ttf", family="Other Grotesk")


def one_face_twice(folder):
    draw(folder / "Acme.ttf")
    draw(folder / "Acme.woff2", flavor="woff2")


def one_weight_of_a_variable_font_twice(folder):
    draw(folder / "Acme-Bold.ttf", weight=700)
    draw(folder / "Acme-VF.ttf", MANROPE)


def no_name(folder):
    draw(folder / "Acme.ttf", family=" ")


def damaged(folder):
    path = draw(folder / "Acme.ttf")
    path.write_bytes(path.read_bytes()[:200])


def no_font_at_all(folder):
    (folder / "Acme.otf").write_text("<html>Not found</html>", "utf-8")


def described_before(folder):
    draw(folder / "Acme.ttf")
    record(folder, "  - weight: 400\n    style: normal\n    {Acme.ttf}")


def linked(folder):
    (folder / "Acme.ttf").symlink_to(draw(folder.parent.parent / "Elsewhere.ttf"))


def forbidden(folder):
    draw(folder / "Acme.ttf", fs_type=2)


# What is in the folder, the place and the words of the error, and the next step.
UNDESCRIBED = [
    (no_font, "", "no font file in", "put TTF, OTF, WOFF2 or WOFF files into"),
    (no_licence, "acme-grotesk: ", "no licence in", "as OFL.txt or LICENSE*"),
    (two_families, "acme-grotesk: ", "'Acme Grotesk', 'Other Grotesk'", "a folder of its own"),
    (one_face_twice, "Acme.woff2: ", "same face as Acme.ttf: Acme Grotesk 400 normal", "delete"),
    (
        one_weight_of_a_variable_font_twice,
        "Acme-VF.ttf: ",
        "as Acme-Bold.ttf: Acme Grotesk 700",
        "",
    ),
    (no_name, "Acme.ttf: ", "has no family's name", "a file with a name table"),
    (damaged, "Acme.ttf: ", "'Acme.ttf' cannot be read as a font", "another copy"),
    (no_font_at_all, "Acme.otf: ", "'Acme.otf' cannot be read as a font", "export it again"),
    (described_before, "font.yml: ", "is there already", "delete it first"),
    (linked, "Acme.ttf: ", "leads out of", "put the file itself there"),
    (forbidden, "Acme.ttf: ", "Restricted License", "ask the foundry"),
]


@pytest.mark.parametrize(("drop", "place", "words", "step"), UNDESCRIBED)
def test_what_is_no_family_is_told_and_nothing_is_written(fonts, drop, place, words, step):
    folder = fonts / "acme-grotesk"
    folder.mkdir()
    drop(folder)
    before = {path: path.read_bytes() for path in folder.iterdir()}

    with pytest.raises(FontError) as caught:
        described(fonts)

    assert place in str(caught.value)
    assert words in caught.value.message
    assert step in caught.value.hint
    assert caught.value.exit_code == 5
    assert {path: path.read_bytes() for path in folder.iterdir()} == before


@pytest.mark.parametrize(
    ("name", "package", "words"),
    [
        ("../acme", "", "'../acme' is no name of a family's folder"),
        ("Acme Grotesk", "", "'Acme Grotesk' is no name"),
        ("acme", "no_such_package", "no package 'no_such_package' is installed"),
        ("acme", "..", "no package '..' is installed"),
        ("acme", ".email", "no package '.email' is installed"),
        ("acme", "__main__", "no package '__main__' is installed"),
        ("a" * 101, "", "a' is no name"),
        ("gone", "", "no font file in"),
    ],
)
def test_a_name_or_a_package_that_is_none_is_told(fonts, name, package, words):
    with pytest.raises(FontError, match=words):
        described(fonts, name, package)

    assert list(fonts.parent.rglob("font.yml")) == []


def test_no_package_is_run_to_look_for_one_within_it(fonts, monkeypatch):
    (fonts / "outer").mkdir()
    (fonts / "outer/__init__.py").write_text("raise SystemExit('run')", "utf-8")
    monkeypatch.syspath_prepend(str(fonts))

    with pytest.raises(FontError, match=r"no package 'outer\.inner' is installed"):
        described(fonts, "acme", "outer.inner")


@pytest.mark.parametrize("layout", ["..", "../..", "gone", "/etc"])
def test_a_family_goes_into_no_folder_but_a_brands(fonts, layout):
    draw(fonts / "acme/Acme.ttf")
    (fonts / "acme/OFL.txt").write_text("…", "utf-8")

    with pytest.raises(LayoutError):
        described(fonts, "acme", layout=layout)

    assert list(fonts.parent.rglob("font.yml")) == []


def test_the_command_prints_the_path_and_exits_with_five_for_a_fault(fonts):
    draw(fonts / "acme-grotesk/Acme.ttf")
    (fonts / "acme-grotesk/OFL.txt").write_text("…", "utf-8")
    command = [Path(sys.executable).with_name("dipam"), "font", "acme-grotesk"]

    first, second = (
        subprocess.run(command, cwd=fonts.parent, capture_output=True, text=True, check=False)
        for _ in range(2)
    )

    assert (first.returncode, first.stdout) == (0, "fonts/acme-grotesk/font.yml\n")
    assert second.returncode == 5
    assert second.stderr.startswith("fonts/acme-grotesk/font.yml: is there already\n  → delete it")


# reading it


@pytest.mark.parametrize(
    ("lines", "weights"),
    [
        ("weight: 200 800\n    instances: [800, 400]", [400, 800]),
        ("weight: 350 650", [400, 500, 600]),
        ("weight: 450", [450]),
    ],
)
def test_a_variable_font_gives_static_ones_with_their_own_weight_and_name(fonts, lines, weights):
    draw(fonts / "acme-grotesk/Acme[wght].ttf", MANROPE)
    record(fonts / "acme-grotesk", f"  - {lines}\n    style: normal\n    {{Acme[wght].ttf}}")

    family, told, _ = family_in(fonts)

    assert told == ""
    assert [face.weight for face in family.faces] == weights
    for face in family.faces:
        with TTFont(face.path) as font:
            assert not {"fvar", "gvar", "HVAR", "avar", "CFF2"} & set(font.keys())
            assert font["OS/2"].usWeightClass == face.weight
            assert font["name"].getBestFamilyName() == "Acme Grotesk"


def test_an_instance_is_called_by_its_weight_and_style(fonts):
    draw(fonts / "acme-grotesk/Acme.ttf", MANROPE)
    record(
        fonts / "acme-grotesk",
        "  - weight: 200 800\n    instances: [400, 600, 700]\n    style: italic\n    {Acme.ttf}",
    )

    family = family_in(fonts)[0]
    fonts_of = [TTFont(face.path) for face in family.faces]
    names = [[font["name"].getDebugName(n) for n in (1, 2, 4, 6)] for font in fonts_of]

    assert [face.path.name for face in family.faces] == [
        "AcmeGrotesk-Italic.ttf",
        "AcmeGrotesk-SemiBoldItalic.ttf",
        "AcmeGrotesk-BoldItalic.ttf",
    ]
    assert names == [
        ["Acme Grotesk", "Italic", "Acme Grotesk Italic", "AcmeGrotesk-Italic"],
        [
            "Acme Grotesk SemiBold",
            "Italic",
            "Acme Grotesk SemiBold Italic",
            "AcmeGrotesk-SemiBoldItalic",
        ],
        ["Acme Grotesk", "Bold Italic", "Acme Grotesk Bold Italic", "AcmeGrotesk-BoldItalic"],
    ]
    assert [font["OS/2"].fsSelection & 0b1100001 for font in fonts_of] == [1, 1, 0b100001]
    assert [font["head"].macStyle for font in fonts_of] == [2, 2, 3]


def test_the_heavier_instance_has_the_wider_letters(fonts):
    draw(fonts / "acme-grotesk/Acme.ttf", MANROPE)
    record(fonts / "acme-grotesk", "  - weight: 200 800\n    style: normal\n    {Acme.ttf}")

    faces = family_in(fonts)[0].faces
    widths = [TTFont(face.path)["hmtx"]["m"][0] for face in faces]

    assert widths == sorted(set(widths))


def test_a_variable_font_of_opentype_outlines_gives_those_that_a_pdf_can_embed(fonts):
    draw_cff2(fonts / "acme-grotesk/Acme.otf")
    record(fonts / "acme-grotesk", "  - weight: 600\n    style: normal\n    {Acme.otf}")

    (face,) = family_in(fonts)[0].faces
    with TTFont(face.path) as font:
        glyphs, box = font.getGlyphSet(), ControlBoundsPen(None)
        glyphs["a"].draw(box)

        assert face.path.name == "AcmeGrotesk-SemiBold.otf"
        assert "CFF2" not in font
        assert font["CFF "].cff.fontNames == ["AcmeGrotesk-SemiBold"]
        assert box.bounds == (100, 0, 700, 600)


@pytest.mark.parametrize(("flavor", "like"), [("woff2", "Regular.ttf"), ("woff", "Regular.otf")])
def test_a_compressed_font_is_opened(fonts, flavor, like):
    plain = draw(fonts / "plain.font", f"{SANS}{like}")
    draw(fonts / f"acme-grotesk/Acme.{flavor}", f"{SANS}{like}", flavor=flavor)
    record(fonts / "acme-grotesk", f"  - weight: 400\n    style: normal\n    {{Acme.{flavor}}}")

    (face,) = family_in(fonts)[0].faces

    assert face.path.suffix == like[-4:]
    with TTFont(face.path) as opened, TTFont(plain) as original:
        assert opened.flavor is None
        assert opened.getGlyphOrder() == original.getGlyphOrder()
        assert opened["hmtx"].metrics == original["hmtx"].metrics


def test_a_plain_font_is_used_as_it_is(fonts):
    path = draw(fonts / "acme-grotesk/Acme.ttf")
    record(fonts / "acme-grotesk", "  - weight: 400\n    style: normal\n    {Acme.ttf}")

    assert [face.path for face in family_in(fonts)[0].faces] == [path]
    assert not (fonts.parent / "cache").exists()


def _made(fonts):
    family, told, _ = family_in(fonts)
    assert told == ""
    return {str(face.path): (face.sha256, face.path.read_bytes()) for face in family.faces}


def test_processes_that_make_it_at_once_and_anew_make_the_same_bytes(fonts, monkeypatch):
    draw(fonts / "acme-grotesk/Acme.woff2", MANROPE, flavor="woff2")
    record(fonts / "acme-grotesk", "  - weight: 200 800\n    style: normal\n    {Acme.woff2}")

    with ProcessPoolExecutor(4, get_context("spawn")) as workers:
        first, *others = workers.map(_made, [fonts] * 4)
    for path in (fonts.parent / "cache").rglob("*.ttf"):
        path.unlink()
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1")
    anew = _made(fonts)

    assert len(first) == 7
    assert all(other == first for other in others)
    assert anew == first
    assert not [p for p in (fonts.parent / "cache").rglob(".*") if p.is_file()]


def test_what_is_half_written_is_not_taken_for_a_font(fonts):
    draw(fonts / "acme-grotesk/Acme.ttf", MANROPE)
    record(fonts / "acme-grotesk", "  - weight: 400\n    style: normal\n    {Acme.ttf}")
    whole = _made(fonts)
    (path,) = map(Path, whole)
    path.rename(path.with_name(f".{path.name}.{os.getpid()}"))

    assert _made(fonts) == whole


# The bits of fsType, the version of the table, and the right, or the words of the error.
RIGHTS = [
    (0x0000, 3, EmbeddingRight.INSTALLABLE),
    (0x0008, 3, EmbeddingRight.EDITABLE),
    (0x0004, 3, EmbeddingRight.PREVIEW),
    (0x000E, 2, EmbeddingRight.EDITABLE),
    (0x0006, 1, EmbeddingRight.PREVIEW),
    (0x000C, 3, EmbeddingRight.PREVIEW),
    (0x0002, 3, "may not be embedded: its right (OS/2 fsType) is Restricted License"),
    (0x000E, 3, "may not be embedded: its right (OS/2 fsType) is Restricted License"),
    (
        0x0100,
        3,
        "may not be cut down (OS/2 fsType 0x0100, no subsetting), as PDF and EPUB files do",
    ),
    (0x0108, 3, "may not be cut down"),
    (0x0200, 3, "allows only its bitmaps to be embedded (OS/2 fsType 0x0200)"),
]


@pytest.mark.parametrize(("bits", "version", "outcome"), RIGHTS)
def test_the_right_that_a_foundry_gives_is_respected(fonts, bits, version, outcome):
    draw(fonts / "acme-grotesk/Acme.ttf", fs_type=bits, version=version)
    record(fonts / "acme-grotesk", "  - weight: 400\n    style: normal\n    {Acme.ttf}")

    family, told, faults = family_in(fonts)

    if isinstance(outcome, EmbeddingRight):
        assert [face.right for face in family.faces] == [outcome]
    else:
        assert f"font.yml:9:11: 'Acme.ttf' {outcome}" in told
        assert "→ ask the foundry for a licence" in told
        assert faults[0].exit_code == 5


def test_an_instance_has_the_right_of_its_font(fonts):
    draw(fonts / "acme-grotesk/Acme.ttf", MANROPE, fs_type=4)
    record(fonts / "acme-grotesk", "  - weight: 400\n    style: normal\n    {Acme.ttf}")

    assert family_in(fonts)[0].faces[0].right is EmbeddingRight.PREVIEW


# The lines of a face, the file that they name, and the words of the error.
MISTAKES = [
    ("weight: 100 800", MANROPE, "the weights of 'Acme.ttf' go from 200 to 800"),
    ("weight: 900", MANROPE, "the weights of 'Acme.ttf' go from 200 to 800"),
    ("weight: 400 600\n    instances: [700]", MANROPE, "700 is not within `weight: 400 600`"),
    ("weight: 410 490", MANROPE, "no hundred is not within `weight: 410 490`"),
    ("weight: 400 600", f"{SANS}Regular.ttf", "has one weight alone: it is no variable font"),
    ("weight: 800 200", MANROPE, "should be a weight, 400, or those of a variable font, 200 800"),
    ("weight: bold", MANROPE, "should be a weight, 400"),
    ("weight: 1 2 3", MANROPE, "should be a weight, 400"),
    ("weight: 0", MANROPE, "greater than or equal to 1"),
    ("wieght: 400", MANROPE, "did you mean 'weight'?"),
]


@pytest.mark.parametrize(("lines", "like", "words"), MISTAKES)
def test_a_mistake_in_font_yml_is_told_with_its_place(fonts, lines, like, words):
    draw(fonts / "acme-grotesk/Acme.ttf", like)
    record(fonts / "acme-grotesk", f"  - {lines}\n    style: normal\n    {{Acme.ttf}}")

    family, told, faults = family_in(fonts)

    assert family is None
    assert words in told
    assert "font.yml:" in told
    assert "source/README.md" not in told
    assert {fault.exit_code for fault in faults} == {5}


def test_one_face_twice_in_font_yml_is_told(fonts):
    draw(fonts / "acme-grotesk/Acme.ttf", MANROPE)
    face = "  - weight: 400\n    style: normal\n    {Acme.ttf}\n"
    record(fonts / "acme-grotesk", face + face.replace("400", "300 500"))

    assert "two faces are Acme Grotesk 400\n" in family_in(fonts)[1]


def test_another_file_than_the_one_that_was_pinned_is_told(fonts):
    draw(fonts / "acme-grotesk/Acme.ttf")
    record(fonts / "acme-grotesk", "  - weight: 400\n    style: normal\n    {Acme.ttf}")
    draw(fonts / "acme-grotesk/Acme.ttf", weight=500)

    assert "'Acme.ttf' is not the file that was pinned" in family_in(fonts)[1]


# whose folder


def put(folder, family):
    draw(folder / "Acme.ttf", family=family)
    record(folder, "  - weight: 400\n    style: normal\n    {Acme.ttf}", family)


def test_the_family_of_the_brands_own_folder_comes_first(fonts):
    brand = fonts.parent / "brand/fonts"
    put(fonts / "acme-grotesk", "Of the house")
    put(fonts / "other", "Of the house as well")
    put(brand / "acme-grotesk", "Of the brand")

    names = [family_in(fonts, name, brand)[0].name for name in ("acme-grotesk", "other")]

    assert names == ["Of the brand", "Of the house as well"]


def test_files_that_no_font_yml_names_yet_are_told_with_the_command(fonts):
    draw(fonts / "acme-grotesk/Acme.ttf")

    told = family_in(fonts)[1]

    assert told.startswith("layout.yml:2: no font 'acme-grotesk'")
    assert "run `make font NAME=acme-grotesk`" in told


@pytest.mark.parametrize("what", ["folder", "font.yml", "Acme.ttf", "OFL.txt"])
def test_nothing_outside_the_folder_is_read(fonts, what):
    put(fonts / "acme-grotesk", "Acme Grotesk")
    inside = fonts / "acme-grotesk" / ("." if what == "folder" else what)
    outside = fonts.parent / "outside"
    inside.rename(outside)
    inside.symlink_to(outside)

    family, told, _ = family_in(fonts)

    assert family is None
    assert "leads out of" in told or f"no font file '{what}'" in told


# files that stand beside font.yml, as a release keeps them


def test_files_beside_font_yml_stand_in_for_the_package(fonts, monkeypatch):
    packaged, _, _ = family_in(fonts, "manrope", ROOT / "fonts")
    shutil.copytree(ROOT / "fonts/manrope", fonts / "manrope")
    for name, path in packaged.files.items():
        (fonts / "manrope" / name).parent.mkdir(exist_ok=True)
        shutil.copy(path, fonts / "manrope" / name)
    monkeypatch.setattr("pipeline.read.fonts.find_spec", lambda _: None)

    beside, told, _ = family_in(fonts, "manrope")

    assert told == ""
    assert [face.sha256 for face in beside.faces] == [face.sha256 for face in packaged.faces]
    assert all(path.is_relative_to(fonts) for path in beside.files.values())


def test_another_file_beside_font_yml_does_not_stand_in_for_the_package(fonts):
    shutil.copytree(ROOT / "fonts/manrope", fonts / "manrope")
    (fonts / "manrope/files").mkdir()
    (fonts / "manrope/files/OFL.txt").write_text("another licence")

    _, told, _ = family_in(fonts, "manrope")

    assert "'files/OFL.txt' is not the file that was pinned" in told
