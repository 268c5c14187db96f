"""From a layout to what a passport tells of its fonts."""

from __future__ import annotations

import hashlib

from pipeline.model.layout import FontFace, FontFamily, Layout
from pipeline.model.passport import Typeface, TypeFamily


def families(layout: Layout) -> tuple[TypeFamily, ...]:
    """Return the families of a layout, each licence by its SPDX identifier or its file's name."""
    return tuple(map(_family, layout.fonts))


def _family(family: FontFamily) -> TypeFamily:
    return TypeFamily(
        name=family.name,
        faces=tuple(Typeface(_style(face), face.sha256) for face in family.faces),
        licence=family.spdx or family.licence.name,
        licence_sha256=hashlib.sha256(family.licence.read_bytes()).hexdigest(),
    )


def _style(face: FontFace) -> str:
    return f"{face.weight}{' italic' if face.style == 'italic' else ''}"
