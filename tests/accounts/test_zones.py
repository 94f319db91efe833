"""The time zones that a form offers."""

from datetime import UTC, datetime

import pytest

from assembly import i18n, timezones
from assembly.accounts import zones

NOW = datetime(2026, 11, 21, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    ("language", "zone", "label"),
    [
        ("en", "Africa/Bamako", "Bamako, Mali (UTC)"),
        ("fr", "Asia/Kolkata", "Calcutta, Inde (UTC+5:30)"),
        ("es", "America/Lima", "Lima, Perú (UTC−5)"),
        ("ru", "America/Argentina/Buenos_Aires", "Буэнос-Айрес, Аргентина (UTC−3)"),
        ("ru", "UTC", "UTC"),
    ],
)
def test_a_zone_is_named_by_its_city_and_country(language: str, zone: str, label: str) -> None:
    with i18n.speaking(language):
        assert dict(zones.choices(NOW))[zone] == label


@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_no_place_is_offered_twice(language: str) -> None:
    with i18n.speaking(language):
        labels = [label for _zone, label in zones.choices(NOW)]
    assert len(labels) == len(set(labels)) > 400
    assert not any("/" in label or "_" in label for label in labels)


def test_all_can_be_stored() -> None:
    assert all(timezones.is_zone(name) for name, _label in zones.choices(NOW))


def test_what_was_chosen_under_an_older_name_stays_chosen() -> None:
    offered = [name for name, _label in zones.choices(NOW, "Asia/Calcutta")]
    assert offered[0] == "Asia/Calcutta"
    assert offered.count("Asia/Calcutta") == 1


def test_letters_with_accents_are_sorted_like_those_without() -> None:
    with i18n.speaking("es"):
        names = [name for name, _label in zones.choices(NOW)]
    assert names.index("Africa/Addis_Ababa") < names.index("Europe/Zagreb")  # Adís Abeba
    assert names.index("Europe/Athens") < names.index("Africa/Bamako")
