"""Turkish words divided at their syllables, for lines that Pyphen, which knows no Turkish, sets.

The rules are those of the Turkish Language Association (TDK, Yazım Kılavuzu, "Hece Yapısı ve Satır
Sonunda Kelimelerin Bölünmesi").
"""

from __future__ import annotations

import re
from itertools import pairwise

from pipeline.model.text import Element, Node, Nodes

SOFT_HYPHEN = "\N{SOFT HYPHEN}"
OPENING = "\N{ZERO WIDTH SPACE}"
"""Where a line may end without a hyphen: after an apostrophe, which then stands alone (TDK)."""

VOWELS = "aeıioöuüâîûAEIİOÖUÜÂÎÛ"
APOSTROPHES = "’'"
VERBATIM = frozenset({"code", "pre"})
SHORTEST = 4
FEWEST = 2
"""Letters that a line must keep of a word at either end: TDK leaves none alone."""

_WORD = re.compile(rf"[^\W\d_]+(?:[{APOSTROPHES}][^\W\d_]+)*")
_ADDRESS = re.compile(r"\S*(?:://|@|www\.|\w\.\w)\S*")


def hyphenate(nodes: Nodes, language: str) -> Nodes:
    """Return running text with the breaks of its Turkish words; other languages are left alone."""
    return tuple(_hyphenated(node, language) for node in nodes)


def hyphenate_turkish(text: str) -> str:
    """Return `text` with soft hyphens in its words, none of them in an address or a number."""
    done = []
    end = 0
    for address in _ADDRESS.finditer(text):
        done += [_WORD.sub(_divided, text[end : address.start()]), address[0]]
        end = address.end()
    return "".join([*done, _WORD.sub(_divided, text[end:])])


def syllables(word: str) -> list[str]:
    """Return the syllables of a word: each has one vowel, and begins with one consonant at most."""
    vowels = [n for n, letter in enumerate(word) if letter in VOWELS]
    starts = [0, *(max(left + 1, right - 1) for left, right in pairwise(vowels)), len(word)]
    return [word[start:end] for start, end in pairwise(starts)]


def _hyphenated(node: Node, language: str) -> Node:
    if isinstance(node, str):
        return hyphenate_turkish(node) if language.partition("-")[0] == "tr" else node
    if node.name in VERBATIM:
        return node
    inner = node.attributes.get("lang", language)
    return Element(node.name, node.attributes, hyphenate(node.children, inner))


def _divided(match: re.Match[str]) -> str:
    """Return a word with its breaks; a suffix after an apostrophe is divided on its own."""
    stem, *suffixes = re.split(rf"(?<=[{APOSTROPHES}])", match[0])
    done = _broken(stem)
    for suffix in suffixes:
        letters = suffix.rstrip(APOSTROPHES)
        done += (OPENING if len(letters) >= FEWEST else "") + _broken(suffix)
    return done


def _broken(word: str) -> str:
    letters = word.rstrip(APOSTROPHES)
    if len(letters) < SHORTEST or letters.isupper():
        return word
    parts = syllables(letters)
    while len(parts) > 1 and len(parts[0]) < FEWEST:
        parts[:2] = ["".join(parts[:2])]
    while len(parts) > 1 and len(parts[-1]) < FEWEST:
        parts[-2:] = ["".join(parts[-2:])]
    return SOFT_HYPHEN.join(parts) + word[len(letters) :]
