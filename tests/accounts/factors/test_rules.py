"""When another try may be made, and which codes are right (RFC 6238, appendix B)."""

from base64 import b32encode
from datetime import UTC, datetime, timedelta

import pytest

from assembly.accounts.factors import rules
from assembly.accounts.factors.rules import Tries, matching_step, wait_until

NOW = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)
SECRET = b32encode(b"12345678901234567890").decode()


@pytest.mark.parametrize(
    ("wrong", "minutes"), [(0, None), (4, None), (5, 0.5), (6, 1), (8, 4), (10, 15), (40, 15), (10_000, 15)]
)
def test_each_wrong_code_doubles_the_wait_up_to_a_quarter_of_an_hour(wrong: int, minutes: float | None) -> None:
    until = wait_until(Tries(wrong, NOW if wrong else None, wrong, NOW if wrong else None, known_here=False))
    assert until == (NOW + timedelta(minutes=minutes) if minutes else None)


def test_ten_thousand_guesses_take_months_and_the_owner_elsewhere_waits_for_nothing() -> None:
    waits = [(wait_until(Tries(n, NOW, n, NOW, known_here=False)) or NOW) - NOW for n in range(10_000)]
    assert sum(waits, timedelta()) > timedelta(days=100)
    assert wait_until(Tries(0, None, 49, NOW, known_here=False)) is None


def test_where_many_networks_guess_only_unknown_ones_wait() -> None:
    assert wait_until(Tries(0, None, rules.EVERYWHERE, NOW, known_here=False)) == NOW + rules.LONGEST_WAIT
    assert wait_until(Tries(0, None, 10_000, NOW, known_here=True)) is None


@pytest.mark.parametrize(("at", "code"), [(59, "287082"), (1111111109, "081804"), (2000000000, "279037")])
def test_codes_are_those_of_the_standard(at: int, code: str) -> None:
    moment = datetime.fromtimestamp(at, tz=UTC)
    assert matching_step(SECRET, code, moment, 0) == at // 30
    assert matching_step(SECRET, code, moment + timedelta(seconds=30), 0) == at // 30
    assert matching_step(SECRET, code, moment + timedelta(seconds=60), 0) is None
    assert matching_step(SECRET, code, moment, at // 30) is None, "shown already"
    assert matching_step(SECRET, "１２３４５６", moment, 0) is None


@pytest.mark.parametrize(
    ("typed", "is_app"),
    [
        ("123456", True),
        ("123 456", True),
        (" 123-456", True),
        ("12345", False),
        ("k7m2-9xqp-4tvw", False),
        ("", False),
        ("１２３４５６", False),
    ],
)
def test_what_is_typed_is_told_apart(typed: str, *, is_app: bool) -> None:
    assert rules.is_app_code(typed) is is_app


def test_a_code_of_an_app_is_compared_as_the_app_computes_it() -> None:
    assert rules.plain_app_code(" 123 4-56 ") == "123456"


def test_letters_that_look_like_digits_are_digits() -> None:
    assert rules.plain_recovery_code(" K7MO-il0x 4TVW") == "k7m0110x4tvw"
