"""The project's folder: where everything in it lies, and what was made of what."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from pipeline.errors import RenderError
from pipeline.model.artifact import Artifact, Rendition


@dataclass(frozen=True)
class House:
    """The project's folder; those within it are fixed."""

    root: Path = Path()
    layout: str = ""
    """The brand that stands in for each publication's own: its name, or its folder's path."""

    @property
    def source(self) -> Path:
        """What writers and editors keep."""
        return self.root / "source"

    @property
    def layouts(self) -> Path:
        """What designers keep."""
        return self.root / "layouts"

    @property
    def fonts(self) -> Path:
        """The families of all layouts."""
        return self.root / "fonts"

    @property
    def dist(self) -> Path:
        """Where finished files go."""
        return self.root / "dist"

    def folder(self, name: str) -> Path:
        """Return where a publication's finished files go: those in another brand lie apart."""
        return self.dist / name / Path(self.layout).name

    @property
    def cache(self) -> Path:
        """What can be thrown away at any time."""
        return self.root / ".cache"


def made(house: House, name: str, rendition: Rendition) -> Artifact | None:
    """Return what was made before, if it is still there and nothing it is made of has changed."""
    try:
        record = json.loads(_record(house, name, rendition).read_text("utf-8"))
        path = house.folder(name) / record["file"]
        data = path.read_bytes()
    except (OSError, ValueError, KeyError):
        return None
    fresh = record["sha256"] == hashlib.sha256(data).hexdigest()
    if not fresh or record["inputs"] != _fingerprint(house, name):
        return None
    return Artifact(rendition, path, len(data), record["sha256"])


def remember(house: House, name: str, artifact: Artifact) -> None:
    """Note what an artifact was made of, so that it need not be made again."""
    inputs = _fingerprint(house, name)
    record = {"file": artifact.path.name, "sha256": artifact.sha256, "inputs": inputs}
    write_whole(_record(house, name, artifact.rendition), json.dumps(record).encode())


def artifacts(
    house: House, name: str, wanted: Iterable[Rendition] = tuple(Rendition)
) -> list[Artifact]:
    """Return the finished files of a publication; raise where one is missing or out of date."""
    found = [made(house, name, rendition) for rendition in wanted]
    if None in found:
        hint = f"run `dipam build --layout {house.layout}`" if house.layout else "run `make`"
        raise RenderError(f"{name} is not made, or out of date", hint=hint)
    return [artifact for artifact in found if artifact]


def _record(house: House, name: str, rendition: Rendition) -> Path:
    brand = f".{Path(house.layout).name}" if house.layout else ""
    return house.cache / "made" / f"{name}{brand}.{rendition}.json"


def _fingerprint(house: House, name: str) -> str:
    """Return a digest of all that a publication is made of, this program and its pins included."""
    program = Path(__file__).parent
    folders = {
        house.source / name: "*",
        house.source / "contributors": "*.yml",
        house.layouts: "*",
        house.fonts: "*",
        program: "*.py",
    }
    if "/" in house.layout:
        folders[Path(house.layout)] = "*"
    files = [house.source / "publisher.yml", program / "requirements.lock"]
    for folder, pattern in folders.items():
        files.extend(sorted(path for path in folder.rglob(pattern) if path.is_file()))
    digest = hashlib.sha256()
    for path in files:
        data = path.read_bytes() if path.is_file() else b""
        digest.update(f"{path}\0{len(data)}\0".encode() + data)
    return digest.hexdigest()


def sha256_of(data: bytes) -> str:
    """Return the SHA-256 of a file's bytes in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def write_whole(path: Path, data: bytes) -> None:
    """Write a file so that it appears whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with beside.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)
