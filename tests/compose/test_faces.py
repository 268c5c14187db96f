"""Each face of a layout has the alphabets in use, its name, and the right to be where it is put."""

import shutil
from dataclasses import replace

import pytest

from pipeline.compose.alphabets import alphabet
from pipeline.compose.faces import unfit_faces
from pipeline.compose.pages import compose, compose_epub
from pipeline.compose.proof import prove
from pipeline.compose.stylesheets import font_resource
from pipeline.compose.web import compose_web
from pipeline.errors import Faults, PipelineError
from pipeline.read.edition import read
from pipeline.read.layout import read_layout
from tests.conftest import ROOT, SPECIMEN
from tests.faces import MANROPE, draw, record

EVERYTHING = "".join(map(chr, range(0x20, 0x2200)))
TOKENS = ':root { --font-text: "Acme Grotesk"; --font-display: "Acme Grotesk"; }\n'


@pytest.fixture
def brand(tmp_path):
    """The folder of a brand that extends `base`, with one family of its own."""
    layouts = tmp_path / "layouts"
    shutil.copytree(ROOT / "layouts/base", layouts / "base")
    folder = layouts / "acme"
    folder.mkdir()
    (folder / "layout.yml").write_text("extends: base\nfonts: [acme-grotesk]\n", "utf-8")
    (folder / "tokens.css").write_text(TOKENS, "utf-8")
    acme(folder)
    return folder


def acme(brand, slug="acme-grotesk", **drawn):
    folder = brand / "fonts" / slug
    draw(folder / "Acme.ttf", **{"text": EVERYTHING, **drawn})
    record(folder, "  - weight: 400\n    style: normal\n    {Acme.ttf}")


def laid(brand):
    return read_layout(brand.parent, brand.name, ROOT / "fonts", brand.parent.parent / "cache")


def composed(brand, source=ROOT / "tests/source", by=compose, *more):
    return by(read(source / SPECIMEN), laid(brand), *more)


def told(brand, *arguments):
    with pytest.raises(PipelineError) as caught:
        composed(brand, *arguments)
    return str(caught.value), caught.value.exit_code


def test_a_brands_own_family_stands_instead_of_those_that_it_extends(brand):
    assert [family.name for family in laid(brand).fonts] == ["Acme Grotesk"]
    assert "Acme Grotesk." in composed(brand).parts[0].markup


def test_a_brand_that_names_no_family_has_those_that_it_extends(brand):
    (brand / "layout.yml").write_text("extends: base\n", "utf-8")

    assert [family.name for family in laid(brand).fonts] == ["Source Serif Pro", "Source Sans Pro"]


def test_faces_whose_files_have_one_name_are_two_resources(brand):
    acme(brand, "acme-bold", weight=700)
    (brand / "fonts/acme-bold/font.yml").write_text(
        (brand / "fonts/acme-bold/font.yml").read_text("utf-8").replace("Acme G", "Other G"),
        "utf-8",
    )
    (brand / "layout.yml").write_text("extends: base\nfonts: [acme-grotesk, acme-bold]\n")

    names = {font_resource(face) for face in laid(brand).faces}

    assert len(names) == 2
    assert names <= set(composed(brand).resources)


# What `layout.yml` names as fonts, the words of the error, and its exit code.
NAMED = [
    ("[../../outside]", "layout.yml:2:9: 0: is not of the form wanted", 3),
    ("[Acme Grotesk]", "layout.yml:2:9: 0: is not of the form wanted", 3),
    ("[acme]", "layout.yml:2:9: no font 'acme'", 5),
    (
        "[acme-grotesk, acme-again]",
        "layout.yml:2:23: 'acme-again' and 'acme-grotesk' are both called 'Acme Grotesk'",
        5,
    ),
]


@pytest.mark.parametrize(("fonts", "words", "code"), NAMED)
def test_a_family_that_cannot_be_is_told_with_its_place(brand, fonts, words, code):
    acme(brand, "acme-again")
    (brand / "layout.yml").write_text(f"extends: base\nfonts: {fonts}\n", "utf-8")

    with pytest.raises(Faults) as caught:
        laid(brand)

    assert words in str(caught.value)
    assert caught.value.exit_code == code


# A stylesheet of the brand, what it says, and the place and words of the error.
MISNAMED = [
    (
        TOKENS.replace('text: "Acme Grotesk"', "text: X"),
        "tokens.css:1:9: no font 'X'",
        "one of: Acme G",
    ),
    (TOKENS.replace('Grotesk"; }', 'Grotesque"; }'), "'Acme Grotesque'", "mean 'Acme Grotesk'?"),
    (
        f"{TOKENS}\n/* font-family: X */\np {{ font-family: Y, serif }}",
        "tokens.css:4:5: no font 'Y'",
        "",
    ),
    (TOKENS.replace('play: "Acme Grotesk"', "play: Source Sans Pro"), "'Source Sans Pro'", ""),
]


@pytest.mark.parametrize(("tokens", "words", "step"), MISNAMED)
def test_a_family_that_the_styles_name_and_the_layout_has_not_is_told(brand, tokens, words, step):
    (brand / "tokens.css").write_text(tokens, "utf-8")

    with pytest.raises(PipelineError) as caught:
        prove(read(ROOT / "tests/source" / SPECIMEN), laid(brand), ())

    assert words in str(caught.value)
    assert step in str(caught.value)
    assert caught.value.exit_code == 4


@pytest.mark.parametrize(
    ("tag", "language", "within", "without"),
    [
        ("tr", "Turkish", "ÂÇĞİIÎÖŞÛÜâçğıiîöşûüz", "ñß₺"),
        ("en", "English", "AZaz", "çé"),
        ("en-GB", "English", "AZaz", "çé"),
        ("de", "German", "ÄÖÜäöüß", "ñ"),
        ("nb", "Norwegian", "ÆØÅæøå", "ß"),
        ("sr", "Serbian", "ЂЉЊЋЏ", "Đ"),
        ("sr-Latn", "Serbian", "ĐŠŽ", "Ђ"),
        ("fa", "Iranian Persian", "پچژگ", "a"),
        ("yue", "Yue Chinese", "一", "a"),
    ],
)
def test_the_alphabet_of_a_language_is_its_letters(tag, language, within, without):
    known = alphabet(tag)

    assert known.language == language
    assert set(within) <= known.letters
    assert not set(without) & known.letters


def test_a_language_without_a_known_alphabet_is_let_be():
    assert alphabet("und") is None


def test_to_know_an_alphabet_leaves_nothing_behind(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    alphabet.cache_clear()
    alphabet("tr")

    assert list(tmp_path.iterdir()) == []


# A language of the text, of a phrase or of the house's name, and letters that no word of it has.
LACKING = [
    ("publication.yml", "language: en", "language: tr", "Ââ", "lacks letters of Turkish: Â â"),
    ("text.md", "lang=fr", "lang=de", "Ääß", "lacks letters of German: Ä ß ä"),
    ("../publisher.yml", "tr:", "hu:", "Őű", "lacks letters of Hungarian: Ő ű"),
    ("text.md", "lang=fr", "lang=el", "ΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡΣΤΥΦΧΨΩαβγδεζηθικλμνξοπρστυ", " …"),
]


@pytest.mark.parametrize(("name", "old", "new", "missing", "words"), LACKING)
def test_letters_of_a_language_in_use_that_a_face_lacks_are_told(
    brand, source, name, old, new, missing, words
):
    path = source / SPECIMEN / name
    text = path.read_text("utf-8")
    assert old in text, "the case no longer fits the specimen"
    path.write_text(text.replace(old, new, 1), "utf-8")
    acme(brand, text="".join(set(EVERYTHING) - set(missing)))

    message, code = told(brand, source)

    assert "acme-grotesk/font.yml: Acme Grotesk 400 lacks letters of" in message
    assert words in message
    assert "choose another font" in message
    assert code == 5


def test_the_languages_of_the_publication_and_of_the_house_count_where_no_template_names_them(
    brand,
):
    bare = replace(composed(brand), parts=())
    edition = bare.edition
    turkish = replace(edition.publication, language="tr")
    hungarian = replace(edition.publisher, names={"hu": "Példa Kiadó"})
    acme(brand, "acme-bare", text="".join(set(EVERYTHING) - set("âő")))
    (brand / "layout.yml").write_text("extends: base\nfonts: [acme-bare]\n", "utf-8")
    lacking = replace(bare, layout=laid(brand))

    told = [
        [str(fault).partition("lacks ")[2][:20] for fault in unfit_faces(composition)]
        for composition in (
            replace(lacking, edition=replace(edition, publication=turkish, publisher=hungarian)),
            replace(lacking, edition=replace(edition, publisher=hungarian)),
        )
    ]

    assert told == [["letters of Hungarian", "letters of Turkish: "], ["letters of Hungarian"]]


def test_a_face_of_preview_and_print_is_for_the_pdfs_alone(brand):
    acme(brand, fs_type=4)

    assert composed(brand).parts
    for by, target in ((compose_epub, "an EPUB"), (compose_web, "a web page")):
        message, code = told(brand, ROOT / "tests/source", by, ())

        assert f"Acme Grotesk 400 may be shown and printed, but not embedded in {target}" in message
        assert "its right (OS/2 fsType) is Preview & Print" in message
        assert "ONLY=pdf,print" in message
        assert code == 5


def test_an_editable_face_is_for_all(brand):
    acme(brand, fs_type=8, like=MANROPE)

    assert composed(brand, ROOT / "tests/source", compose_web, ()).parts
