"""From a composition to the bytes of an EPUB 3.3 with EPUB Accessibility 1.1."""

from __future__ import annotations

import datetime
import io
import mimetypes
import zipfile
from collections.abc import Iterable, Iterator

from ebooklib import epub
from lxml import etree

from pipeline.model.composition import Composition, Part
from pipeline.render.drawings import with_fonts
from pipeline.render.package import describe
from pipeline.render.subset import subset
from pipeline.render.typeset import content

COVER = "cover.png"
XML = "http://www.w3.org/XML/1998/namespace"
EPOCH = (1980, 1, 1, 0, 0, 0)


def render_epub(composition: Composition, cover: bytes) -> bytes:
    """Return the finished EPUB with this picture of its cover, a PNG."""
    edition = composition.edition
    book = epub.EpubBook()
    book.FOLDER_NAME = "EPUB"
    describe(book, composition)
    documents = [_document(part) for part in composition.parts]
    nav = documents[-1]
    nav.properties = ["nav"]
    picture = _picture(cover)
    for item in (*documents, picture, *_files(composition), epub.EpubNcx()):
        book.add_item(item)
    book.spine = [documents[0], nav, *documents[1:-1]]
    book.toc = [
        epub.Link(p.name, p.title, f"toc-{n}") for n, p in enumerate(composition.parts[:-1])
    ]
    written = io.BytesIO()
    moment = datetime.datetime.combine(edition.revision.date, datetime.time())
    epub.EpubWriter(written, book, {"mtime": moment, "epub3_pages": False}).write()
    return _fixed(written, edition.publication.language)


def _document(part: Part) -> epub.EpubItem:
    name = part.name.partition(".")[0]
    item = epub.EpubItem(f"part-{name}", part.name, "application/xhtml+xml", part.markup.encode())
    item.is_linear = True
    return item


def _picture(data: bytes) -> epub.EpubCover:
    picture = epub.EpubCover("cover-picture", COVER)
    picture.media_type = "image/png"
    picture.content = data
    return picture


def _files(composition: Composition) -> Iterator[epub.EpubItem]:
    """Yield the styles, the pictures, the subset faces and their licences."""
    used = "".join(part.markup for part in composition.parts)
    for name, resource in sorted(composition.resources.items()):
        font = name.startswith("fonts/")
        data = subset(content(resource), used) if font else content(resource)
        if name.endswith(".svg"):
            data = with_fonts(data, composition.layout.faces)
        yield _item(name, data)
    for family in composition.layout.fonts:
        yield _item(
            f"fonts/{family.name.replace(' ', '')}-LICENSE.txt", family.licence.read_bytes()
        )


def _item(name: str, data: bytes) -> epub.EpubItem:
    identifier = "file-" + "".join(c if c.isalnum() else "-" for c in name.lower())
    return epub.EpubItem(identifier, name, _media_type(name), data)


def _media_type(name: str) -> str:
    known = {".ttf": "font/ttf", ".otf": "font/otf", ".woff2": "font/woff2"}
    suffix = name[name.rfind(".") :].lower()
    return known.get(suffix) or mimetypes.guess_type(name)[0] or "application/octet-stream"


def _fixed(written: io.BytesIO, language: str) -> bytes:
    """Write the ZIP anew (EPUB OCF 3.3 §4.3): `mimetype` first and stored, no clock, no chance."""
    target = io.BytesIO()
    with zipfile.ZipFile(written) as old, zipfile.ZipFile(target, "w") as new:
        for name in _order(old.namelist()):
            entry = zipfile.ZipInfo(name, EPOCH)
            entry.external_attr = 0o644 << 16
            entry.create_system = 3
            stored = name == "mimetype" or name.endswith(".png")
            entry.compress_type = zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED
            data = old.read(name)
            if name.endswith(".opf"):
                data = _spoken(data, language)
            new.writestr(entry, data, compresslevel=9)
    return target.getvalue()


def _order(names: Iterable[str]) -> list[str]:
    return sorted(names, key=lambda name: (name != "mimetype", not name.startswith("META"), name))


def _spoken(package: bytes, language: str) -> bytes:
    """Add the language of the package's own texts, which EbookLib leaves out."""
    root = etree.fromstring(package)
    root.set(f"{{{XML}}}lang", language)
    written: bytes = etree.tostring(root, xml_declaration=True, encoding="utf-8", pretty_print=True)
    return written
