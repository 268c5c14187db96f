"""What can be found wrong with a shelf, each under its code."""

from __future__ import annotations

from pathlib import Path

from pipeline.model.artifact import Finding, Place, Severity

CODES = {
    "shelf-damaged": "The file is not the one that was archived.",
    "shelf-missing": "A file that was archived is gone.",
    "shelf-extra": "Nothing on the shelf knows of this file.",
    "shelf-ocfl": "ocfl-py finds that the object or the storage root breaks OCFL 1.1.",
    "shelf-rebuild": "The release, made again, comes out otherwise.",
}
"""What each code of a finding means."""


def finding(kind: str, path: str, message: str) -> Finding:
    """Return the finding `shelf-<kind>` of a path; raise `KeyError` for a code that is none."""
    code = f"shelf-{kind}"
    if code not in CODES:
        raise KeyError(code)
    return Finding(code, Severity.ERROR, Place(Path(path)), message)
