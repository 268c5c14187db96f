"""From the verdicts on a publication to one page that a person reads, and the same as JSON."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from html import escape

from pipeline.check.codes import CODES
from pipeline.check.fitting import Told, told_html, told_json
from pipeline.model.artifact import Artifact, Place
from pipeline.model.verdict import Verdict

STYLES = """
:root { color-scheme: light dark; --good: #1c6b3c; --bad: #9b2335; }
@media (prefers-color-scheme: dark) { :root { --good: #6fd39a; --bad: #f5939f; } }
body { font: 1rem/1.5 system-ui, sans-serif; max-width: 62rem; margin: 2rem auto; padding: 0 1rem; }
h1 { line-height: 1.2; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; vertical-align: top; padding: .45rem .8rem .45rem 0; }
tr { border-bottom: 1px solid #8886; }
.passed { color: var(--good); }
.failed { color: var(--bad); }
.passed, .warned, .failed { font-weight: 600; }
code { overflow-wrap: anywhere; }
""".strip()


Find = Callable[[Place], str]
"""Gives the place in the source of a place in a finished file."""


def report_json(
    title: str,
    artifacts: Iterable[Artifact],
    verdicts: Iterable[Verdict],
    find: Find,
    fittings: Sequence[Told] = (),
) -> str:
    """Return the report as JSON, its keys in a fixed order."""
    report = {
        "title": title,
        "files": [
            {"rendition": a.rendition.value, "file": a.path.name, "sha256": a.sha256}
            for a in artifacts
        ],
        "checks": [
            {
                "check": v.check,
                "outcome": v.outcome,
                "tool": v.tool,
                "version": v.version,
                "findings": [
                    {
                        "code": f.code,
                        "severity": f.severity.value,
                        "place": f.place.within,
                        "source": find(f.place),
                        "message": f.message,
                    }
                    for f in v.findings
                ],
            }
            for v in verdicts
        ],
        "copyfitting": told_json(fittings),
    }
    return json.dumps(report, ensure_ascii=False, indent=2) + "\n"


def report_html(
    title: str,
    artifacts: Iterable[Artifact],
    verdicts: Sequence[Verdict],
    find: Find,
    fittings: Sequence[Told] = (),
) -> str:
    """Return the report as a page that needs nothing but itself."""
    errors = sum(verdict.errors for verdict in verdicts)
    others = sum(len(verdict.findings) for verdict in verdicts) - errors
    summary = f"{len(verdicts)} checks: {errors} errors, {others} other findings."
    files = "".join(
        f"<li><a href='{escape(name)}'>{escape(name)}</a> <code>{digest}</code></li>"
        for name, digest in ((a.path.name, a.sha256) for a in artifacts)
    )
    rows = "".join(
        f"<tr><td>{escape(v.check)}</td><td class='{v.outcome}'>{v.outcome}</td>"
        f"<td>{escape(v.tool)}</td><td>{escape(v.version)}</td></tr>"
        for v in verdicts
    )
    head = "<tr><th scope='col'>Check</th><th scope='col'>Outcome</th>"
    head += "<th scope='col'>Tool</th><th scope='col'>Version</th></tr>"
    found = "".join(_found(verdicts, find))
    return (
        f"<!DOCTYPE html>\n<html lang='en'><head><meta charset='utf-8'>"
        f"<meta name='viewport' content='width=device-width'><title>Report: {escape(title)}</title>"
        f"<style>{STYLES}</style></head><body><main><h1>{escape(title)}</h1><p>{summary}</p>"
        f"<table><thead>{head}</thead><tbody>{rows}</tbody></table>{found}"
        f"{told_html(fittings)}"
        f"<h2>Files, and their SHA-256</h2><ul>{files}</ul></main></body></html>\n"
    )


def _found(verdicts: Iterable[Verdict], find: Find) -> Iterator[str]:
    """Yield each verdict's findings, each with its place and what its code means."""
    for verdict in verdicts:
        if verdict.findings:
            yield f"<h2>{escape(verdict.check)}, {escape(verdict.tool)}</h2><ul>"
            for finding in verdict.findings:
                meaning = escape(CODES.get(finding.code, ""))
                places = f"{escape(finding.place.within)} (source: {escape(find(finding.place))})"
                words = f"{places}: {escape(finding.message)}"
                code = f"<code title='{meaning}'>{finding.code}</code>"
                yield f"<li><strong>{finding.severity.value}</strong> {words} {code}</li>"
            yield "</ul>"
