"""The words that a layout prints of its own, and dates, as a publication's language writes them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from babel import Locale
from babel.dates import format_date, format_skeleton

from pipeline.errors import LayoutError
from pipeline.model.edition import PublicationDate
from pipeline.model.layout import Layout


def labels_for(layout: Layout, language: str) -> Mapping[str, str]:
    """Return the layout's table for a BCP 47 tag, or for its language; raise where it has none."""
    table = layout.labels.get(language) or layout.labels.get(language.partition("-")[0])
    if table is None:
        hint = f"add labels/{language}.yml to it; there are: {', '.join(sorted(layout.labels))}"
        raise LayoutError(f"the layout '{layout.name}' has no labels in '{language}'", hint=hint)
    return table


def written_date(when: PublicationDate | date, language: str) -> str:
    """Return a date as the language writes it, as exact as it is: April 2024, 24 Kasım 2026."""
    locale = Locale.parse(language, sep="-")
    if isinstance(when, date):
        return format_date(when, "d MMMM y", locale)
    if when.month is None:
        return str(when.year)
    if when.day is None:
        return format_skeleton("yMMMM", date(when.year, when.month, 1), locale=locale)
    return format_date(date(when.year, when.month, when.day), "d MMMM y", locale)


def capitals(text: str, language: str) -> str:
    """Return `text` in capitals; Turkish keeps the dot on its i (CLDR, TDK)."""
    if language.partition("-")[0] == "tr":
        text = text.replace("i", "İ").replace("ı", "I")
    return text.upper()
