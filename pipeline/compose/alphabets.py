"""From a language tag to the letters of its alphabet, as Hyperglot's data have them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from babel import Locale
from babel.core import get_global

INHERITED = re.compile(r"<(\w{3})\b[^>]*>")
DOTTED_CIRCLE = "◌"


@dataclass(frozen=True)
class Alphabet:
    """A language's English name and the characters that its texts are written in."""

    language: str
    letters: frozenset[str]


@cache
def alphabet(tag: str) -> Alphabet | None:
    """Return the alphabet of a BCP 47 tag, in its script or in the language's first.

    Punctuation, figures and letters of foreign words alone are not in it. None is returned for a
    language whose alphabet is not known.
    """
    for code in _codes(tag.partition("-")[0]):
        table = _table(code)
        if table and table.get("orthographies"):
            letters = frozenset(_letters(_orthography(table, _script(tag))))
            return Alphabet(str(table["name"]), letters)
    return None


def _codes(language: str) -> Iterator[str]:
    """Yield the codes of ISO 639-3 for a language and its parent; Unicode has them as aliases."""
    aliases = get_global("language_aliases")
    for known in filter(None, (language, get_global("parent_exceptions").get(language))):
        yield known
        yield from sorted(code for code, name in aliases.items() if name == known)


def _table(code: str) -> dict[str, Any] | None:
    # Its classes load every language and keep a file in the working directory; this reads one.
    from hyperglot.loader import load_language_data

    try:
        table: dict[str, Any] = load_language_data(code)
    except KeyError:
        return None
    return table


def _script(tag: str) -> str:
    """Return the name of the tag's script (ISO 15924), or nothing where it has none."""
    code = next((part for part in tag.split("-")[1:] if len(part) == 4), "")
    return str(Locale("en").scripts.get(code, "")) if code else ""


def _orthography(table: dict[str, Any], script: str) -> dict[str, Any]:
    """Return the orthography in that script; without one, the first that is in everyday use."""
    known: list[dict[str, Any]] = table["orthographies"]
    ranked = sorted(known, key=lambda o: (o.get("script") != script, o.get("status") != "primary"))
    return ranked[0]


def _letters(orthography: dict[str, Any]) -> Iterator[str]:
    base = str(orthography.get("base", ""))
    for code in INHERITED.findall(base):
        table = _table(code)
        if table:
            yield from _letters(_orthography(table, str(orthography.get("script", ""))))
    for letter in unicodedata.normalize("NFC", INHERITED.sub("", base)).split():
        yield from (character for character in letter if character != DOTTED_CIRCLE)
