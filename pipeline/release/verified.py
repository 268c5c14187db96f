"""When a publication's releases were last verified, kept in its object's `logs/`."""

from __future__ import annotations

import errno
import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from fsspec.implementations.dirfs import DirFileSystem

from pipeline.model.release import Verification

LOG = "logs/verified.json"
"""An object may keep its audits in `logs/`, which no inventory lists (OCFL 1.1 §3.4)."""
BESIDE = f"{LOG}.new"
"""The log while it is written."""


Log = dict[str, tuple[Verification, ...]]
"""The last verification of each kind for each OCFL version."""


def read(files: DirFileSystem) -> Log:
    """Return what the log of an object tells; a damaged one tells nothing."""
    try:
        data = files.cat_file(LOG)
    except FileNotFoundError:
        return {}
    return parse(data) or {}


def parse(data: bytes) -> Log | None:
    """Return what a log tells, None where it is damaged: it has a digest of its own."""
    try:
        entries = json.loads(data)["verified"]
        if data != _log(entries):
            return None
        return {
            head: tuple(Verification(**each) for each in kinds) for head, kinds in entries.items()
        }
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None


def note(files: DirFileSystem, checks: Mapping[str, Verification]) -> None:
    """Note verifications by OCFL version, where the shelf may be written and has room."""
    log = read(files)
    for head, check in checks.items():
        others = (each for each in log.get(head, ()) if each.how != check.how)
        log[head] = tuple(sorted((*others, check), key=lambda each: each.how))
    entries = {head: [asdict(each) for each in kinds] for head, kinds in log.items()}
    try:
        files.makedirs("logs", exist_ok=True)
        files.pipe_file(BESIDE, _log(entries))
        files.mv(BESIDE, LOG)
    except PermissionError:
        return
    except OSError as error:
        if error.errno not in (errno.EROFS, errno.ENOSPC, errno.EDQUOT):
            raise


def _log(entries: Mapping[str, Any]) -> bytes:
    said = json.dumps(entries, indent=2, sort_keys=True)
    digest = hashlib.sha512(said.encode()).hexdigest()
    return (
        json.dumps({"sha512": digest, "verified": entries}, indent=2, sort_keys=True) + "\n"
    ).encode()
