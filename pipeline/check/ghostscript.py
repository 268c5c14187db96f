"""Ghostscript's separation of print editions into their plates, judged as findings."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from PIL import Image, ImageMath

from pipeline.check import program
from pipeline.check.expected import Expected
from pipeline.check.paint import Box
from pipeline.check.press import MOST_INK
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


def _judge(file: Path, expected: Expected) -> list[Finding]:
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "%04d.tif"
        options = ["-q", "-dNOPAUSE", "-dBATCH", "-dSAFER", "-sDEVICE=tiff32nc"]
        page = [f"-r{PIXELS_PER_INCH}", f"-sOutputFile={target}"]
        program.run("gs", [*options, *page, file], package="ghostscript")
        pages = sorted(Path(folder).glob("*.tif"))
        if not pages:
            words = "Ghostscript cannot separate it into plates"
            return [Finding("ghostscript-unreadable", Severity.ERROR, Place(file), words)]
        return [
            finding
            for number, plates in enumerate(pages, start=1)
            for finding in _look(plates, Place(file, page=number), expected)
        ]


def _look(plates: Path, place: Place, expected: Expected) -> Iterator[Finding]:
    with Image.open(plates) as image:
        cyan, magenta, yellow, black = (band.convert("I") for band in image.split())
    inks = ImageMath.lambda_eval(
        lambda band: band["c"] + band["m"] + band["y"] + band["k"],
        c=cyan, m=magenta, y=yellow, k=black,
    )  # fmt: skip
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
