"""How a layout's templates hold together: each is used, and each block is one of its parent's."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from jinja2 import TemplateSyntaxError, meta, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment

from pipeline.errors import LayoutError, Location, PipelineError, nearest
from pipeline.model.layout import Layout

STYLE = re.compile(r"<style\b|(?<=\s)style\s*=", re.IGNORECASE)


@dataclass(frozen=True)
class _File:
    """A template: where it lies, the level of its layout, and what jinja2 reads in it."""

    path: Path
    level: int
    tree: nodes.Template

    @property
    def names(self) -> tuple[str, str]:
        """The names by which another template can call it: its own, and after its layout's."""
        return self.path.name, f"{self.path.parent.parent.name}/{self.path.name}"

    @property
    def parent(self) -> tuple[str, int] | None:
        """The name of the template that it extends, and the line that says so."""
        for node in self.tree.find_all(nodes.Extends):
            if isinstance(node.template, nodes.Const):
                return str(node.template.value), node.lineno
        return None

    def blocks(self) -> dict[str, int]:
        """Return the line of each block that it has, those within others too."""
        return {block.name: block.lineno for block in self.tree.find_all(nodes.Block)}


def check_templates(layout: Layout) -> Iterator[PipelineError]:
    """Yield a fault for a template that is none, or used for nothing, or has an unknown block."""
    files: list[_File] = []
    for level, folder in enumerate(layout.folders):
        for path in sorted((folder / "templates").glob("[!.]*")):
            try:
                tree = ImmutableSandboxedEnvironment().parse(path.read_text("utf-8-sig"))
                # Walked once here, so that what nests too deep to be walked is told.
                list(tree.find_all(nodes.Node))
            except TemplateSyntaxError as error:
                hint = "see layouts/README.md for the names"
                yield LayoutError(str(error), where=Location(path, error.lineno), hint=hint)
            except RecursionError:
                message = "nested too deep to be read"
                yield LayoutError(message, where=Location(path), hint="write it flatter")
            else:
                files.append(_File(path, level, tree))
                yield from _check_styles(path)
    yield from _check_use(files, layout)
    for file in files:
        yield from _check_blocks(file, files)


def _check_styles(path: Path) -> Iterator[PipelineError]:
    """Yield a fault for each style within markup, whose colours and faces nothing would prove."""
    for number, line in enumerate(path.read_text("utf-8-sig").splitlines(), start=1):
        for match in STYLE.finditer(line):
            where = Location(path, number, match.start() + 1)
            hint = "give it a class, and put the style into a sheet of css/"
            yield LayoutError("a style within a template", where=where, hint=hint)


def blocks_of(layout: Layout, name: str) -> tuple[str, list[str]]:
    """Return the nearest template of this file's name, as `base/cover.html`, and all its blocks."""
    for folder in reversed(layout.folders):
        path = folder / "templates" / name
        if path.is_file():
            break
    else:
        raise LayoutError(f"no template '{name}' in the layout '{layout.name}'")
    tree = ImmutableSandboxedEnvironment().parse(path.read_text("utf-8-sig"))
    return f"{folder.name}/{name}", list(_File(path, 0, tree).blocks())


def _check_use(files: list[_File], layout: Layout) -> Iterator[PipelineError]:
    called = {name for file in files for name in meta.find_referenced_templates(file.tree) if name}
    used = {*called, *layout.templates.values()}
    for file in files:
        if file.level and not used.intersection(file.names):
            message = f"the template '{file.path.name}' is used for nothing"
            hint = nearest(file.path.name, sorted(used), "name it in layout.yml, or delete it")
            yield LayoutError(message, where=Location(file.path), hint=hint)


def _check_blocks(file: _File, files: list[_File]) -> Iterator[PipelineError]:
    if file.parent is None:
        return
    name, line = file.parent
    parents = {n: other for other in files for n in other.names if other is not file}
    if name not in parents:
        hint = nearest(name, sorted(parents), "extend one of the layout before: base/cover.html")
        yield LayoutError(f"no template '{name}'", where=Location(file.path, line), hint=hint)
        return
    known = _known(file, parents)
    for node in file.tree.body:
        if isinstance(node, nodes.Block) and node.name not in known:
            hint = nearest(node.name, known, f"'{name}' has: {', '.join(sorted(known))}")
            where = Location(file.path, node.lineno)
            yield LayoutError(f"no block '{node.name}' in '{name}'", where=where, hint=hint)
        elif isinstance(node, nodes.Output) and _is_printed(node):
            where = Location(file.path, node.lineno)
            hint = "put it into a block, or take the {% extends %} out"
            message = f"this stands outside the blocks of '{name}', and would not be printed"
            yield LayoutError(message, where=where, hint=hint)


def _known(file: _File, parents: Mapping[str, _File]) -> set[str]:
    """Return the blocks of all templates that one extends, each in turn."""
    known: set[str] = set()
    seen: list[_File] = []
    while file.parent and file.parent[0] in parents and file not in seen:
        seen.append(file)
        file = parents[file.parent[0]]
        known |= file.blocks().keys()
    return known


def _is_printed(node: nodes.Output) -> bool:
    return any(
        not isinstance(part, nodes.TemplateData) or part.data.strip() for part in _parts(node)
    )


def _parts(node: nodes.Output) -> Iterable[nodes.Node]:
    return node.nodes
