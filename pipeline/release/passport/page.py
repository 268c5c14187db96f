"""From the facts of a release to its passport: one page that people read, and that fetches nothing.

Its policy (CSP 3) allows the style and the pictures that it holds, and nothing else.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator
from html import escape

from pipeline.model.edition import Revision
from pipeline.model.passport import Measures, Passport, Thumbnail
from pipeline.release.passport import evidence
from pipeline.release.passport.card import card, measured
from pipeline.release.passport.phrases import count, percent, section, spoken, terms
from pipeline.release.passport.stylesheet import STYLES

CONTENTS = {
    "pages": "Pages",
    "cite": "How to cite",
    "changes": "What changed",
    "checks": "Checks",
    "fonts": "Fonts",
    "ink": "Ink",
    "contrast": "Contrast",
    "links": "Links",
    "files": "Files and checksums",
}


def passport_html(passport: Passport) -> str:
    """Return the passport as one page, the same for the same facts."""
    measures = passport.measures
    return (
        f"{_head(passport)}<body>\n{card(passport)}{_contents()}<main>\n"
        f"{terms(_summary(passport), 'summary')}"
        f"{_sheet(passport)}{_citations(passport)}{_changes(passport)}"
        f"{evidence.checks(passport.verdicts)}"
        f"{evidence.fonts(measures, passport.families)}"
        f"{evidence.ink(measures)}{evidence.contrast(measures)}{evidence.links(measures)}"
        f"{evidence.files(passport.files)}</main>\n{_end(passport)}</body>\n</html>\n"
    )


def _head(passport: Passport) -> str:
    publication, version = passport.edition.publication, passport.edition.revision.version
    title = f"Passport: {publication.full_title}, {version}"
    allowed = base64.b64encode(hashlib.sha256(STYLES.encode()).digest()).decode()
    rules = ("default-src 'none'", "img-src data:", f"style-src 'sha256-{allowed}'")
    policy = "; ".join((*rules, "base-uri 'none'", "form-action 'none'"))
    return (
        f'<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        f'<meta name="viewport" content="width=device-width">\n'
        f'<meta name="color-scheme" content="light dark">\n'
        f"<title>{escape(title)}</title>\n<style>{STYLES}</style>\n</head>\n"
    )


def _contents() -> str:
    links = "".join(f'<li><a href="#{name}">{title}</a></li>' for name, title in CONTENTS.items())
    return f'<nav aria-label="Contents"><ul>{links}</ul></nav>\n'


def _summary(passport: Passport) -> Iterator[tuple[str, str]]:
    """Yield what is found at a glance, each as a number with its noun."""
    verdicts, measures = passport.verdicts, passport.measures
    passed = sum(verdict.outcome == "passed" for verdict in verdicts)
    failed = sum(verdict.outcome == "failed" for verdict in verdicts)
    sign = f' <small class="failed">{evidence.SIGNS["failed"]} {failed} failed</small>'
    yield "Checks passed", f"{passed} of {len(verdicts)}{sign if failed else ''}"
    yield "Pages", _of_both(measures)
    embedded = sum(font.embedded for font in measures.fonts)
    yield "Fonts embedded", f"{embedded} of {len(measures.fonts)}"
    if measures.inks:
        yield "Most ink", percent(max(page.most for page in measures.inks))
    if measures.contrasts:
        yield "Lowest contrast", evidence.ratio(measures.contrasts[0])
    yield "Addresses", str(len(measures.links))


def _of_both(measures: Measures) -> str:
    reading = sum(sheet.count for sheet in measures.pages)
    printed = sum(sheet.count for sheet in measures.printed)
    return str(reading) if reading == printed else f"{reading} <small>{printed} in print</small>"


def _sheet(passport: Passport) -> str:
    """Return every page as a small picture with its folio."""
    shown, measures = passport.thumbnails, passport.measures
    figures = "".join(_figure(thumbnail, len(shown)) for thumbnail in shown)
    sizes = [
        f"{name}, {count(sheet.count, 'page', 'pages')}: {measured(sheet)}"
        for name, sheets in (("Reading PDF", measures.pages), ("Print PDF", measures.printed))
        for sheet in sheets
    ]
    told = f'<p class="note">{". ".join(sizes)}, as cut; {escape(measures.tools["sizes"])}.</p>\n'
    return section("pages", "Pages", f'<div class="sheet">\n{figures}</div>\n', told)


def _figure(thumbnail: Thumbnail, of: int) -> str:
    sections = f": {'; '.join(thumbnail.sections)}" if thumbnail.sections else ""
    words = escape(f"Page {thumbnail.folio} of {of}{sections}")
    size = f'width="{thumbnail.width}" height="{thumbnail.height}"'
    return (
        f'<figure><img src="{thumbnail.address}" {size} alt="{words}">'
        f"<figcaption>{escape(thumbnail.folio)}</figcaption></figure>\n"
    )


def _citations(passport: Passport) -> str:
    """Return each way to cite: one of a single line as prose, the others as they are copied."""
    language = escape(passport.edition.publication.language)
    told = ""
    for name, text in passport.citations.items():
        element = "pre" if "\n" in text.strip() else "p"
        words = f'<{element} lang="{language}">{escape(text.strip())}</{element}>'
        told += f'<div class="as-{element}"><h3>{escape(name)}</h3>\n{words}</div>\n'
    return section("cite", "How to cite", f'<div class="ways">\n{told}</div>\n')


def _changes(passport: Passport) -> str:
    """Return what changed in this revision, and after it what did in those before."""
    language = passport.edition.publication.language
    newest, *older = (_revision(r, language) for r in reversed(passport.edition.revisions))
    before = f"<h3>Before it</h3>\n{terms(older, 'revisions')}" if older else ""
    return section("changes", "What changed", terms([newest], "revisions"), before)


def _revision(revision: Revision, language: str) -> tuple[str, str]:
    day = revision.date.isoformat()
    head = f'Version {escape(revision.version)} <time datetime="{day}">{day}</time>'
    return head, spoken(revision.changes.strip(), language, "p")


def _end(passport: Passport) -> str:
    edition = passport.edition
    return (
        f"<footer><p>{escape(edition.stem)}, {edition.revision.date.isoformat()}. Everything on "
        f"this page is in it: it fetches nothing, and runs nothing.</p></footer>\n"
    )
