"""From a layout's folder, and those of the layouts it extends, to a Layout."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from pydantic import Field

from pipeline.errors import (
    Faults,
    FontError,
    LayoutError,
    Location,
    PipelineError,
    SourceError,
    nearest,
    raise_all,
)
from pipeline.model.artifact import Rendition
from pipeline.model.layout import FontFamily, Layout
from pipeline.read.containment import check_folder, folder_of
from pipeline.read.fonts import read_family
from pipeline.read.pictures import SUFFIXES, find_file, read_picture
from pipeline.read.press import PressRecord, read_press
from pipeline.read.schema import SLUG, Line, Record, validate
from pipeline.read.yaml_file import YamlFile, read_yaml


class LayoutRecord(Record):
    """`layout.yml`: what a layout extends, and what it adds to or replaces in that."""

    extends: Annotated[str, Field(pattern=SLUG)] | None = None
    fonts: list[Annotated[str, Field(pattern=SLUG)]] = Field(default_factory=list)
    templates: dict[str, Line] = Field(default_factory=dict)
    stylesheets: dict[Annotated[Rendition, Field(strict=False)], list[Line]] = Field(
        default_factory=dict
    )
    press: PressRecord = Field(default_factory=PressRecord)


PLACES = re.compile(r"\{[^{}]*\}|[{}]")
"""What stands in braces in a label, where a number is put."""


class LabelsRecord(Record):
    """`labels/<language>.yml`: the texts that a layout prints of its own, by name."""

    entries: dict[str, Line]


@dataclass(frozen=True)
class _Level:
    """One layout of the chain: its folder, its `layout.yml`, and that file's record."""

    folder: Path
    file: YamlFile
    record: LayoutRecord


def read_layout(layouts: Path, name: str, fonts: Path, cache: Path = Path(".cache")) -> Layout:
    """Read the layout `name` of the folder `layouts`, or of the folder that `name` is the path of.

    Its families are in the `fonts/` of the brand, or of a layout that it extends, or in the house's
    `fonts`. The static fonts that are made of variable and compressed ones are kept in `cache`.
    Raises `Faults` with all its faults.
    """
    faults: list[PipelineError] = []
    levels = _chain(layouts, name, faults)
    raise_all(fault for level in levels for fault in check_folder(level.folder))
    faults.extend(_check_names(levels))
    press = read_press([(level.file, level.record.press) for level in levels], faults)
    stylesheets = {r.value: tuple(_stylesheets(levels, r, faults)) for r in Rendition}
    found = tuple(_families(levels, fonts, cache / "fonts", faults))
    labels, assets = _labels(levels, faults), _assets(levels, faults)
    if faults or press is None:
        raise Faults(faults)
    return Layout(
        name=levels[-1].folder.name,
        folders=tuple(level.folder for level in levels),
        templates={k: v for level in levels for k, v in level.record.templates.items()},
        stylesheets=stylesheets,
        fonts=found,
        labels=labels,
        assets=assets,
        press=press,
    )


def _chain(layouts: Path, name: str, faults: list[PipelineError]) -> list[_Level]:
    """Return the layouts from the most general to `name`."""
    levels: list[_Level] = []
    wanted: str | None = name
    where: Location | None = None
    while wanted is not None:
        folder = layout_folder(layouts, wanted, where)
        if any(level.folder.resolve() == folder.resolve() for level in levels):
            raise LayoutError(f"'{wanted}' extends itself", where=where, hint="break the circle")
        file = read_yaml(folder / "layout.yml", faults)
        record = validate(file, LayoutRecord, faults) if file.values else None
        raise_all(faults)
        if record is None:
            break
        levels.insert(0, _Level(folder, file, record))
        wanted, where = record.extends, file.place(("extends",))
    return levels


def _check_names(levels: list[_Level]) -> Iterator[PipelineError]:
    """Yield a fault for a role that no layout before knows, and a file missing or named nowhere."""
    roles = set(levels[0].record.templates)
    for level in levels[1:]:
        for role in level.record.templates.keys() - roles:
            where = level.file.key_place(("templates", role))
            yield LayoutError(f"no role '{role}'", where=where, hint=_nearest(role, roles))
    folders: list[Path] = []
    for level in levels:
        folders.append(level.folder / "templates")
        for role, name in level.record.templates.items():
            known = {path.name for folder in folders for path in folder.glob("*")}
            if name not in known:
                where = level.file.place(("templates", role))
                yield LayoutError(f"no template '{name}'", where=where, hint=_nearest(name, known))
        named = {name for names in level.record.stylesheets.values() for name in names}
        for path in sorted(level.folder.glob("css/*.css")):
            name = path.relative_to(level.folder).as_posix()
            if name not in named:
                hint = f"name it under 'stylesheets' in {level.file.path}, or delete it"
                yield LayoutError(f"'{name}' is used for nothing", where=Location(path), hint=hint)


def layout_folder(layouts: Path, name: str, where: Location | None = None) -> Path:
    """Return the folder of a layout, by its name or its path; raise `LayoutError` if it is none."""
    folder = folder_of(layouts, name)
    if (folder / "layout.yml").is_file():
        return folder
    known = [path.parent.name for path in layouts.glob("*/layout.yml")]
    message = f"no layout '{name}'" if "/" in name else f"no layout '{name}' in {layouts}"
    raise LayoutError(message, where=where, hint=_nearest(name, known))


def _nearest(name: str, known: Iterable[str]) -> str:
    return nearest(name, known, f"there are: {', '.join(sorted(known))}")


def _families(
    levels: list[_Level], house: Path, kept: Path, faults: list[PipelineError]
) -> Iterator[FontFamily]:
    """Yield the families that the brand names, or the nearest layout that it extends."""
    roots = [*(level.folder / "fonts" for level in reversed(levels)), house]
    naming = [level for level in levels if level.record.fonts][-1:]
    known: dict[str, str] = {}
    for level, n, font in ((v, n, font) for v in naming for n, font in enumerate(v.record.fonts)):
        where = level.file.place(("fonts", n))
        family = read_family(font, roots, kept, where, faults)
        if family and known.setdefault(family.name, font) != font:
            message = f"'{font}' and '{known[family.name]}' are both called '{family.name}'"
            faults.append(FontError(message, where=where, hint="name one of them alone"))
        if family:
            yield family


def _stylesheets(
    levels: list[_Level], rendition: Rendition, faults: list[PipelineError]
) -> Iterator[Path]:
    """Yield every level's tokens, then every level's sheets for a rendition."""
    for level in levels:
        if (level.folder / "tokens.css").is_file():
            yield level.folder / "tokens.css"
    for level in levels:
        for n, name in enumerate(level.record.stylesheets.get(rendition, ())):
            where = level.file.place(("stylesheets", rendition.value, n))
            try:
                yield find_file(name, level.folder, where)
            except SourceError as error:
                faults.append(LayoutError(error.message, where=error.where, hint=error.hint))


def _labels(levels: list[_Level], faults: list[PipelineError]) -> dict[str, dict[str, str]]:
    tables: dict[str, dict[str, str]] = {}
    for level in levels:
        for path in sorted(level.folder.glob("labels/*.yml")):
            file = read_yaml(path, faults)
            record = validate(file, LabelsRecord, faults) if file.values else None
            entries = record.entries if record else {}
            if level is not levels[0]:
                known = tables.get(path.stem, {}).keys()
                faults.extend(_check_places(file, entries, tables.get(path.stem, {})))
                faults.extend(_check_labels(file, entries.keys() - known, known, level.folder))
            tables.setdefault(path.stem, {}).update(entries)
    return tables


def _check_places(
    file: YamlFile, entries: Mapping[str, str], before: Mapping[str, str]
) -> Iterator[PipelineError]:
    """Yield a fault for each label with a place in braces that it did not have before."""
    for label, text in entries.items():
        known = PLACES.findall(before.get(label, text))
        for place in set(PLACES.findall(text)) - set(known):
            hint = f"use: {', '.join(known)}" if known else "write it without braces"
            message = f"'{place}' in the label '{label}' stands for nothing"
            yield LayoutError(message, where=file.place((label,)), hint=hint)


def _check_labels(
    file: YamlFile, added: Iterable[str], known: Iterable[str], folder: Path
) -> Iterator[PipelineError]:
    """Yield a fault for each label that is added and that no template of this folder prints."""
    templates = [path.read_text("utf-8") for path in folder.glob("templates/*")]
    for label in added:
        if known and not any(label in template for template in templates):
            where = file.key_place((label,))
            yield LayoutError(f"no label '{label}'", where=where, hint=_nearest(label, known))


def _assets(levels: list[_Level], faults: list[PipelineError]) -> dict[str, Path]:
    """Return the pictures of every level by the name under which templates and sheets use them."""
    assets: dict[str, Path] = {}
    for level in levels:
        for path in sorted((level.folder / "assets").rglob("*")):
            if path.suffix.lower() in SUFFIXES:
                name = path.relative_to(level.folder).as_posix()
                if read_picture(name, level.folder, Location(path), faults):
                    assets[name] = path
    return assets
