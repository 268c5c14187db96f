"""Ghostscript's separation of print editions into their plates, judged as findings."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from PIL import Image

from pipeline.check import program
from pipeline.check.expected import Expected
from pipeline.check.paint import Box
from pipeline.check.press import MOST_INK, total_ink
from pipeline.model.artifact import Finding, Place, Severity

PIXELS_PER_INCH = 72
PIXELS_PER_MM = PIXELS_PER_INCH / 25.4
FAINT = 8
"""The ink, of 255, under which a pixel counts as paper."""
SHORTEST = 1
"""The millimetres of an edge that may end early: a curve ends somewhere."""


def judge(files: Mapping[Path, Expected]) -> list[Finding]:
    """Return what the plates of each file show: too much ink, and ink that ends too soon."""
    with ThreadPoolExecutor(2) as judges:
        found = judges.map(_judge, files, files.values())
        return [finding for findings in found for finding in findings]


def version() -> str:
    """Return the version of the Ghostscript that is installed."""
    return program.run("gs", ["--version"], package="ghostscript").strip()


def _judge(file: Path, expected: Expected) -> list[Finding]:
    found: list[Finding] = []
    number = 0
    for number, image in enumerate(plates(file), start=1):
        found += _look(image, Place(file, page=number), expected)
    if not number:
        words = "Ghostscript cannot separate it into plates"
        return [Finding("ghostscript-unreadable", Severity.ERROR, Place(file), words)]
    return found


def plates(file: Path, *options: str) -> Iterator[Image.Image]:
    """Yield each page of a PDF as a CMYK picture, a band for each plate, 255 being full ink.

    The plates are for the file's own output intent: for Ghostscript's own printing condition, what
    is blended would be converted to other inks.
    """
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "%04d.tif"
        quiet = ["-q", "-dNOPAUSE", "-dBATCH", "-dSAFER", "-sDEVICE=tiff32nc", "-dUsePDFX3Profile"]
        page = [f"-r{PIXELS_PER_INCH}", f"-sOutputFile={target}"]
        program.run("gs", [*quiet, *options, *page, file], package="ghostscript")
        for path in sorted(Path(folder).glob("*.tif")):
            with Image.open(path) as image:
                yield image.copy()


def _look(image: Image.Image, place: Place, expected: Expected) -> Iterator[Finding]:
    inks = total_ink(image)
    width, height = (n * PIXELS_PER_MM for n in expected.trim)
    across, down = (inks.width - width) / 2, (inks.height - height) / 2
    over = expected.bleed * PIXELS_PER_MM
    trim = (across, down, across + width, down + height)
    bleed = (trim[0] - over, trim[1] - over, trim[2] + over, trim[3] + over)
    most = inks.crop(tuple(round(n) for n in bleed)).getextrema()[1] / 255
    if most > MOST_INK + 0.02:
        words = f"the plates print {most:.0%} of ink, over {MOST_INK:.0%}"
        yield Finding("ghostscript-ink", Severity.ERROR, place, words)
    for side, name in enumerate(("left", "top", "right", "bottom")):
        edges = zip(_edge(inks, trim, trim, side), _edge(inks, trim, bleed, side), strict=True)
        short = sum(at_trim > FAINT >= at_end for at_trim, at_end in edges) / PIXELS_PER_MM
        if short > SHORTEST:
            words = f"the plates end within the bleed at the {name}, over {short:.0f} mm"
            yield Finding("ghostscript-bleed", Severity.ERROR, place, words)


def _edge(inks: Image.Image, trim: Box, box: Box, side: int) -> list[int]:
    """Return the inks of the pixels just inside a side of `box`, along that side of the trim."""
    left, top, right, bottom = (round(n) for n in trim)
    inside = round(box[side]) + (1 if side < 2 else -2)
    upright = side % 2 == 0
    line = (inside, top, inside + 1, bottom) if upright else (left, inside, right, inside + 1)
    return memoryview(inks.crop(line).tobytes()).cast("i").tolist()
