"""What each YAML file may hold: pydantic models, their JSON Schemas, and their faults as ours."""

from __future__ import annotations

import datetime
import json
import re
from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Literal, TypeVar, get_args
from uuid import UUID

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError
from pydantic_core import ErrorDetails

from pipeline.errors import PipelineError, SourceError, nearest
from pipeline.read.yaml_file import Key, YamlFile

LANGUAGE_TAG = r"^[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|\d{3}))?$"
MILLIMETRES = r"^\d+(\.\d+)?mm$"
SLUG = r"^[a-z0-9]+(-[a-z0-9]+)*$"
MarcRole = Literal["aut", "abr", "edt", "trl", "ill", "ctb", "aui", "ths", "pbl", "dsr", "cre"]

Line = Annotated[str, Field(min_length=1, pattern=r"^[^\n]*\S[^\n]*$")]
Markdown = Annotated[str, Field(min_length=1, description="Markdown")]
Language = Annotated[
    str, Field(pattern=LANGUAGE_TAG, description="a BCP 47 language tag: en, tr, es-MX")
]


def _real_date(text: str) -> str:
    parts = [int(part) for part in text.split("-")]
    datetime.date(*[*parts, 1, 1][:3])
    return text


def _year(value: object) -> object:
    """Let a year stand without quotation marks."""
    plain = isinstance(value, int) and not isinstance(value, bool)
    return f"{value:04}" if plain else value


PartialDate = Annotated[
    str,
    BeforeValidator(_year),
    Field(pattern=r"^\d{4}(-\d{2}(-\d{2})?)?$", description="2024, 2024-04 or 2024-04-30"),
    AfterValidator(_real_date),
]
FullDate = Annotated[
    str,
    Field(pattern=r"^\d{4}-\d{2}-\d{2}$", description="2024-04-30"),
    AfterValidator(_real_date),
]
Texts = Annotated[dict[Language, Line], Field(min_length=1, description="one text a language")]


class Record(BaseModel):
    """A mapping in a YAML file: keys in kebab case, none unknown."""

    model_config = ConfigDict(
        extra="forbid",
        strict=True,
        frozen=True,
        alias_generator=lambda name: name.replace("_", "-"),
    )


class SeriesRecord(Record):
    """A series of the imprint."""

    title: Texts
    issn: Annotated[str, Field(pattern=r"^\d{4}-\d{3}[\dX]$")] = ""


class ContactRecord(Record):
    """How the publisher is reached."""

    telephones: Annotated[list[Line], Field(min_length=1)]
    email: Annotated[str, Field(pattern=r"^[^@\s]+@[^@\s]+\.[^@\s]+$")]
    web: Annotated[str, Field(pattern=r"^https?://\S+$")]
    address: Annotated[list[Line], Field(min_length=1)]


class PublisherRecord(Record):
    """`publisher.yml`: the institution, and the shelf of its releases."""

    imprint: Line
    names: Texts
    place: Line
    releases: Line = "releases"
    series: Annotated[dict[str, SeriesRecord], Field(min_length=1)]
    contact: ContactRecord


class ContributorRecord(Record):
    """`contributors/<id>.yml`: a person or an organization."""

    name: Line
    sort_name: Line
    kind: Literal["person", "organization"]
    orcid: Annotated[str, Field(pattern=r"^\d{4}-\d{4}-\d{4}-\d{3}[\dX]$")] = ""
    biography: dict[Language, Markdown] = Field(default_factory=dict)


class ContributionRecord(Record):
    """Who, by the id of their file, and what they did, as a MARC relator code."""

    id: Annotated[str, Field(pattern=SLUG)]
    role: MarcRole


class IdentifiersRecord(Record):
    """What names the publication for good."""

    uuid: Annotated[str, AfterValidator(lambda text: str(UUID(text)))]
    doi: Annotated[str, Field(pattern=r"^10\.\d{4,9}/\S+$")] = ""
    isbn: Annotated[str, Field(pattern=r"^97[89][\d-]{10,14}$")] = ""


class PublicationRecord(Record):
    """`publication.yml`: the work across its editions."""

    title: Line
    subtitle: Line | Literal[""] = ""
    series: Line
    number: Annotated[int, Field(ge=1)]
    date: PartialDate
    language: Language
    layout: Annotated[str, Field(pattern=SLUG)]
    citation_style: Line = "apa"
    contributors: Annotated[list[ContributionRecord], Field(min_length=1)]
    abstract: Markdown
    keywords: Annotated[list[Line], Field(min_length=1)]
    identifiers: IdentifiersRecord
    rights: Line
    note: Markdown | Literal[""] = ""


class RevisionRecord(Record):
    """An entry of `revisions.yml`, the oldest first or last: the highest version is the newest."""

    version: Annotated[str, Field(pattern=r"^\d+\.\d+\.\d+$", description="1.0.0")]
    date: FullDate
    changes: Annotated[str, Field(pattern=r"\S", description="Markdown")]


class NameRecord(Record):
    """A name in CSL: `family` and `given`, or `literal` for an institution."""

    family: Line | Literal[""] = ""
    given: Line | Literal[""] = ""
    literal: Line | Literal[""] = ""


Names = list[NameRecord]


class ReferenceRecord(Record):
    """An item of `references.yml`: the CSL 1.0.2 variables that a reference list needs."""

    id: Annotated[str, Field(pattern=r"^[A-Za-z0-9][\w:.#$%&+?<>~/-]*$")]
    type: Literal[
        "article", "article-journal", "article-magazine", "article-newspaper", "bill", "book",
        "broadcast", "chapter", "dataset", "document", "entry", "entry-dictionary",
        "entry-encyclopedia", "figure", "graphic", "interview", "legal_case", "legislation",
        "manuscript", "map", "motion_picture", "pamphlet", "paper-conference",
        "personal_communication", "post", "post-weblog", "regulation", "report", "review",
        "song", "speech", "standard", "thesis", "treaty", "webpage",
    ]  # fmt: skip
    title: Line
    author: Names = Field(default_factory=list)
    editor: Names = Field(default_factory=list)
    translator: Names = Field(default_factory=list)
    issued: PartialDate | Literal[""] = ""
    accessed: PartialDate | Literal[""] = ""
    container_title: str = ""
    collection_title: str = ""
    publisher: str = ""
    publisher_place: str = ""
    volume: str | int = ""
    issue: str | int = ""
    edition: str | int = ""
    page: str | int = ""
    number: str | int = ""
    genre: str = ""
    note: str = ""
    language: Language | Literal[""] = ""
    url: Annotated[str, Field(alias="URL", pattern=r"^(https?://\S+)?$")] = ""
    doi: Annotated[str, Field(alias="DOI")] = ""
    isbn: Annotated[str, Field(alias="ISBN")] = ""
    issn: Annotated[str, Field(alias="ISSN")] = ""


class RevisionsFile(Record):
    """`revisions.yml` as a whole: a list."""

    entries: Annotated[list[RevisionRecord], Field(min_length=1)]


class ReferencesFile(Record):
    """`references.yml` as a whole: a list."""

    entries: list[ReferenceRecord]


RECORDS: Mapping[str, type[Record]] = {
    "publisher": PublisherRecord,
    "contributor": ContributorRecord,
    "publication": PublicationRecord,
    "revisions": RevisionsFile,
    "references": ReferencesFile,
}

R = TypeVar("R", bound=Record)


def json_schemas() -> Iterator[tuple[str, str]]:
    """Yield the JSON Schema (2020-12) of each kind of YAML file, by its name."""
    for name in RECORDS:
        yield name, _json_schema(name)


def _json_schema(name: str) -> str:
    schema: dict[str, Any] = RECORDS[name].model_json_schema(by_alias=True)
    if "entries" in schema["properties"]:
        schema = {**schema["properties"]["entries"], "$defs": schema.get("$defs", {})}
    head = {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": f"{name}.yml"}
    return json.dumps({**schema, **head}, ensure_ascii=False, indent=2, sort_keys=True) + "\n"


def validate(file: YamlFile, record: type[R], faults: list[PipelineError]) -> R | None:
    """Return a file's values as a record, or None with each fault added to `faults`."""
    listed = "entries" in record.model_fields
    value = {"entries": file.value} if listed else file.value
    try:
        return record.model_validate(value)
    except ValidationError as error:
        for details in error.errors(include_url=False):
            key = tuple(details["loc"])
            faults.append(_fault(file, key[1:] if listed else key, details, record))
        return None


def _fault(file: YamlFile, key: Key, details: ErrorDetails, record: type[Record]) -> SourceError:
    name = str(key[-1]) if key else file.path.name
    known = _known_at(record, details["loc"])
    match details["type"]:
        case "extra_forbidden":
            hint = nearest(name, known, f"known here: {', '.join(known)}")
            return SourceError(f"unknown key '{name}'", where=file.key_place(key), hint=hint)
        case "missing":
            hint = f"add a line '{name}: …'"
            return SourceError(f"'{name}' is missing", where=file.place(key[:-1]), hint=hint)
        case "model_type" | "dict_type":
            message = f"'{name}' holds no keys and values"
            return SourceError(message, where=file.place(key), hint="write `key: value` lines")
    return SourceError(f"{name}: {_words(details)}", where=file.place(key), hint=_hint(details))


def _known_at(record: type[Record], key: Key) -> list[str]:
    """Return the keys that the mapping around `key` may have."""
    for part in key[:-1]:
        field = next((f for n, f in record.model_fields.items() if part in (n, f.alias)), None)
        within = _records_of(field.annotation) if field else [record]
        record = within[0] if within else record
    return sorted(field.alias or name for name, field in record.model_fields.items())


def _records_of(annotation: Any) -> list[type[Record]]:
    """Return the records that a field's type is made of."""
    if isinstance(annotation, type) and issubclass(annotation, Record):
        return [annotation]
    return [record for inner in get_args(annotation) for record in _records_of(inner)]


def _words(details: ErrorDetails) -> str:
    given = repr(details["input"])
    message = details["msg"].removeprefix("Value error, ")
    message = re.sub(r"^Input should", "should", message)
    message = re.sub(r"^String should match pattern .*", "is not of the form wanted", message)
    return f"{message} (it is {given if len(given) < 60 else given[:57] + '…'})"


def _hint(details: ErrorDetails) -> str:
    if details["type"] == "string_type":
        return "put the value in quotation marks"
    pattern = details.get("ctx", {}).get("pattern", "")
    return _FORMS.get(str(pattern), "see source/README.md")


_FORMS = {
    r"\S": "say what changed and why",
    LANGUAGE_TAG: "write a BCP 47 language tag: en, tr, es-MX",
    r"^\d{4}(-\d{2}(-\d{2})?)?$": "write a date as 2024, 2024-04 or 2024-04-30",
    r"^\d{4}-\d{2}-\d{2}$": "write a date as 2024-04-30",
    r"^\d+\.\d+\.\d+$": "write a version as 1.0.0",
    SLUG: "write a name in small letters a to z, digits and hyphens",
    MILLIMETRES: "write millimetres as 0.12mm",
    r"^(https?://\S+)?$": "write the whole address, from https://",
    r"^https?://\S+$": "write the whole address, from https://",
}
