"""A program that a release needs, run in a folder: what it prints, or its last words as a fault."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

from pipeline.errors import ReleaseError

TIME_LIMIT = 900
"""Seconds that a program may take: setting up a release's packages is the longest."""


def run(
    command: Sequence[str | Path],
    folder: Path,
    environment: Mapping[str, str],
    *,
    failing: str,
    hint: str,
) -> str:
    """Return what a program prints in an environment that is this one with `environment` in it.

    What it writes is everybody's to read, whatever the user's umask. Raises `ReleaseError`, which
    begins with `failing`, where it is missing, fails, or takes over `TIME_LIMIT` seconds.
    """
    try:
        done = subprocess.run(
            [str(part) for part in command],
            cwd=folder,
            env={**os.environ, **environment},
            umask=0o022,
            capture_output=True,
            text=True,
            timeout=TIME_LIMIT,
            check=True,
        )
    except subprocess.CalledProcessError as error:
        told = (error.stderr or error.stdout).strip()[-1000:]
    except subprocess.TimeoutExpired:
        told = f"it took over {TIME_LIMIT} seconds"
    except OSError as error:
        told = str(error)
    else:
        return done.stdout
    raise ReleaseError(f"{failing}: {told}", hint=hint)
