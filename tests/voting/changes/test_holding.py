"""Who held a right from when on: the proxy's holder first, then the member's own people in their order."""

from datetime import UTC, datetime, timedelta

import pytest

from assembly.voting.changes.holding import Claim, Holding, holdings

OPENED = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
CLOSED = OPENED + timedelta(hours=24)


def at(hours: int) -> datetime:
    return OPENED + timedelta(hours=hours)


DELEGATE = Claim(1, "Awa", None, at(-48), None)
ALTERNATE = Claim(2, "Nok", None, at(-48), None)


@pytest.mark.parametrize(
    ("claims", "held"),
    [
        ([], [(0, None, None)]),
        ([DELEGATE, ALTERNATE], [(0, "Awa", None)]),
        ([Claim(1, "Awa", None, at(-48), at(3)), ALTERNATE], [(0, "Awa", None), (3, "Nok", None)]),
        ([Claim(1, "Awa", None, at(-48), at(3))], [(0, "Awa", None), (3, None, None)]),
        (
            [DELEGATE, Claim(0, "Ivan", "Organisation 2", at(2), at(5))],
            [(0, "Awa", None), (2, "Ivan", "Organisation 2"), (5, "Awa", None)],
        ),
        ([DELEGATE, Claim(0, "Ivan", "Organisation 2", at(-9), at(-5))], [(0, "Awa", None)]),
        ([DELEGATE, Claim(0, "Ivan", "Organisation 2", at(25), None)], [(0, "Awa", None)]),
        ([Claim(1, "Awa", None, at(-2), at(0)), Claim(1, "Nok", None, at(0), None)], [(0, "Nok", None)]),
    ],
)
def test_each_change_while_the_vote_was_open_is_found(
    claims: list[Claim], held: list[tuple[int, str | None, str | None]]
) -> None:
    expected = tuple(Holding(at(hours), person, proxy_of) for hours, person, proxy_of in held)
    assert holdings(claims, OPENED, CLOSED) == expected
