"""From colours and pictures of the screen to the inks of a press, through its output profile."""

from __future__ import annotations

import io
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

from PIL import Image, ImageChops, ImageCms, ImageFilter

from pipeline.model.press import Cmyk, Inks, Rgb

INTENT = ImageCms.Intent.RELATIVE_COLORIMETRIC
BLACK_POINT = ImageCms.Flags.BLACKPOINTCOMPENSATION
AREA = 5
"""The pixels across, at the least, of what is an area of grey in a picture."""
Transform = ImageCms.ImageCmsTransform


class Separation:
    """What a colour or a picture of the screen is on a press with this output profile.

    Brand colours are as `swatches` say. Greys, and areas of grey in a picture, are black alone, as
    light as on the screen between the paper's white and the ink's black; all else goes through
    the profile, relative colorimetric with black point compensation (ISO 15076-1).
    """

    def __init__(self, profile: Path, swatches: Inks) -> None:
        self.profile = ImageCms.ImageCmsProfile(str(profile))
        self.screen = ImageCms.createProfile("sRGB")
        self.found: dict[Rgb, Cmyk] = dict(swatches)

    def ink(self, channels: Sequence[float]) -> Cmyk:
        """Return the inks, each from 0 to 1, of a colour of sRGB, each channel from 0 to 1."""
        red, green, blue = (min(255, max(0, round(255 * float(part)))) for part in channels)
        rgb = red, green, blue
        if rgb not in self.found:
            pixel = self.picture(Image.new("RGB", (1, 1), rgb)).getpixel((0, 0))
            cyan, magenta, yellow, black = (round(part / 255, 4) for part in _tuple(pixel))
            self.found[rgb] = cyan, magenta, yellow, black
        return self.found[rgb]

    def picture(self, image: Image.Image) -> Image.Image:
        """Return a picture as CMYK, or as grey (black alone) where it has no colour."""
        if image.mode in ("1", "L"):
            return image.convert("L").point(self._grey_tones)
        rgb = image.convert("RGB")
        grey = _greys(rgb)
        if grey.getextrema() == (255, 255):
            tones = rgb.getchannel("R").point(self._black)
            none = Image.new("L", rgb.size, 0)
            return Image.merge("CMYK", (none, none, none, tones))
        inks = ImageCms.applyTransform(rgb, self._transform(image))
        if inks is None:
            raise ValueError("no picture came out of the profile")
        black = rgb.getchannel("R").point(self._black)
        empty = Image.new("L", rgb.size, 0)
        # A grey pixel among coloured ones is the profile's: in black alone it would be a speck.
        area = grey.filter(ImageFilter.MinFilter(AREA)).filter(ImageFilter.MaxFilter(AREA))
        return Image.composite(Image.merge("CMYK", (empty, empty, empty, black)), inks, area)

    @property
    def _grey_tones(self) -> list[int]:
        """The tone of DeviceGray (0 is black) for each grey of the screen."""
        return [255 - tone for tone in self._black]

    @cached_property
    def _black(self) -> list[int]:
        """The black ink, from 0 to 255, for each grey of the screen from 0 to 255."""
        lab = ImageCms.createProfile("LAB")
        screen = _lightness([(n, n, n) for n in range(256)], "RGB", self.screen, lab)
        press = _lightness([(0, 0, 0, n) for n in range(256)], "CMYK", self.profile, lab)
        white, black = press[0], press[255]
        wanted = [black + (white - black) * light / 255 for light in screen]
        return [min(range(256), key=lambda k: abs(press[k] - light)) for light in wanted]

    def _transform(self, image: Image.Image) -> Transform:
        """Return the way from a picture's own profile, or sRGB where it has none of RGB."""
        own = image.info.get("icc_profile")
        source = ImageCms.ImageCmsProfile(io.BytesIO(own)) if own else None
        if source is None or source.profile.xcolor_space.strip() != "RGB":
            return self._from_screen
        return _build(source, self.profile)

    @cached_property
    def _from_screen(self) -> Transform:
        return _build(self.screen, self.profile)


def _build(source: Any, target: Any) -> Transform:
    return ImageCms.buildTransform(source, target, "RGB", "CMYK", INTENT, BLACK_POINT)


def _greys(rgb: Image.Image) -> Image.Image:
    """Return a mask of the pixels without colour."""
    red, green, blue = rgb.split()
    apart = ImageChops.lighter(
        ImageChops.difference(red, green), ImageChops.difference(green, blue)
    )
    return apart.point([255, *[0] * 255])


def _lightness(colours: list[tuple[int, ...]], mode: str, source: Any, lab: Any) -> list[int]:
    """Return the lightness of colours, L* from 0 to 255, relative to the white of the paper."""
    row = Image.new(mode, (len(colours), 1))
    row.putdata(colours)
    transform = ImageCms.buildTransform(source, lab, mode, "LAB", INTENT)
    light = ImageCms.applyTransform(row, transform)
    if light is None:
        raise ValueError("no lightness came out of the profile")
    return list(light.getchannel("L").tobytes())


def _tuple(pixel: object) -> tuple[float, ...]:
    return tuple(pixel) if isinstance(pixel, tuple) else (0, 0, 0, 0)
