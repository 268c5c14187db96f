"""A reading system's verdict on EPUBs: what foliate-js shows of them in Chromium, as findings."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from pipeline.check import node
from pipeline.model.artifact import Finding, Place, Severity

SCRIPT = Path(__file__).with_suffix(".mjs")
Shown = Mapping[str, Any]
"""What `reading.mjs` prints of a file: its sections, where each entry leads, and complaints."""


def judge(files: Sequence[Path]) -> list[Finding]:
    """Return what a reader of each EPUB would miss; one browser reads all, from end to end."""
    return [finding for shown in read(files) for finding in findings(shown)]


def read(files: Sequence[Path]) -> list[Shown]:
    """Return what the reading system shows of each file."""
    told: list[Shown] = json.loads(node.run(SCRIPT, [node.HOME, node.chromium(), *files]))
    return told


def findings(shown: Shown) -> Iterator[Finding]:
    """Yield a finding for each section, entry, page and font that does not appear as it should."""
    file = Path(shown["file"])

    def error(code: str, words: str, entry: str = "") -> Finding:
        return Finding(f"reading-{code}", Severity.ERROR, Place(file, entry=entry), words)

    for section in shown["sections"]:
        if not section["text"] and not section["pictures"]:
            yield error("section", "the section shows neither text nor picture", section["entry"])
        if not all(section["pictures"]):
            yield error("section", "a picture of the section is not shown", section["entry"])
        for family in section["failed"]:
            yield error("font", f"the font {family} does not load", section["entry"])
        for family in sorted(set(section["families"]) - set(section["loaded"])):
            yield error("font", f"the text is not shown in {family}", section["entry"])
    for jump in shown["contents"]:
        lands = jump["shown"] and jump["entry"] == jump["href"].partition("#")[0]
        if not lands or jump["label"] not in " ".join(jump["text"].split()):
            yield error("contents", f"the contents' '{jump['label']}' does not lead there")
    for jump in shown["pages"]:
        lands = jump["shown"] and jump["entry"] == jump["href"].partition("#")[0]
        if not lands or not jump["mark"] == jump["page"] == jump["label"]:
            yield error("page", f"the page list's '{jump['label']}' does not lead to its mark")
    for complaint in shown["complaints"]:
        yield error("complaint", f"the reading system complains: {complaint}")
