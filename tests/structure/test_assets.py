"""What the look promises: contrast in both modes, little weight, nothing from elsewhere, one system."""

import gzip
import json
import re
from itertools import product
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "assembly" / "static" / "src"
BUILD = ROOT / "assembly" / "static" / "build"
TEMPLATES = ROOT / "templates"

Rgb = tuple[float, float, float]


def tokens(mode: str) -> dict[str, str]:
    """Return the custom properties of a mode; what dark does not set is as in light."""
    text = (SOURCE / "_tokens.scss").read_text(encoding="utf-8")
    light, dark = text.split("@media (prefers-color-scheme: dark)")
    found = dict(re.findall(r"(--[\w-]+): ([^;]+);", light))
    return found | dict(re.findall(r"(--[\w-]+): ([^;]+);", dark)) if mode == "dark" else found


def colour(value: str, of: dict[str, str]) -> Rgb:
    """Return red, green and blue (0 to 255) of a hex colour, a var() or a color-mix() in sRGB."""
    if value.startswith("#"):
        return tuple(float(int(value[i : i + 2], 16)) for i in (1, 3, 5))  # type: ignore[return-value]
    if value.startswith("var("):
        return colour(of[value[4:-1]], of)
    mixed = re.fullmatch(r"color-mix\(in srgb, (var\([\w-]+\)) (\d+)%, (var\([\w-]+\))\)", value)
    assert mixed, value
    first, share, second = colour(mixed[1], of), int(mixed[2]) / 100, colour(mixed[3], of)
    return tuple(a * share + b * (1 - share) for a, b in zip(first, second, strict=True))  # type: ignore[return-value]


def luminance(rgb: Rgb) -> float:
    """Relative luminance as WCAG 2.2 defines it."""
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in (c / 255 for c in rgb)
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(mode: str, ink: str, ground: str) -> float:
    of = tokens(mode)
    darker, lighter = sorted(luminance(colour(of[f"--{name}"], of)) for name in (ink, ground))
    return (lighter + 0.05) / (darker + 0.05)


READ = [
    *product(["ink", "muted", "accent", "late", "yes", "no"], ["paper", "field"]),
    *product(["ink", "muted", "accent"], ["accent-soft"]),
    *product(["ink"], ["late-soft", "yes-soft", "no-soft"]),
    ("accent-ink", "accent"),
    ("late", "late-soft"),
    ("yes", "yes-soft"),
    ("no", "no-soft"),
    ("paper", "no"),
    ("band-ink", "band"),
    ("band-button-ink", "band-button"),
    ("late-band-ink", "late-band"),
    ("late-band-button-ink", "late-band-button"),
]
SEEN = [("edge", "paper"), ("edge", "field"), ("accent", "line"), ("accent", "night"), ("late", "field")]


@pytest.mark.parametrize("mode", ["light", "dark"])
@pytest.mark.parametrize(("ink", "ground"), READ)
def test_text_can_be_read(mode: str, ink: str, ground: str) -> None:
    assert contrast(mode, ink, ground) >= 4.5


@pytest.mark.parametrize("mode", ["light", "dark"])
@pytest.mark.parametrize(("ink", "ground"), SEEN)
def test_borders_and_bars_can_be_seen(mode: str, ink: str, ground: str) -> None:
    assert contrast(mode, ink, ground) >= 3


def test_contrast_is_measured_as_the_standard_does() -> None:
    black, white = (luminance(colour(value, {})) for value in ("#000000", "#ffffff"))
    assert (white + 0.05) / (black + 0.05) == pytest.approx(21)
    assert luminance(colour("#777777", {})) == pytest.approx(0.1845, abs=1e-3)


def test_no_colour_is_written_outside_the_tokens() -> None:
    apart = {"_tokens.scss", "_print.scss", "_bootstrap.scss"}  # paper is white; Bootstrap computes with one
    strays = {
        path.name: found
        for path in SOURCE.glob("*.scss")
        if path.name not in apart and (found := re.findall(r"#[0-9a-f]{6}\b", path.read_text(encoding="utf-8")))
    }
    assert not strays


def weight(path: Path) -> int:
    return len(gzip.compress(path.read_bytes()))


def test_a_first_visit_is_light() -> None:
    style, script, icons = (BUILD / name for name in ("app.css", "app.js", "icons.svg"))
    assert weight(style) < 25_000
    fonts = sum((BUILD / f"fonts/source-serif-4-{script}-600.woff2").stat().st_size for script in ("latin", "cyrillic"))
    assert weight(style) + weight(script) + weight(icons) + fonts < 80_000  # leaves 20 kB for the page


def test_the_style_loads_nothing_but_our_fonts() -> None:
    addresses = re.findall(r"url\(([^)]*)\)", (BUILD / "app.css").read_text(encoding="utf-8"))
    assert addresses
    manifest = json.loads((BUILD / "manifest.json").read_text(encoding="utf-8"))
    for address in addresses:
        name, _, version = address.partition("?v=")
        assert manifest[name] == version


def test_every_built_file_has_its_hash() -> None:
    manifest = json.loads((BUILD / "manifest.json").read_text(encoding="utf-8"))
    built = {path.relative_to(BUILD).as_posix() for path in BUILD.rglob("*") if path.is_file()}
    assert built - {"manifest.json"} == set(manifest)


def test_the_lock_has_hashes_and_no_addresses_of_registries() -> None:
    lock = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))
    packages = {name: package for name, package in lock["packages"].items() if name}
    assert packages
    for name, package in packages.items():
        assert "resolved" not in package, name
        assert package["integrity"].startswith("sha512-"), name


def pages() -> list[Path]:
    return sorted(path for path in TEMPLATES.rglob("*.html") if path.name != "mail.html")


def templates() -> dict[str, str]:
    """Return the templates of pages without their comments."""
    without = re.compile(r"\{#.*?#\}", re.DOTALL)
    return {
        path.relative_to(TEMPLATES).as_posix(): without.sub("", path.read_text(encoding="utf-8")) for path in pages()
    }


def test_no_page_carries_style_or_script_of_its_own() -> None:
    """The content security policy would drop it in silence."""
    inline = re.compile(
        r"\sstyle=|<style|\son[a-z]+=[\"']|<script(?![^>]*\ssrc=)|javascript:|(?:src|href|action)=[\"']https?://(?!wa\.me/)",
        re.IGNORECASE,
    )
    assert not {name: found for name, text in templates().items() if (found := inline.findall(text))}


def test_every_icon_asked_for_is_in_the_sprite() -> None:
    sprite = set(re.findall(r'<symbol id="([\w-]+)"', (BUILD / "icons.svg").read_text(encoding="utf-8")))
    asked = re.compile(r"icon\(\"([\w-]+)\"|\"icon\": \"([\w-]+)\"|icons = \{([^}]*)\}")
    for name, text in templates().items():
        for called, listed, mapped in asked.findall(text):
            wanted = {called or listed} if called or listed else set(re.findall(r": \"([\w-]+)\"", mapped))
            assert wanted <= sprite, f"{name}: {wanted - sprite}"
    places = re.compile(r"\"[a-z_]+\.[a-z_]+\", \"([\w-]+)\", _|\"icon\": \"([\w-]+)\"")
    for path in (ROOT / "assembly").rglob("*.py"):
        found = {entry or listed for entry, listed in places.findall(path.read_text(encoding="utf-8"))}
        assert found <= sprite, f"{path.name}: {found - sprite}"


def test_pages_use_only_classes_of_the_design_system() -> None:
    style = (BUILD / "app.css").read_text(encoding="utf-8")
    known = set(re.findall(r"\.([a-z][\w-]*)", style))
    computed = re.compile(r"[\w-]*\{\{.*?\}\}[\w-]*|[\w-]*\{%.*?%\}")
    strays = {
        (name, word)
        for name, text in templates().items()
        for value in re.findall(r'class="([^"]*)"', text)
        for word in computed.sub(" ", value).split()
        if word not in known
    }
    assert not strays
