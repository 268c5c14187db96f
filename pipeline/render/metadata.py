"""What a PDF says of itself: the Info dictionary and the XMP packet, from the edition alone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from xml.sax.saxutils import escape, quoteattr

from pipeline.model.edition import Edition
from pipeline.model.text import plain

XMP_NAMESPACES = {
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "dc": "http://purl.org/dc/elements/1.1/",
    "xmp": "http://ns.adobe.com/xap/1.0/",
    "xmpMM": "http://ns.adobe.com/xap/1.0/mm/",
    "xmpRights": "http://ns.adobe.com/xap/1.0/rights/",
    "pdf": "http://ns.adobe.com/pdf/1.3/",
    "pdfaid": "http://www.aiim.org/pdfa/ns/id/",
    "pdfuaid": "http://www.aiim.org/pdfua/ns/id/",
    "pdfxid": "http://www.npes.org/pdfx/ns/id/",
    "prism": "http://prismstandard.org/namespaces/basic/3.0/",
    "pdfaExtension": "http://www.aiim.org/pdfa/ns/extension/",
    "pdfaSchema": "http://www.aiim.org/pdfa/ns/schema#",
    "pdfaProperty": "http://www.aiim.org/pdfa/ns/property#",
}
CREATOR = "DİPAM Press"

# Schemas that PDF/A does not know must be described in the file (ISO 19005-2 6.6.2.3.3).
_EXTENSIONS: Mapping[str, tuple[tuple[str, str, str], ...]] = {
    "pdfuaid": (("part", "Integer", "Part of ISO 14289 to which the file conforms"),),
    "prism": (
        ("seriesTitle", "Text", "Title of the series"),
        ("seriesNumber", "Text", "Number within the series"),
        ("versionIdentifier", "Text", "Version of the publication"),
    ),
}


def timestamp(edition: Edition) -> str:
    """Return the edition's moment in ISO 8601: its revision's date, never the clock's."""
    return f"{edition.revision.date.isoformat()}T00:00:00Z"


def subject(edition: Edition) -> str:
    """Return the abstract as one line."""
    return " ".join(plain(edition.publication.abstract).replace("\N{SOFT HYPHEN}", "").split())


def info(edition: Edition) -> dict[str, str]:
    """Return the Info dictionary's texts (ISO 32000-1 14.3.3), dates in PDF's own form."""
    publication = edition.publication
    moment = f"D:{edition.revision.date:%Y%m%d}000000Z"
    return {
        "Title": publication.full_title,
        "Author": ", ".join(c.name for c in publication.by_role("aut")),
        "Subject": subject(edition),
        "Keywords": ", ".join(publication.keywords),
        "Creator": CREATOR,
        "CreationDate": moment,
        "ModDate": moment,
        "Publisher": edition.publisher.imprint,
        "Rights": publication.rights,
        "Identifier": publication.identifiers.urn,
        "Date": str(publication.date),
        "Series": publication.series.title,
        "Number": str(publication.number),
        "Version": edition.revision.version,
    }


def rdf(edition: Edition, producer: str) -> bytes:
    """Return the RDF of the XMP packet (ISO 16684-1), which claims PDF/A-2a and PDF/UA-1."""
    claims = [("pdfaid:part", "2"), ("pdfaid:conformance", "A"), ("pdfuaid:part", "1")]
    return _rdf([*claims, *_properties(edition, producer)], _extension())


def press_rdf(edition: Edition, producer: str) -> bytes:
    """Return the RDF of the XMP packet that claims PDF/X-4 (ISO 15930-7 6.7)."""
    claims = [
        ("pdfxid:GTS_PDFXVersion", "PDF/X-4"),
        ("pdf:Trapped", "False"),
        ("xmpMM:DocumentID", edition.publication.identifiers.urn.removeprefix("urn:")),
        ("xmpMM:VersionID", edition.revision.version),
        ("xmpMM:RenditionClass", "print"),
    ]
    return _rdf([*claims, *_properties(edition, producer)])


def _properties(edition: Edition, producer: str) -> list[tuple[str, str]]:
    publication = edition.publication
    moment = timestamp(edition)
    return [
        ("dc:title", _alternative([publication.full_title])),
        ("dc:creator", _list("Seq", [c.name for c in publication.by_role("aut")])),
        ("dc:description", _alternative([subject(edition)])),
        ("dc:subject", _list("Bag", publication.keywords)),
        ("dc:publisher", _list("Bag", [edition.publisher.imprint])),
        ("dc:rights", _alternative([publication.rights])),
        ("dc:identifier", escape(publication.identifiers.urn)),
        ("dc:date", _list("Seq", [str(publication.date)])),
        ("dc:language", _list("Bag", [publication.language])),
        ("pdf:Keywords", escape(", ".join(publication.keywords))),
        ("pdf:Producer", escape(producer)),
        ("xmp:CreatorTool", CREATOR),
        ("xmp:CreateDate", moment),
        ("xmp:ModifyDate", moment),
        ("xmp:MetadataDate", moment),
        ("xmpRights:Marked", "True"),
        ("prism:seriesTitle", escape(publication.series.title)),
        ("prism:seriesNumber", str(publication.number)),
        ("prism:versionIdentifier", edition.revision.version),
    ]


def _rdf(properties: Iterable[tuple[str, str]], extension: str = "") -> bytes:
    written = "".join(f"<{name}>{value}</{name}>\n" for name, value in properties)
    spaces = " ".join(f"xmlns:{k}={quoteattr(v)}" for k, v in XMP_NAMESPACES.items())
    description = f'<rdf:Description rdf:about="">\n{written}{extension}</rdf:Description>'
    return f"<rdf:RDF {spaces}>\n{description}\n</rdf:RDF>".encode()


def _list(kind: str, texts: Iterable[str]) -> str:
    entries = "".join(f"<rdf:li>{escape(text)}</rdf:li>" for text in texts)
    return f"<rdf:{kind}>{entries}</rdf:{kind}>"


def _alternative(texts: Iterable[str]) -> str:
    entries = "".join(f'<rdf:li xml:lang="x-default">{escape(text)}</rdf:li>' for text in texts)
    return f"<rdf:Alt>{entries}</rdf:Alt>"


def _extension() -> str:
    schemas = "".join(_schema(prefix, rows) for prefix, rows in _EXTENSIONS.items())
    bag = f"<rdf:Bag>{schemas}</rdf:Bag>"
    return f"<pdfaExtension:schemas>{bag}</pdfaExtension:schemas>\n"


def _schema(prefix: str, rows: Iterable[tuple[str, str, str]]) -> str:
    properties = "".join(
        '<rdf:li rdf:parseType="Resource">'
        f"<pdfaProperty:name>{name}</pdfaProperty:name>"
        f"<pdfaProperty:valueType>{kind}</pdfaProperty:valueType>"
        "<pdfaProperty:category>external</pdfaProperty:category>"
        f"<pdfaProperty:description>{words}</pdfaProperty:description></rdf:li>"
        for name, kind, words in rows
    )
    return (
        '<rdf:li rdf:parseType="Resource">'
        f"<pdfaSchema:schema>{prefix}</pdfaSchema:schema>"
        f"<pdfaSchema:namespaceURI>{XMP_NAMESPACES[prefix]}</pdfaSchema:namespaceURI>"
        f"<pdfaSchema:prefix>{prefix}</pdfaSchema:prefix>"
        f"<pdfaSchema:property><rdf:Seq>{properties}</rdf:Seq></pdfaSchema:property></rdf:li>"
    )
