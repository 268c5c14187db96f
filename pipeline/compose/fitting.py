"""From the copyfitting of blocks to classes of a rendition, and to where a PDF's columns end."""

from __future__ import annotations

from collections.abc import Mapping

from pipeline.model.artifact import Rendition
from pipeline.model.fitting import Fit, fits_of, unfitted
from pipeline.model.text import Element, Node, Nodes


def fitted(attributes: Mapping[str, str], rendition: Rendition) -> dict[str, str]:
    """Return attributes with the copyfitting of this rendition among the classes, no other's."""
    classes = [*attributes.get("class", "").split(), *fits_of(attributes, rendition)]
    own = unfitted(attributes)
    return {**own, "class": " ".join(classes)} if classes else own


def split_at_pages(nodes: Nodes, rendition: Rendition) -> tuple[Nodes, ...]:
    """Return a section's blocks in the runs that a PDF sets in columns of their own.

    WeasyPrint takes a page break within columns for a break of the column: what follows one must
    stand in other columns. No other rendition has any.
    """
    runs: list[list[Node]] = [[]]
    for node in nodes:
        asked = fits_of(node.attributes, rendition) if isinstance(node, Element) else ()
        if rendition is Rendition.PDF and Fit.BREAK_PAGE in asked:
            runs.append([])
        runs[-1].append(node)
    return tuple(tuple(run) for run in runs)
