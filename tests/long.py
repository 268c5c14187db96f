"""A source of 120 pages with everything in it, written by rule: the same at every run."""

import random
from pathlib import Path

from PIL import Image

SLUG = "901-long"
SECTIONS = 16
PARAGRAPHS = 49
ENGLISH = """account across agreement ambassador archive balance border bridge broad careful
ceremony
commerce commission committee comparison conference consequence correspondence council
deliberation delegation diplomacy district embassy evidence examination exchange fair
formal government harbour independence initiative institution interpretation island
journey justice ledger letter measure meeting minister moderate mountain negotiation
neighbouring notable observation occasion office parliament passage peace port practice
precedent procedure proposal protocol question railway ratification recommendation region
representative republic responsibility river season secretary settlement signature
slow station steady strait summit territory trade transition treaty understanding union"""
TURKISH = """anlaşma araştırma bağımsızlık bakanlık başkent bölge büyükelçilik cumhuriyet çalışma
değerlendirme denge deniz diplomasi düşünce elçi eşitlik geçiş gelecek görüşme güvenlik
haberleşme ilişkiler incelikli karşılıklı kentleşme komşuluk liman mektup mütareke
müzakere ortaklık öneri özgürlük parlamento sınır sorumluluk sözleşme şehir tarafsızlık
ticaret uluslararası ulaşım uzlaşma ülke yakınlaşma yardımlaşma yazışma yönetim yükümlülük"""
PUBLICATION = """title: A Long Specimen
subtitle: Of Pages, Notes and Tables
series: paper
number: 901
date: 2026-11
language: en
layout: dipam
contributors: [{id: many, role: aut}]
abstract: What the abstract says.
keywords: [specimens]
identifiers: {uuid: 0b8a4d52-5d6e-4f7c-8a3b-2f1e0d9c8b7a}
rights: © 2026 Example Press
"""
WRITER = """name: The Many Writers
sort-name: Many Writers
kind: organization
biography: {en: They write long examples by rule and so give every page something to break within.}
"""
REVISIONS = "- {version: 1.0.0, date: 2026-11-20, changes: The first edition.}\n"


def write_long(source: Path) -> None:
    """Write the publication and its writer into a source folder that has a publisher."""
    folder = source / SLUG
    (folder / "figures").mkdir(parents=True)
    (source / "contributors").mkdir()
    (source / "contributors/many.yml").write_text(WRITER, "utf-8")
    (folder / "publication.yml").write_text(PUBLICATION, "utf-8")
    (folder / "revisions.yml").write_text(REVISIONS, "utf-8")
    (folder / "references.yml").write_text("[]\n", "utf-8")
    (folder / "text.md").write_text(_text(random.Random(901)), "utf-8")
    tones = Image.linear_gradient("L").resize((1200, 500))
    Image.merge("RGB", (tones, tones.rotate(180), tones)).save(folder / "figures/tones.png")


def _text(chance: random.Random) -> str:
    notes: list[str] = []
    parts = [_paragraph(chance, notes)]
    for number in range(1, SECTIONS + 1):
        parts.append(f"## Part {number} of the {_words(chance, ENGLISH, 1)}")
        parts += [_block(chance, notes, n) for n in range(PARAGRAPHS)]
    return "\n\n".join([*parts, *notes]) + "\n"


def _block(chance: random.Random, notes: list[str], number: int) -> str:
    if number % 16 == 5:
        caption = _words(chance, ENGLISH, 6)
        return f'![Tones from one colour to another.](figures/tones.png "{caption}.")'
    if number % 16 == 11:
        rows = [f"| {_words(chance, ENGLISH, 2)} | {chance.randrange(10**6):,} |" for _ in range(9)]
        return "\n".join(["Table: Counts.", "", "| What | How many |", "| :-- | --: |", *rows])
    if number % 16 == 14:
        return "\n".join(f"- {_sentence(chance, ENGLISH)}" for _ in range(4))
    return _paragraph(chance, notes)


def _paragraph(chance: random.Random, notes: list[str]) -> str:
    sentences = [_sentence(chance, ENGLISH) for _ in range(chance.randint(3, 7))]
    if chance.random() < 0.35:
        notes.append(f"[^{len(notes) + 1}]: {_sentence(chance, ENGLISH)}")
        sentences[0] += f"[^{len(notes)}]"
    if chance.random() < 0.3:
        sentences.append(f"[{_words(chance, TURKISH, 14)}]{{lang=tr}}.")
    return " ".join(sentences)


def _sentence(chance: random.Random, words: str) -> str:
    text = _words(chance, words, chance.randint(8, 19))
    return f"{text[0].upper()}{text[1:]}."


def _words(chance: random.Random, words: str, count: int) -> str:
    return " ".join(chance.choices(words.split(), k=count))
