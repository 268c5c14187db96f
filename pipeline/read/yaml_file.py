"""A YAML file, read safely into plain values that remember their places."""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeAlias

import yaml

from pipeline.errors import Location, PipelineError, SourceError

Key: TypeAlias = tuple[str | int, ...]

MAX_BYTES = 1_000_000
MAX_DEPTH = 12


class _Loader(yaml.SafeLoader):
    """YAML's core schema: dates, `yes` and `no` stay text."""


_Loader.yaml_implicit_resolvers = {
    first: [(tag, regexp) for tag, regexp in resolvers if not tag.endswith((":timestamp", ":bool"))]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
for _first in "tf":
    _Loader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile("true|false"), [_first])


@dataclass(frozen=True)
class YamlFile:
    """The values of a file, and the places of its keys, values and texts by their path in it."""

    path: Path
    value: object = None
    keys: dict[Key, Location] = field(default_factory=dict)
    values: dict[Key, Location] = field(default_factory=dict)

    def place(self, key: Key) -> Location:
        """Return where the value at `key` stands, or the nearest value around it."""
        while key and key not in self.values:
            key = key[:-1]
        return self.values.get(key, Location(self.path, 1, 1))

    def key_place(self, key: Key) -> Location:
        """Return where the key itself stands."""
        return self.keys.get(key) or self.place(key)


def read_yaml(path: Path, faults: list[PipelineError]) -> YamlFile:
    """Read one document of YAML 1.1 safely; add what is wrong with it to `faults`.

    Aliases are refused, since a few of them can stand for gigabytes; so are duplicate keys.
    """
    try:
        text = read_text(path)
        _refuse_aliases(path, text)
        root = yaml.compose(text, Loader=_Loader)
    except SourceError as error:
        faults.append(error)
        return YamlFile(path)
    except yaml.MarkedYAMLError as error:
        faults.append(_syntax_error(path, error))
        return YamlFile(path)
    except yaml.YAMLError as error:
        faults.append(SourceError(f"not YAML: {error}", where=Location(path, 1, 1)))
        return YamlFile(path)
    # A file that says nothing has a place all the same: one that cannot be read has none.
    file = YamlFile(path, values={(): Location(path, 1, 1)})
    value = None if root is None else _value(root, (), file, faults)
    return YamlFile(path, value, file.keys, file.values)


def read_text(path: Path, limit: int = MAX_BYTES) -> str:
    """Return a file's text, which must be UTF-8 and no longer than `limit` bytes."""
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        raise SourceError("no such file", where=Location(path), hint="add it") from None
    except OSError as error:
        raise SourceError(f"cannot be read: {error.strerror}", where=Location(path)) from None
    if len(data) > limit:
        raise SourceError(f"longer than {limit:,} bytes", where=Location(path), hint="split it")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        hint = "save the file as UTF-8"
        raise SourceError("not UTF-8", where=Location(path, line), hint=hint) from None
    return text.replace("\r\n", "\n")


def _refuse_aliases(path: Path, text: str) -> None:
    depth = 0
    for event in yaml.parse(text, Loader=_Loader):
        where = _marked(path, event.start_mark)
        if getattr(event, "anchor", None):
            raise SourceError(
                "YAML anchors and aliases are not allowed", where=where, hint="write the value out"
            )
        depth += isinstance(event, yaml.CollectionStartEvent)
        depth -= isinstance(event, yaml.CollectionEndEvent)
        if depth > MAX_DEPTH:
            raise SourceError(f"nested more than {MAX_DEPTH} deep", where=where, hint="flatten it")


def _syntax_error(path: Path, error: yaml.MarkedYAMLError) -> SourceError:
    mark = error.problem_mark or error.context_mark
    where = _marked(path, mark)
    problem = " ".join(filter(None, [error.context, error.problem]))
    return SourceError(
        f"not YAML: {problem}", where=where, hint="correct the line, or quote its value"
    )


def _marked(path: Path, mark: Any) -> Location:
    return Location(path, mark.line + 1, mark.column + 1) if mark else Location(path)


def _value(node: yaml.Node, key: Key, file: YamlFile, faults: list[PipelineError]) -> object:
    file.values[key] = _location(node, file.path)
    if isinstance(node, yaml.MappingNode):
        return dict(_pairs(node, key, file, faults))
    if isinstance(node, yaml.SequenceNode):
        return [_value(child, (*key, n), file, faults) for n, child in enumerate(node.value)]
    try:
        constructed: object = _Loader("").construct_object(node)
    except (yaml.YAMLError, ValueError) as error:
        faults.append(SourceError(f"not a plain value: {error}", where=file.values[key]))
        return None
    return constructed


def _pairs(
    node: yaml.MappingNode, key: Key, file: YamlFile, faults: list[PipelineError]
) -> Iterator[tuple[Hashable, object]]:
    seen: set[str] = set()
    for name_node, value_node in node.value:
        name = str(name_node.value)
        where = _location(name_node, file.path)
        if name in seen:
            faults.append(
                SourceError(f"'{name}' stands twice", where=where, hint="keep one of them")
            )
        seen.add(name)
        file.keys[(*key, name)] = where
        yield name, _value(value_node, (*key, name), file, faults)


def _location(node: yaml.Node, path: Path) -> Location:
    """Return where a value begins; a block text begins on the line after its `|`."""
    block = isinstance(node, yaml.ScalarNode) and node.style in ("|", ">")
    if block:
        return Location(path, node.start_mark.line + 2, 0)
    return _marked(path, node.start_mark)
