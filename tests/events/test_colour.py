"""Whatever colour a federation chooses, its pages stay readable."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assembly import resources
from assembly.events import colour

channels = st.tuples(*[st.integers(0, 255)] * 3)
TOKENS = resources.PACKAGE / "static" / "src" / "_tokens.scss"


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [
        ("#000000", "#FFFFFF", 21.0),
        ("#777777", "#ffffff", 4.48),
        ("#abcdef", "#abcdef", 1.0),
    ],
)
def test_contrast_is_that_of_the_guidelines(one: str, other: str, ratio: float) -> None:
    assert colour.contrast(one, other) == pytest.approx(ratio, abs=0.01)
    assert colour.contrast(other, one) == colour.contrast(one, other)


@given(channels)
def test_every_accent_is_readable_on_every_ground(chosen: tuple[int, int, int]) -> None:
    accent = "#{:02x}{:02x}{:02x}".format(*chosen)
    shown = colour.shown(accent)
    light = ("#faf8f4", "#ffffff", shown.light_ink, colour.mix(shown.light, "#ffffff", 0.1))
    dark = ("#12181d", "#1a2228", shown.dark_ink, colour.mix(shown.dark, "#12181d", 0.1))
    assert min(colour.contrast(shown.light, ground) for ground in light) >= 4.5
    assert min(colour.contrast(shown.dark, ground) for ground in dark) >= 4.5


@pytest.mark.parametrize("accent", ["#0F4C5C", "#C8102E", "#000000"])
def test_an_accent_that_is_readable_by_day_is_left_as_it_is(accent: str) -> None:
    assert colour.shown(accent).light == accent.lower()


@pytest.mark.parametrize("accent", ["#ffff00", "#ffffff", "#7fd3e6"])
def test_a_pale_accent_is_darkened_by_day(accent: str) -> None:
    shown = colour.shown(accent)
    assert colour.contrast(shown.light, "#000000") < colour.contrast(accent, "#000000")


def test_the_grounds_are_those_of_the_style_sheet() -> None:
    day, night = TOKENS.read_text(encoding="utf-8").split("@media (prefers-color-scheme: dark)")

    def token(sheet: str, name: str) -> str:
        found = re.search(rf"--{name}: (#[0-9a-f]{{6}})", sheet)
        assert found, name
        return found[1]

    assert (token(day, "paper"), token(day, "field")) == (colour.LIGHT_PAPER, colour.LIGHT_FIELD)
    assert (token(night, "paper"), token(night, "field")) == (colour.DARK_PAPER, colour.DARK_FIELD)
    assert token(day, "accent") == colour.DEFAULT.lower()
    soft = re.findall(r"--accent-soft: color-mix\(in srgb, var\(--accent\) (\d+)%", day + night)
    assert {int(part) / 100 for part in soft} == {colour.SOFT}


def test_the_style_sheet_replaces_the_accent_in_both_modes() -> None:
    sheet = colour.stylesheet("#C8102E")
    day, night = sheet.splitlines()
    assert day == ":root{--accent:#c8102e;--accent-ink:#ffffff}"
    assert night.startswith("@media screen and (prefers-color-scheme:dark){:root{--accent:#")


@pytest.mark.parametrize("text", ["#12345", "#1234567", "red", "#12345g", "#123456;}body{", "#123456\n", ""])
def test_what_is_no_colour_is_not_taken(text: str) -> None:
    assert not colour.is_colour(text)
