"""What a citation says, read by other people's libraries from each of its formats."""

import json
from dataclasses import dataclass
from pathlib import Path

import bibtexparser
import rispy
import yaml
from bibtexparser.middlewares import LatexDecodingMiddleware, SeparateCoAuthors, SplitNameParts
from ruamel.yaml import YAML


@dataclass(frozen=True)
class Facts:
    """What every format says of a publication; an author is "Family, Given", or as named."""

    title: str
    authors: tuple[str, ...]
    year: str
    number: str
    series: str
    version: str
    publisher: str
    place: str
    language: str


def of_source(folder: Path) -> Facts:
    """Return what the YAML of a source folder says."""

    def load(path):
        return yaml.safe_load(path.read_text("utf-8"))

    own, house = load(folder / "publication.yml"), load(folder.parent / "publisher.yml")
    people = [
        load(folder.parent / "contributors" / f"{one['id']}.yml")
        for one in own["contributors"]
        if one["role"] == "aut"
    ]
    return Facts(
        title=f"{own['title']}: {own['subtitle']}",
        authors=tuple(p["sort-name" if p["kind"] == "person" else "name"] for p in people),
        year=str(own["date"])[:4],
        number=str(own["number"]),
        series=house["series"][own["series"]]["title"][own["language"]],
        version=max(entry["version"] for entry in load(folder / "revisions.yml")),
        publisher=house["imprint"],
        place=house["place"],
        language=own["language"],
    )


def of_bibtex(text: str) -> Facts:
    library = bibtexparser.parse_string(
        text,
        append_middleware=[SeparateCoAuthors(), SplitNameParts(), LatexDecodingMiddleware()],
    )
    (entry,) = library.entries
    fields = {field.key: field.value for field in entry.fields}
    names = [
        (" ".join(name.von + name.last).strip("{}"), " ".join(name.first))
        for name in fields["author"]
    ]
    return Facts(
        title=fields["title"],
        authors=tuple(", ".join(filter(None, name)) for name in names),
        year=fields["year"],
        number=fields["number"],
        series=fields["type"],
        version=fields["version"],
        publisher=fields["institution"],
        place=fields["address"],
        language=fields["language"],
    )


def of_ris(text: str) -> Facts:
    (entry,) = rispy.loads(text)
    return Facts(
        title=entry["title"],
        authors=tuple(entry["authors"]),
        year=entry["year"],
        # Of a report, SN is no ISSN but its number.
        number=entry["issn"],
        series=entry["secondary_title"],
        version=entry["edition"],
        publisher=entry["publisher"],
        place=entry["place_published"],
        language=entry["language"],
    )


def of_csl(text: str) -> Facts:
    (item,) = json.loads(text)
    return Facts(
        title=item["title"],
        authors=tuple(
            name.get("literal") or ", ".join(filter(None, (name["family"], name["given"])))
            for name in item["author"]
        ),
        year=str(item["issued"]["date-parts"][0][0]),
        number=item["number"],
        series=item["genre"],
        version=item["version"],
        publisher=item["publisher"],
        place=item["publisher-place"],
        language=item["language"],
    )


def of_cff(text: str) -> Facts:
    whole = YAML(typ="safe").load(text)
    work = whole["preferred-citation"]
    names = [
        (a.get("name") or a["family-names"], a.get("given-names", "")) for a in work["authors"]
    ]
    (language,) = work["languages"]
    assert {key: whole[key] for key in ("title", "authors", "version")} == {
        key: work[key] for key in ("title", "authors", "version")
    }
    return Facts(
        title=work["title"],
        authors=tuple(", ".join(filter(None, name)) for name in names),
        year=str(work["year"]),
        number=str(work["number"]),
        series=work["collection-title"],
        version=work["version"],
        publisher=work["institution"]["name"],
        place=work["institution"]["city"],
        language=language,
    )
