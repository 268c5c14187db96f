"""The Nu HTML checker's judgement of web pages, as findings."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from pipeline.check import java, node
from pipeline.model.artifact import Finding, Place, Severity

JAR = "vnu-jar/build/dist/vnu.jar"
SHA256 = "22f15dd39a33bed929d2a5c0cddf5946849a647eca9272bf4d5d00bc7e7a4d47"
QUICK = ("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC")
DEEP = "-Xss64m"
"""A page that holds its fonts and pictures overflows the usual stack."""
UNREAD = "Content Security Policy"
"""What the checker says of a policy is left out: it takes `data:` for no source, and misreads the
digests of long elements. A browser judges the policy (`web-console`)."""
QUIET = "info"
"""The type of a message that is neither an error nor, by its subtype, a warning."""


def judge(files: Sequence[Path]) -> list[Finding]:
    """Return the checker's errors (`nu-error`) and warnings (`nu-warning`) on each HTML file."""
    if not files:
        return []
    paths = {file.resolve(): file for file in files}
    options = ["--format", "json", "--stdout"]
    told = java.run("java", [*QUICK, DEEP, "-jar", node.find(JAR, SHA256), *options, *paths])
    return list(_findings(json.loads(told)["messages"], paths))


def _findings(messages: list[dict[str, Any]], paths: Mapping[Path, Path]) -> Iterator[Finding]:
    for message in messages:
        is_warning = message.get("subType") == "warning"
        if (message["type"] == QUIET and not is_warning) or UNREAD in message["message"]:
            continue
        path = Path(unquote(urlsplit(message.get("url", "")).path))
        line = message.get("lastLine", 0)
        column = message.get("firstColumn", message.get("lastColumn", 0))
        place = Place(paths.get(path, path), line=message.get("firstLine", line), column=column)
        severity = Severity.WARNING if is_warning else Severity.ERROR
        yield Finding(f"nu-{severity.value}", severity, place, message["message"])
