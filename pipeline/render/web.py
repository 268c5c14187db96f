"""From a composition to the bytes of one HTML page that holds all that it needs."""

from __future__ import annotations

import base64
import hashlib
import mimetypes
import re
from collections.abc import Iterable, Iterator

from pipeline.model.composition import Composition
from pipeline.render.drawings import with_fonts
from pipeline.render.subset import subset, woff2
from pipeline.render.typeset import content

STYLES = '<link rel="stylesheet" href="style.css"/>'
CHARSET = '<meta charset="utf-8"/>'
URL = re.compile(r"""url\(["']?([^"')]+)["']?\)""")
SOURCE = re.compile(r'\bsrc="([^"]+)"')
SCRIPT = re.compile(r"<script>(.*?)</script>", re.DOTALL)


def render_web(composition: Composition) -> bytes:
    """Return the page: styles, fonts and pictures are in it, and nothing is fetched from anywhere.

    Its Content-Security-Policy (CSP Level 3) allows just that: the styles and the script by their
    digests, fonts and pictures as data.
    """
    markup = composition.parts[0].markup
    data = dict(_data(composition, markup))
    styles = URL.sub(
        lambda m: f'url("{data.get(m[1], m[1])}")',
        content(composition.resources["style.css"]).decode(),
    )
    page = SOURCE.sub(lambda m: f'src="{data.get(m[1], m[1])}"', markup)
    policy = _policy([styles], SCRIPT.findall(page))
    page = page.replace(STYLES, f"<style>{styles}</style>")
    return page.replace(CHARSET, f"{CHARSET}\n{policy}").encode()


def _data(composition: Composition, text: str) -> Iterator[tuple[str, str]]:
    """Yield each font and picture as a `data:` address (RFC 2397), fonts cut down to the text."""
    for name, resource in sorted(composition.resources.items()):
        if name.startswith("fonts/"):
            yield name, _address("font/woff2", woff2(subset(content(resource), text)))
        elif not name.endswith(".css"):
            kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
            data = content(resource)
            if name.endswith(".svg"):
                data = with_fonts(data, composition.layout.faces)
            yield name, _address(kind, data)


def _address(kind: str, data: bytes) -> str:
    return f"data:{kind};base64,{base64.b64encode(data).decode()}"


def _policy(styles: Iterable[str], scripts: Iterable[str]) -> str:
    rules = {
        "default-src": "'none'",
        "style-src": _digests(styles),
        "script-src": _digests(scripts),
        "font-src": "data:",
        "img-src": "data:",
        "base-uri": "'none'",
        "form-action": "'none'",
    }
    written = "; ".join(f"{name} {value}" for name, value in rules.items())
    return f'<meta http-equiv="Content-Security-Policy" content="{written}"/>'


def _digests(texts: Iterable[str]) -> str:
    digests = (hashlib.sha256(text.encode()).digest() for text in texts)
    return " ".join(f"'sha256-{base64.b64encode(d).decode()}'" for d in digests) or "'none'"
