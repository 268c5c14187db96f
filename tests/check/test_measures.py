"""What is measured on finished files agrees with what other tools measure on them."""

import re
import subprocess

import pytest
from pypdf import PdfReader, PdfWriter
from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject

from pipeline.check.contrasts import contrasts
from pipeline.check.measures import measure
from pipeline.check.press import Print
from pipeline.model.contrast import contrast
from pipeline.model.passport import Sheet, UsedFont
from tests.conftest import PUBLICATIONS, poppler


@pytest.fixture(scope="session", params=[*PUBLICATIONS, "specimen"])
def measured(request, all_built, specimen):
    """Each edition with what is measured on it."""
    built = specimen if request.param == "specimen" else all_built[request.param]
    return built, measure(built.pdf, built.press)


def test_the_fonts_are_those_that_poppler_lists(measured):
    built, measures = measured
    lines = poppler("pdffonts", built.pdf).splitlines()[2:]
    listed = sorted(
        (name.partition("+")[2], *(word == "yes" for word in flags.split()[-5:-3]))
        for name, flags in (line.split(maxsplit=1) for line in lines)
    )

    assert [(f.name, f.embedded, f.subset) for f in measures.fonts] == listed


def test_the_pages_are_as_many_and_as_large_as_poppler_says(measured):
    built, measures = measured
    told = poppler("pdfinfo", "-box", built.pdf)
    count = int(re.search(r"^Pages: +(\d+)", told, re.MULTILINE)[1])
    box = re.search(r"^TrimBox: +(.*)", told, re.MULTILINE)[1].split()
    left, bottom, right, top = (float(n) * 25.4 / 72 for n in box)

    (sheet,) = measures.pages
    assert sheet.count == count
    assert (sheet.width, sheet.height) == pytest.approx((right - left, top - bottom), abs=0.06)
    (printed,) = measures.printed
    assert (printed.width, printed.height) == (sheet.width, sheet.height)
    assert printed.count == len(measures.inks) == len(PdfReader(built.press).pages)


def test_the_ink_of_each_page_is_what_ghostscript_counts_by_itself(measured):
    built, measures = measured
    command = ["gs", "-q", "-o", "-", "-sDEVICE=ink_cov", "-r72"]
    command += ["-dUseBleedBox", "-dUsePDFX3Profile", built.press]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    counted = [[float(n) / 100 for n in line.split()[:4]] for line in done.stdout.splitlines()]

    for page, inks in zip(measures.inks, counted, strict=True):
        assert list(page.mean) == pytest.approx(inks, abs=0.001)
        assert page.has_colour == any(ink > 0 for ink in inks[:3])


def test_the_most_ink_is_that_of_the_colours_in_the_file(measured, expected):
    built, measures = measured
    pdf = Print(built.press, PdfReader(built.press), expected)

    for page in measures.inks:
        inks = [p.colour.ink for n, p in pdf.cut if n == page.page and p.colour.family == "cmyk"]
        assert page.most == pytest.approx(max(inks, default=0), abs=0.02)


def test_the_links_are_those_that_poppler_finds(measured):
    built, measures = measured
    lines = poppler("pdfinfo", "-url", built.pdf).splitlines()[1:]
    listed = [(int(line.split()[0]), line.split()[-1]) for line in lines]
    told = [(page, link.address) for link in measures.links for page in link.pages]

    assert sorted(told) == sorted(listed)


def test_the_links_within_and_without_are_all_there_are(measured):
    built, measures = measured
    found = [
        annotation.get_object()["/Subtype"]
        for page in PdfReader(built.pdf).pages
        for annotation in page.get("/Annots", ())
    ]

    outer = sum(len(link.pages) for link in measures.links)
    assert measures.inner_links + outer == found.count("/Link")


def test_the_colours_of_text_are_those_of_the_brand(all_built):
    found = contrasts(all_built["027-mexico-us-relations"].pdf)

    assert (found[0].text, found[0].ground) == ((0x5B, 0x66, 0x75), (255, 255, 255))
    assert found[0].ratio == pytest.approx(5.83, abs=0.005)
    assert [c.ratio for c in found] == sorted(c.ratio for c in found)


def drawn(content: str, target, size=(200, 100)):
    """Write a PDF of one page with this content, its font F one that is not embedded."""
    writer = PdfWriter()
    page = writer.add_blank_page(*size)
    name = NameObject
    font = {"/Type": "/Font", "/Subtype": "/Type1", "/BaseFont": "/Helvetica"}
    helvetica = DictionaryObject({name(key): name(value) for key, value in font.items()})
    fonts = DictionaryObject({name("/F"): helvetica})
    page[name("/Resources")] = DictionaryObject({name("/Font"): fonts})
    stream = DecodedStreamObject()
    stream.set_data(content.encode())
    page[name("/Contents")] = writer._add_object(stream)
    writer.write(target)
    return target


BAND = "1 0 0 rg 0 0 200 50 re f "


@pytest.mark.parametrize(
    ("content", "pairs"),
    [
        ("BT /F 10 Tf 9 60 Td (Text) Tj ET", [((0, 0, 0), (255, 255, 255), 10)]),
        (BAND + "0 0 1 rg BT /F 9 Tf 9 20 Td (Text) Tj ET", [((0, 0, 255), (255, 0, 0), 9)]),
        (
            BAND + "1 g BT /F 9 Tf 9 20 Td (On) Tj 0 g 0 50 Td (Off) Tj ET",
            [((255, 255, 255), (255, 0, 0), 9), ((0, 0, 0), (255, 255, 255), 9)],
        ),
        ("BT /F 1 Tf 20 0 0 20 9 60 Tm (Large) Tj ET", [((0, 0, 0), (255, 255, 255), 20)]),
        ("BT /F 10 Tf 3 Tr 9 60 Td (Not seen) Tj ET", []),
        ("BT /F 10 Tf 9 60 Td (   ) Tj ET", []),
    ],
    ids=["on paper", "on a band", "on both", "by its matrix", "not painted", "spaces"],
)
def test_a_text_is_measured_on_the_ground_behind_it(tmp_path, content, pairs):
    found = contrasts(drawn(content, tmp_path / "text.pdf"))

    assert [(c.text, c.ground, c.size) for c in found] == pairs
    assert [c.ratio for c in found] == [contrast(text, ground) for text, ground, _ in pairs]


def test_a_font_that_is_not_embedded_is_told(tmp_path):
    file = drawn("BT /F 10 Tf 9 60 Td (Text) Tj ET", tmp_path / "font.pdf")
    measures = measure(file, file)

    assert measures.fonts == (UsedFont("Helvetica", "Type1", embedded=False, subset=False),)
    assert measures.links == ()


def test_a_page_of_one_ink_is_told_from_one_of_several_and_from_a_blank_one(tmp_path):
    contents = ("0 0 0 1 k 0 0 100 100 re f", "0 .5 0 .5 k 0 0 200 100 re f", "")
    writer = PdfWriter()
    for n, content in enumerate(contents):
        writer.append(drawn(content, tmp_path / f"{n}.pdf"))
    writer.write(tmp_path / "inks.pdf")
    black, both, blank = measure(tmp_path / "inks.pdf", tmp_path / "inks.pdf").inks

    assert (black.has_colour, black.most) == (False, 1)
    assert black.mean == pytest.approx((0, 0, 0, 0.5), abs=0.01)
    assert (both.has_colour, both.most) == (True, pytest.approx(1, abs=0.01))
    assert (blank.has_colour, blank.most) == (False, 0)


def test_pages_of_two_sizes_are_counted_apart(tmp_path):
    writer = PdfWriter()
    for n, size in enumerate([(720, 720), (72, 144), (720, 720)]):
        writer.append(drawn("", tmp_path / f"{n}.pdf", size))
    writer.write(tmp_path / "sizes.pdf")
    measures = measure(tmp_path / "sizes.pdf", tmp_path / "sizes.pdf")

    assert measures.pages == (Sheet(254, 254, 2), Sheet(25.4, 50.8, 1))
