"""Draw the README's pictures from the finished editions, small enough to keep."""

import io
import shutil
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

import pypdfium2
from PIL import Image

WIDTH, HEIGHT = 520, 735
PICTURES = Path("tests/pictures")
ANALYSIS = "027-mexico-us-relations"
PAGES = {
    "cover": (ANALYSIS, "*[0-9].pdf", 1),
    "text": (ANALYSIS, "*[0-9].pdf", 5),
    "back": ("001-how-an-analysis-is-made", "*[0-9].pdf", -1),
}
"""A picture's name, and the publication, the file and the page of it; the last page is -1."""
SHEETS = {"print": (ANALYSIS, "*-print.pdf", 1)}
"""The same for the press: poppler draws the hairs of the crop marks, which PDFium leaves out."""
DOCUMENTS = {"epub": (ANALYSIS, "origins-of-mexico-us-relations.xhtml")}
"""A picture's name, and the publication and the document of its EPUB, from its beginning."""
QUIET = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--hide-scrollbars",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


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


def draw_document(slug: str, name: str) -> Image.Image:
    """Return the first screen of a document of a publication's EPUB, as Chromium shows it."""
    (path,) = Path("dist", slug).glob("*.epub")
    chromium = shutil.which("chromium") or shutil.which("google-chrome") or "chromium"
    with tempfile.TemporaryDirectory() as folder:
        with zipfile.ZipFile(path) as archive:
            archive.extractall(folder)
        shot = Path(folder, "shot.png")
        own = [f"--user-data-dir={folder}/own", f"--window-size={WIDTH},{HEIGHT}"]
        target = Path(folder, "EPUB", name).as_uri()
        command = [chromium, *QUIET, *own, f"--screenshot={shot}", target]
        subprocess.run(command, check=True, capture_output=True)
        with Image.open(shot) as picture:
            return picture.convert("RGB").quantize(96)


def main() -> int:
    PICTURES.mkdir(exist_ok=True)
    pictures = {name: draw_page(*page) for name, page in PAGES.items()}
    pictures |= {name: draw_sheet(*sheet) for name, sheet in SHEETS.items()}
    pictures |= {name: draw_document(*document) for name, document in DOCUMENTS.items()}
    for name, picture in pictures.items():
        picture.save(PICTURES / f"{name}.png", optimize=True)
        print(PICTURES / f"{name}.png")
    return 0


if __name__ == "__main__":
    sys.exit(main())
