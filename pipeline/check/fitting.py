"""From an edition's copyfitting to what the report tells of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from html import escape

from pipeline.model.artifact import Place, Rendition
from pipeline.model.fitting import Fit, Fitting

WORDS = {
    Fit.TIGHTEN: "the {} is set tighter",
    Fit.LOOSEN: "the {} is set looser",
    Fit.BREAK_PAGE: "a page begins with the {}",
    Fit.BREAK_COLUMN: "a column begins with the {}",
    Fit.KEEP_TOGETHER: "the {} is not broken",
    Fit.KEEP_WITH_NEXT: "the {} stays with what follows",
}
NAMES = {
    Rendition.PDF: "PDF",
    Rendition.PRINT: "print PDF",
    Rendition.EPUB: "EPUB",
    Rendition.WEB: "web page, when printed",
}


@dataclass(frozen=True)
class Told:
    """An instruction as the report has it: in words, its renditions, its place, its PDF page.

    `lines` is how many the paragraph has, and how many it would have without the instruction.
    """

    words: str
    renditions: tuple[Rendition, ...]
    source: Place
    page: str
    lines: tuple[int, int] | None = None


def told(
    fittings: Iterable[Fitting],
    page_of: Callable[[Place], str],
    lines: Iterable[tuple[int, int]] = (),
) -> tuple[Told, ...]:
    """Return what is told of each instruction.

    `page_of` gives the PDF page of a place in the source, `lines` those of each paragraph that is
    tightened or loosened, as set and as without.
    """
    counts = iter(lines)
    return tuple(
        Told(
            WORDS[f.fit].format(f.block),
            f.renditions,
            f.place,
            page_of(f.place),
            next(counts, None) if f.fit in (Fit.TIGHTEN, Fit.LOOSEN) else None,
        )
        for f in fittings
    )


def told_json(fittings: Iterable[Told]) -> list[dict[str, object]]:
    """Return the instructions as the report's JSON has them."""
    return [
        {
            "what": f.words,
            "renditions": [rendition.value for rendition in f.renditions],
            "source": str(f.source),
            "page": f.page,
            "lines": f.lines and {"set": f.lines[0], "without": f.lines[1]},
        }
        for f in fittings
    ]


def told_html(fittings: Sequence[Told]) -> str:
    """Return the instructions as a section of the report's page."""
    if not fittings:
        return "<h2>Copyfitting</h2><p>None.</p>"
    names = ("What is asked", "In", "Source", "Page of the PDF", "Lines")
    head = "".join(f"<th scope='col'>{name}</th>" for name in names)
    rows = "".join(
        f"<tr><td>{escape(f.words)}</td><td>{', '.join(NAMES[r] for r in f.renditions)}</td>"
        f"<td>{escape(str(f.source))}</td><td>{escape(f.page)}</td><td>{_lines(f.lines)}</td></tr>"
        for f in fittings
    )
    return f"<h2>Copyfitting</h2><table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"


def _lines(lines: tuple[int, int] | None) -> str:
    if lines is None:
        return ""
    fitted, plain = lines
    return f"{fitted}, as without it" if fitted == plain else f"{fitted} instead of {plain}"
