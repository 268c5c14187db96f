"""Small real fonts for the tests: cut out of the house's own, and changed as a case needs."""

import hashlib
from pathlib import Path

from fontTools.fontBuilder import FontBuilder
from fontTools.misc.psCharStrings import T2CharString
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

from pipeline.errors import Location
from pipeline.read.fonts import package_folder

SOURCE = "font_source_sans_pro"
MANROPE = "font_manrope/files/Manrope-VariableFont_wght.ttf"
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyzÂÎÛâîûÇĞİIÖŞÜçğıiöşü ., "


def of_package(name: str) -> Path:
    """Return a file of a Python package that has fonts."""
    package, _, file = name.partition("/")
    return package_folder(package, Location(Path())) / file


def draw(
    path: Path,
    like: str = f"{SOURCE}/files/SourceSansPro-Regular.ttf",
    *,
    family: str = "Acme Grotesk",
    text: str = LETTERS,
    fs_type: int = 0,
    version: int = 3,
    weight: int | None = None,
    italic: bool = False,
    flavor: str | None = None,
) -> Path:
    """Write a small font to `path`, and return that."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with TTFont(of_package(like), recalcTimestamp=False) as font:
        cutter = Subsetter(Options(name_IDs=["*"], notdef_outline=True))
        cutter.populate(text=text)
        cutter.subset(font)
        names = font["name"]
        names.names = [name for name in names.names if name.nameID != 16]
        names.setName(family, 1, 3, 1, 0x409)
        table = font["OS/2"]
        table.fsType, table.version = fs_type, version
        table.usWeightClass = weight or table.usWeightClass
        table.fsSelection |= italic
        font.flavor = flavor
        font.save(path)
    return path


def record(folder: Path, faces: str, family: str = "Acme Grotesk") -> Path:
    """Write the `font.yml` and the licence of a folder; `{x.ttf}` stands for a file's lines."""
    licence = folder / "OFL.txt"
    licence.write_text("SIL OPEN FONT LICENSE Version 1.1\n", "utf-8")
    for path in folder.iterdir():
        lines = f"file: {path.name}\n    sha256: {_digest(path)}"
        faces = faces.replace(f"{{{path.name}}}", lines)
    head = f"family: {family}\nlicence:\n  spdx: OFL-1.1\n  file: OFL.txt\n"
    written = folder / "font.yml"
    written.write_text(f"{head}  sha256: {_digest(licence)}\nfaces:\n{faces}\n", "utf-8")
    return written


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def draw_cff2(path: Path) -> Path:
    """Write a variable font of OpenType outlines: a square that grows with its weight."""
    builder = FontBuilder(1000, isTTF=False)
    builder.setupGlyphOrder([".notdef", "a"])
    builder.setupCharacterMap({ord("a"): "a"})
    builder.setupNameTable({"familyName": "Acme Grotesk", "styleName": "Regular"})
    builder.setupFvar([("wght", 400, 400, 800, "Weight")], [])
    side = [400, 400, 1, "blend"]
    square = [100, "hmoveto", *side, "hlineto", *side, "vlineto", -400, -400, 1, "blend", "hlineto"]
    glyphs = {".notdef": T2CharString(program=[]), "a": T2CharString(program=square)}
    builder.setupCFF2(glyphs, regions=[{"wght": (0, 1, 1)}])
    builder.setupHorizontalMetrics({".notdef": (600, 0), "a": (600, 100)})
    builder.setupHorizontalHeader(ascent=800, descent=-200)
    builder.setupOS2()
    builder.setupPost()
    path.parent.mkdir(parents=True, exist_ok=True)
    builder.save(path)
    return path
