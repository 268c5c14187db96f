"""From a layout and finished files to what a passport tells of them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from pipeline.model.artifact import Artifact
from pipeline.model.layout import FontFace, FontFamily, Layout
from pipeline.model.passport import ReleasedFile, Typeface, TypeFamily


def families(layout: Layout) -> tuple[TypeFamily, ...]:
    """Return the families of a layout, each licence by its SPDX identifier or its file's name."""
    return tuple(map(_family, layout.fonts))


def released(artifacts: Iterable[Artifact]) -> tuple[ReleasedFile, ...]:
    """Return finished files as a release has them."""
    return tuple(
        ReleasedFile(a.path.name, a.size, a.rendition.media_type, a.sha256) for a in artifacts
    )


def _family(family: FontFamily) -> TypeFamily:
    return TypeFamily(
        name=family.name,
        faces=tuple(Typeface(_style(face), face.sha256) for face in family.faces),
        licence=family.spdx or family.licence.name,
        licence_sha256=hashlib.sha256(family.licence.read_bytes()).hexdigest(),
    )


def _style(face: FontFace) -> str:
    return f"{face.weight}{' italic' if face.style == 'italic' else ''}"
