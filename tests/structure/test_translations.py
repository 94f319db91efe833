"""Every string that a user sees is translated, with the same placeholders and all plural forms."""

import re
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po

ROOT = Path(__file__).parents[2]
LANGUAGES = ("es", "fr", "ru")
PLURALS = {"es": 2, "fr": 2, "ru": 3}
PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]|%%")
ADDRESS_THE_READER_FORMALLY = {
    "es": re.compile(r"\b(tú|tienes|puedes|haz|tus|contigo|vosotros|tuyo)\b", re.IGNORECASE),
    "fr": re.compile(r"\b(tu|toi|ton|tes)\b", re.IGNORECASE),
    "ru": re.compile(r"\b(ты|тебя|тебе|твой|твоя|твои|твоё)\b", re.IGNORECASE),
}


@pytest.fixture(scope="module")
def source() -> set[tuple[str | None, str]]:
    """What stands in the source: (context, message or its singular)."""
    with (ROOT / "translations" / "babel.cfg").open() as file:
        method_map, options = parse_mapping_cfg(file)
    in_context = ((1, "c"), 2)
    keywords = {"_": None, "_l": None, "gettext": None, "ngettext": (1, 2), "personal": (1,)} | dict.fromkeys(
        ("pgettext", "lazy_pgettext"), in_context
    )
    found = extract_from_dir(str(ROOT), method_map, options, keywords=keywords)
    return {(context, message if isinstance(message, str) else message[0]) for _, _, message, _, context in found}


@pytest.fixture(scope="module")
def plurals() -> dict[str, set[str]]:
    """Every plural that the source gives for a singular."""
    with (ROOT / "translations" / "babel.cfg").open() as file:
        method_map, options = parse_mapping_cfg(file)
    found: dict[str, set[str]] = {}
    for _, _, message, _, _ in extract_from_dir(str(ROOT), method_map, options, keywords={"ngettext": (1, 2)}):
        if isinstance(message, tuple):
            found.setdefault(message[0], set()).add(message[1])
    return found


def catalog(language: str) -> Catalog:
    with (ROOT / "translations" / language / "LC_MESSAGES" / "messages.po").open("rb") as file:
        return read_po(file, locale=language)


def messages(language: str) -> list[Message]:
    return [message for message in catalog(language) if message.id]


def forms(message: Message) -> tuple[str, ...]:
    return (message.string,) if isinstance(message.string, str) else tuple(message.string)


def placeholders(text: str) -> set[str]:
    return {match.group(0).replace(")d", ")s") for match in PLACEHOLDER.finditer(text)}


def test_no_singular_has_two_plurals(plurals: dict[str, set[str]]) -> None:
    """A catalog finds a plural by its singular alone: of two, readers of other languages get one for both."""
    assert plurals
    assert {singular: found for singular, found in plurals.items() if len(found) > 1} == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_string_of_the_source_is_in_the_catalog(language: str, source: set[tuple[str | None, str]]) -> None:
    known = {
        (message.context, message.id if isinstance(message.id, str) else message.id[0])
        for message in messages(language)
    }
    assert source
    assert sorted(map(str, source - known)) == [], "run ./messages and translate what is new"
    assert sorted(map(str, known - source)) == [], "run ./messages: these stand nowhere in the source any more"


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_missing_or_uncertain(language: str) -> None:
    assert [message.id for message in messages(language) if message.fuzzy] == []
    assert [message.id for message in messages(language) if not all(form.strip() for form in forms(message))] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_counted_things_have_every_plural_form(language: str) -> None:
    assert catalog(language).num_plurals == PLURALS[language]
    counted = [message for message in messages(language) if message.pluralizable]
    assert counted
    assert [message.id for message in counted if len(forms(message)) != PLURALS[language]] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_placeholders_are_those_of_the_source(language: str) -> None:
    wrong = []
    for message in messages(language):
        ids = (message.id,) if isinstance(message.id, str) else tuple(message.id)
        allowed = set().union(*map(placeholders, ids))
        # a singular may leave its number out, as "one member" does
        needed = allowed - {"%(num)s"} if message.pluralizable else allowed
        wrong += [form for form in forms(message) if not needed <= placeholders(form) <= allowed]
    assert wrong == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_reader_is_addressed_formally(language: str) -> None:
    pattern = ADDRESS_THE_READER_FORMALLY[language]
    assert [form for message in messages(language) for form in forms(message) if pattern.search(form)] == []
