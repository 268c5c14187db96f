"""All renditions of an edition against its source and one another: word for word, page for page."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from itertools import zip_longest
from pathlib import Path

from pypdf import PdfReader

from pipeline.check.said import Block, letters, of_epub, of_web
from pipeline.model.artifact import Finding, Place, Rendition, Severity
from pipeline.model.press import padded

KINDS = ("title", "heading", "text", "caption", "note", "reference")
SHOWN = 60
"""The letters of a difference that a finding shows."""


def check_parity(
    source: Sequence[Block], version: str, multiple: int, files: Mapping[Rendition, Path]
) -> list[Finding]:
    """Return every difference between the source and the renditions, each with both its places.

    The source, the EPUB and the web page are compared block by block; what the EPUB has between
    two marks must be on that page of the PDF, and each page of the PDF on its sheet for the press.
    """
    epub, web = of_epub(files[Rendition.EPUB]), of_web(files[Rendition.WEB])
    pages = _pages(files[Rendition.PDF])
    sheets = _pages(files[Rendition.PRINT])
    return [
        *_blocks(source, epub, files[Rendition.EPUB]),
        *_blocks(source, web, files[Rendition.WEB]),
        *_marks(epub, web, files[Rendition.WEB]),
        *_on_pages(epub, pages, files[Rendition.PDF]),
        *_on_sheets(pages, sheets, multiple, files[Rendition.PRINT]),
        *_versions(version, files, pages, sheets),
    ]


def _error(code: str, place: Place, message: str) -> Finding:
    return Finding(f"parity-{code}", Severity.ERROR, place, message)


def _shown(block: Block) -> str:
    words = block.words if len(block.words) <= SHOWN else block.words[:SHOWN] + "…"
    return f"'{words}' ({block.where})"


def _blocks(source: Iterable[Block], found: Iterable[Block], file: Path) -> Iterator[Finding]:
    """Yield a finding for each block that a rendition lacks, has of its own, or has otherwise."""
    source, found = list(source), list(found)
    for kind in KINDS:
        ours = [block for block in source if block.kind == kind]
        theirs = [block for block in found if block.kind == kind]
        matcher = SequenceMatcher(
            None, [b.letters for b in ours], [b.letters for b in theirs], autojunk=False
        )
        for change, start, end, their_start, their_end in matcher.get_opcodes():
            if change != "equal":
                pairs = zip_longest(ours[start:end], theirs[their_start:their_end])
                for mine, other in pairs:
                    told = _shown(mine) if mine else "nothing"
                    instead = _shown(other) if other else "nothing"
                    words = f"{kind} differs: the source has {told}, the rendition {instead}"
                    yield _error(kind, Place(file), words)


def _marks(epub: Iterable[Block], web: Iterable[Block], file: Path) -> Iterator[Finding]:
    """Yield a finding for each block that the web page has on other pages than the EPUB."""
    apart = {(b.kind, b.letters): b for b in web if b.kind != "note"}
    for block in epub:
        other = apart.get((block.kind, block.letters))
        if other and other.pieces != block.pieces:
            told = ", ".join(piece.page for piece in other.pieces)
            wanted = ", ".join(piece.page for piece in block.pieces)
            words = f"on page {told} of the web page, {wanted} of the EPUB: {_shown(block)}"
            yield _error("page", Place(file), words)


def _on_pages(epub: Iterable[Block], pages: Sequence[str], file: Path) -> Iterator[Finding]:
    """Yield a finding for each part of a block that its page of the PDF has not."""
    whole = "".join(letters(page) for page in pages)
    texts = {str(number): letters(page) for number, page in enumerate(pages, start=1)}
    for block in epub:
        if block.kind == "note":
            if block.letters not in whole:
                yield _error("note", Place(file), f"the PDF lacks the note {_shown(block)}")
            continue
        for piece in block.pieces:
            if piece.letters not in texts.get(piece.page, ""):
                place = Place(file, page=int(piece.page or 0))
                yield _error(block.kind, place, f"the page lacks {block.kind} {_shown(block)}")


def _on_sheets(
    pages: Sequence[str], sheets: Sequence[str], multiple: int, file: Path
) -> Iterator[Finding]:
    """Yield a finding for each page of the PDF that is not on its sheet of the print edition."""
    for number, (page, sheet) in enumerate(
        zip_longest(padded(pages, multiple), sheets, fillvalue=""), start=1
    ):
        if letters(page or "") not in letters(sheet or ""):
            words = (
                f"the sheet has not the words of page '{' '.join((page or '').split())[:SHOWN]}…'"
            )
            yield _error("print", Place(file, page=number), words)


def _versions(
    version: str, files: Mapping[Rendition, Path], pages: Sequence[str], sheets: Sequence[str]
) -> Iterator[Finding]:
    """Yield a finding for each rendition that does not say its version."""
    texts = {
        Rendition.PDF: " ".join(pages),
        Rendition.PRINT: " ".join(sheets),
        Rendition.EPUB: _epub_text(files[Rendition.EPUB]),
        Rendition.WEB: files[Rendition.WEB].read_text("utf-8").partition("<body")[2],
    }
    for rendition, text in texts.items():
        if not re.search(rf"(?<![\d.]){re.escape(version)}(?![\d.]\d)", text):
            place = Place(files[rendition])
            yield _error("version", place, f"it does not say that it is version {version}")


def _epub_text(path: Path) -> str:
    with zipfile.ZipFile(path) as archive:
        names = [name for name in archive.namelist() if name.endswith(".xhtml")]
        return " ".join(archive.read(name).decode("utf-8") for name in names)


def _pages(path: Path) -> list[str]:
    return [page.extract_text() for page in PdfReader(path).pages]
