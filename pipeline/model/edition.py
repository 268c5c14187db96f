"""A publication, the people and the house behind it, and one edition of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from pipeline.model.fitting import Fitting
from pipeline.model.text import Nodes


@dataclass(frozen=True)
class PublicationDate:
    """A date as exact as it is known: a year, a month or a day."""

    year: int
    month: int | None = None
    day: int | None = None

    def __str__(self) -> str:
        """Return the date in ISO 8601, as short as it is known: `2024-04`."""
        parts = [f"{self.year:04}", *(f"{n:02}" for n in (self.month, self.day) if n)]
        return "-".join(parts)


@dataclass(frozen=True)
class Contact:
    """How the publisher is reached: telephone numbers, e-mail, web address, address lines."""

    telephones: tuple[str, ...]
    email: str
    web: str
    address: tuple[str, ...]


@dataclass(frozen=True)
class Publisher:
    """The institution: its imprint, and its name in each of its languages (BCP 47 tag → name)."""

    imprint: str
    names: Mapping[str, str]
    place: str
    contact: Contact


@dataclass(frozen=True)
class Contributor:
    """A person or an organization; the biography is in the publication's language."""

    id: str
    name: str
    sort_name: str
    is_person: bool
    orcid: str = ""
    biography: Nodes = ()


@dataclass(frozen=True)
class Contribution:
    """What a contributor did, as a MARC relator code (`aut`, `abr`, `trl`)."""

    contributor: Contributor
    role: str


@dataclass(frozen=True)
class Series:
    """A series of the imprint, with its title in the publication's language."""

    id: str
    title: str
    issn: str = ""


@dataclass(frozen=True)
class Identifiers:
    """What names the publication for good; the UUID stays the same in every edition."""

    uuid: str
    doi: str = ""
    isbn: str = ""

    @property
    def urn(self) -> str:
        """The identifier that every rendition carries (RFC 9562 §4)."""
        return f"urn:uuid:{self.uuid}"


@dataclass(frozen=True)
class Revision:
    """One edition's version, its date, and what changed and why."""

    version: str
    date: date
    changes: str


@dataclass(frozen=True)
class Publication:
    """The work across its editions. `language` is a BCP 47 tag; `layout` names a brand."""

    slug: str
    title: str
    subtitle: str
    series: Series
    number: int
    date: PublicationDate
    language: str
    contributions: tuple[Contribution, ...]
    abstract: Nodes
    keywords: tuple[str, ...]
    identifiers: Identifiers
    rights: str
    layout: str
    note: Nodes = ()

    @property
    def full_title(self) -> str:
        """Title and subtitle as one line."""
        return f"{self.title}: {self.subtitle}" if self.subtitle else self.title

    def by_role(self, role: str) -> tuple[Contributor, ...]:
        """Return the contributors with this MARC relator code, in their order."""
        return tuple(c.contributor for c in self.contributions if c.role == role)


@dataclass(frozen=True)
class Section:
    """A part of the body under one heading; the opening has no title of its own.

    `attributes` are those of its heading that hold for the whole of it: its copyfitting.
    """

    id: str
    title: Nodes
    body: Nodes
    attributes: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Reference:
    """A formatted entry of the reference list; `id` is its key in `references.yml`."""

    id: str
    entry: Nodes


@dataclass(frozen=True)
class Figure:
    """A picture used by the text: its name in the text, its file, and its size in CSS px."""

    name: str
    path: Path
    width: float
    height: float


@dataclass(frozen=True)
class Edition:
    """A publication at one revision: all that its renditions are made of.

    `citation` is how to cite it, in the publication's own style, `citation_apa` in that of the
    American Psychological Association. `sources` are the files read, for the places in messages;
    `fittings` is what the editor asks of single blocks, in reading order.
    """

    publication: Publication
    publisher: Publisher
    revisions: tuple[Revision, ...]
    sections: tuple[Section, ...]
    references: tuple[Reference, ...]
    citation: Nodes
    citation_apa: Nodes
    figures: Mapping[str, Figure]
    sources: tuple[Path, ...]
    fittings: tuple[Fitting, ...] = ()

    @property
    def revision(self) -> Revision:
        """The newest revision, which this edition is."""
        return self.revisions[-1]

    @property
    def stem(self) -> str:
        """The name of the edition's files without their endings."""
        return f"{self.publication.slug}-{self.revision.version}"
