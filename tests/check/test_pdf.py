"""Each of our own checks of a PDF finds the fault that it is there for, and none in a good file."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from pypdf import PdfWriter
from pypdf.generic import (
    ArrayObject,
    DictionaryObject,
    NameObject,
    NumberObject,
    RectangleObject,
    TextStringObject,
)

from pipeline.check.codes import CODES
from pipeline.check.pdf import check_pdf


def root(writer: PdfWriter) -> DictionaryObject:
    return writer.root_object


def trim(writer: PdfWriter) -> None:
    writer.pages[1].trimbox = RectangleObject((0, 0, 500, 700))


def drop(key: str, writer: PdfWriter) -> None:
    del root(writer)[NameObject(key)]


def language(writer: PdfWriter) -> None:
    root(writer)[NameObject("/Lang")] = TextStringObject("fr")


def title(writer: PdfWriter) -> None:
    writer.add_metadata({"/Title": "Another"})


def hidden_title(writer: PdfWriter) -> None:
    root(writer)[NameObject("/ViewerPreferences")] = DictionaryObject()


def outline(writer: PdfWriter) -> None:
    root(writer)[NameObject("/Outlines")] = DictionaryObject()


def labels(writer: PdfWriter) -> None:
    style = DictionaryObject({NameObject("/S"): NameObject("/r")})
    numbers = ArrayObject([NumberObject(0), style])
    root(writer)[NameObject("/PageLabels")] = DictionaryObject({NameObject("/Nums"): numbers})


def fonts(change: Callable[[DictionaryObject], None], writer: PdfWriter) -> None:
    for font in writer.pages[2]["/Resources"]["/Font"].values():
        change(font.get_object())


def unmapped(font: DictionaryObject) -> None:
    del font[NameObject("/ToUnicode")]


def whole(font: DictionaryObject) -> None:
    font[NameObject("/BaseFont")] = NameObject(font["/BaseFont"].replace("+", "-"))


def foreign(font: DictionaryObject) -> None:
    font[NameObject("/BaseFont")] = NameObject("/ABCDEF+Comic-Sans")
    descriptor = font["/DescendantFonts"][0].get_object()["/FontDescriptor"]
    descriptor[NameObject("/FontFamily")] = TextStringObject("Comic Sans")


def links(change: Callable[[DictionaryObject], None], writer: PdfWriter) -> None:
    for page in writer.pages:
        for annotation in page.get("/Annots", ()):
            change(annotation.get_object())


def silent(link: DictionaryObject) -> None:
    del link[NameObject("/Contents")]


def astray(link: DictionaryObject) -> None:
    if "/Dest" in link:
        link[NameObject("/Dest")] = TextStringObject("nowhere")


def local(link: DictionaryObject) -> None:
    if "/A" in link:
        link["/A"][NameObject("/URI")] = TextStringObject("file:///etc/passwd")


def launching(link: DictionaryObject) -> None:
    if "/A" in link:
        link["/A"][NameObject("/S")] = NameObject("/Launch")


def author(writer: PdfWriter) -> None:
    writer.add_metadata({"/Author": "Somebody Else"})


def rights(writer: PdfWriter) -> None:
    writer.add_metadata({"/Rights": "None"})


def script(writer: PdfWriter) -> None:
    names = root(writer)["/Names"].get_object()
    names[NameObject("/JavaScript")] = DictionaryObject()


def opening(writer: PdfWriter) -> None:
    root(writer)[NameObject("/OpenAction")] = DictionaryObject()


def blank(writer: PdfWriter) -> None:
    writer.add_blank_page(595.276, 841.89)


CASES = [
    (trim, "pdf-trim"),
    (language, "pdf-language"),
    (partial(drop, "/Lang"), "pdf-language"),
    (partial(drop, "/StructTreeRoot"), "pdf-tags"),
    (title, "pdf-title"),
    (hidden_title, "pdf-title"),
    (outline, "pdf-outline"),
    (partial(drop, "/PageLabels"), "pdf-labels"),
    (labels, "pdf-labels"),
    (partial(fonts, unmapped), "pdf-font-embedded"),
    (partial(fonts, whole), "pdf-font-embedded"),
    (partial(fonts, foreign), "pdf-font-family"),
    (partial(links, silent), "pdf-link"),
    (partial(links, astray), "pdf-link"),
    (partial(links, local), "pdf-link"),
    (author, "pdf-metadata"),
    (rights, "pdf-metadata"),
    (partial(drop, "/Metadata"), "pdf-metadata"),
    (partial(links, launching), "pdf-active"),
    (script, "pdf-active"),
    (opening, "pdf-active"),
    (blank, "pdf-blank"),
]


def codes(path: Path, expected) -> set[str]:
    return {finding.code for finding in check_pdf(path, expected)}


@pytest.mark.parametrize(("break_it", "code"), CASES)
def test_a_fault_is_found(specimen, expected, tmp_path, break_it, code):
    writer = PdfWriter(clone_from=specimen.pdf)
    break_it(writer)
    writer.write(tmp_path / "broken.pdf")

    assert code in codes(tmp_path / "broken.pdf", expected)


def test_a_good_file_has_no_finding(specimen, expected, tmp_path):
    PdfWriter(clone_from=specimen.pdf).write(tmp_path / "copy.pdf")

    assert codes(specimen.pdf, expected) == codes(tmp_path / "copy.pdf", expected) == set()


def test_what_is_no_pdf_is_told(expected, tmp_path):
    (tmp_path / "no.pdf").write_bytes(b"%PDF-1.7 nothing more")

    assert codes(tmp_path / "no.pdf", expected) == {"pdf-unreadable"}


def test_every_code_has_a_meaning_and_a_case():
    told = {code for code in CODES if code.startswith("pdf-")}

    assert told == {code for _, code in CASES} | {"pdf-unreadable"}
