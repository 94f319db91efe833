"""What reports say: given up or only late, why, and about which mail."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assembly.mail.bounces import reading, verp
from tests.mail.bounces.reports import HOLIDAY, report

ID = "<0a1b@assembly.example>"


def test_a_report_names_our_address_the_mail_and_the_reason() -> None:
    found = reading.from_mail(report("bounces+17-abc@assembly.example", message_id=ID))
    assert found == reading.Bounce(
        ("bounces+17-abc@assembly.example",), (ID,), hard=True, text="550 5.1.1 no such user here"
    )


def test_the_status_is_told_where_the_reason_does_not_hold_it() -> None:
    found = reading.from_mail(report(reason="no such user", message_id=ID))
    assert found
    assert found.text == "5.1.1 no such user"


def test_headers_alone_are_enough() -> None:
    found = reading.from_mail(report(message_id=ID, headers_only=True))
    assert found
    assert found.message_ids == (ID,)


def test_a_delay_is_not_the_end() -> None:
    found = reading.from_mail(report(action="delayed", status="4.4.1"))
    assert found
    assert not found.hard


@pytest.mark.parametrize("action", ["delivered", "relayed", "expanded", ""])
def test_a_report_of_success_is_none(action: str) -> None:
    assert reading.from_mail(report(action=action)) is None


def test_an_automatic_answer_is_no_report() -> None:
    assert reading.from_mail(HOLIDAY) is None


@given(st.binary(max_size=400))
def test_whatever_comes_nothing_breaks(content: bytes) -> None:
    assert reading.from_mail(content) is None
    reading.from_mail(b"Content-Type: multipart/report; boundary=b0\r\n\r\n--b0\r\n" + content)
    reading.from_mail(b"Content-Type: message/delivery-status\r\n\r\n" + content)


def test_a_provider_may_tell_it_as_json() -> None:
    told = [
        {"to": "bounces+17-abc@x", "type": "hard", "reason": "no\r\nsuch user"},
        {"message_id": "0a1b@assembly.example", "type": "soft"},
        {"type": "opened", "message_id": ID},
        "rubbish",
    ]
    first, second = reading.from_json(told)
    assert (first.addresses, first.hard, first.text) == (("bounces+17-abc@x",), True, "no such user")
    assert (second.message_ids, second.hard) == ((ID,), False)
    assert reading.from_json(None) == reading.from_json(7) == []


def test_an_address_for_what_comes_back_tells_its_mail_and_cannot_be_made_by_others() -> None:
    address = f"bounces{verp.mark_of('key', 17, ID)}@assembly.example"
    found = verp.delivery_in(address.upper())
    assert found
    assert found[0] == 17
    assert verp.is_genuine("key", 17, ID, found[1])
    assert not verp.is_genuine("key", 18, ID, found[1])
    assert not verp.is_genuine("key", 17, "<another@assembly.example>", found[1])
    assert not verp.is_genuine("other key", 17, ID, found[1])
    assert len(address.partition("@")[0]) <= 64  # RFC 5321, 4.5.3.1.1
    assert verp.delivery_in("bounces@assembly.example") is None
