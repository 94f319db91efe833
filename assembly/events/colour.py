"""The federation's accent, made readable: the contrast of WCAG 2.2, and the nearest shade that has enough."""

import colorsys
import re
from collections.abc import Callable
from dataclasses import dataclass

ENOUGH = 4.5  # WCAG 2.2, 1.4.3, for text of ordinary size
HEX = re.compile(r"#[0-9a-f]{6}\Z", re.IGNORECASE)
DEFAULT = "#0F4C5C"

# The grounds of assembly/static/src/_tokens.scss; a test compares them.
LIGHT_PAPER, LIGHT_FIELD = "#faf8f4", "#ffffff"
DARK_PAPER, DARK_FIELD = "#12181d", "#1a2228"
LIGHT_INK, DARK_INK = "#ffffff", "#12181d"
SOFT = 0.10  # the part of the accent in --accent-soft
BRIGHT = 0.70  # lightness from which an accent looks at home on dark paper
LINEAR_BELOW = 0.04045  # of a channel, by the definition of sRGB
CALM = 0.60  # saturation above which it would glare there

Channels = tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class Accent:
    """The accent as it is shown in each mode, and the colour of text upon it."""

    light: str
    light_ink: str
    dark: str
    dark_ink: str


def is_colour(text: str) -> bool:
    """Whether this is a colour as `#RRGGBB`."""
    return bool(HEX.match(text))


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours `#RRGGBB`, 1 to 21."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def shown(accent: str) -> Accent:
    """Return the shades of an accent that are readable on every ground of their mode."""
    hue, lightness, saturation = colorsys.rgb_to_hls(*_channels(accent))

    def at(lightness: float, saturation: float) -> str:
        return _hex(colorsys.hls_to_rgb(hue, lightness, saturation))

    light = _first_readable(lambda step: at(lightness * (1 - step), saturation), _light_grounds)
    start, calm = max(lightness, BRIGHT), min(saturation, CALM)
    dark = _first_readable(lambda step: at(start + (1 - start) * step, calm), _dark_grounds)
    return Accent(light, LIGHT_INK, dark, DARK_INK)


def stylesheet(accent: str) -> str:
    """Return the style sheet that puts the accent in place of the default one."""
    colours = shown(accent)
    return (
        f":root{{--accent:{colours.light};--accent-ink:{colours.light_ink}}}\n"
        "@media screen and (prefers-color-scheme:dark)"
        f"{{:root{{--accent:{colours.dark};--accent-ink:{colours.dark_ink}}}}}\n"
    )


def _first_readable(shade: Callable[[float], str], grounds: Callable[[str], tuple[str, ...]]) -> str:
    """Return the first of 101 shades, from the accent to black or white, with contrast to all grounds."""
    shades = (shade(step / 100) for step in range(101))
    return next(colour for colour in shades if all(contrast(colour, ground) >= ENOUGH for ground in grounds(colour)))


def _light_grounds(accent: str) -> tuple[str, ...]:
    return (LIGHT_PAPER, LIGHT_FIELD, LIGHT_INK, mix(accent, LIGHT_FIELD, SOFT))


def _dark_grounds(accent: str) -> tuple[str, ...]:
    return (DARK_PAPER, DARK_FIELD, DARK_INK, mix(accent, DARK_PAPER, SOFT))


def mix(colour: str, ground: str, part: float) -> str:
    """Return a mixture as `color-mix(in srgb, …)` makes it."""
    pairs = zip(_channels(colour), _channels(ground), strict=True)
    red, green, blue = (part * one + (1 - part) * other for one, other in pairs)
    return _hex((red, green, blue))


def _luminance(colour: str) -> float:
    """Return the relative luminance, as WCAG 2.2 defines it."""
    red, green, blue = (
        channel / 12.92 if channel <= LINEAR_BELOW else ((channel + 0.055) / 1.055) ** 2.4
        for channel in _channels(colour)
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _channels(colour: str) -> Channels:
    red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return red, green, blue


def _hex(channels: Channels) -> str:
    return "#" + "".join(f"{round(channel * 255):02x}" for channel in channels)
