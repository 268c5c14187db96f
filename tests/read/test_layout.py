"""A layout is a folder from anywhere, and nothing in it leads out of it."""

import os
import shutil
from pathlib import Path

import pytest

from pipeline.build import build, start_layout
from pipeline.compose.proof import prove
from pipeline.compose.scaffold import check_templates
from pipeline.errors import LayoutError, PipelineError
from pipeline.house import House, artifacts
from pipeline.model.artifact import Rendition
from pipeline.read.edition import read
from pipeline.read.layout import read_layout
from tests.conftest import ROOT, SPECIMEN, house_at


@pytest.fixture
def house(tmp_path):
    return house_at(tmp_path / "house", ROOT / "tests/source")


@pytest.fixture
def brand(tmp_path):
    """A brand's folder that lies elsewhere."""
    house = House(tmp_path / "start")
    shutil.copytree(ROOT / "layouts", house.layouts)
    house.fonts.symlink_to(ROOT / "fonts")
    start_layout(house, "acme", "base")
    return shutil.move(house.layouts / "acme", tmp_path / "acme")


def test_a_layout_can_lie_anywhere(house, brand):
    layout = read_layout(house.layouts, str(brand), house.fonts)

    assert (layout.name, layout.folders[-1]) == ("acme", brand)


def test_a_brand_in_place_of_the_publications_own_has_files_of_its_own(house, brand):
    other = House(house.root, str(brand))
    build(house, [SPECIMEN], (Rendition.WEB,), lambda _: None)
    (own,) = artifacts(house, SPECIMEN, (Rendition.WEB,))

    build(other, [SPECIMEN], (Rendition.WEB,), lambda _: None)

    (made,) = artifacts(other, SPECIMEN, (Rendition.WEB,))
    assert made.path == house.dist / SPECIMEN / "acme" / own.path.name
    assert made.sha256 != own.sha256
    assert artifacts(house, SPECIMEN, (Rendition.WEB,)) == [own]


def test_a_change_of_a_brand_elsewhere_makes_its_files_anew(house, brand):
    other = House(house.root, str(brand))
    build(other, [SPECIMEN], (Rendition.WEB,), lambda _: None)
    (brand / "css/web.css").write_text("p { margin: 0 }\n", "utf-8")

    assert len(build(other, [SPECIMEN], (Rendition.WEB,), lambda _: None)) == 1


@pytest.mark.parametrize(
    "name",
    [
        "tokens.css",
        "css/page.css",
        "templates/cover.html",
        "labels/en.yml",
        "assets/x.svg",
        "fonts/acme/font.yml",
    ],
)
def test_a_link_out_of_a_layout_is_an_error(house, brand, tmp_path, name):
    secret = tmp_path / "secret"
    secret.write_text("secret: one\n", "utf-8")
    path = brand / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.unlink(missing_ok=True)
    path.symlink_to(secret)

    with pytest.raises(PipelineError, match=f"'{name}' leads out of its layout") as caught:
        read_layout(house.layouts, str(brand), house.fonts)

    assert "secret: one" not in str(caught.value)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("layout.yml", "extends: ../../etc"),
        ("layout.yml", "extends: base\nfonts: [../../fonts/source-sans-pro]"),
        ("layout.yml", "extends: base\nstylesheets: {pdf: [../base/css/page.css]}"),
        ("layout.yml", "extends: base\ntemplates: {cover: ../../base/templates/cover.html}"),
        ("layout.yml", "extends: base\npress: {profile: /etc/passwd}"),
        ("templates/cover.html", "{% include '../tokens.css' %}"),
        ("templates/cover.html", "{% extends '../base/cover.html' %}"),
        ("templates/cover.html", "<img src='../../../etc/passwd' alt=''/>"),
        ("templates/cover.html", "<img src='file:///etc/hostname' alt=''/>"),
        ("css/page.css", "p { background: url('../tokens.css') }"),
        ("css/page.css", "p { background: url(https://example.org/x.png) }"),
    ],
)
def test_no_name_in_a_layout_leads_out_of_it(house, brand, name, text):
    (brand / name).write_text(f"{text}\n", "utf-8")

    with pytest.raises(PipelineError):
        build(House(house.root, str(brand)), [SPECIMEN], (Rendition.PDF,), lambda _: None)

    assert not (house.dist / SPECIMEN / "acme").exists()


@pytest.mark.parametrize(
    ("name", "data", "fault"),
    [
        ("css/page.css", b"/* \n\xe9 */", "css/page.css:2: not UTF-8"),
        ("css/page.css", bytes(range(256)), "css/page.css:2: not UTF-8"),
        ("css/page.css", b" " * 1_000_001, "css/page.css: longer than 1,000,000 bytes"),
        ("tokens.css", b"/* \xe9 */", "tokens.css:1: not UTF-8"),
        ("templates/cover.html", b"\xe9", "templates/cover.html:1: not UTF-8"),
        ("labels/en.yml", b"a: \xe9", "labels/en.yml:1: not UTF-8"),
        ("labels/en.yml", b"", "labels/en.yml:1:1: 'en.yml' holds no keys"),
        ("layout.yml", b"", "layout.yml:1:1: 'layout.yml' holds no keys"),
        ("layout.yml", b"# Nothing\n", "layout.yml:1:1: 'layout.yml' holds no keys"),
        ("fonts/own/font.yml", b"", "font.yml:1:1: 'font.yml' holds no keys"),
        (
            "assets/x.svg",
            b'<?xml version="1.0" encoding="latin-1"?><svg viewBox="0 0 1 1">\xe9</svg>',
            "assets/x.svg:1: not UTF-8",
        ),
    ],
)  # fmt: skip
def test_a_file_of_a_layout_that_cannot_be_read_is_told_once(house, brand, name, data, fault):
    if name.startswith("fonts"):
        (brand / "layout.yml").write_text("extends: base\nfonts: [own]\n", "utf-8")
        shutil.rmtree(brand / "css")
    (brand / name).parent.mkdir(parents=True, exist_ok=True)
    (brand / name).write_bytes(data)

    with pytest.raises(PipelineError) as caught:
        read_layout(house.layouts, str(brand), house.fonts)

    assert fault in str(caught.value)
    assert len(caught.value.faults) == 1


@pytest.mark.parametrize(
    ("name", "make", "fault"),
    [
        ("tokens.css", Path.mkdir, "'tokens.css' is a folder"),
        ("templates/parts", Path.mkdir, "'templates/parts' is a folder"),
        ("templates/x.html", os.mkfifo, "'templates/x.html' is no file"),
        ("css/page.css", lambda path: path.symlink_to(path), "'css/page.css' is no file"),
        ("css/page.css", lambda path: path.symlink_to("gone.css"), "'css/page.css' is no file"),
    ],
)
def test_what_is_no_file_in_a_layout_is_told(house, brand, name, make, fault):
    (brand / name).unlink(missing_ok=True)
    make(brand / name)

    with pytest.raises(PipelineError, match=fault):
        read_layout(house.layouts, str(brand), house.fonts)


def test_what_a_system_hides_among_templates_is_no_template(house, brand):
    (brand / "templates/.DS_Store").write_bytes(b"\x00\xff")

    layout = read_layout(house.layouts, str(brand), house.fonts)

    assert list(check_templates(layout)) == []


@pytest.mark.parametrize("name", ["..", "../..", "Acme", "a b/c d", "/", ".", "", "a" * 101])
def test_a_name_that_leads_elsewhere_is_no_layout(house, name):
    with pytest.raises(LayoutError, match="cannot be the name of a layout"):
        read_layout(house.layouts, name, house.fonts)


def test_a_layout_that_is_too_large_is_told(house, brand, monkeypatch):
    monkeypatch.setattr("pipeline.read.containment.MAX_FILES", 5)

    with pytest.raises(PipelineError, match="the layout has 6 files"):
        read_layout(house.layouts, str(brand), house.fonts)


def test_a_brand_is_never_written_over(tmp_path):
    house = House(tmp_path)
    shutil.copytree(ROOT / "layouts", house.layouts)
    house.fonts.symlink_to(ROOT / "fonts")

    with pytest.raises(LayoutError, match="there is a layout in"):
        start_layout(house, "dipam", "base")
    with pytest.raises(LayoutError, match="cannot be the name of a new layout"):
        start_layout(house, "elsewhere/acme", "base")
    with pytest.raises(PipelineError, match="no layout 'bsae'"):
        start_layout(house, "acme", "bsae")

    assert sorted(path.name for path in house.layouts.iterdir() if path.is_dir()) == sorted(
        path.name for path in (ROOT / "layouts").iterdir() if path.is_dir()
    )


@pytest.mark.parametrize(
    "base", sorted(p.parent.name for p in (ROOT / "layouts").glob("*/layout.yml"))
)
def test_every_brand_can_be_gone_on_from(tmp_path, base):
    house = House(tmp_path)
    shutil.copytree(ROOT / "layouts", house.layouts)
    house.fonts.symlink_to(ROOT / "fonts")
    files = start_layout(house, "next", base)

    edition = read(ROOT / "tests/source" / SPECIMEN)
    old, new = (
        prove(edition, read_layout(house.layouts, name, house.fonts), ()).parts[0].markup
        for name in (base, "next")
    )

    assert new == old
    assert all(Path(file).is_file() for file in files)
