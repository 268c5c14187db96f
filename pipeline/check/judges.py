"""Every judge of a finished file, as one table: what it judges, its name, its version, its call."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from pipeline.check import (
    ace,
    axe,
    epubcheck,
    ghostscript,
    node,
    nu,
    proof,
    reading,
    verapdf,
)
from pipeline.check.epub import check_epub
from pipeline.check.expected import Expected
from pipeline.check.pdf import check_pdf
from pipeline.check.press import check_print
from pipeline.check.web import check_web
from pipeline.model.artifact import Artifact, Finding, Rendition
from pipeline.model.verdict import Verdict

Files = Mapping[Path, Expected]


@dataclass(frozen=True)
class Judge:
    """A judge of one rendition: the check's name, its tool, the tool's version, and its call."""

    check: str
    rendition: Rendition
    tool: str
    version: Callable[[], str]
    call: Callable[[Files, Path], list[Finding]]


def _each(own: Callable[[Path, Expected], list[Finding]]) -> Callable[[Files, Path], list[Finding]]:
    return lambda files, _: [f for path, expected in files.items() for f in own(path, expected)]


def _of_package(name: str) -> Callable[[], str]:
    return lambda: version(name)


JUDGES: tuple[Judge, ...] = (
    Judge(
        "The reading PDF",
        Rendition.PDF,
        "our own, with pypdf",
        _of_package("pypdf"),
        _each(check_pdf),
    ),
    Judge(
        "PDF/A-2a and PDF/UA-1",
        Rendition.PDF,
        "veraPDF",
        lambda: verapdf.VERSION,
        lambda f, c: verapdf.judge([*f], c),
    ),
    Judge(
        "The preflight of the print PDF",
        Rendition.PRINT,
        "our own, with pypdf",
        _of_package("pypdf"),
        _each(check_print),
    ),
    Judge("PDF/X-4", Rendition.PRINT, "proof-pdf", _of_package("proof-pdf"), proof.judge),
    Judge(
        "The plates of the print PDF",
        Rendition.PRINT,
        "Ghostscript",
        ghostscript.version,
        lambda f, _: ghostscript.judge(f),
    ),
    Judge(
        "The EPUB",
        Rendition.EPUB,
        "our own, with the standard library",
        _of_package("dipam-press"),
        _each(check_epub),
    ),
    Judge(
        "EPUB 3.3",
        Rendition.EPUB,
        "EPUBCheck",
        lambda: epubcheck.VERSION,
        lambda f, _: epubcheck.judge(f),
    ),
    Judge(
        "The web page",
        Rendition.WEB,
        "our own, with tinyhtml5",
        _of_package("tinyhtml5"),
        _each(check_web),
    ),
    Judge(
        "EPUB Accessibility 1.1",
        Rendition.EPUB,
        "Ace by DAISY",
        lambda: node.version("@daisy/ace-cli"),
        lambda files, _: ace.judge([*files]),
    ),
    Judge(
        "The EPUB in a reading system, from end to end",
        Rendition.EPUB,
        "foliate-js",
        lambda: node.version("foliate-js"),
        lambda files, _: reading.judge([*files]),
    ),
    Judge(
        "HTML and CSS of the web page",
        Rendition.WEB,
        "Nu HTML checker",
        lambda: node.version("vnu-jar"),
        lambda files, _: nu.judge([*files]),
    ),
    Judge(
        "The web page in Chromium, narrow and wide, by day and by night",
        Rendition.WEB,
        "axe-core",
        lambda: node.version("axe-core"),
        lambda files, _: axe.judge([*files]),
    ),
)


def judge(
    artifacts: Mapping[str, Sequence[Artifact]],
    expected: Mapping[Path, Expected],
    parity: Mapping[str, Iterable[Finding]],
    cache: Path,
) -> dict[str, list[Verdict]]:
    """Return the verdict of every judge on each publication; each judge runs once for all."""
    own = version("dipam-press")
    verdicts = {
        name: [Verdict("All renditions agree with the source", "our own", own, tuple(parity[name]))]
        for name in artifacts
    }
    for judge in JUDGES:
        files = {
            artifact.path: expected[artifact.path]
            for made in artifacts.values()
            for artifact in made
            if artifact.rendition is judge.rendition
        }
        findings = judge.call(files, cache)
        for name, made in artifacts.items():
            paths = {artifact.path for artifact in made}
            mine = tuple(finding for finding in findings if finding.place.file in paths)
            verdicts[name].append(Verdict(judge.check, judge.tool, judge.version(), mine))
    return verdicts
