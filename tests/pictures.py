"""Draw the README's pictures from the finished editions, small enough to keep."""

import sys
from pathlib import Path

import pypdfium2
from PIL import Image

WIDTH = 520
PICTURES = Path("tests/pictures")
PAGES = {
    "cover": ("027-mexico-us-relations", 1),
    "text": ("027-mexico-us-relations", 5),
    "back": ("001-how-an-analysis-is-made", -1),
}
"""A picture's name, and the publication and page of it; the last page is -1."""


def draw(slug: str, page: int) -> Image.Image:
    """Return a page of a publication's reading PDF as a picture of few colours."""
    (path,) = Path("dist", slug).glob("*.pdf")
    document = pypdfium2.PdfDocument(path)
    sheet = document[page - 1 if page > 0 else len(document) + page]
    picture = sheet.render(scale=WIDTH / sheet.get_width()).to_pil().convert("RGB")
    sheet.close()
    document.close()
    return picture.quantize(96)


def main() -> int:
    PICTURES.mkdir(exist_ok=True)
    for name, (slug, page) in PAGES.items():
        draw(slug, page).save(PICTURES / f"{name}.png", optimize=True)
        print(PICTURES / f"{name}.png")
    return 0


if __name__ == "__main__":
    sys.exit(main())
