"""What a browser shows of web pages, narrow and wide, by day and by night, judged as findings."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from pipeline.check import node
from pipeline.model.artifact import Finding, Place, Severity

SCRIPT = Path(__file__).with_suffix(".mjs")


def judge(files: Sequence[Path]) -> list[Finding]:
    """Return what axe-core finds in each HTML file, with codes such as `axe-color-contrast`.

    Beside them stand what the page fetches (`web-request`), what it complains of (`web-console`)
    and what makes it scroll sideways (`web-overflow`). All are errors. One browser opens all.
    """
    if not files:
        return []
    node.find("axe-core/axe.min.js")
    paths = {str(file.resolve()): file for file in files}
    told = json.loads(node.run(SCRIPT, [node.HOME, node.chromium(), *paths]))
    return [
        Finding(found["code"], Severity.ERROR, Place(paths[found["file"]]), found["message"])
        for found in told
    ]
