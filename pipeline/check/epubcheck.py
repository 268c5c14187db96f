"""EPUBCheck's judgement of EPUBs, as findings."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from pipeline.check import java
from pipeline.model.artifact import Finding, Place, Severity

VERSION = "5.3.0"
SHA256 = "f7f96617c929371821609b88c8484d6dc9f24fe916499863c46094c5fb778a65"
QUICK = ("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC")

SEVERITIES = {
    "FATAL": Severity.ERROR,
    "ERROR": Severity.ERROR,
    "WARNING": Severity.WARNING,
    "USAGE": Severity.INFO,
    "INFO": Severity.INFO,
}


def judge(files: Iterable[Path]) -> list[Finding]:
    """Return EPUBCheck's messages on each file, with codes such as `epubcheck-RSC-005`."""
    with ThreadPoolExecutor(2) as judges:
        return [finding for found in judges.map(_judge, files) for finding in found]


def _judge(file: Path) -> list[Finding]:
    jar = java.find_jar("epubcheck", "epubcheck.jar", SHA256)
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.json"
        java.run("java", [*QUICK, "-jar", jar, file, "--json", report])
        messages = json.loads(report.read_text("utf-8"))["messages"]
    return [finding for message in messages for finding in _findings(file, message)]


def _findings(file: Path, message: dict[str, Any]) -> Iterator[Finding]:
    severity = SEVERITIES.get(message["severity"])
    if severity is None:
        return
    for location in message["locations"] or [{"path": "", "line": 0, "column": 0}]:
        entry = "" if location["path"] == file.name else location["path"]
        line, column = (max(0, location[key]) for key in ("line", "column"))
        place = Place(file, entry=entry, line=line, column=column)
        yield Finding(f"epubcheck-{message['ID']}", severity, place, message["message"])
