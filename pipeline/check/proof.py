"""proof-pdf's judgement of print editions, as findings."""

from __future__ import annotations

import hashlib
import json
import os
import re
import sys
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from pipeline.check import press, program
from pipeline.check.expected import Expected
from pipeline.errors import ToolError
from pipeline.model.artifact import Finding, Place, Severity

PACKAGE = "proof_pdf"
START = f"from {PACKAGE}.cli import pdf_app; pdf_app()"
SEVERITIES = {"error": Severity.ERROR, "warn": Severity.WARNING, "info": Severity.INFO}
UNBRACKETED = re.compile(r"(?m)^(\s*except )((?:[\w.]+, )+[\w.]+)(?= as \w+:|:)")
"""Several exceptions without brackets (PEP 758), which Python has only since 3.14."""


def judge(files: Mapping[Path, Expected], cache: Path) -> list[Finding]:
    """Return proof-pdf's findings on each file, with codes such as `proof-rich-black`.

    One run serves all files of which the same is expected.
    """
    kinds: dict[tuple[str, ...], list[Path]] = {}
    for path, expected in files.items():
        kinds.setdefault(_options(expected), []).append(path)
    environment = {**os.environ, "PYTHONPATH": str(_package(cache))}
    findings: list[Finding] = []
    for options, paths in kinds.items():
        arguments: list[str | Path] = ["-c", START, "verify", *options, *paths]
        told = program.run(
            sys.executable, arguments, package="ghostscript", environment=environment
        )
        findings += [finding for report in json.loads(told) for finding in _findings(report)]
    return findings


def _options(expected: Expected) -> tuple[str, ...]:
    width, height = expected.trim
    return (
        "--json", "--no-pdfa", "--strict-cmyk", "--fonts", "--uniform-pages", "--require-bleed",
        f"--trim-mm={width:.2f}x{height:.2f}", f"--bleed-mm={expected.bleed:g}",
        f"--tolerance-mm={press.TOLERANCE}", f"--max-tac={press.MOST_INK * 100:g}",
        f"--min-dpi={press.POOR}", f"--small-text-pt={press.SMALL}",
        f"--min-stroke-pt={press.HAIRLINE}", f"--output-condition={expected.condition}",
        f"--pages-multiple-of={expected.multiple}",
    )  # fmt: skip


def _findings(report: dict[str, Any]) -> list[Finding]:
    file = Path(report["path"])
    return [
        Finding(
            f"proof-{told['check']}",
            SEVERITIES.get(told["severity"], Severity.ERROR),
            Place(file, page=told.get("page") or 0),
            told["message"],
        )
        for told in report["findings"]
    ]


def _package(cache: Path) -> Path:
    """Return a folder with the installed package in the Python that runs here."""
    spec = find_spec(PACKAGE)
    if spec is None or not spec.submodule_search_locations:
        raise ToolError("proof-pdf is not installed", hint="run `make check`")
    root = Path(next(iter(spec.submodule_search_locations)))
    if sys.version_info >= (3, 14):
        return root.parent
    sources = {p.relative_to(root.parent): p.read_text("utf-8") for p in root.rglob("*.py")}
    digest = hashlib.sha256("".join(sources[name] for name in sorted(sources)).encode())
    folder = cache / "proof" / digest.hexdigest()[:16]
    for name, text in sources.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(UNBRACKETED.sub(r"\1(\2)", text), "utf-8")
    return folder
