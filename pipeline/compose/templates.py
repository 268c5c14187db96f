"""A layout's Jinja2 templates, in a sandbox, with every fault at its line."""

from __future__ import annotations

from collections.abc import Callable, Mapping
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
from jinja2.runtime import Context
from jinja2.sandbox import ImmutableSandboxedEnvironment

from pipeline.errors import LayoutError, Location
from pipeline.model.layout import Layout

MAX_NUMBER = 1_000_000
GROWING = frozenset(
    {"center", "expandtabs", "join", "ljust", "replace", "rjust", "to_bytes", "zfill"}
)
"""Methods of a text or a number that make a text of any length."""
MISUSED = (
    TypeError,
    ValueError,
    ArithmeticError,
    AttributeError,
    LookupError,
    SyntaxError,
    MemoryError,
)
"""What Python raises where a template uses a name as what it is not, or nests without measure."""
Fill = Callable[[str, Mapping[str, Any]], str]


class _Sandbox(ImmutableSandboxedEnvironment):
    """Jinja2's sandbox, in which a text cannot grow without measure either."""

    intercepted_binops = frozenset({"*", "**", "%"})

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        """Return the outcome for numbers, and refuse texts and lists."""
        if not all(isinstance(operand, int | float) for operand in (left, right)):
            raise SecurityError(f"'{operator}' is for numbers")
        if operator == "**" or max(abs(left), abs(right)) > MAX_NUMBER:
            raise SecurityError(f"'{operator}' of such numbers")
        return super().call_binop(context, operator, left, right)

    def wrap_str_format(self, value: Any) -> Callable[..., str] | None:
        """Refuse `format`, whose widths are of any size."""
        if super().wrap_str_format(value):
            raise SecurityError("'format' is not for templates")
        return None

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        """Refuse the methods by which a text grows to any length."""
        grows = isinstance(obj, str | int) and attr in GROWING
        return not grows and super().is_safe_attribute(obj, attr, value)


def templates(layout: Layout, filters: Mapping[str, Callable[..., Any]]) -> Fill:
    """Return a function that fills the template of a role.

    A name is looked for in the brand's own folder first, then in those that it extends; one with
    the name of a layout before it, as `base/cover.html`, is that layout's.
    """
    folders = [folder / "templates" for folder in reversed(layout.folders)]
    own = {f.name: _loader(f / "templates") for f in layout.folders}
    environment = _Sandbox(
        loader=ChoiceLoader([*map(_loader, folders), PrefixLoader(own)]),
        undefined=StrictUndefined,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=False,
    )
    environment.filters = {**_known_filters(environment), **filters}
    # A partial function would show the layout, and the paths in it.
    environment.globals = {"template": lambda role: _file(layout, role)}

    def fill(role: str, context: Mapping[str, Any]) -> str:
        name = _file(layout, role)
        try:
            return environment.get_template(name).render(context)
        except TemplateError as error:
            raise _fault(error, name, folders) from error
        except RecursionError as error:
            hint = "let no template include itself"
            where = _place(error, name, folders)
            raise LayoutError("templates go round in a circle", where=where, hint=hint) from error
        except MISUSED as error:
            hint = "see layouts/README.md for what each name is"
            message = str(error) or type(error).__name__
            raise LayoutError(message, where=_place(error, name, folders), hint=hint) from error

    return fill


def _loader(folder: Path) -> FileSystemLoader:
    # Some editors begin a file with a byte order mark.
    return FileSystemLoader(folder, encoding="utf-8-sig")


def _file(layout: Layout, role: str) -> str:
    """Return the file of a role's template."""
    if role not in layout.templates:
        hint = f"name it under 'templates' in layouts/{layout.name}/layout.yml"
        raise LayoutError(f"the layout '{layout.name}' has no template '{role}'", hint=hint)
    return layout.templates[role]


def _known_filters(environment: ImmutableSandboxedEnvironment) -> dict[str, Callable[..., Any]]:
    safe = ("join", "first", "last", "length", "escape", "e", "trim", "default")
    return {name: environment.filters[name] for name in safe}


def _fault(error: TemplateError, name: str, folders: list[Path]) -> LayoutError:
    where = _place(error, name, folders)
    if isinstance(error, TemplateNotFound):
        hint = f"add it to {folders[0]}, or correct its name in layout.yml"
        message = f"no template '{error.name or name}'"
        return LayoutError(message, where=where, hint=hint)
    if isinstance(error, SecurityError):
        return LayoutError(
            f"not allowed: {error.message}", where=where, hint="only loop and branch"
        )
    return LayoutError(str(error.message), where=where, hint="see layouts/README.md for the names")


def _place(error: Exception, name: str, folders: list[Path]) -> Location:
    if isinstance(error, TemplateSyntaxError):
        return Location(Path(error.filename or error.name or name), error.lineno)
    frames = []
    traceback = error.__traceback__
    while traceback:
        frames.append((traceback.tb_frame.f_code.co_filename, traceback.tb_lineno))
        traceback = traceback.tb_next
    within = [f for f in frames if any(Path(f[0]).is_relative_to(folder) for folder in folders)]
    return Location(Path(within[-1][0]), within[-1][1]) if within else Location(folders[0] / name)
