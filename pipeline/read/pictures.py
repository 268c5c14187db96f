"""Pictures from outside: a name in a text or a layout, and the file behind it, proved harmless."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from pathlib import Path
from xml.parsers import expat

from pipeline.errors import Location, PipelineError, SourceError
from pipeline.model.edition import Figure
from pipeline.read.yaml_file import read_text

SUFFIXES = (".svg", ".png", ".jpg", ".jpeg")
MAX_BYTES = 20_000_000
MAX_PIXELS = 60_000_000
LARGEST = 1e6
_NUMBER = r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?"
VIEW_BOX = re.compile(rf"\s*{_NUMBER}[\s,]+{_NUMBER}[\s,]+({_NUMBER})[\s,]+({_NUMBER})\s*")
"""Four numbers, the last two the width and the height (SVG 2 §8.6)."""
ACTIVE = frozenset(
    {
        "script",
        "foreignObject",
        "image",
        "feImage",
        "iframe",
        "audio",
        "video",
        "animate",
        "set",
        "a",
    }
)

Refuse = Callable[[str, str], None]


def find_file(name: str, root: Path, where: Location) -> Path:
    """Return the file that `name` stands for, which must lie in `root` itself.

    Raises `SourceError` for a remote address, a path out of `root`, a symbolic link out of it,
    and for a file that is not there.
    """
    if re.match(r"[A-Za-z][A-Za-z0-9+.-]*:|//", name):
        hint = "put a copy beside the text, and name that"
        raise SourceError(f"'{name}' is an address; nothing is fetched", where=where, hint=hint)
    path = root / name
    inside = not name.startswith("/") and ".." not in Path(name).parts
    if not inside or not path.resolve().is_relative_to(root.resolve()):
        hint = f"only files within {root} can be used"
        raise SourceError(f"'{name}' leads out of its folder", where=where, hint=hint)
    if not path.is_file():
        raise SourceError(f"no file '{name}'", where=where, hint=f"add {path}, or correct the name")
    return path


def read_picture(
    name: str, root: Path, where: Location, faults: list[PipelineError]
) -> Figure | None:
    """Return a figure for the file `name` in `root`, or None with its faults added."""
    try:
        path = _find_picture(name, root, where)
    except SourceError as error:
        faults.append(error)
        return None
    size = _svg_size(path, faults) if path.suffix.lower() == ".svg" else _raster_size(path, faults)
    return Figure(name, path, *size) if size else None


def _find_picture(name: str, root: Path, where: Location) -> Path:
    path = find_file(name, root, where)
    if path.suffix.lower() not in SUFFIXES:
        hint = f"use one of {', '.join(SUFFIXES)}"
        raise SourceError(f"'{name}' is no picture that can be printed", where=where, hint=hint)
    if path.stat().st_size > MAX_BYTES:
        hint = "make the picture smaller"
        raise SourceError(f"'{name}' has over {MAX_BYTES:,} bytes", where=where, hint=hint)
    return path


def _raster_size(path: Path, faults: list[PipelineError]) -> tuple[float, float] | None:
    from PIL import Image, UnidentifiedImageError

    try:
        with Image.open(io.BytesIO(path.read_bytes()), formats=("PNG", "JPEG")) as image:
            width, height = image.size
            deep = image.mode.startswith("I")
    except (UnidentifiedImageError, OSError, Image.DecompressionBombError):
        hint = "export it again as PNG or JPEG"
        faults.append(
            SourceError("not a picture that can be read", where=Location(path), hint=hint)
        )
        return None
    if deep:
        hint = "export it with 8 bits a channel"
        faults.append(
            SourceError("a picture of 16 bits a channel", where=Location(path), hint=hint)
        )
        return None
    if width * height > MAX_PIXELS:
        hint = "scale it to the size in which it is printed, at 300 ppi"
        faults.append(SourceError(f"{width} × {height} pixels", where=Location(path), hint=hint))
        return None
    return float(width), float(height)


def _svg_size(path: Path, faults: list[PipelineError]) -> tuple[float, float] | None:
    """Return an SVG's width and height, refusing all by which it could fetch, run or grow."""
    parser = expat.ParserCreate("utf-8")
    size: list[tuple[float, float]] = []

    def refuse(what: str, hint: str) -> None:
        where = Location(path, parser.CurrentLineNumber, parser.CurrentColumnNumber + 1)
        faults.append(SourceError(what, where=where, hint=hint))

    def start(name: str, attributes: dict[str, str]) -> None:
        if not size:
            size.append(_viewport(attributes, refuse))
        _check_element(name.rpartition(":")[2], attributes, refuse)

    def doctype(*_: object) -> None:
        refuse("a document type declaration", "take the <!DOCTYPE> and its entities out")

    known = len(faults)
    parser.StartElementHandler = start
    parser.StartDoctypeDeclHandler = doctype
    parser.CharacterDataHandler = lambda text: _check_style(text, refuse)
    try:
        parser.Parse(read_text(path, MAX_BYTES).encode(), True)
    except SourceError as error:
        faults.append(error)
    except expat.ExpatError as error:
        refuse(f"not well-formed SVG: {expat.errors.messages[error.code]}", "export it again")
    return size[0] if size and len(faults) == known else None


def _viewport(attributes: dict[str, str], refuse: Refuse) -> tuple[float, float]:
    found = re.fullmatch(VIEW_BOX, attributes.get("viewBox", ""))
    width, height = map(float, found.groups()) if found else (0.0, 0.0)
    if 0 < width <= LARGEST and 0 < height <= LARGEST:
        return width, height
    refuse("the SVG has no viewBox", 'add viewBox="0 0 width height" to <svg>')
    return 1.0, 1.0


def _check_element(name: str, attributes: dict[str, str], refuse: Refuse) -> None:
    if name in ACTIVE:
        refuse(f"<{name}> in an SVG", "draw with shapes and text alone")
    for key, value in attributes.items():
        local = key.rpartition(":")[2]
        if local.startswith("on"):
            refuse(f"the script '{local}' in an SVG", "take it out")
        if local in ("href", "src") and not value.startswith("#"):
            refuse(f"the SVG fetches '{value}'", "draw it in the SVG itself")
        _check_style(value, refuse)


def _check_style(text: str, refuse: Refuse) -> None:
    for address in re.findall(r"url\(\s*['\"]?([^)'\"]*)", text, re.IGNORECASE):
        if not address.startswith("#"):
            refuse(f"the SVG fetches '{address}'", "draw it in the SVG itself")
    if "@import" in text.lower():
        refuse("the SVG imports a stylesheet", "use attributes such as fill and stroke")
