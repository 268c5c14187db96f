"""A layout's Jinja2 templates, in a sandbox, with every fault at its line."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any

from jinja2 import (
    ChoiceLoader,
    FileSystemLoader,
    PrefixLoader,
    StrictUndefined,
    TemplateError,
    TemplateNotFound,
    TemplateSyntaxError,
)
from jinja2.exceptions import SecurityError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from pipeline.errors import LayoutError, Location
from pipeline.model.layout import Layout

Fill = Callable[[str, Mapping[str, Any]], str]


def templates(layout: Layout, filters: Mapping[str, Callable[..., Any]]) -> Fill:
    """Return a function that fills the template of a role.

    A name is looked for in the brand's own folder first, then in those that it extends; one with
    the name of a layout before it, as `base/cover.html`, is that layout's.
    """
    folders = [folder / "templates" for folder in reversed(layout.folders)]
    own = {f.name: FileSystemLoader(f / "templates") for f in layout.folders}
    environment = ImmutableSandboxedEnvironment(
        loader=ChoiceLoader([*map(FileSystemLoader, folders), PrefixLoader(own)]),
        undefined=StrictUndefined,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=False,
    )
    environment.filters = {**_known_filters(environment), **filters}
    environment.globals = {"template": partial(_file, layout)}

    def fill(role: str, context: Mapping[str, Any]) -> str:
        name = _file(layout, role)
        try:
            return environment.get_template(name).render(context)
        except TemplateError as error:
            raise _fault(error, name, folders) from error

    return fill


def _file(layout: Layout, role: str) -> str:
    """Return the file of a role's template."""
    if role not in layout.templates:
        hint = f"name it under 'templates' in layouts/{layout.name}/layout.yml"
        raise LayoutError(f"the layout '{layout.name}' has no template '{role}'", hint=hint)
    return layout.templates[role]


def _known_filters(environment: ImmutableSandboxedEnvironment) -> dict[str, Callable[..., Any]]:
    safe = ("join", "first", "last", "length", "escape", "e", "trim", "default", "batch", "select")
    return {name: environment.filters[name] for name in safe}


def _fault(error: TemplateError, name: str, folders: list[Path]) -> LayoutError:
    if isinstance(error, TemplateNotFound):
        hint = f"add it to {folders[0]}, or correct its name in layout.yml"
        return LayoutError(f"no template '{error.name or name}'", hint=hint)
    where = _place(error, name, folders)
    if isinstance(error, SecurityError):
        return LayoutError(
            f"not allowed: {error.message}", where=where, hint="only loop and branch"
        )
    return LayoutError(str(error.message), where=where, hint="see layouts/README.md for the names")


def _place(error: TemplateError, name: str, folders: list[Path]) -> Location:
    if isinstance(error, TemplateSyntaxError):
        return Location(Path(error.filename or error.name or name), error.lineno)
    frames = []
    traceback = error.__traceback__
    while traceback:
        frames.append((traceback.tb_frame.f_code.co_filename, traceback.tb_lineno))
        traceback = traceback.tb_next
    within = [f for f in frames if any(Path(f[0]).is_relative_to(folder) for folder in folders)]
    return Location(Path(within[-1][0]), within[-1][1]) if within else Location(folders[0] / name)
