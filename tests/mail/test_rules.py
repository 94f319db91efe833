"""When to try again, what an answer means, which addresses can be written to."""

from datetime import timedelta
from itertools import accumulate

import pytest

from assembly.mail.rules import PAUSES, Outcome, answer_of, mailable, pause_after


def test_the_pauses_grow_and_then_it_is_hourly_for_a_day() -> None:
    assert [pause_after(attempts) for attempts in range(1, 7)] == [
        timedelta(seconds=10),
        timedelta(seconds=30),
        timedelta(minutes=2),
        timedelta(minutes=10),
        timedelta(minutes=30),
        timedelta(hours=1),
    ]
    assert pause_after(len(PAUSES) + 1) is None
    *_rest, total = accumulate(PAUSES)
    assert timedelta(days=1) <= total < timedelta(days=1, hours=1)


@pytest.mark.parametrize(
    ("code", "outcome", "broken"),
    [(421, Outcome.LATER, True), (450, Outcome.LATER, False), (452, Outcome.LATER, False),
     (500, Outcome.NEVER, False), (550, Outcome.NEVER, False), (554, Outcome.NEVER, False)],
)  # fmt: skip
def test_what_a_refusal_means(code: int, outcome: Outcome, broken: bool) -> None:  # noqa: FBT001 - a parameter
    answer = answer_of(code, "4.x words")
    assert (answer.outcome, answer.broken, answer.text) == (outcome, broken, f"{code} 4.x words")


@pytest.mark.parametrize(
    ("address", "written"),
    [
        ("ada@people.example", "ada@people.example"),
        (" Ada.L+x@People.example ", "Ada.L+x@People.example"),
        ("ada@münchen.example", "ada@xn--mnchen-3ya.example"),
        ("ада@people.example", None),
        ("ada", None),
        ("@people.example", None),
        ("ada@", None),
        ("", None),
        ("ada@a.example,eve@b.example", None),
        ("ada@a.example\r\nBcc: eve@b.example", None),
        ("Ada <ada@a.example>", None),
        ("a@b@c.example", None),
    ],
)
def test_which_addresses_can_be_written_to(address: str, written: str | None) -> None:
    assert mailable(address) == written
