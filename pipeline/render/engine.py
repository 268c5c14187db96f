"""WeasyPrint, loaded in half its usual time, and knowing no font but those that it is given.

What is done here changes when things are loaded, not what is drawn: the same HTML gives the same
bytes with and without it, save that no missing bold or italic is feigned. It is made for
WeasyPrint 70.0; any other release is loaded plainly.
"""

from __future__ import annotations

import gc
import hashlib
import importlib
import io
import os
import sys
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stdout
from importlib.metadata import version
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType
from typing import Any

RELEASE = "70.0"
FONTS_CONF = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">
<fontconfig><cachedir>{cache}</cachedir></fontconfig>
"""
DEFERRED = {
    "fontTools.subset": ("Options", "Subsetter", "save_font"),
    "fontTools.varLib.instancer": ("instantiateVariableFont",),
}
"""What WeasyPrint imports and, with HarfBuzz's own subsetter at hand, seldom calls."""


def load(cache: Path) -> Any:
    """Return the module `weasyprint`, with private fonts; `cache` holds what can be kept.

    The first call in a process counts: fontconfig is read once.
    """
    if "weasyprint" in sys.modules:
        return sys.modules["weasyprint"]
    os.environ["FONTCONFIG_FILE"] = str(_fonts_conf(cache.resolve()))
    with warnings.catch_warnings():
        # That no font is found before the layout's are added is the intention.
        warnings.filterwarnings("ignore", "No fonts configured", UserWarning)
        if version("weasyprint") != RELEASE:
            return importlib.import_module("weasyprint")
        with _deferred(), _precompiled(cache.resolve()):
            weasyprint = importlib.import_module("weasyprint")
    _keep_page_references()
    return weasyprint


@contextmanager
def hurried() -> Iterator[None]:
    """Draw documents more quickly here: with no garbage collector, and no line broken twice.

    Nearly all that a document is made of lives to the end. Columns are laid out several times over,
    from the same text to the same measure; a line is the same each time.
    """
    from weasyprint.layout import inline

    original = inline.split_first_line
    if version("weasyprint") == RELEASE:
        inline.split_first_line = _remembered(original)
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
        inline.split_first_line = original


def _remembered(split: Callable[..., Any]) -> Callable[..., Any]:
    lines: dict[tuple[Any, ...], tuple[Any, Any]] = {}

    def split_first_line(text: str, style: Any, context: Any, *rest: Any, **named: Any) -> Any:
        key = (text, id(style), rest, *named.items())
        if key not in lines:
            # The style is kept, so that no other takes its id.
            lines[key] = style, split(text, style, context, *rest, **named)
        return lines[key][1]

    return split_first_line


def _fonts_conf(cache: Path) -> Path:
    """Write a configuration of fontconfig that names no folder, and return its path."""
    path = cache / "fonts.conf"
    text = FONTS_CONF.format(cache=cache / "fontconfig")
    if not path.is_file() or path.read_text("utf-8") != text:
        path.parent.mkdir(parents=True, exist_ok=True)
        _write(path, text)
    return path


def _write(path: Path, text: str) -> None:
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    beside.write_text(text, "utf-8")
    beside.replace(path)


@contextmanager
def _deferred() -> Iterator[None]:
    """Let modules that are imported here load when one of their names is first called."""
    absent = [name for name in DEFERRED if name not in sys.modules]
    for name in absent:
        module = ModuleType(name)
        for attribute in DEFERRED[name]:
            setattr(module, attribute, _later(name, attribute))
        sys.modules[name] = module
    try:
        yield
    finally:
        for name in absent:
            del sys.modules[name]


def _later(name: str, attribute: str) -> Callable[..., Any]:
    def call(*arguments: Any, **named: Any) -> Any:
        return getattr(importlib.import_module(name), attribute)(*arguments, **named)

    return call


class _Precompiled:
    """Stands for `cffi.FFI()`: takes its definitions from a module that cffi wrote before."""

    def __init__(self, cache: Path) -> None:
        self.cache = cache

    def cdef(self, source: str) -> None:
        """Become an FFI with these definitions; compile them where that was not done before."""
        digest = hashlib.sha256(f"{sys.version}{version('cffi')}{source}".encode()).hexdigest()
        name = f"_definitions_{digest[:16]}"
        path = self.cache / "cffi" / f"{name}.py"
        if not path.is_file():
            _compile(source, name, path)
        spec = spec_from_file_location(name, path)
        if spec is None or spec.loader is None:
            raise ImportError(path)
        module = module_from_spec(spec)
        spec.loader.exec_module(module)
        self.ffi = module.ffi

    def __getattr__(self, name: str) -> Any:
        value = getattr(self.__dict__["ffi"], name)
        # The next time the attribute is found without coming here.
        setattr(self, name, value)
        return value


def _compile(source: str, name: str, path: Path) -> None:
    import cffi

    path.parent.mkdir(parents=True, exist_ok=True)
    ffi = cffi.api.FFI()
    ffi.set_source(name, None)
    ffi.cdef(source)
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    with redirect_stdout(io.StringIO()):
        ffi.emit_python_code(str(beside))
    beside.replace(path)


@contextmanager
def _precompiled(cache: Path) -> Iterator[None]:
    """Let `cffi.FFI()` stand for definitions compiled before (cffi: out-of-line, ABI mode)."""
    import cffi

    original = cffi.FFI
    cffi.FFI = lambda: _Precompiled(cache)
    try:
        yield
    finally:
        cffi.FFI = original


def _keep_page_references() -> None:
    """Let pydyf build the tuple of its pages' references when pages are added, not at every use."""
    import pydyf

    original = pydyf.PDF.page_references.fget

    def page_references(pdf: Any) -> Any:
        kept: Any = getattr(pdf, "_kept_references", ())
        if 3 * len(kept) != len(pdf.pages["Kids"]):
            kept = pdf._kept_references = original(pdf)
        return kept

    pydyf.PDF.page_references = property(page_references)
