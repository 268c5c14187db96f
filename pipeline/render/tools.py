"""The versions of what draws the pages: a release records them."""

from __future__ import annotations

import platform
from importlib.metadata import version
from pathlib import Path

from pipeline.render import engine

PACKAGES = ("dipam-press", "EbookLib", "fonttools", "Jinja2", "pydyf", "uharfbuzz", "weasyprint")


def tools(cache: Path) -> dict[str, str]:
    """Return the version of each tool by its name; `cache` is that of the engine."""
    engine.load(cache)
    from weasyprint.text.ffi import pango

    number = pango.pango_version()
    return {
        **{name: version(name) for name in PACKAGES},
        "Pango": f"{number // 10000}.{number // 100 % 100}.{number % 100}",
        "Python": platform.python_version(),
    }
