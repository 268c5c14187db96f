"""Our own preflight of a print edition, with pypdf: what a printing house would refuse."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from typing import Any

from PIL import Image, ImageChops, ImageCms, ImageMath
from pypdf import PdfReader
from pypdf.errors import PyPdfError

from pipeline.check.expected import Expected
from pipeline.check.paint import DEEPEST, Box, Paint, family, paints
from pipeline.check.pdf import Pdf, check_fonts, check_metadata, resources_of, xmp_texts
from pipeline.model.artifact import Finding, Place, Severity
from pipeline.model.press import POINTS_PER_MM

TOLERANCE = 0.1
"""By how many mm a box may be off."""
MOST_INK = 3.2
POOR, FAIR = 200, 300
"""The resolutions, in pixels an inch, under which a picture is an error, and a warning."""
SMALL = 12
"""The size in pt under which text in more than one ink shows where plates do not meet."""
HAIRLINE = 0.25
"""The width in pt under which a plate may not hold a line."""
BLENDS = frozenset(
    {"/Normal", "/Compatible", "/Multiply", "/Screen", "/Overlay", "/Darken", "/Lighten"}
    | {"/ColorDodge", "/ColorBurn", "/HardLight", "/SoftLight", "/Difference", "/Exclusion"}
    | {"/Hue", "/Saturation", "/Color", "/Luminosity"}
)
"""The blend modes that ISO 32000-1 11.3.5 has, and so PDF/X-4."""


@dataclass(frozen=True)
class Print(Pdf):
    """A print edition opened for checking."""

    @cached_property
    def painted(self) -> list[tuple[int, Paint]]:
        """What is painted, each with the number of its page."""
        return [
            (number, paint)
            for number, page in enumerate(self.reader.pages, start=1)
            for paint in paints(page, self.reader)
        ]

    @property
    def cut(self) -> Iterator[tuple[int, Paint]]:
        """What is painted within the bleed: marks and the slug line are cut off, and left out."""
        boxes = [_box(page.bleedbox) for page in self.reader.pages]
        return ((n, p) for n, p in self.painted if _overlap(p.box, boxes[n - 1]))

    def warning(self, code: str, message: str, page: int) -> Finding:
        """Return a finding that does not make the check fail."""
        return Finding(code, Severity.WARNING, Place(self.path, page=page), message)


Check = Callable[[Print], Iterator[Finding]]


def check_print(path: Path, expected: Expected) -> list[Finding]:
    """Return all findings of our own preflight on a print edition or an outside cover."""
    try:
        pdf = Print(path, PdfReader(path), expected)
        return list(dict.fromkeys(finding for check in CHECKS for finding in check(pdf)))
    except (PyPdfError, OSError, KeyError, ValueError) as error:
        words = f"pypdf cannot read it: {error}"
        return [Finding("press-unreadable", Severity.ERROR, Place(path), words)]


def _box(rectangle: Any) -> Box:
    left, bottom, right, top = (float(n) for n in rectangle)
    return left, bottom, right, top


def _overlap(box: Box, other: Box) -> bool:
    """Return whether a box, which may be a line or a point, lies within another or crosses it."""
    across = box[0] < other[2] and box[2] > other[0]
    return across and box[1] < other[3] and box[3] > other[1]


def check_boxes(pdf: Print) -> Iterator[Finding]:
    """Yield a finding for each page whose boxes are not those of the layout (ISO 15930-7 6.8).

    The trim is of the expected size, the bleed goes over it evenly, and the sheet over both.
    """
    for number, page in enumerate(pdf.reader.pages, start=1):
        trim, bleed, media = (_box(b) for b in (page.trimbox, page.bleedbox, page.mediabox))
        if "/TrimBox" not in page or "/BleedBox" not in page:
            yield pdf.error("press-boxes", "the page has no TrimBox or no BleedBox", number)
            continue
        size = tuple(n / POINTS_PER_MM for n in (trim[2] - trim[0], trim[3] - trim[1]))
        if any(abs(a - b) > TOLERANCE for a, b in zip(size, pdf.expected.trim, strict=True)):
            yield pdf.error("press-boxes", f"trimmed to {size[0]:.1f} × {size[1]:.1f} mm", number)
        over = [n / POINTS_PER_MM for n in _over(bleed, trim)]
        if any(abs(n - pdf.expected.bleed) > TOLERANCE for n in over):
            told = ", ".join(f"{n:.1f}" for n in over)
            yield pdf.error("press-boxes", f"the bleed is {told} mm", number)
        if min(_over(media, bleed)) < 0:
            yield pdf.error("press-boxes", "the sheet ends within the bleed", number)


def _over(outer: Box, inner: Box) -> list[float]:
    """Return by how much a box goes over another on its left, bottom, right and top."""
    signs = (-1, -1, 1, 1)
    return [sign * (a - b) for sign, a, b in zip(signs, outer, inner, strict=True)]


def check_bleed(pdf: Print) -> Iterator[Finding]:
    """Yield a finding for each edge that ink reaches without going on to the end of the bleed."""
    slack = TOLERANCE * POINTS_PER_MM
    for number, page in enumerate(pdf.reader.pages, start=1):
        trim, bleed = _box(page.trimbox), _box(page.bleedbox)
        inked = [
            p.box
            for n, p in pdf.painted
            if n == number and p.kind != "text" and p.colour.shows and _overlap(p.box, trim)
        ]
        for side, name in enumerate(("left", "bottom", "right", "top")):
            at_trim = [_along(b, side) for b in inked if _over(b, trim)[side] > -slack]
            at_end = [_along(b, side) for b in inked if _over(b, bleed)[side] > -slack]
            short = _uncovered(at_trim, at_end) / POINTS_PER_MM
            if short > 1:
                words = f"ink at the {name} edge ends within the bleed, over {short:.0f} mm"
                yield pdf.error("press-bleed", words, number)


def _along(box: Box, side: int) -> tuple[float, float]:
    """Return a box's extent along the edge on a side."""
    return (box[1], box[3]) if side % 2 == 0 else (box[0], box[2])


def _uncovered(wanted: list[tuple[float, float]], given: list[tuple[float, float]]) -> float:
    """Return the length of the stretches of `wanted` that no stretch of `given` covers."""
    ends = sorted({end for stretch in (*wanted, *given) for end in stretch})
    return sum(
        end - start
        for start, end in pairwise(ends)
        if any(a <= start and end <= b for a, b in wanted)
        and not any(a <= start and end <= b for a, b in given)
    )


def check_resolution(pdf: Print) -> Iterator[Finding]:
    """Yield a finding for each picture with too few pixels an inch at the size it is printed in."""
    for number, paint in pdf.cut:
        if paint.kind == "image" and not paint.picture.get("/ImageMask"):
            words = f"a picture has {paint.size:.0f} pixels an inch, not {FAIR}"
            if round(paint.size) < POOR:
                yield pdf.error("press-resolution", words, number)
            elif round(paint.size) < FAIR:
                yield pdf.warning("press-resolution", words, number)


def check_ink(pdf: Print) -> Iterator[Finding]:
    """Yield a finding for each colour or picture of more ink than the paper takes."""
    for number, paint in pdf.cut:
        ink = _most_ink(paint.picture) if paint.kind == "image" else paint.colour.ink
        if ink > MOST_INK + 0.004:
            yield pdf.error("press-ink", f"{ink:.0%} of ink, over {MOST_INK:.0%}", number)


def _most_ink(picture: Any) -> float:
    """Return the greatest sum of inks of a pixel, from 0 to 4; 0 for what is not CMYK."""
    if picture.get("/ImageMask") or family(picture.get("/ColorSpace")) != "cmyk":
        return 0
    if picture.get("/Filter") == "/DCTDecode":
        with Image.open(io.BytesIO(picture._data)) as image:
            inks = ImageChops.invert(image) if "/Decode" in picture else image.copy()
    else:
        size = (int(picture["/Width"]), int(picture["/Height"]))
        inks = Image.frombytes("CMYK", size, picture.get_data())
    return float(total_ink(inks).getextrema()[1]) / 255


def total_ink(image: Image.Image) -> Any:
    """Return the sum of the inks of each pixel of a CMYK picture, 255 being one ink in full."""
    cyan, magenta, yellow, black = (band.convert("I") for band in image.split())
    return ImageMath.lambda_eval(
        lambda band: band["c"] + band["m"] + band["y"] + band["k"],
        c=cyan, m=magenta, y=yellow, k=black,
    )  # fmt: skip


def check_rich_black(pdf: Print) -> Iterator[Finding]:
    """Yield a finding for each small text in a black of several inks."""
    for number, paint in pdf.cut:
        if paint.kind == "text" and paint.colour.family == "cmyk" and paint.size < SMALL - 0.01:
            *inks, black = paint.colour.parts
            if black >= 0.5 and sum(inks) >= 0.3:
                words = f"text of {paint.size:.1f} pt in a black of several inks"
                yield pdf.error("press-rich-black", words, number)


def check_hairlines(pdf: Print) -> Iterator[Finding]:
    """Yield a finding for each line that is thinner than a plate holds."""
    for number, paint in pdf.cut:
        thin = paint.size < HAIRLINE - 0.01 and paint.colour.ink
        if paint.kind == "stroke" and thin:
            yield pdf.error("press-hairline", f"a line of {paint.size:.2f} pt", number)
        elif paint.kind == "fill" and thin and max(_lengths(paint.box)) > 4 * HAIRLINE:
            yield pdf.error("press-hairline", f"a rule of {paint.size:.2f} pt", number)


def _lengths(box: Box) -> tuple[float, float]:
    return box[2] - box[0], box[3] - box[1]


def check_rgb(pdf: Print) -> Iterator[Finding]:
    """Yield a finding for each page with something that is not in the inks of the press."""
    for number, paint in pdf.painted:
        if paint.colour.family == "rgb":
            yield pdf.error("press-rgb", f"{paint.kind} in RGB", number)


def check_transparency(pdf: Print) -> Iterator[Finding]:
    """Yield a finding for each blend mode and blending space that PDF/X-4 has not (6.10)."""
    for number, page in enumerate(pdf.reader.pages, start=1):
        for group, states in _groups(page):
            space = group.get("/CS") if group else None
            if space is not None and family(space) == "rgb":
                yield pdf.error("press-transparency", "transparency blends in RGB", number)
            for state in states:
                modes = state.get("/BM", "/Normal")
                for mode in modes if isinstance(modes, list) else [modes]:
                    if mode not in BLENDS:
                        words = f"the blend mode {mode[1:]} is none of PDF/X-4"
                        yield pdf.error("press-transparency", words, number)


def _groups(owner: Any, depth: int = 0) -> Iterator[tuple[Any, list[Any]]]:
    """Yield the transparency group of a page or form, if any, with its graphics states."""
    yield owner.get("/Group"), resources_of(owner, "/ExtGState")
    for drawn in resources_of(owner, "/XObject"):
        if drawn.get("/Subtype") == "/Form" and depth < DEEPEST:
            yield from _groups(drawn, depth + 1)


def check_intent(pdf: Print) -> Iterator[Finding]:
    """Yield a finding unless there is one output intent of a CMYK press (ISO 15930-7 6.2.2)."""
    intents = [i.get_object() for i in pdf.root.get("/OutputIntents", ())]
    of_press = [i for i in intents if i.get("/S") == "/GTS_PDFX"]
    if len(of_press) != 1:
        yield pdf.error("press-intent", f"{len(of_press)} output intents for PDF/X, not one")
        return
    (intent,) = of_press
    if "/DestOutputProfile" not in intent:
        yield pdf.error("press-intent", "the output profile is not embedded")
        return
    data = intent["/DestOutputProfile"].get_object().get_data()
    profile = ImageCms.ImageCmsProfile(io.BytesIO(data)).profile
    if (profile.device_class, profile.xcolor_space.strip()) != ("prtr", "CMYK"):
        yield pdf.error("press-intent", "the output profile is not that of a CMYK press")
    if intent.get("/OutputConditionIdentifier") != pdf.expected.condition:
        found = intent.get("/OutputConditionIdentifier")
        yield pdf.error("press-intent", f"it is for {found}, not {pdf.expected.condition}")


def check_identity(pdf: Print) -> Iterator[Finding]:
    """Yield a finding for each thing by which a file says that it is PDF/X-4 (6.7, 6.9, 6.16)."""
    if xmp_texts(pdf).get("GTS_PDFXVersion") != "PDF/X-4":
        yield pdf.error("press-identity", "the file does not claim to be PDF/X-4")
    info = pdf.reader.trailer.get("/Info", {}).get_object()
    if info.get("/Trapped") != "/False":
        yield pdf.error("press-identity", "the file does not say that it is not trapped")
    if "/ID" not in pdf.reader.trailer:
        yield pdf.error("press-identity", "the file has no identifier")


def check_annotations(pdf: Print) -> Iterator[Finding]:
    """Yield a finding for annotations, and for whatever could run (ISO 15930-7 6.17, 6.18)."""
    for number, page in enumerate(pdf.reader.pages, start=1):
        if page.get("/Annots"):
            yield pdf.error("press-active", "the page has annotations", number)
    for key in ("/OpenAction", "/AA", "/AcroForm"):
        if key in pdf.root:
            yield pdf.error("press-active", f"the file has {key[1:]}")
    names = pdf.root.get("/Names", {})
    for key in ("/JavaScript", "/EmbeddedFiles"):
        if key in names:
            yield pdf.error("press-active", f"the file holds {key[1:]}")


def check_count(pdf: Print) -> Iterator[Finding]:
    """Yield a finding unless the binding can fold the pages, and the last of them is the back."""
    count = len(pdf.reader.pages)
    if count % pdf.expected.multiple:
        words = f"{count} pages are no multiple of {pdf.expected.multiple}"
        yield pdf.error("press-count", words)
    last = {paint.kind for n, paint in pdf.cut if n == count}
    if not last:
        yield pdf.error("press-count", "the last page is blank: it is not the back", count)


CHECKS: tuple[Check, ...] = (
    check_boxes,
    check_bleed,
    check_resolution,
    check_ink,
    check_rich_black,
    check_hairlines,
    check_rgb,
    check_transparency,
    check_intent,
    check_identity,
    check_annotations,
    check_count,
    check_fonts,
    check_metadata,
)
