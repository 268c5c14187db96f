"""The outside judges accept what the house makes, and refuse what is broken: one run of each."""

import pytest
from pypdf import PdfWriter
from pypdf.generic import NameObject

from pipeline.check import epubcheck, ghostscript, java, program, proof, verapdf
from pipeline.errors import ToolError
from pipeline.judging import expectations
from pipeline.model.artifact import Severity
from tests.check import test_press as press
from tests.check.test_epub import NOTE, rewritten
from tests.conftest import ROOT, of_cover


@pytest.fixture(scope="session")
def verdicts(all_built, specimen, long_specimen, tmp_path_factory):
    """What veraPDF and EPUBCheck find in all good files, and in one bad one of each."""
    folder = tmp_path_factory.mktemp("judged")
    writer = PdfWriter(clone_from=specimen.pdf)
    del writer.root_object[NameObject("/MarkInfo")]
    writer.write(folder / "bad.pdf")
    (folder / "none.pdf").write_bytes(b"%PDF-1.7 nothing more")
    plain = PdfWriter()
    plain.add_blank_page(100, 100)
    plain.write(folder / "plain.pdf")

    def change(info, data):
        return info, data.replace(b"</section>", b"") if info.filename == NOTE else data

    bad = rewritten(specimen.epub, folder / "bad.epub", change)
    good = [*all_built.values(), specimen, long_specimen]
    pdfs = [*(b.pdf for b in good), *sorted(folder.glob("*.pdf"))]
    epubs = [*(b.epub for b in good), bad]
    findings = [*verapdf.judge(pdfs, ROOT / ".cache"), *epubcheck.judge(epubs)]
    return {
        path: {f.code for f in findings if f.place.file == path and f.severity is not Severity.INFO}
        for path in (*pdfs, *epubs)
    }


def test_verapdf_calls_every_reading_pdf_conformant(verdicts, all_built, specimen, long_specimen):
    good = (*all_built.values(), specimen, long_specimen)

    assert [verdicts[built.pdf] for built in good] == [set()] * 4


def test_epubcheck_finds_neither_error_nor_warning(verdicts, all_built, specimen, long_specimen):
    good = (*all_built.values(), specimen, long_specimen)

    assert [verdicts[built.epub] for built in good] == [set()] * 4


@pytest.mark.parametrize(
    ("name", "codes"),
    [
        ("bad.pdf", {"verapdf-2a-6.7.2.2-1", "verapdf-ua1-6.2-1"}),
        ("plain.pdf", {"verapdf-claim"}),
        ("none.pdf", {"verapdf-claim", "verapdf-unreadable"}),
        ("bad.epub", {"epubcheck-RSC-016"}),
    ],
)
def test_a_bad_file_is_refused(verdicts, name, codes):
    found = next(codes for path, codes in verdicts.items() if path.name == name)

    assert codes <= found


def test_a_jar_that_is_not_the_pinned_one_is_refused():
    with pytest.raises(ToolError, match="not the file that was pinned"):
        java.find_jar("epubcheck", "epubcheck.jar", "0" * 64)


def test_a_missing_java_is_told_with_what_to_install(monkeypatch):
    monkeypatch.setenv("PATH", "")

    with pytest.raises(ToolError, match="no 'java'") as caught:
        java.run("java", ["-version"])

    assert "apt-get install" in caught.value.hint


ON_A_PAGE = {
    "a colour of much ink": {"proof-tac", "ghostscript-ink"},
    "ink to the trim alone": {"proof-artwork-bleed", "ghostscript-bleed"},
    "small text in several inks": {"proof-rich-black"},
    "a fill in RGB": {"proof-colour-space"},
    "a picture of few pixels": {"proof-image-dpi"},
    "a thin line": {"proof-hairline"},
}
IN_THE_FILE = {
    "no output intent": {"proof-pdfx-intent", "proof-output-condition"},
    "a page less": {"proof-page-count"},
    "a trim that is wider": {"proof-geometry"},
}
"""The breaks of the preflight's own tests, and what the judges beside it say of them."""


@pytest.fixture(scope="session")
def press_verdicts(house, all_built, covers, specimen, expected, tmp_path_factory):
    """What proof-pdf and Ghostscript find in the good print editions, and in two broken ones."""
    folder = tmp_path_factory.mktemp("printed")
    breaks = {what: break_it for what, break_it, _ in press.CASES}
    files = {specimen.press: expected}
    files |= {b.press: expectations(house, name) for name, b in all_built.items()}
    files |= {f: of_cover(f, expectations(house, name)) for name, f in covers.items()}
    for name, faults in (("pages", ON_A_PAGE), ("file", IN_THE_FILE)):

        def broken(writer, faults=faults):
            for what in faults:
                breaks[what](writer)

        files[press.broken(broken, specimen.press, folder / f"{name}.pdf")] = expected
    findings = [*proof.judge(files, ROOT / ".cache"), *ghostscript.judge(files)]
    return {path: {f.code for f in findings if f.place.file == path} for path in files}


def test_proof_pdf_and_ghostscript_find_nothing_in_a_print_edition(
    press_verdicts, all_built, covers, specimen
):
    good = [*(b.press for b in (*all_built.values(), specimen)), *covers.values()]

    assert [press_verdicts[file] for file in good] == [set()] * 5


@pytest.mark.parametrize(("name", "faults"), [("pages", ON_A_PAGE), ("file", IN_THE_FILE)])
def test_the_judges_of_the_press_refuse_what_the_preflight_refuses(press_verdicts, name, faults):
    found = next(found for path, found in press_verdicts.items() if path.stem == name)

    assert {what: codes - found for what, codes in faults.items() if codes - found} == {}


def test_a_program_that_is_missing_is_told_with_the_package_that_has_it():
    with pytest.raises(ToolError, match="no 'no-such-program'") as caught:
        program.run("no-such-program", [], package="such-a-package")

    assert "such-a-package" in caught.value.hint


def test_ghostscript_tells_what_it_cannot_separate(expected, tmp_path):
    file = tmp_path / "no.pdf"
    file.write_bytes(b"%PDF-1.6 nothing more")

    (finding,) = ghostscript.judge({file: expected})
    assert finding.code == "ghostscript-unreadable"
