"""A repair of WeasyPrint 70: text before a link or a note that fits its line but for a space.

WeasyPrint takes the space at the text's end for a part of its width, finds nowhere to break, and
leaves the first word alone in the line.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

COLLAPSING = ("normal", "nowrap", "pre-line")
"""Values of `white-space` with which a space at a line's end has no width (CSS Text 3 §4.1.2)."""


@contextmanager
def mended() -> Iterator[None]:
    """Let WeasyPrint, while documents are laid out here, keep such a text in one line."""
    from weasyprint.layout import inline

    original = inline.split_first_line
    inline.split_first_line = _mended(original)
    try:
        yield
    finally:
        inline.split_first_line = original


def _mended(split: Callable[..., Any]) -> Callable[..., Any]:
    def split_first_line(
        text: str, style: Any, context: Any, width: float | None, *rest: Any, **named: Any
    ) -> Any:
        found = split(text, style, context, width, *rest, **named)
        collapses = text.endswith(" ") and style["white_space"] in COLLAPSING
        if width is None or not collapses or not _is_one_word(text, found):
            return found
        whole = split(text.rstrip(" "), style, context, width, *rest, **named)
        layout, length, rest_at, wide, *heights = whole
        return (
            (layout, length, None, wide, *heights) if rest_at is None and wide <= width else found
        )

    return split_first_line


def _is_one_word(text: str, found: Any) -> bool:
    """Tell whether a line has but one word, or a part of it, of a text of several."""
    _, length, resume_at, *_ = found
    words = text.encode()[:length].decode().strip()
    return resume_at is not None and " " not in words and " " in text.strip()
