"""The EPUB: its package, its documents and its words, read by the standard library alone."""

import posixpath
import re
import zipfile
from functools import cache
from pathlib import Path
from xml.etree import ElementTree

import pytest

from pipeline.model.text import plain
from pipeline.read.edition import read as read_anew
from tests.conftest import Built, poppler

OPF = "{http://www.idpf.org/2007/opf}"
DC = "{http://purl.org/dc/elements/1.1/}"
XHTML = "{http://www.w3.org/1999/xhtml}"
TYPE = "{http://www.idpf.org/2007/ops}type"


@cache
def read(folder: Path):
    return read_anew(folder)


@cache
def entries(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@cache
def package(path: Path) -> ElementTree.Element:
    return ElementTree.fromstring(entries(path)["EPUB/content.opf"])


@cache
def document(path: Path, name: str) -> ElementTree.Element:
    return ElementTree.fromstring(entries(path)[f"EPUB/{name}"])


def spine(path: Path) -> list[str]:
    hrefs = {item.get("id"): item.get("href") for item in package(path).iter(f"{OPF}item")}
    return [hrefs[ref.get("idref")] for ref in package(path).iter(f"{OPF}itemref")]


def texts(path: Path, name: str) -> list[str]:
    return [element.text for element in package(path).iter(f"{DC}{name}")]


def metas(path: Path, name: str, refines: str = "") -> list[str]:
    return [
        meta.text
        for meta in package(path).iter(f"{OPF}meta")
        if meta.get("property") == name
        and meta.get("refines", "") == (f"#{refines}" if refines else "")
    ]


def of_type(root: ElementTree.Element, term: str) -> list[ElementTree.Element]:
    return [element for element in root.iter() if element.get(TYPE) == term]


def letters(words: str) -> str:
    return re.sub(r"[\W_]", "", words)


def test_the_package_says_what_the_publication_says(built):
    publication = built.yaml("publication.yml")
    publisher = built.yaml("../publisher.yml")

    assert texts(built.epub, "identifier") == [f"urn:uuid:{publication['identifiers']['uuid']}"]
    assert texts(built.epub, "title") == [publication["title"], publication["subtitle"]]
    assert texts(built.epub, "language") == [publication["language"]]
    assert texts(built.epub, "publisher") == [publisher["imprint"]]
    assert texts(built.epub, "date") == [str(publication["date"])]
    assert texts(built.epub, "rights") == [publication["rights"]]
    assert texts(built.epub, "subject") == publication["keywords"]
    assert metas(built.epub, "dcterms:modified") == [
        f"{built.yaml('revisions.yml')[-1]['date']}T00:00:00Z"
    ]


def test_people_have_their_roles_and_the_names_to_file_them_under(built):
    wanted = []
    for kind, roles in (("creator", {"aut"}), ("contributor", {"abr", "edt", "trl"})):
        people = [c for c in built.yaml("publication.yml")["contributors"] if c["role"] in roles]
        for n, person in enumerate(people, start=1):
            own = built.yaml(f"../contributors/{person['id']}.yml")
            wanted.append((f"{kind}-{n}", own["name"], person["role"], own["sort-name"]))

    told = [
        (
            e.get("id"),
            e.text,
            *metas(built.epub, "role", e.get("id")),
            *metas(built.epub, "file-as", e.get("id")),
        )
        for kind in ("creator", "contributor")
        for e in package(built.epub).iter(f"{DC}{kind}")
    ]

    assert told == wanted


def test_the_series_is_a_collection_with_its_number(built):
    publication = built.yaml("publication.yml")
    series = built.yaml("../publisher.yml")["series"][publication["series"]]["title"]

    assert metas(built.epub, "belongs-to-collection") == [series[publication["language"]]]
    assert metas(built.epub, "collection-type", "series") == ["series"]
    assert metas(built.epub, "group-position", "series") == [str(publication["number"])]


def test_accessibility_is_told_as_epub_accessibility_wants(built):
    assert metas(built.epub, "schema:accessModeSufficient")[0] == "textual"
    assert "alternativeText" in metas(built.epub, "schema:accessibilityFeature")
    assert metas(built.epub, "schema:accessibilityHazard") == ["none"]
    assert len(metas(built.epub, "schema:accessibilitySummary")[0]) > 80
    assert metas(built.epub, "dcterms:conformsTo")[0].startswith("EPUB Accessibility 1.1")


def test_each_section_is_a_document_in_the_order_of_the_text(built):
    sections = [f"{section.id}.xhtml" for section in read(built.folder).sections]
    order = spine(built.epub)

    assert order[:3] == ["cover.xhtml", "nav.xhtml", "imprint.xhtml"]
    assert order[3:-3] == sections
    assert order[-3:] == ["references.xhtml", "about.xhtml", "colophon.xhtml"]


def test_the_contents_lead_to_the_text_and_what_follows_it_as_those_of_the_pdf_do(built):
    toc = next(document(built.epub, "nav.xhtml").iter(f"{XHTML}nav"))
    links = [link.get("href") for link in toc.iter(f"{XHTML}a")]
    front = ("cover.xhtml", "nav.xhtml", "imprint.xhtml")

    assert links == [n for n in spine(built.epub) if n not in (*front, "colophon.xhtml")]
    assert (toc.get(TYPE), toc.get("role")) == ("toc", "doc-toc")


def test_contents_and_landmarks_together_lead_to_every_document(built):
    links = {
        a.get("href").partition("#")[0] for a in document(built.epub, "nav.xhtml").iter(f"{XHTML}a")
    }

    assert links == set(spine(built.epub))


def test_the_landmarks_lead_to_cover_contents_text_and_references(built):
    (landmarks,) = of_type(document(built.epub, "nav.xhtml"), "landmarks")

    assert {a.get(TYPE): a.get("href") for a in landmarks.iter(f"{XHTML}a")} == {
        "cover": "cover.xhtml",
        "imprint": "imprint.xhtml",
        "toc": "nav.xhtml#contents",
        "bodymatter": "opening.xhtml",
        "bibliography": "references.xhtml",
        "colophon": "colophon.xhtml",
    }


def test_the_cover_is_a_picture_with_words_for_those_who_do_not_see_it(built):
    from PIL import Image

    (item,) = [
        i for i in package(built.epub).iter(f"{OPF}item") if i.get("properties") == "cover-image"
    ]
    with zipfile.ZipFile(built.epub) as archive, archive.open(f"EPUB/{item.get('href')}") as file:
        picture = Image.open(file)
        width, height = picture.size
        colours = len(picture.convert("RGB").getcolors(1 << 24))
    (image,) = document(built.epub, "cover.xhtml").iter(f"{XHTML}img")

    assert height / width == pytest.approx(297 / 210, abs=0.01)
    assert width >= 1400
    assert colours > 100
    assert built.yaml("publication.yml")["title"] in image.get("alt")


def test_embedded_fonts_are_subsets_with_their_licence(built):
    from fontTools.ttLib import TTFont

    fonts = [name for name in entries(built.epub) if name.endswith(".ttf")]
    for name in fonts:
        with (
            zipfile.ZipFile(built.epub) as archive,
            archive.open(name) as file,
            TTFont(file) as font,
        ):
            assert len(font.getGlyphOrder()) < 500, name
            assert {ord(c) for c in "ğşıİ"} <= set(font.getBestCmap()), name
    licences = [name for name in entries(built.epub) if name.endswith("LICENSE.txt")]

    assert len(fonts) == 10
    assert len(licences) == 2
    assert all(b"SIL OPEN FONT LICENSE" in entries(built.epub)[name].upper() for name in licences)


def test_stylesheets_hold_values_and_no_custom_property(built):
    css = entries(built.epub)["EPUB/style.css"].decode()

    assert "var(" not in css
    assert "@page" not in css
    assert "--" not in re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)


def test_notes_and_their_calls_lead_to_one_another(specimen):
    root = document(specimen.epub, "the-first-section.xhtml")
    (call,) = of_type(root, "noteref")
    (note,) = of_type(root, "footnote")
    (back,) = of_type(root, "backlink")

    assert (call.get("href"), back.get("href")) == (f"#{note.get('id')}", f"#{call.get('id')}")
    assert [e.get("role") for e in (call, note, back)] == [
        "doc-noteref",
        "doc-footnote",
        "doc-backlink",
    ]


def test_links_between_sections_name_their_documents(specimen):
    root = document(specimen.epub, "the-second-section.xhtml")
    hrefs = [link.get("href") for link in root.iter(f"{XHTML}a")]

    assert hrefs == ["references.xhtml#ref-who2021", "the-first-section.xhtml#fig-line"]


def test_every_target_of_a_link_is_there(built):
    names = spine(built.epub)
    ids = {
        (name, e.get("id"))
        for name in names
        for e in document(built.epub, name).iter()
        if e.get("id")
    }
    lost = []
    for name in names:
        for link in document(built.epub, name).iter(f"{XHTML}a"):
            path, _, fragment = link.get("href").partition("#")
            if ":" in path:
                continue
            target = posixpath.normpath(path) if path else name
            if target not in names or (fragment and (target, fragment) not in ids):
                lost.append((name, link.get("href")))

    assert lost == []


def body_words(root: ElementTree.Element) -> str:
    """Return a section's words without its notes and their calls."""
    parts = []

    def gather(element: ElementTree.Element) -> None:
        left_out = "notes" in element.get("class", "").split() or element.get(TYPE) == "noteref"
        if not left_out:
            parts.append(element.text or "")
            for child in element:
                gather(child)
                parts.append(child.tail or "")

    gather(next(root.iter(f"{XHTML}section")))
    return "".join(parts)


@cache
def tag_tree(path: Path) -> str:
    """Return the structure tree of a PDF with its texts; poppler takes seconds over it."""
    return poppler("pdfinfo", "-struct-text", path)


def pdf_words(path: Path) -> str:
    """Return a PDF's words in the order in which they are read aloud, notes and figures apart."""
    tree = tag_tree(path)
    words, skipping = [], None
    for line in tree.splitlines():
        depth = len(line) - len(line.lstrip())
        if skipping is not None and depth > skipping:
            continue
        skipping = depth if line.strip().startswith(("Note", "Figure")) else None
        if line.strip().startswith('"'):
            words.append(line.strip()[1:-1])
    return "".join(words)


def source_words(built: Built) -> str:
    """Return the words of the edition as it was read."""
    sections = read(built.folder).sections
    return "".join(plain(s.title) + plain(s.body) for s in sections)


def without_labels(words: str) -> str:
    """Return words without the numbers of figures, tables and notes, which are the layout's."""
    return letters(re.sub(r"(Figure|Table|Şekil|Tablo)\s\d+\.", "", words))


def test_the_epub_has_the_words_of_the_source_in_its_order(built):
    sections = [document(built.epub, f"{s.id}.xhtml") for s in read(built.folder).sections]
    words = "".join(body_words(section) for section in sections)

    assert without_labels(words) == letters(source_words(built))


def test_the_pdf_has_the_words_of_the_epub_in_its_order(built):
    sections = [document(built.epub, f"{s.id}.xhtml") for s in read(built.folder).sections]
    pdf = without_labels(pdf_words(built.pdf))

    missing = [
        words[:60]
        for section in sections
        for words in [without_labels(body_words(section))]
        if _digits_apart(words) not in _digits_apart(pdf)
    ]

    assert missing == []


def _digits_apart(words: str) -> str:
    """Return words without digits: the calls of notes stand among them in a PDF."""
    return re.sub(r"\d", "", words)


def test_notes_have_the_same_words_in_pdf_and_epub(built):
    notes = [
        "".join(note.itertext())
        for name in spine(built.epub)
        for note in of_type(document(built.epub, name), "footnote")
    ]
    quoted = re.findall(r'^\s*"(.*)"$', tag_tree(built.pdf), re.MULTILINE)
    pdf = letters("".join(quoted))

    assert [note for note in notes if letters(re.sub(r"^\s*\d+", "", note)) not in pdf] == []
    assert notes
