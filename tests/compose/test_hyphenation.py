"""Turkish words are divided as the Turkish Language Association divides them."""

import pytest

from pipeline.compose.hyphenation import (
    OPENING,
    SOFT_HYPHEN,
    hyphenate,
    hyphenate_turkish,
    syllables,
)
from pipeline.model.text import Element

# From TDK's own examples, and words of analyses.
SYLLABLES = [
    "a-ra-ba",
    "bi-çi-mi-ne",
    "in-sa-nın",
    "ka-ra-ca",
    "al-dı",
    "bir-lik",
    "sev-mek",
    "alt-lık",
    "Türk-çe",
    "kork-mak",
    "band-rol",
    "kont-rol",
    "port-re",
    "prog-ram",
    "sant-ral",
    "sürp-riz",
    "tund-ra",
    "volf-ram",
    "ba-şöğ-ret-men",
    "il-ko-kul",
    "Ka-ra-os-ma-noğ-lu",
    "müş-te-rek",
    "u-çurt-ma",
    "mü-da-fa-a",
    "a-na-liz",
    "u-lus-la-ra-ra-sı",
    "ya-yın-cı-lık",
    "di-zi",
    "ka-pak",
    "kay-nak-ça",
    "dip-lo-ma-tik",
    "i-liş-ki-ler",
    "po-li-tik",
    "a-raş-tır-ma-lar",
    "mer-ke-zi",
    "e-di-tör",
    "say-fa",
    "göç-men",
    "sı-nır",
    "gü-ven-lik",
    "ti-ca-ret",
    "an-laş-ma",
    "ba-ğım-sız-lık",
    "e-ko-no-mi",
    "şe-hir",
    "ö-zel",
    "ü-ni-ver-si-te",
    "İs-tan-bul",
    "I-sı",
    "hâ-lâ",
    "kâ-ğıt",
    "re-jim",
    "â-şık",
    "dün-ya",
    "dev-let",
    "hu-kuk",
    "tez",
    "a-ka-de-mi",
    "sü-rüm",
    "ya-zar",
    "met-nin",
    "bö-lüm",
]


@pytest.mark.parametrize("divided", SYLLABLES)
def test_a_word_falls_into_its_syllables(divided):
    assert "-".join(syllables(divided.replace("-", ""))) == divided


BREAKS = [
    ("uçurtma", "uçurt-ma"),
    ("müdafaa", "mü-da-faa"),
    ("özel", "özel"),
    ("araba", "ara-ba"),
    ("sevgi", "sev-gi"),
    ("tez", "tez"),
    ("aile", "ai-le"),
    ("ABD", "ABD"),
    ("DİPAM", "DİPAM"),
    ("DİPAM’ın", "DİPAM’|ın"),
    ("İstanbul’da", "İs-tan-bul’|da"),
    ("Ankara’dan", "An-ka-ra’|dan"),
    ("Edirne’nin", "Edir-ne’|nin"),
    ("Türkiye’dekiler", "Tür-ki-ye’|de-ki-ler"),
    ("EPUB’a", "EPUB’a"),
    ("2024’te 3200 km", "2024’te 3200 km"),
    ("www.dipam.org adresi", "www.dipam.org ad-re-si"),
    ("info@dipam.org", "info@dipam.org"),
    ("https://www.example.org/uzun/adres", "https://www.example.org/uzun/adres"),
    ("‘merhaba’ dedi", "‘mer-ha-ba’ de-di"),
]


@pytest.mark.parametrize(("text", "broken"), BREAKS)
def test_lines_may_end_where_the_rules_allow(text, broken):
    shown = hyphenate_turkish(text).replace(SOFT_HYPHEN, "-").replace(OPENING, "|")

    assert shown == broken


def test_only_turkish_is_divided():
    foreign = Element("span", {"lang": "en"}, ("university",))
    code = Element("code", {}, ("araba",))

    assert hyphenate((foreign, code, "araba"), "tr") == (foreign, code, f"ara{SOFT_HYPHEN}ba")


def test_turkish_phrases_are_divided_in_other_languages():
    phrase = Element("span", {"lang": "tr"}, ("araba",))

    assert hyphenate((phrase, "araba"), "en") == (
        Element("span", {"lang": "tr"}, (f"ara{SOFT_HYPHEN}ba",)),
        "araba",
    )
