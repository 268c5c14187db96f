"""Ace by DAISY's judgement of EPUBs' accessibility, as findings."""

from __future__ import annotations

import json
import tempfile
import zipfile
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from pipeline.check import node
from pipeline.model.artifact import Finding, Place, Severity

SCRIPT = "@daisy/ace-cli/bin/ace.js"


def judge(files: Sequence[Path]) -> list[Finding]:
    """Return Ace's violations in each EPUB, with codes such as `ace-heading-order`.

    Each is an error, whatever impact Ace gives it: the house promises EPUB Accessibility 1.1.
    """
    with ThreadPoolExecutor(2) as judges:
        return [finding for found in judges.map(_judge, files) for finding in found]


def _judge(file: Path) -> list[Finding]:
    with tempfile.TemporaryDirectory() as folder:
        environment = {
            "PUPPETEER_EXECUTABLE_PATH": node.chromium(),
            # Ace and Chromium leave their traces in both.
            "XDG_CONFIG_HOME": folder,
            "TMPDIR": folder,
        }
        target = Path(folder) / "report"
        node.run(node.find(SCRIPT), ["-f", "-o", target, file], environment=environment)
        report = target / "report.json"
        if not report.is_file():
            words = "Ace cannot read the file, or broke off on it"
            return [Finding("ace-unreadable", Severity.ERROR, Place(file), words)]
        told = json.loads(report.read_text("utf-8"))
    return list(_findings(file, told))


def _findings(file: Path, report: dict[str, Any]) -> Iterator[Finding]:
    with zipfile.ZipFile(file) as archive:
        names = archive.namelist()
    for document in report["assertions"]:
        place = Place(file, entry=_entry(document["earl:testSubject"]["url"], names))
        for assertion in document["assertions"]:
            result, test = assertion["earl:result"], assertion["earl:test"]
            if result["earl:outcome"] != "fail":
                continue
            where = ", ".join(result.get("earl:pointer", {}).get("css", []))
            words = " ".join(result["dct:description"].split()) + (f" at {where}" if where else "")
            yield Finding(f"ace-{test['dct:title']}", Severity.ERROR, place, words)


def _entry(url: str, names: Sequence[str]) -> str:
    """Return the entry that Ace calls by its path from the root, or from the package's folder."""
    path = url.lstrip("/")
    return next((name for name in names if name == path or name.endswith(f"/{path}")), path)
