"""Every finding of the house's own checks: its code and what it means.

Codes of outside judges are their own: `verapdf-<flavour>-<clause>-<test>`, `epubcheck-<ID>`,
`proof-<check>`, `ace-<rule>`, `nu-error`, `nu-warning`, `axe-<rule>`; and what the browser tells
beside axe: `web-request`, `web-console`, `web-overflow`.
"""

from __future__ import annotations

from collections.abc import Mapping

CODES: Mapping[str, str] = {
    "pdf-unreadable": "The file is not a PDF that pypdf can read.",
    "pdf-trim": "A page's TrimBox is not the trim of the layout.",
    "pdf-language": "The document's language is not the publication's.",
    "pdf-tags": "The document is not tagged.",
    "pdf-title": "A window would not show the publication's title.",
    "pdf-outline": "The outline lacks a heading of the contents, or is out of order.",
    "pdf-labels": "Pages have no labels, or labels that are not their folios.",
    "pdf-font-embedded": "A font is not embedded as a subset with its characters' meanings.",
    "pdf-font-family": "A font is not one of the layout's.",
    "pdf-link": "A link leads nowhere, or says nothing to those who cannot see it.",
    "pdf-metadata": "The Info dictionary and the XMP packet do not agree with the publication.",
    "pdf-active": "The file holds a script, an attachment or an action that runs.",
    "pdf-blank": "A page has no text.",
    "press-unreadable": "The print edition is not a PDF that pypdf can read.",
    "press-boxes": "A page's TrimBox, BleedBox or MediaBox is not that of the layout, to 0.1 mm.",
    "press-bleed": "Ink reaches the edge of a page and does not go on to the end of the bleed.",
    "press-resolution": "A picture has under 300 pixels an inch (under 200, an error).",
    "press-ink": "A colour or a picture has more than 320 % of ink.",
    "press-rich-black": "Text under 12 pt is in a black of several inks.",
    "press-hairline": "A line is thinner than 0.25 pt.",
    "press-rgb": "Something is painted in RGB.",
    "press-transparency": "Transparency blends in a mode or a space that PDF/X-4 has not.",
    "press-intent": "The output intent is missing, or not that of the layout's press.",
    "press-identity": "The file does not say that it is PDF/X-4, or lacks what that wants.",
    "press-active": "A page has links, or the file something that runs.",
    "press-count": "The binding cannot fold the pages, or the last of them is not the back.",
    "ghostscript-ink": "The plates, as Ghostscript separates them, print more than 320 % of ink.",
    "ghostscript-bleed": "The plates, as Ghostscript separates them, end within the bleed.",
    "epub-unreadable": "The file is not an EPUB that can be opened.",
    "epub-container": "`mimetype` is not first, stored and exact (EPUB OCF 3.3 §4.3).",
    "epub-clock": "An entry of the ZIP has another date than the rest: its bytes take the clock.",
    "epub-metadata": "The package lacks metadata, or it is not the publication's.",
    "epub-accessibility": "The package lacks metadata of EPUB Accessibility 1.1 §2.2.",
    "epub-language": "A document, or the package, does not tell its language.",
    "epub-spine": "The reading order lacks a document, or names one that is not there.",
    "epub-nav": "The contents or landmarks are missing, or not in the reading order.",
    "epub-pages": "The page list and the marks of the PDF's pages are not one.",
    "epub-cover": "No picture is marked as the cover.",
    "epub-font": "A font is embedded and not used, or used and not embedded.",
    "epub-remote": "A document or a stylesheet fetches something from outside.",
    "epub-alt": "A picture has no text alternative.",
    "epub-role": "An `epub:type` has no matching ARIA role (DPUB-ARIA 1.1).",
    "epub-note": "A footnote and its call do not lead to one another.",
}
