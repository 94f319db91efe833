"""What fills the places of a notice, in four languages."""

from datetime import date

import pytest

from assembly.i18n import speaking
from assembly.notices.values import date_range

FIRST = date(2026, 12, 3)


@pytest.mark.parametrize(
    ("language", "last", "expected"),
    [
        ("en", FIRST, "3 December 2026"),
        ("en", date(2026, 12, 4), "3–4 December 2026"),
        ("es", date(2026, 12, 4), "3–4 de diciembre de 2026"),
        ("fr", date(2026, 12, 4), "3–4 décembre 2026"),
        ("ru", date(2026, 12, 4), "3–4 декабря 2026\u00a0года"),
        ("es", date(2026, 12, 31), "3–31 de diciembre de 2026"),
        ("en", date(2027, 1, 2), "3 December 2026 – 2 January 2027"),
    ],
)
def test_the_days_of_an_event(language: str, last: date, expected: str) -> None:
    with speaking(language):
        assert date_range(FIRST, last) == expected


def test_days_in_two_months_name_both() -> None:
    with speaking("ru"):
        assert date_range(date(2026, 11, 30), date(2026, 12, 2)) == "30 ноября – 2 декабря 2026\u00a0года"
