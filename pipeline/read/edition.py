"""From a publication's source folder to an Edition, with all faults told at once."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from pipeline.errors import Location, PipelineError, SourceError, raise_all
from pipeline.model.edition import Edition, Figure, Section
from pipeline.model.fitting import Fitting
from pipeline.model.text import Element, Node, Nodes, ids_of
from pipeline.read import citations
from pipeline.read.csl import csl_item, own_item
from pipeline.read.files import Files, read_files
from pipeline.read.markdown import Passage
from pipeline.read.pictures import read_picture
from pipeline.read.publication import (
    read_passage,
    read_publication,
    read_publisher,
    read_revisions,
    require,
)
from pipeline.read.reading import Reading
from pipeline.read.text import read_sections
from pipeline.read.yaml_file import YamlFile, read_text


def read(folder: Path) -> Edition:
    """Read the newest edition of the publication in `folder`; raise `Faults` with all faults."""
    faults: list[PipelineError] = []
    files = read_files(folder, faults)
    reading = Reading(_language(files.publication_file), faults)
    sections = _read_sections(folder / "text.md", reading)
    abstract = read_passage(files.publication_file, ("abstract",), reading)
    note = read_passage(files.publication_file, ("note",), reading)
    publication = read_publication(folder.name, files, abstract, note, reading)
    figures = _read_figures(folder, reading)
    _check_targets(sections, reading)
    _check_keys(files, reading)
    raise_all(faults)
    publication, publisher = require(publication), read_publisher(require(files.publisher))
    revisions = read_revisions(require(files.revisions))
    return _cited(
        Edition(
            publication=publication,
            publisher=publisher,
            revisions=revisions,
            sections=sections,
            references=(),
            citation=(),
            citation_apa=(),
            figures=figures,
            sources=files.paths,
            fittings=tuple(sorted(reading.fittings, key=_in_the_source)),
        ),
        files,
        reading,
    )


def _in_the_source(fitting: Fitting) -> tuple[int, int]:
    return fitting.place.line, fitting.place.column


def _language(file: YamlFile) -> str:
    value = file.value
    language = value.get("language") if isinstance(value, dict) else None
    return language if isinstance(language, str) else "en"


def _read_sections(path: Path, reading: Reading) -> tuple[Section, ...]:
    try:
        text = read_text(path)
    except SourceError as error:
        reading.faults.append(error)
        return ()
    lines = tuple(text.split("\n"))
    sections = read_sections(Passage(path, lines, text, 1), reading)
    if not sections:
        reading.fault("the text is empty", Location(path, 1, 1), "write something")
    return sections


def _read_figures(folder: Path, reading: Reading) -> dict[str, Figure]:
    figures: dict[str, Figure] = {}
    for name, where in reading.pictures:
        if name not in figures and (figure := read_picture(name, folder, where, reading.faults)):
            figures[name] = figure
    return figures


def _check_targets(sections: tuple[Section, ...], reading: Reading) -> None:
    known = {section.id for section in sections}.union(*(ids_of(s.body) for s in sections))
    for name, where in reading.targets:
        if name not in known:
            near = difflib.get_close_matches(name, sorted(known), 1)
            hint = f"did you mean '#{near[0]}'?" if near else "give the place an id: {#name}"
            reading.fault(f"nothing has the id '{name}'", where, hint)


def _check_keys(files: Files, reading: Reading) -> None:
    if files.references is None:
        return
    known = [entry.id for entry in files.references.entries]
    cited = [(cite.key, where) for cluster, where in reading.clusters for cite in cluster]
    for key, where in cited:
        if key not in known:
            near = difflib.get_close_matches(key, known, 1)
            hint = f"did you mean '@{near[0]}'?" if near else "add it to references.yml"
            reading.fault(f"no reference '{key}'", where, hint)
    used = {key for key, _ in cited}
    for n, key in enumerate(known):
        where = files.references_file.place((n, "id"))
        if known.index(key) != n:
            reading.fault(f"the reference '{key}' stands twice", where, "keep one of them")
        elif key not in used:
            reading.fault(f"the reference '{key}' is never cited", where, "cite it, or take it out")


def _cited(edition: Edition, files: Files, reading: Reading) -> Edition:
    """Return the edition with its citations formatted, its reference list and how to cite it."""
    record, language = require(files.publication), edition.publication.language
    where = files.publication_file.place(("citation-style",))
    style = citations.find_style(record.citation_style, language, where)
    entries = require(files.references).entries
    cited = citations.cite(
        [csl_item(entry, language) for entry in entries],
        [cluster for cluster, _ in reading.clusters],
        style,
        language,
    )
    put = partial(_put_citations, formatted=cited.citations)
    return replace(
        edition,
        publication=replace(
            edition.publication,
            abstract=put(edition.publication.abstract),
            note=put(edition.publication.note),
        ),
        sections=tuple(replace(s, body=put(s.body)) for s in edition.sections),
        references=cited.references,
        citation=citations.cite_as(own_item(edition), style, language),
        citation_apa=citations.cite_as(
            own_item(edition), citations.find_style("apa", language, where), language
        ),
    )


def _put_citations(nodes: Nodes, formatted: Sequence[Element]) -> Nodes:
    """Return running text with each numbered cluster replaced by its formatted citation."""
    return tuple(_put_citation(node, formatted) for node in nodes)


def _put_citation(node: Node, formatted: Sequence[Element]) -> Node:
    if isinstance(node, str):
        return node
    if node.name == "citation":
        return formatted[int(node.attributes["cluster"])]
    return replace(node, children=_put_citations(node.children, formatted))
