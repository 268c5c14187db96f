"""From verdicts and measures to the tables of a passport: checks, fonts, ink, contrast, links."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from pipeline.model.layout import FontFamily
from pipeline.model.passport import (
    Contrast,
    Link,
    Measures,
    PageInk,
)
from pipeline.model.release import ReleasedFile
from pipeline.model.verdict import Verdict
from pipeline.release.passport.phrases import (
    count,
    digest,
    hexadecimal,
    link,
    pages,
    percent,
    section,
    size,
    table,
    terms,
)

SIGNS = {"passed": "✓", "warned": "!", "failed": "✕"}
FOLLOWED = ("http://", "https://", "mailto:", "tel:")
LEVELS = ((7.0, "AAA"), (4.5, "AA"), (3.0, "AA if large"), (1.0, "below AA"))
"""The least contrast for each level of WCAG 2.2, SC 1.4.3 and 1.4.6."""
INKS = ("cyan", "magenta", "yellow", "black")


def checks(verdicts: Sequence[Verdict]) -> str:
    """Return every check with its outcome and its tool, and what was found."""
    rows = (
        (escape(v.check), outcome(v), f"{escape(v.tool)} <small>{escape(v.version)}</small>")
        for v in verdicts
    )
    told = "Each by a tool that did not make the files, or by the house’s own checks of them."
    found = "".join(_findings(verdict) for verdict in verdicts if verdict.findings)
    return section(
        "checks",
        "Checks",
        table("checks", told, ("Check", "Outcome", "Tool"), rows),
        found or '<p class="none">No check found anything to report.</p>\n',
    )


def outcome(verdict: Verdict) -> str:
    """Return a verdict's outcome by sign and word."""
    word = verdict.outcome
    return f'<span class="{word}"><span aria-hidden="true">{SIGNS[word]}</span> {word}</span>'


def _findings(verdict: Verdict) -> str:
    entries = "".join(
        f"<li><strong>{finding.severity.value}</strong> {escape(finding.place.within)}: "
        f"{escape(finding.message)} <code>{escape(finding.code)}</code></li>\n"
        for finding in verdict.findings
    )
    title = f"{escape(verdict.check)}, {escape(verdict.tool)}"
    return f"<h3>{title}</h3>\n<ul>\n{entries}</ul>\n"


def fonts(measures: Measures, families: Sequence[FontFamily]) -> str:
    """Return the fonts in the reading PDF, and the files that they were taken from."""
    held = {(True, True): "a subset", (True, False): "the whole font"}
    rows = (
        (escape(f.name), f"<code>{escape(f.kind)}</code>", held.get((f.embedded, f.subset), "no"))
        for f in measures.fonts
    )
    told = f"In the reading PDF, as {escape(measures.tools['fonts'])} finds them."
    drawn = table("fonts", told, ("Font", "Kind", "Embedded"), rows)
    return section("fonts", "Fonts", drawn, *map(_family, families))


def _family(family: FontFamily) -> str:
    faces = [(escape(face.cut), digest(face.sha256)) for face in family.faces]
    licence = f"Licence, {escape(family.spdx)}"
    listed = terms([*faces, (licence, digest(family.licence_sha256))], "sums")
    return f"<h3>{escape(family.name)}</h3>\n{listed}"


def ink(measures: Measures) -> str:
    """Return the ink of each page of the print PDF."""
    heads = ("Page", *(name.capitalize() for name in INKS), "Most", "Prints")
    told = (
        f"How much of each page of the print PDF, bleed included, each ink covers; and all inks "
        f"together where most of them lie. From the plates of {escape(measures.tools['inks'])}."
    )
    rows = (
        (str(i.page), *map(percent, i.mean), percent(i.most), _prints(i) + _bar(i))
        for i in measures.inks
    )
    return section("ink", "Ink", table("ink", told, heads, rows))


def _prints(page: PageInk) -> str:
    words = "black alone" if page.most else "nothing"
    return f"<span>{'colour' if page.has_colour else words}</span>"


def _bar(page: PageInk) -> str:
    """Return the inks side by side, as long as each covers of the page; four in full fill it."""
    start, bars = 0.0, []
    for name, part in zip(INKS, page.mean, strict=True):
        wide = 25 * part
        bars.append(f'<rect class="{name}" x="{start:.2f}" width="{wide:.2f}" height="4"/>')
        start += wide
    box = 'viewBox="0 0 100 4" preserveAspectRatio="none"'
    return f'<svg {box} aria-hidden="true">{"".join(bars)}</svg>'


def contrast(measures: Measures) -> str:
    """Return the pairs of colours of text and ground in the reading PDF, the lowest first."""
    told = (
        f"Each colour of text on each ground in the reading PDF as drawn by "
        f"{escape(measures.tools['contrasts'])}; the levels are those of WCAG 2.2, "
        f"SC 1.4.3 and 1.4.6."
    )
    heads = ("Text on ground", "Contrast", "Level", "Smallest", "Pages")
    rows = map(_contrast, measures.contrasts)
    return section("contrast", "Contrast", table("contrast", told, heads, rows))


def _contrast(pair: Contrast) -> Sequence[str]:
    text, ground = hexadecimal(pair.text), hexadecimal(pair.ground)
    lines = "".join(
        f'<rect x="4" y="{y}" width="{width}" height="2" fill="{text}"/>'
        for y, width in ((4, 20), (8, 22), (12, 13))
    )
    drawn = f'<rect width="30" height="18" fill="{ground}"/>{lines}'
    return (
        f'<svg class="pair" viewBox="0 0 30 18" aria-hidden="true">{drawn}</svg> '
        f"<code>{text}</code> on <code>{ground}</code>",
        f"{ratio(pair)}",
        next(name for least, name in LEVELS if pair.ratio >= least),
        f"{pair.size:g} pt",
        pages(pair.pages),
    )


def ratio(pair: Contrast) -> str:
    """Return a contrast ratio as WCAG writes it, never rounded up over a threshold."""
    return f"{int(pair.ratio * 100) / 100:.2f}:1"


def links(measures: Measures) -> str:
    """Return every address to which the reading PDF leads, and the pages that do."""
    outer = sum(len(each.pages) for each in measures.links)
    told = (
        f"{count(outer, 'linked area leads', 'linked areas lead')} to "
        f"{count(len(measures.links), 'address', 'addresses')} elsewhere, and "
        f"{count(measures.inner_links, 'stays', 'stay')} within the file; a link that runs over "
        f"two lines has two areas. In the reading PDF, as {escape(measures.tools['links'])} "
        f"finds them."
    )
    rows = ((_address(k), str(len(k.pages)), pages(k.pages)) for k in measures.links)
    return section("links", "Links", table("links", told, ("Address", "Areas", "Pages"), rows))


def _address(outer: Link) -> str:
    """Return an address, as a link where it is of a kind that is safe to follow."""
    return link(outer.address) if outer.address.startswith(FOLLOWED) else escape(outer.address)


def files(released: Sequence[ReleasedFile]) -> str:
    """Return the files with their sizes and checksums, and how to compare one."""
    entries = "".join(
        f'<div><dt>{escape(f.path)}</dt><dd class="about"><code>{escape(f.media_type)}</code> '
        f"{size(f.size)}</dd><dd>{digest(f.sha256)}</dd></div>\n"
        for f in released
    )
    how = (
        "<p>The SHA-256 of a file is the same for as long as no bit of it has changed: "
        "<code>sha256sum</code> with the name of the file prints the digits to compare. What these "
        "files were made of lies under <code>inputs</code>; <code>release.json</code> has the "
        "digests of it all.</p>\n"
    )
    return section("files", "Files and checksums", how, f'<dl class="files">\n{entries}</dl>\n')
