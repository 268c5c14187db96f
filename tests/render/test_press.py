"""The print edition: its sheets, its inks and its words, read by pypdf, poppler and Ghostscript."""

import re
import shutil
import subprocess
from dataclasses import replace
from functools import cache
from hashlib import sha256
from pathlib import Path

import pytest
from PIL import Image, ImageMath
from pypdf import PdfReader

from pipeline import build, judging
from pipeline.check.paint import paints
from pipeline.check.press import check_print
from pipeline.compose.sheets import spine_width
from pipeline.model.press import Binding, padded
from pipeline.read.layout import read_layout
from pipeline.read.press import KNOWN
from pipeline.render.booklet import impose
from pipeline.render.inks import Separation
from tests.conftest import ROOT, SPECIMEN, house_at, of_cover, poppler

MM = 72 / 25.4
MARGIN = 12 * MM
A4 = ("-x", "0", "-y", "0", "-W", "596", "-H", "842")
SHEET = ("-x", "34", "-y", "34", "-W", "596", "-H", "842")


@cache
def reader(path: Path) -> PdfReader:
    return PdfReader(path)


@cache
def painted(path: Path):
    return [list(paints(page, reader(path))) for page in reader(path).pages]


def words(path: Path, page: int, area) -> list[str]:
    number = str(page)
    return poppler("pdftotext", "-raw", "-f", number, "-l", number, *area, path, "-").split()


def millimetres(box) -> list[float]:
    return [round(float(n) / MM, 1) for n in box]


def test_every_sheet_has_its_boxes(built):
    for page in reader(built.press).pages:
        assert millimetres(page.trimbox) == [0, 0, 210, 297]
        assert millimetres(page.bleedbox) == [-3, -3, 213, 300]
        assert millimetres(page.mediabox) == [-12, -12, 222, 309]


def test_the_pages_break_at_the_same_words_as_those_for_reading(built):
    count = len(reader(built.pdf).pages)
    sheets = [n for n, page in enumerate(padded(range(count), 4), start=1) if page is not None]

    for page, sheet in enumerate(sheets, start=1):
        assert words(built.press, sheet, SHEET) == words(built.pdf, page, A4)


def test_blank_pages_stand_before_the_back_and_fill_the_sheets(built):
    count = len(reader(built.pdf).pages)
    blank = [not words(built.press, n, SHEET) for n in range(1, len(reader(built.press).pages) + 1)]

    assert len(blank) % 4 == 0
    assert blank == [False] * (count - 1) + [True] * (len(blank) - count) + [False]


def test_the_slug_line_has_title_version_page_and_date(built):
    total = len(reader(built.press).pages)
    publication = built.yaml("publication.yml")
    slug = " ".join(words(built.press, 2, ("-x", "0", "-y", "0", "-W", "664", "-H", "30")))

    newest = built.yaml("revisions.yml")[-1]
    month = {"en": "November", "tr": "Kasım"}[publication["language"]]

    assert f"{publication['title']}: {publication['subtitle']}" in slug
    assert re.search(rf"\b2 \(2/{total}\)", slug)
    assert newest["version"] in slug
    assert f"{newest['date'].day} {month} 2026" in slug


def test_marks_lie_outside_the_bleed_and_in_every_ink_alike(built):
    bleed = 3 * MM
    for paints_of_page in painted(built.press):
        marks = [p for p in paints_of_page if p.colour.parts == (0.75,) * 4]
        outside = [
            p
            for p in marks
            if p.box[2] < -bleed
            or p.box[0] > 210 * MM + bleed
            or p.box[3] < -bleed
            or p.box[1] > 297 * MM + bleed
        ]

        assert marks == outside
        assert len(marks) == 8


def test_nothing_is_in_rgb_and_nothing_blends_in_it(built):
    families = {p.colour.family for page in painted(built.press) for p in page}

    assert families <= {"cmyk", "gray"}
    assert b"DeviceRGB" not in built.press.read_bytes()


def test_text_of_the_body_is_black_ink_alone(built):
    """Text is black, or of the brand's accents: no other colour is a mixture."""
    mixed = {
        p.colour.parts
        for page in painted(built.press)[2:-1]
        for p in page
        if p.kind == "text" and p.colour.ink and sum(p.colour.parts[:3])
    }

    assert mixed <= {(0.2, 1.0, 0.75, 0.22)}


@pytest.fixture(scope="session")
def plates(all_built, tmp_path_factory) -> list[Image.Image]:
    """The plates of the first pages of an edition, as Ghostscript separates them."""
    folder = tmp_path_factory.mktemp("plates")
    file = all_built["027-mexico-us-relations"].press
    command = ["gs", "-q", "-dNOPAUSE", "-dBATCH", "-dSAFER", "-sDEVICE=tiff32nc", "-r72"]
    target = f"-sOutputFile={folder}/%02d.tif"
    subprocess.run([*command, "-dLastPage=8", target, file], check=True)
    return [_loaded(path) for path in sorted(folder.glob("*.tif"))]


def _loaded(path: Path) -> Image.Image:
    with Image.open(path) as image:
        return image.copy()


def test_the_plates_of_a_page_of_references_hold_black_alone(plates):
    """But for the accent of its folio, the heading is black as the text is."""
    text = plates[7].crop((80, 130, 560, 720))
    cyan, magenta, yellow, black = (band.getextrema() for band in text.split())

    assert (cyan[1], magenta[1], yellow[1]) == (0, 0, 0)
    assert black[1] == 255


def test_the_plates_of_the_cover_run_into_the_bleed_on_every_side(plates):
    cover = ImageMath.lambda_eval(
        lambda band: band["a"] + band["b"] + band["c"] + band["d"],
        **{n: b.convert("I") for n, b in zip("abcd", plates[0].split(), strict=True)},
    )
    left, top, right, bottom = 26, 26, 637, 884
    edges = [
        cover.crop((left + 1, top + 2, left + 2, bottom - 2)),
        cover.crop((right - 2, top + 2, right - 1, bottom - 2)),
        cover.crop((left + 2, top + 1, right - 2, top + 2)),
        cover.crop((left + 2, bottom - 2, right - 2, bottom - 1)),
    ]

    assert all(edge.getextrema()[0] > 255 for edge in edges)


def test_the_output_profile_is_the_one_that_is_pinned(built):
    (intent,) = reader(built.press).root_object["/OutputIntents"]
    profile = intent["/DestOutputProfile"].get_object().get_data()

    assert intent["/OutputConditionIdentifier"] == "FOGRA39"
    assert intent["/RegistryName"] == "http://www.color.org"
    assert sha256(profile).hexdigest() == KNOWN["FOGRA39"].sha256


def test_the_bytes_say_no_time_but_that_of_the_revision(built):
    info = reader(built.press).metadata
    day = built.yaml("revisions.yml")[-1]["date"]

    assert info["/CreationDate"] == info["/ModDate"] == f"D:{day:%Y%m%d}000000Z"


def test_pictures_are_separated_and_greys_are_black_alone(source, tmp_path):
    folder = source / SPECIMEN / "figures"
    tones = Image.linear_gradient("L").resize((1600, 600))
    colours = Image.merge("RGB", (tones, tones.rotate(180), tones))
    colours.paste((128, 128, 128), (0, 0, 1600, 300))
    colours.save(folder / "colours.png")
    Image.merge("RGB", (tones, tones, tones)).save(folder / "greys.png")
    colours.save(folder / "photograph.jpg")
    tones.save(folder / "tones.png")
    text = source / SPECIMEN / "text.md"
    names = ("colours.png", "greys.png", "photograph.jpg", "tones.png")
    figures = "\n\n".join(f'![It shows.](figures/{name} "It.")' for name in names)
    text.write_text(text.read_text("utf-8") + "\n\n" + figures + "\n", "utf-8")
    house = house_at(tmp_path / "house", source)
    build.build(house, [SPECIMEN], tuple(build.Rendition), lambda _: None)
    file = next((house.dist / SPECIMEN).glob("*-print.pdf"))

    pictures = [p.picture for page in painted(file) for p in page if p.kind == "image"]
    assert [picture["/ColorSpace"] for picture in pictures] == [
        "/DeviceCMYK",
        "/DeviceCMYK",
        "/DeviceCMYK",
        "/DeviceGray",
    ]
    mixed, greys = (Image.frombytes("CMYK", (1600, 600), p.get_data()) for p in pictures[:2])
    assert mixed.getpixel((9, 9))[:3] == (0, 0, 0)
    assert sum(mixed.getpixel((9, 590))[:3]) > 200
    assert [band.getextrema()[1] for band in greys.split()][:3] == [0, 0, 0]
    assert greys.getchannel("K").getextrema() == (0, 255)
    assert check_print(file, judging.expectations(house, SPECIMEN)) == []


# The outside cover and the booklet.


def test_an_outside_cover_is_the_back_a_spine_and_the_front(built, covers, house):
    (page,) = reader(covers[built.slug]).pages
    layout = read_layout(house.layouts, "dipam", house.fonts)
    spine = spine_width(layout, len(reader(built.pdf).pages))
    width = 2 * 210 + spine
    last = len(reader(built.pdf).pages)
    across = round((210 + spine) * MM)

    assert millimetres(page.trimbox) == [0, 0, round(width, 1), 297]
    assert words(covers[built.slug], 1, SHEET) == words(built.pdf, last, A4)
    front = ("-x", str(34 + across), "-y", "34", "-W", "596", "-H", "842")
    assert words(covers[built.slug], 1, front) == words(built.pdf, 1, A4)


def test_an_outside_cover_passes_the_preflight(built, covers, house):
    file = covers[built.slug]

    assert check_print(file, of_cover(file, judging.expectations(house, built.slug))) == []


def test_a_back_without_text_is_a_page_like_any_other(source, tmp_path):
    layouts = Path(shutil.copytree(ROOT / "layouts", tmp_path / "layouts"))
    page = layouts / "base/templates/page.html"
    rear = '<div class="rear"></div></body>'
    page.write_text(page.read_text("utf-8").replace("</body>", rear), "utf-8")
    with (layouts / "base/css/page.css").open("a", encoding="utf-8") as sheet:
        sheet.write(".rear { break-before: page; height: 1pt; }\n")
    css = layouts / "dipam/layout.yml"
    css.write_text(css.read_text("utf-8") + "press: {binding: none}\n", "utf-8")
    house = house_at(tmp_path / "house", source)
    (house.root / "layouts").unlink()
    (house.root / "layouts").symlink_to(layouts)
    build.build(house, [SPECIMEN], tuple(build.Rendition), lambda _: None)
    file = next((house.dist / SPECIMEN).glob("*-print.pdf"))
    count = len(reader(file).pages)
    slug = " ".join(words(file, count, ("-x", "0", "-y", "0", "-W", "664", "-H", "30")))

    assert f"{count} ({count}/{count})" in slug


def test_grey_pixels_among_coloured_ones_are_no_specks():
    profile = read_layout(ROOT / "layouts", "dipam", ROOT / "fonts").press.profile.path
    picture = Image.new("RGB", (20, 20), (66, 64, 64))
    picture.putpixel((10, 10), (64, 64, 64))
    inks = Separation(profile, {}).picture(picture)

    assert inks.getpixel((10, 10)) == pytest.approx(inks.getpixel((5, 5)), abs=12)


def test_a_spine_is_as_wide_as_the_leaves_between_its_covers(house):
    layout = read_layout(house.layouts, "dipam", house.fonts)
    perfect = replace(layout, press=replace(layout.press, binding=Binding.PERFECT, leaf=0.1))

    assert spine_width(perfect, 199) == spine_width(perfect, 200) == 10


def test_a_thick_copy_has_its_title_on_the_spine_and_marks_where_it_folds(house, all_built):
    from pipeline.compose.sheets import compose_spread
    from pipeline.read.edition import read

    edition = read(house.source / "027-mexico-us-relations")
    layout = read_layout(house.layouts, "dipam", house.fonts)
    sheet, spine = compose_spread(edition, layout, 200).parts
    _, blank = compose_spread(edition, layout, 8).parts

    assert edition.publication.title in spine.markup
    assert edition.publication.title not in blank.markup.partition("<body>")[2]
    assert sheet.markup.count('class="mark down fold') == 4


PAIRS = [(9, 1), (2, 0), (0, 3), (4, 0), (8, 5), (6, 7)]
"""The pages of nine that lie side by side in a booklet of twelve, 0 where one is blank."""


@pytest.fixture(scope="session")
def nine_pages(all_built) -> Path:
    pdf = all_built["027-mexico-us-relations"].pdf
    assert len(reader(pdf).pages) == 9
    return pdf


def lefts_of_text(file: Path, side: int) -> tuple[float, float]:
    """Return where the text of either half of a booklet's side begins, in mm."""
    xml = poppler("pdftotext", "-bbox", "-f", str(side), "-l", str(side), file, "-")
    # Below the running heads, whose own place changes with their words.
    found = re.findall(r'<word xMin="([\d.]+)" yMin="([\d.]+)"', xml)
    lefts = [float(x) / MM for x, y in found if float(y) > 90]
    return min(lefts), min(left for left in lefts if left > 212)


def test_a_booklet_has_its_pages_where_folding_puts_them(nine_pages, tmp_path):
    file = tmp_path / "booklet.pdf"
    file.write_bytes(impose(nine_pages.read_bytes(), (420, 297), 0))
    right = ("-x", "595", "-y", "0", "-W", "596", "-H", "842")

    assert millimetres(reader(file).pages[0].mediabox) == [0, 0, 420, 297]
    for side, pair in enumerate(PAIRS, start=1):
        for page, area in zip(pair, (A4, right), strict=True):
            wanted = words(nine_pages, page, A4) if page else []
            assert words(file, side, area) == wanted


def test_creep_moves_the_innermost_pages_to_the_fold_and_the_outermost_not(nine_pages, tmp_path):
    plain, crept = tmp_path / "plain.pdf", tmp_path / "crept.pdf"
    plain.write_bytes(impose(nine_pages.read_bytes(), (420, 297), 0))
    crept.write_bytes(impose(nine_pages.read_bytes(), (420, 297), 2))
    moved = [
        round(after - before, 1)
        for side in (1, 5, 6)
        for before, after in zip(
            lefts_of_text(plain, side), lefts_of_text(crept, side), strict=True
        )
    ]

    assert moved == [0, 0, 2, -2, 2, -2]


def test_a_smaller_sheet_has_smaller_pages(nine_pages, tmp_path):
    file = tmp_path / "booklet.pdf"
    file.write_bytes(impose(nine_pages.read_bytes(), (297, 210), 0))

    assert millimetres(reader(file).pages[0].mediabox) == [0, 0, 297, 210]
    assert words(file, 6, ())[:4] == words(nine_pages, 6, A4)[:4]


def test_a_booklet_has_the_same_bytes_every_time(nine_pages):
    once, again = (impose(nine_pages.read_bytes(), (420, 297), 0.5) for _ in range(2))

    assert once == again
