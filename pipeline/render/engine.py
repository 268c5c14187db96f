"""WeasyPrint, loaded."""

from __future__ import annotations

from pathlib import Path
from typing import Any


def prepare(cache: Path) -> None:
    """Choose the fonts that can be found."""
    cache.mkdir(parents=True, exist_ok=True)


def load() -> Any:
    """Import WeasyPrint."""
    import weasyprint

    return weasyprint
