"""What git knows of the project's folder: its commit, and what is in none."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterable
from pathlib import Path

from pipeline.errors import ReleaseError

TIME_LIMIT = 60
"""Seconds that git may take."""


def commit_of(root: Path) -> str:
    """Return the commit that is checked out in `root`, empty where that is no git checkout."""
    return _git(root, "rev-parse", "HEAD").strip() if _is_checkout(root) else ""


def uncommitted(root: Path, files: Iterable[Path]) -> list[Path]:
    """Return those of the files that no commit has as they are, by their paths from `root`.

    Files outside the checkout are not looked at; nor is any where `root` is no checkout.
    """
    if not _is_checkout(root):
        return []
    top = root.resolve()
    own = {path.resolve().relative_to(top) for path in files if path.resolve().is_relative_to(top)}
    status = (
        "status",
        "--porcelain=v1",
        "-z",
        "--no-renames",
        "--ignored",
        "--untracked-files=normal",
    )
    entries = _git(root, *status).split("\0")
    changed = [Path(entry[3:]) for entry in entries if entry]
    return sorted(p for p in own if any(p.is_relative_to(entry) for entry in changed))


def _is_checkout(root: Path) -> bool:
    return (root / ".git").exists()


def _git(root: Path, *arguments: str) -> str:
    command = ["git", "-C", str(root.resolve()), *arguments]
    try:
        done = subprocess.run(
            command,
            capture_output=True,
            text=True,
            timeout=TIME_LIMIT,
            check=True,
            env={**os.environ, "GIT_OPTIONAL_LOCKS": "0", "LC_ALL": "C"},
        )
    except (OSError, subprocess.SubprocessError) as error:
        told = getattr(error, "stderr", "") or str(error)
        hint = "install git, or mend the checkout: what is released must be committed"
        raise ReleaseError(
            f"git cannot tell what is committed: {told.strip()}", hint=hint
        ) from None
    return done.stdout
