"""Our own checks of a finished web page, its HTML read by another library than made it."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import tinyhtml5

from pipeline.check.expected import Expected
from pipeline.model.artifact import Finding, Place, Severity

XHTML = "{http://www.w3.org/1999/xhtml}"
FETCHING = ("src", "srcset", "poster", "data", "action", "background")
SCHOLAR = ("citation_title", "citation_author", "citation_publication_date", "citation_pdf_url")
OPEN_GRAPH = ("og:title", "og:type", "og:description", "og:site_name", "og:locale")


@dataclass(frozen=True)
class Web:
    """A web page opened for checking, and what is expected of it."""

    path: Path
    text: str
    expected: Expected

    @cached_property
    def root(self) -> Any:
        """The page's tree, as a browser parses it (HTML Standard §13.2)."""
        return tinyhtml5.parse(self.text)

    def all(self, name: str) -> list[Any]:
        """Return every element of this name."""
        return list(self.root.iter(f"{XHTML}{name}"))

    def metas(self, key: str) -> dict[str, str]:
        """Return the page's meta elements by their `name`, `property` or `http-equiv`."""
        return {m.get(key): m.get("content", "") for m in self.all("meta") if m.get(key)}

    def error(self, code: str, message: str) -> Finding:
        """Return a finding on the page."""
        return Finding(code, Severity.ERROR, Place(self.path), message)


Check = Callable[[Web], Iterator[Finding]]


def check_web(path: Path, expected: Expected) -> list[Finding]:
    """Return all findings of our own checks on a web page."""
    try:
        web = Web(path, path.read_text("utf-8"), expected)
    except (OSError, UnicodeDecodeError) as error:
        return [
            Finding("web-unreadable", Severity.ERROR, Place(path), f"it cannot be read: {error}")
        ]
    return [finding for check in CHECKS for finding in check(web)]


def check_remote(web: Web) -> Iterator[Finding]:
    """Yield a finding for whatever the page would fetch; links that a reader follows are not."""
    for element in web.root.iter():
        named = [element.get(name) for name in FETCHING]
        named += [element.get("href")] if element.tag == f"{XHTML}link" else []
        for address in filter(None, named):
            if not address.startswith("data:"):
                yield web.error("web-remote", f"the page fetches {address}")
    for address in re.findall(r"(?:url\(|@import)\s*[\"']?([^\"')\s]+)", web.text):
        if not address.startswith(("data:", "#")):
            yield web.error("web-remote", f"a style fetches {address[:80]}")


def check_policy(web: Web) -> Iterator[Finding]:
    """Yield a finding unless the page's policy allows what is in it, and nothing else (CSP 3)."""
    policy = web.metas("http-equiv").get("Content-Security-Policy", "")
    rules = dict(rule.strip().partition(" ")[::2] for rule in policy.split(";"))
    if rules.get("default-src") != "'none'":
        yield web.error("web-policy", "default-src is not 'none'")
    if "unsafe" in policy or "*" in policy:
        yield web.error("web-policy", f"the policy is not strict: {policy}")
    scripts = [e for e in web.all("script") if not e.get("type")]
    for name, elements in (("style-src", web.all("style")), ("script-src", scripts)):
        for element in elements:
            digest = base64.b64encode(hashlib.sha256((element.text or "").encode()).digest())
            if f"'sha256-{digest.decode()}'" not in rules.get(name, ""):
                yield web.error("web-policy", f"{name} has not the digest of what is in the page")
    for element in web.root.iter():
        if element.get("style") or any(str(key).startswith("on") for key in element.attrib):
            yield web.error("web-policy", f"the policy stops an attribute of <{element.tag}>")


def check_metadata(web: Web) -> Iterator[Finding]:
    """Yield a finding for each thing that search engines and libraries look for and do not find."""
    names, properties = web.metas("name"), web.metas("property")
    for name in SCHOLAR:
        if not names.get(name):
            yield web.error("web-metadata", f"no {name}")
    for name in OPEN_GRAPH:
        if not properties.get(name):
            yield web.error("web-metadata", f"no {name}")
    if names.get("citation_title") != web.expected.title:
        yield web.error("web-metadata", f"citation_title is {names.get('citation_title')!r}")
    blocks = [e.text or "" for e in web.all("script") if e.get("type") == "application/ld+json"]
    try:
        report = json.loads(blocks[0]) if blocks else {}
    except ValueError as error:
        yield web.error("web-metadata", f"the JSON-LD cannot be read: {error}")
        return
    wanted = {
        "@type": "Report",
        "name": web.expected.title,
        "inLanguage": web.expected.language,
        "identifier": web.expected.identifier,
    }
    for key, value in wanted.items():
        if report.get(key) != value:
            yield web.error("web-metadata", f"{key} of the JSON-LD is {report.get(key)!r}")


def check_language(web: Web) -> Iterator[Finding]:
    """Yield a finding unless the page tells its language (WCAG 2.2 3.1.1)."""
    found = web.root.get("lang")
    if found != web.expected.language:
        yield web.error("web-language", f"the language is {found}, not {web.expected.language}")


def check_links(web: Web) -> Iterator[Finding]:
    """Yield a finding for each id that stands twice, and each link within the page to none."""
    ids = [e.get("id") for e in web.root.iter() if e.get("id")]
    for name in sorted({name for name in ids if ids.count(name) > 1}):
        yield web.error("web-link", f"the id '{name}' stands twice")
    for link in web.all("a"):
        href = link.get("href", "")
        if href.startswith("#") and href[1:] not in ids:
            yield web.error("web-link", f"a link leads nowhere: {href}")


def check_pages(web: Web) -> Iterator[Finding]:
    """Yield a finding unless the pages are marked in their order, and each can be gone to."""
    marks = [e for e in web.root.iter() if e.get("role") == "doc-pagebreak"]
    labels = [mark.get("title") for mark in marks]
    if not labels or labels != [str(n) for n in range(1, len(labels) + 1)]:
        yield web.error("web-pages", f"the pages are marked {labels}")
    if [mark.get("id") for mark in marks] != [f"page-{label}" for label in labels]:
        yield web.error("web-pages", "a page's mark has not its id")
    links = {link.get("href") for link in web.all("a")}
    for label in labels:
        if f"#page-{label}" not in links:
            yield web.error("web-pages", f"no link leads to page {label}")


CHECKS: tuple[Check, ...] = (
    check_remote,
    check_policy,
    check_metadata,
    check_language,
    check_links,
    check_pages,
)
