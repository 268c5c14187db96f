"""`release.json`: a release as its files tell it, written and read."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pipeline.model.release import Release, ReleasedFile

RECORD = "release.json"
FORMAT = 1
"""Of `release.json`: a higher one may mean something else by the same keys, and is not read.

Keys that are added later are read where they are there, and change no format.
"""
CONTENT = "content.sha512"
"""The files that a release is kept as, by where they lie in its object, with their digests.

Of several that are the same there is one, as `sha512sum` reads it.
"""
PLACES = "content.tsv"
"""Where every file of a release lies in its object, a tab, and its name in the release."""
NEIGHBOUR = re.compile(r"[a-z0-9-]+/v[1-9][0-9]*/inventory\.json")
"""The path of a release's inventory from the shelf's top."""
MEDIA_TYPES = {
    ".bib": "application/x-bibtex",
    ".cff": "application/yaml",
    ".css": "text/css",
    ".epub": "application/epub+zip",
    ".html": "text/html",
    ".icc": "application/vnd.iccprofile",
    ".jpeg": "image/jpeg",
    ".jpg": "image/jpeg",
    ".json": "application/json",
    ".lock": "text/plain",
    ".md": "text/markdown",
    ".otf": "font/otf",
    ".pdf": "application/pdf",
    ".png": "image/png",
    ".ris": "application/x-research-info-systems",
    ".sh": "application/x-sh",
    ".svg": "image/svg+xml",
    ".ttf": "font/ttf",
    ".txt": "text/plain",
    ".whl": "application/zip",
    ".woff": "font/woff",
    ".woff2": "font/woff2",
    ".xhtml": "application/xhtml+xml",
    ".yml": "application/yaml",
}
"""The media type of a file by its ending (RFC 6838); `make` must give the same on all machines."""


def files_in(folder: Path) -> Iterator[ReleasedFile]:
    """Yield every file of a release's folder in the order of their paths."""
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        data = path.read_bytes()
        yield ReleasedFile(
            path.relative_to(folder).as_posix(),
            len(data),
            hashlib.sha256(data).hexdigest(),
            MEDIA_TYPES.get(path.suffix.lower(), "application/octet-stream"),
        )


def record_json(release: Release) -> str:
    """Return `release.json`, its keys in a fixed order."""
    record = {
        "format": FORMAT,
        "publication": release.publication,
        "title": release.title,
        "identifier": release.identifier,
        "language": release.language,
        "revision": {
            "version": release.version,
            "date": release.date,
            "changes": release.changes,
        },
        "commit": release.commit,
        "tools": dict(sorted(release.tools.items())),
        "files": [
            {
                "file": file.path,
                "size": file.size,
                "sha256": file.sha256,
                "media_type": file.media_type,
            }
            for file in release.files
        ],
        "neighbours": dict(sorted(release.neighbours.items())),
    }
    return json.dumps(record, ensure_ascii=False, indent=2) + "\n"


def parse_record(data: bytes) -> Release:
    """Return the release that a `release.json` tells of.

    Raises `ValueError`, `KeyError` or `TypeError` where it is none, or of a later format.
    """
    record: dict[str, Any] = json.loads(data)
    written = record.get("format", FORMAT)
    if written > FORMAT:
        raise ValueError(f"its format is {written}, and this program reads up to {FORMAT}")
    revision, neighbours = record["revision"], record.get("neighbours", {})
    if not all(map(NEIGHBOUR.fullmatch, neighbours)):
        raise ValueError("a neighbour that is no release")
    files = (
        ReleasedFile(str(f["file"]), int(f["size"]), str(f["sha256"]), str(f["media_type"]))
        for f in record["files"]
    )
    return Release(
        publication=str(record["publication"]),
        title=str(record["title"]),
        identifier=str(record["identifier"]),
        language=str(record["language"]),
        version=str(revision["version"]),
        date=str(revision["date"]),
        changes=str(revision["changes"]),
        files=tuple(files),
        tools=dict(record["tools"]),
        commit=str(record["commit"]),
        neighbours=dict(neighbours),
    )
