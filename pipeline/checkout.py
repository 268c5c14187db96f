"""What git knows of the project's folder: its commit, and what is in none."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from pipeline.release.command import run


def commit_of(root: Path) -> str:
    """Return the commit that is checked out in `root`, empty where that is in no git checkout."""
    return _git(root, "rev-parse", "HEAD").strip() if _is_checkout(root) else ""


def uncommitted(root: Path, files: Iterable[Path], folders: Iterable[Path] = ()) -> list[Path]:
    """Return those of the files that no commit has as they are, by their paths in the checkout.

    Of `folders` it is the files that are gone from them. What lies outside the checkout is not
    looked at; nor is anything where `root` is in none.
    """
    if not _is_checkout(root):
        return []
    top = Path(_git(root, "rev-parse", "--show-toplevel").strip())
    own, within = _from(top, files), _from(top, folders)
    options = ("--no-renames", "--ignored", "--untracked-files=normal")
    entries = _git(root, "status", "--porcelain=v1", "-z", *options).split("\0")
    states = {Path(entry[3:]): entry[:2] for entry in entries if entry}
    gone = {path for path, state in states.items() if "D" in state}
    changed = {path for path in own if any(path.is_relative_to(entry) for entry in states)}
    return sorted(changed | {p for p in gone if any(p.is_relative_to(each) for each in within)})


def _from(top: Path, paths: Iterable[Path]) -> list[Path]:
    resolved = (path.resolve() for path in paths)
    return [path.relative_to(top) for path in resolved if path.is_relative_to(top)]


def _is_checkout(root: Path) -> bool:
    own = root.resolve()
    return any((folder / ".git").exists() for folder in (own, *own.parents))


def _git(root: Path, *arguments: str) -> str:
    return run(
        ["git", *arguments],
        root,
        {"GIT_OPTIONAL_LOCKS": "0", "LC_ALL": "C"},
        failing="git cannot tell what is committed",
        hint="install git, or mend the checkout: what is released must be committed",
    )
