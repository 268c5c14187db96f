"""The outside judges accept what the house makes, and refuse what is broken: one run of each."""

import pytest
from pypdf import PdfWriter
from pypdf.generic import NameObject

from pipeline.check import epubcheck, java, verapdf
from pipeline.errors import ToolError
from pipeline.model.artifact import Severity
from tests.check.test_epub import NOTE, rewritten
from tests.conftest import ROOT


@pytest.fixture(scope="session")
def verdicts(all_built, specimen, tmp_path_factory):
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
    good = [*all_built.values(), specimen]
    pdfs = [*(b.pdf for b in good), *sorted(folder.glob("*.pdf"))]
    epubs = [*(b.epub for b in good), bad]
    findings = [*verapdf.judge(pdfs, ROOT / ".cache"), *epubcheck.judge(epubs)]
    return {
        path: {f.code for f in findings if f.place.file == path and f.severity is not Severity.INFO}
        for path in (*pdfs, *epubs)
    }


def test_verapdf_calls_every_reading_pdf_conformant(verdicts, all_built, specimen):
    assert [verdicts[built.pdf] for built in (*all_built.values(), specimen)] == [set()] * 3


def test_epubcheck_finds_neither_error_nor_warning(verdicts, all_built, specimen):
    assert [verdicts[built.epub] for built in (*all_built.values(), specimen)] == [set()] * 3


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
