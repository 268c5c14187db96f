"""A layout's faces against what a composition asks of them: alphabets, embedding rights."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.compose.alphabets import alphabet
from pipeline.compose.glyphs import coverage
from pipeline.errors import FontError, Location, PipelineError
from pipeline.model.artifact import Rendition
from pipeline.model.composition import Composition
from pipeline.model.layout import EmbeddingRight

LANGUAGE = re.compile(r'\blang="([^"]+)"')
PASSED_ON = {Rendition.EPUB: "an EPUB", Rendition.WEB: "a web page"}
"""Renditions out of which a reader can take a font to use it elsewhere."""

LONGEST = 40
"""The letters that a message names."""


def unfit_faces(composition: Composition) -> Iterator[PipelineError]:
    """Yield a fault for each face that lacks letters of a language, or may not be in the rendition.

    A letter counts though no word has it yet: the next edition may, and another face would differ.
    """
    alphabets = [a for a in map(alphabet, sorted(_languages(composition))) if a]
    for family in composition.layout.fonts:
        where = Location(family.source)
        for face in family.faces:
            for known in alphabets:
                lacking = sorted(c for c in known.letters if ord(c) not in coverage(face.path))
                if lacking:
                    more = " …" if len(lacking) > LONGEST else ""
                    letters = " ".join(lacking[:LONGEST]) + more
                    message = f"{face} lacks letters of {known.language}: {letters}"
                    hint = "get a version of the font that has them, or choose another font"
                    yield FontError(message, where=where, hint=hint)
            if face.right is EmbeddingRight.PREVIEW and composition.rendition in PASSED_ON:
                right = f"its right (OS/2 fsType) is {face.right.value}"
                target = PASSED_ON[composition.rendition]
                message = f"{face} may be shown and printed, but not embedded in {target}: {right}"
                hint = (
                    "ask the foundry for a licence and a file that allow it, choose another font,"
                    " or make the PDFs alone with ONLY=pdf,print"
                )
                yield FontError(message, where=where, hint=hint)


def _languages(composition: Composition) -> set[str]:
    """Return the languages of the publication, of the phrases in it, and of the house's names."""
    named = {tag for part in composition.parts for tag in LANGUAGE.findall(part.markup)}
    edition = composition.edition
    return named | {edition.publication.language} | set(edition.publisher.names)
