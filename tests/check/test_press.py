"""Each rule of the preflight finds the fault that it is there for, and none in a good file."""

import io
from collections.abc import Callable
from functools import partial
from importlib.resources import files
from pathlib import Path

import pytest
from PIL import Image
from pypdf import PdfWriter
from pypdf.generic import (
    ArrayObject,
    DecodedStreamObject,
    DictionaryObject,
    FloatObject,
    NameObject,
    NumberObject,
    RectangleObject,
    TextStringObject,
)

from pipeline.check.codes import CODES
from pipeline.check.press import check_print
from pipeline.judging import expectations
from pipeline.model.artifact import Severity

Break = Callable[[PdfWriter], None]
PAGE = 2


def named(**entries: object) -> DictionaryObject:
    return DictionaryObject({NameObject(f"/{key}"): value for key, value in entries.items()})


def page(writer: PdfWriter) -> DictionaryObject:
    return writer.pages[PAGE]


def resources(writer: PdfWriter, kind: str) -> DictionaryObject:
    """Return a page's resources of a kind, its own and no other page's."""
    own = DictionaryObject(page(writer)["/Resources"].get_object())
    page(writer)[NameObject("/Resources")] = own
    own[NameObject(kind)] = DictionaryObject(own.get(kind, DictionaryObject()).get_object())
    return own[kind]


def painting(content: str) -> Break:
    """Return a break that paints something more on a page."""

    def break_it(writer: PdfWriter) -> None:
        more = DecodedStreamObject()
        more.set_data(f"q {content} Q".encode())
        contents = page(writer).raw_get("/Contents")
        before = contents if isinstance(contents, ArrayObject) else [contents]
        streams = ArrayObject([*before, writer._add_object(more)])
        page(writer)[NameObject("/Contents")] = streams

    return break_it


def image(mode: str, colour: object, size: tuple[int, int], points: int, writer: PdfWriter) -> None:
    spaces = {"RGB": "/DeviceRGB", "CMYK": "/DeviceCMYK", "L": "/DeviceGray"}
    stream = DecodedStreamObject()
    stream.set_data(Image.new(mode, size, colour).tobytes())
    stream.update(
        named(
            Subtype=NameObject("/Image"),
            Width=NumberObject(size[0]),
            Height=NumberObject(size[1]),
            ColorSpace=NameObject(spaces[mode]),
            BitsPerComponent=NumberObject(8),
        )
    )
    resources(writer, "/XObject")[NameObject("/Broken")] = writer._add_object(stream)
    painting(f"{points} 0 0 {points} 300 300 cm /Broken Do")(writer)


def form(content: bytes, writer: PdfWriter) -> None:
    stream = DecodedStreamObject()
    stream.set_data(content)
    box = ArrayObject([NumberObject(n) for n in (0, 0, 100, 100)])
    stream.update(named(Subtype=NameObject("/Form"), BBox=box))
    resources(writer, "/XObject")[NameObject("/Broken")] = writer._add_object(stream)
    painting("1 0 0 1 200 200 cm /Broken Do")(writer)


def shading(writer: PdfWriter) -> None:
    own = named(ShadingType=NumberObject(2), ColorSpace=NameObject("/DeviceRGB"))
    resources(writer, "/Shading")[NameObject("/Broken")] = own
    painting("/Broken sh")(writer)


def text(content: str, writer: PdfWriter) -> None:
    font = next(iter(page(writer)["/Resources"]["/Font"]))
    painting(f"BT {font} 8 Tf 200 200 Td {content} <0001> Tj ET")(writer)


def mode(writer: PdfWriter) -> None:
    resources(writer, "/ExtGState")[NameObject("/Broken")] = named(BM=NameObject("/Dissolve"))


def group(writer: PdfWriter) -> None:
    space = named(S=NameObject("/Transparency"), CS=NameObject("/DeviceRGB"))
    page(writer)[NameObject("/Group")] = space


def box(name: str, by: float, writer: PdfWriter) -> None:
    left, bottom, right, top = (float(n) for n in page(writer)[name])
    page(writer)[NameObject(name)] = RectangleObject((left - by, bottom, right, top))


def without(owner: Callable[[PdfWriter], DictionaryObject], key: str, writer: PdfWriter) -> None:
    del owner(writer)[NameObject(key)]


def root(writer: PdfWriter) -> DictionaryObject:
    return writer.root_object


def intent(writer: PdfWriter) -> DictionaryObject:
    return root(writer)["/OutputIntents"][0].get_object()


def two_intents(writer: PdfWriter) -> None:
    root(writer)["/OutputIntents"].append(intent(writer))


def condition(writer: PdfWriter) -> None:
    intent(writer)[NameObject("/OutputConditionIdentifier")] = TextStringObject("FOGRA52")


def screen_profile(writer: PdfWriter) -> None:
    profile = DecodedStreamObject()
    profile.set_data((files("weasyprint.pdf") / "sRGB2014.icc").read_bytes())
    intent(writer)[NameObject("/DestOutputProfile")] = writer._add_object(profile)


def trapped(writer: PdfWriter) -> None:
    writer._info[NameObject("/Trapped")] = NameObject("/Unknown")


def identifier(writer: PdfWriter) -> None:
    writer._ID = None


def title(writer: PdfWriter) -> None:
    writer.add_metadata({"/Title": "Another"})


def whole_font(writer: PdfWriter) -> None:
    font = next(iter(page(writer)["/Resources"]["/Font"].values())).get_object()
    font[NameObject("/BaseFont")] = NameObject("/Source-Sans-Pro")


def annotation(writer: PdfWriter) -> None:
    place = ArrayObject([FloatObject(n) for n in (100, 100, 200, 200)])
    link = named(Subtype=NameObject("/Link"), Rect=place)
    page(writer)[NameObject("/Annots")] = ArrayObject([link])


def opening(writer: PdfWriter) -> None:
    root(writer)[NameObject("/OpenAction")] = named(S=NameObject("/JavaScript"))


def script(writer: PdfWriter) -> None:
    root(writer)[NameObject("/Names")] = named(JavaScript=DictionaryObject())


def one_page_less(writer: PdfWriter) -> None:
    writer.remove_page(PAGE)


def blank_back(writer: PdfWriter) -> None:
    for _ in range(4):
        added = writer.add_blank_page(663.3, 909.9)
        for name in ("/MediaBox", "/TrimBox", "/BleedBox"):
            added[NameObject(name)] = page(writer)[name]


RECTANGLE = "200 200 50 50 re f"
CASES: list[tuple[str, Break, str]] = [
    ("a trim that is wider", partial(box, "/TrimBox", 1), "press-boxes"),
    ("a bleed that is narrower", partial(box, "/BleedBox", -1), "press-boxes"),
    ("a sheet that ends in the bleed", partial(box, "/MediaBox", -30), "press-boxes"),
    ("no TrimBox", partial(without, page, "/TrimBox"), "press-boxes"),
    ("ink to the trim alone", painting("0 0 0 .5 k 0 200 90 90 re f"), "press-bleed"),
    ("ink into half the bleed", painting("0 0 0 .5 k -4 200 90 90 re f"), "press-bleed"),
    ("ink cut off at the trim", painting("0 0 99 999 re W n -9 200 90 90 re f"), "press-bleed"),
    ("a picture of few pixels", partial(image, "L", 99, (50, 50), 72), "press-resolution"),
    ("a picture of too few pixels", partial(image, "L", 99, (250, 250), 72), "press-resolution"),
    ("a colour of much ink", painting(f"1 .9 .9 .5 k {RECTANGLE}"), "press-ink"),
    ("a line of much ink", painting("1 1 1 1 K 200 200 m 300 200 l S"), "press-ink"),
    ("a picture of much ink", partial(image, "CMYK", (255,) * 4, (99, 99), 9), "press-ink"),
    ("small text in several inks", partial(text, ".6 .4 .4 1 k"), "press-rich-black"),
    ("a thin line", painting(".1 w 200 200 m 300 200 l S"), "press-hairline"),
    ("a line made thin", painting(".1 0 0 .1 0 0 cm 1 w 9 9 m 999 9 l S"), "press-hairline"),
    ("a thin rule", painting("200 200 100 .1 re f"), "press-hairline"),
    ("a fill in RGB", painting("1 0 0 rg 400 400 50 50 re f"), "press-rgb"),
    ("a stroke in RGB", painting("1 0 0 RG 200 200 m 300 200 l S"), "press-rgb"),
    ("a mark in RGB", painting("1 0 0 RG -30 -30 m -20 -30 l S"), "press-rgb"),
    ("text in RGB", partial(text, "1 0 0 rg"), "press-rgb"),
    ("a picture in RGB", partial(image, "RGB", (9, 99, 9), (99, 99), 9), "press-rgb"),
    ("a form in RGB", partial(form, b"1 0 0 rg 0 0 9 9 re f"), "press-rgb"),
    ("a gradient in RGB", shading, "press-rgb"),
    ("an unknown blend mode", mode, "press-transparency"),
    ("a blending space of RGB", group, "press-transparency"),
    ("no output intent", partial(without, root, "/OutputIntents"), "press-intent"),
    ("two output intents", two_intents, "press-intent"),
    ("no output profile", partial(without, intent, "/DestOutputProfile"), "press-intent"),
    ("another printing condition", condition, "press-intent"),
    ("a profile of the screen", screen_profile, "press-intent"),
    ("no claim", partial(without, root, "/Metadata"), "press-identity"),
    ("no word of trapping", trapped, "press-identity"),
    ("no identifier", identifier, "press-identity"),
    ("a link", annotation, "press-active"),
    ("an action", opening, "press-active"),
    ("a script", script, "press-active"),
    ("a page less", one_page_less, "press-count"),
    ("a blank back", blank_back, "press-count"),
    ("another title", title, "pdf-metadata"),
    ("a font that is no subset", whole_font, "pdf-font-embedded"),
]  # fmt: skip


def broken(break_it: Break, good: Path, target: Path) -> Path:
    """Write a print edition with one fault; return its file."""
    writer = PdfWriter(clone_from=good)
    break_it(writer)
    writer.write(target)
    return target


@pytest.mark.parametrize(("what", "break_it", "code"), CASES, ids=[case[0] for case in CASES])
def test_a_fault_is_found(specimen, expected, tmp_path, what, break_it, code):
    file = broken(break_it, specimen.press, tmp_path / "broken.pdf")

    assert code in {finding.code for finding in check_print(file, expected)}


def test_a_good_file_has_no_finding(all_built, house, specimen, expected, tmp_path):
    copy = broken(lambda _: None, specimen.press, tmp_path / "copy.pdf")

    assert check_print(specimen.press, expected) == check_print(copy, expected) == []
    for name, built in all_built.items():
        assert check_print(built.press, expectations(house, name)) == []


GOOD: list[tuple[str, Break]] = [
    ("large text in several inks", partial(text, "2 0 0 2 0 0 Tm .6 .4 .4 1 k")),
    ("ink to the end of the bleed", painting("0 0 0 .5 k -8.51 200 90 90 re f")),
    ("paper to the trim alone", painting("0 0 0 0 k 0 200 90 90 re f")),
    ("a curve that ends in the bleed", painting("-8.51 100 90 300 re f -4 200 90 90 re f")),
    ("a fine line", painting(".25 w 200 200 m 300 200 l S")),
    ("just as much ink as dries", painting(f"1 .7 .7 .8 k {RECTANGLE}")),
    ("a picture of enough pixels", partial(image, "CMYK", (0, 0, 0, 99), (300, 300), 72)),
]


@pytest.mark.parametrize(("what", "change"), GOOD, ids=[case[0] for case in GOOD])
def test_what_is_no_fault_is_not_found(specimen, expected, tmp_path, what, change):
    file = broken(change, specimen.press, tmp_path / "good.pdf")

    assert check_print(file, expected) == []


@pytest.mark.parametrize(("pixels", "severity"), [(199, Severity.ERROR), (299, Severity.WARNING)])
def test_a_picture_is_an_error_under_200_pixels_an_inch_and_a_warning_under_300(
    specimen, expected, tmp_path, pixels, severity
):
    break_it = partial(image, "L", 99, (pixels, pixels), 72)
    file = broken(break_it, specimen.press, tmp_path / "broken.pdf")

    (finding,) = check_print(file, expected)
    assert (finding.severity, finding.place.page) == (severity, PAGE + 1)


def test_the_inks_of_a_jpeg_are_added_up(specimen, expected, tmp_path):
    def break_it(writer: PdfWriter) -> None:
        image("CMYK", 0, (99, 99), 9, writer)
        stream = page(writer)["/Resources"]["/XObject"]["/Broken"].get_object()
        data = io.BytesIO()
        Image.new("CMYK", (99, 99), (255, 255, 255, 0)).save(data, "JPEG")
        stream.set_data(data.getvalue())
        stream[NameObject("/Filter")] = NameObject("/DCTDecode")

    file = broken(break_it, specimen.press, tmp_path / "broken.pdf")

    assert check_print(file, expected) == []


def test_what_is_no_pdf_is_told(expected, tmp_path):
    (tmp_path / "no.pdf").write_bytes(b"%PDF-1.7 nothing more")

    (finding,) = check_print(tmp_path / "no.pdf", expected)
    assert finding.code == "press-unreadable"


def test_every_code_has_a_meaning_and_a_case():
    told = {code for code in CODES if code.startswith("press-")}

    assert told == {code for *_, code in CASES if code.startswith("press-")} | {"press-unreadable"}
