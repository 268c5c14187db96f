"""Time the reading PDF, and the whole build, against a plain WeasyPrint process.

The plain process takes the same composed HTML, and its output is thrown away.

Runs are paired, so that a machine that slows down slows both; medians are compared. Exits with 1
where the reading PDF costs more than 0.8 of the plain process.
"""

import argparse
import os
import pickle
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from pipeline.compose.pages import compose
from pipeline.house import House
from pipeline.model.composition import Composition
from pipeline.read.edition import read
from pipeline.read.layout import read_layout
from pipeline.render.pdf import VARIANT
from pipeline.render.typeset import content

LIMIT = 0.8
DIPAM = Path(sys.executable).with_name("dipam")
PLAIN = """
import sys, weasyprint
weasyprint.HTML(filename=sys.argv[1]).write_pdf(sys.argv[2], pdf_variant=sys.argv[3])
"""
OURS = """
import os, pickle, sys
from pathlib import Path
from pipeline.render.pdf import render_pdf
composition = pickle.loads(Path(sys.argv[1]).read_bytes())
Path(sys.argv[2]).write_bytes(render_pdf(composition, Path(sys.argv[3])))
os._exit(0)
"""


def composed(slug: str) -> Composition:
    """Return a publication as it is composed for its reading PDF."""
    house = House()
    edition = read(house.source / slug)
    layout = read_layout(house.layouts, edition.publication.layout, house.fonts)
    return compose(edition, layout)


def lay_out(composition: Composition, folder: Path) -> tuple[Path, Path]:
    """Write a composition as an HTML page with its files, and as what our renderer takes."""
    for name, resource in composition.resources.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content(resource))
    page, pickled = folder / "index.html", folder / "composition.pickle"
    page.write_text(composition.parts[0].markup, "utf-8")
    pickled.write_bytes(pickle.dumps(composition))
    return page, pickled


def seconds(command: list[str | Path]) -> float:
    start = time.perf_counter()
    subprocess.run(command, check=True, env={**os.environ, "PYTHONPATH": "."})
    return time.perf_counter() - start


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("slug", nargs="?", default="027-mexico-us-relations")
    parser.add_argument("--pairs", type=int, default=9)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        page, pickled = lay_out(composed(given.slug), folder)
        cache, out, made = folder / "cache", folder / "out.pdf", Path(".cache/made")
        commands = {
            "a plain WeasyPrint process": [sys.executable, "-c", PLAIN, page, out, VARIANT],
            "the reading PDF": [sys.executable, "-c", OURS, pickled, out, cache],
            "all of `dipam build --only pdf`": [DIPAM, "build", "--only", "pdf", given.slug],
            "`dipam build`, its four renditions": [DIPAM, "build", given.slug],
            "`make`, with an empty dist/": ["make", "-s"],
        }
        times: dict[str, list[float]] = {label: [] for label in commands}
        for pair in range(given.pairs + 1):
            for label, command in commands.items():
                for record in made.glob("*.json"):
                    record.unlink()
                taken = seconds(command)
                # The first round fills the caches of the disk and of the engine.
                times[label] += [taken] if pair else []
    return report(times)


def report(times: dict[str, list[float]]) -> int:
    plain, *_ = times.values()
    ratios = []
    print(f"{'':36}{'median s':>10}{'least s':>10}{'ratio':>8}")
    for label, taken in times.items():
        ratios.append(statistics.median(a / b for a, b in zip(taken, plain, strict=True)))
        print(f"{label:36}{statistics.median(taken):10.3f}{min(taken):10.3f}{ratios[-1]:8.2f}")
    print(f"{len(plain)} runs of each, in turn; the ratio is the median of the pairs'.")
    return int(ratios[1] > LIMIT)


if __name__ == "__main__":
    sys.exit(main())
