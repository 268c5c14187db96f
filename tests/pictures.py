"""Draw the README's pictures from the finished editions, small enough to keep."""

import io
import subprocess
import sys
import tempfile
from pathlib import Path

import pypdfium2
from PIL import Image

from pipeline.check import node
from pipeline.dossier import passport_of
from pipeline.house import House, artifacts
from pipeline.judging import judge
from pipeline.read.edition import read
from pipeline.read.layout import read_layout
from pipeline.release.passport.page import passport_html

WIDTH = 520
PICTURES = Path("tests/pictures")
ANALYSIS = "027-mexico-us-relations"
NOTE = "001-how-an-analysis-is-made"
PAGES = {
    "cover": (ANALYSIS, "*[0-9].pdf", 1),
    "text": (ANALYSIS, "*[0-9].pdf", 4),
    "back": (NOTE, "*[0-9].pdf", -1),
    "galata-cover": (ANALYSIS, "galata/*[0-9].pdf", 1),
    "galata-text": (ANALYSIS, "galata/*[0-9].pdf", 6),
    "galata-quote": (ANALYSIS, "galata/*[0-9].pdf", 9),
    "galata-back": (NOTE, "galata/*[0-9].pdf", -1),
}
"""A picture's name, and the publication, the file and the page of it; the last page is -1."""
SHEETS = {"print": (ANALYSIS, "*-print.pdf", 1)}
"""The same for the press: poppler draws the hairs of the crop marks, which PDFium leaves out."""
READERS = Path("tests/node/pictures.mjs")
"""What draws the web edition, and the EPUB in a reading system, from this page of the PDF on."""
LABEL = "5"


def draw_page(slug: str, file: str, page: int) -> Image.Image:
    """Return a page of a publication's PDF as a picture of few colours."""
    (path,) = Path("dist", slug).glob(file)
    document = pypdfium2.PdfDocument(path)
    sheet = document[page - 1 if page > 0 else len(document) + page]
    picture = sheet.render(scale=WIDTH / sheet.get_width()).to_pil().convert("RGB")
    sheet.close()
    document.close()
    return picture.quantize(96)


def draw_sheet(slug: str, file: str, page: int) -> Image.Image:
    """Return a sheet of a publication's print edition, its marks included."""
    (path,) = Path("dist", slug).glob(file)
    only = ["-f", str(page), "-l", str(page), "-scale-to-x", str(WIDTH), "-scale-to-y", "-1"]
    command = ["pdftoppm", "-png", *only, path]
    drawn = subprocess.run(command, check=True, capture_output=True).stdout
    with Image.open(io.BytesIO(drawn)) as picture:
        return picture.convert("RGB").quantize(96)


def draw_readers(slug: str) -> dict[str, Image.Image]:
    """Return what readers of a publication see on their screens, by the picture's name."""
    (web,), (epub,) = (list(Path("dist", slug).glob(name)) for name in ("*[0-9].html", "*.epub"))
    with tempfile.TemporaryDirectory() as folder:
        passport = Path(folder, "passport.html")
        passport.write_text(write_passport(slug), "utf-8")
        command = ["node", READERS, node.HOME, node.chromium(), folder, web, epub, LABEL, passport]
        subprocess.run(command, check=True)
        return {path.stem: _small(path) for path in sorted(Path(folder).glob("*.png"))}


def write_passport(slug: str) -> str:
    """Return the passport that a release of a publication would have today."""
    house = House()
    edition = read(house.source / slug)
    layout = read_layout(house.layouts, edition.publication.layout, house.fonts)
    verdicts = judge(house, [slug])[slug].verdicts
    return passport_html(passport_of(edition, layout, artifacts(house, slug), (), verdicts))


def _small(path: Path) -> Image.Image:
    with Image.open(path) as picture:
        width = round(WIDTH * 1.5) if picture.width > picture.height else WIDTH
        size = (width, round(picture.height * width / picture.width))
        return picture.convert("RGB").resize(size, Image.Resampling.LANCZOS).quantize(96)


def main() -> int:
    PICTURES.mkdir(exist_ok=True)
    pictures = {name: draw_page(*page) for name, page in PAGES.items()}
    pictures |= {name: draw_sheet(*sheet) for name, sheet in SHEETS.items()}
    pictures |= draw_readers(ANALYSIS)
    for name, picture in pictures.items():
        picture.save(PICTURES / f"{name}.png", optimize=True)
        print(PICTURES / f"{name}.png")
    return 0


if __name__ == "__main__":
    sys.exit(main())
