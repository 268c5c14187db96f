"""The order of words in a language: keys to sort names and entries by."""

from __future__ import annotations

import unicodedata

# The Turkish alphabet (TDK), with the letters that only foreign names have.
_TURKISH = "abcçdefgğhıijklmnoöpqrsştuüvwxyz"


def sort_key(text: str, language: str) -> tuple[tuple[int, ...], str]:
    """Return a key that sorts `text` as a BCP 47 language does: accents after letters, case last.

    Digits come before letters; punctuation counts as the space between two words.
    """
    turkish = language.partition("-")[0] == "tr"
    lowered = text.replace("I", "ı").replace("İ", "i").lower() if turkish else text.lower()
    return tuple(_weight(character, turkish) for character in lowered), text


def _weight(character: str, turkish: bool) -> int:
    if turkish and character in _TURKISH:
        return 200 + _TURKISH.index(character)
    base = unicodedata.normalize("NFKD", character)[0]
    if base.isdigit():
        return 100 + int(base) if base.isdecimal() else 100
    if turkish and base in _TURKISH:
        return 200 + _TURKISH.index(base)
    return 200 + ord(base) if base.isalpha() else 0
