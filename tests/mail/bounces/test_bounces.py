"""What comes back reaches the mail that it is about: from a mailbox, from a program, through the webhook."""

import dataclasses
import mailbox
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner
from flask import Flask
from flask.testing import FlaskClient

from assembly.cli.group import main
from assembly.database import transaction
from assembly.mail import deliver
from assembly.mail.bounces import reading, service
from assembly.mail.bounces.service import Effect
from assembly.mail.mending import readdress
from assembly.mail.models import Delivery, DeliveryState
from assembly.mail.outbox import Recipient
from tests.factories.mail import KIND, deliveries, post_notes
from tests.faults.processes import environment
from tests.mail.bounces.reports import HOLIDAY, report
from tests.mail.sink import Sink

pytestmark = pytest.mark.usefixtures("note")
SendTo = Callable[[str | None], None]
TOKEN = "t" * 40


@pytest.fixture
def sent(context: Flask, sink: Sink, send_to: SendTo) -> list[tuple[str, Delivery]]:
    """Three mails that were sent, each with the address to which it comes back."""
    send_to(f"{sink.url}?bounces=bounces@assembly.example")
    post_notes(3)
    deliver.deliver_due()
    return [(mail.sender, row) for mail, row in zip(sink.mails, deliveries(), strict=True)]


def take(content: bytes) -> Effect:
    found = reading.from_mail(content)
    assert found
    with transaction():
        return service.take(found)


def test_each_mail_has_an_address_of_its_own_to_come_back_to(sent: list[tuple[str, Delivery]]) -> None:
    senders = [sender for sender, _row in sent]
    assert len(set(senders)) == 3
    assert all(f"bounces+{row.id}-" in sender for sender, row in sent)


def test_what_came_back_is_told_by_its_address(sent: list[tuple[str, Delivery]]) -> None:
    address, row = sent[1]
    assert take(report(address)) is Effect.BOUNCED
    found = {one.id: one for one in deliveries()}[row.id]
    assert (found.state, found.answer) == (DeliveryState.BOUNCED, "550 5.1.1 no such user here")
    assert found.bounced_at is not None
    assert [one.state for one in deliveries()].count(DeliveryState.SENT) == 2


def test_or_by_its_message_id(sent: list[tuple[str, Delivery]]) -> None:
    assert take(report(message_id=sent[0][1].message_id)) is Effect.BOUNCED
    assert deliveries()[0].state == DeliveryState.BOUNCED


def test_told_twice_it_changes_nothing(sent: list[tuple[str, Delivery]]) -> None:
    take(report(sent[0][0]))
    before = deliveries()[0].bounced_at
    assert take(report(sent[0][0], reason="550 5.7.1 something else")) is Effect.KNOWN
    assert (deliveries()[0].bounced_at, deliveries()[0].answer) == (before, "550 5.1.1 no such user here")


def test_a_forged_address_changes_nothing(sent: list[tuple[str, Delivery]]) -> None:
    address, row = sent[0]
    forged = address.replace(f"+{row.id}-", f"+{sent[1][1].id}-")
    assert take(report(forged)) is Effect.UNKNOWN
    assert take(report(f"bounces+{row.id}-{'0' * 20}@assembly.example")) is Effect.UNKNOWN
    assert take(report("bounces+999999999999999999-" + "0" * 20 + "@assembly.example")) is Effect.UNKNOWN
    assert {one.state for one in deliveries()} == {DeliveryState.SENT}


def test_a_delay_is_noted_once_and_the_mail_counts_as_sent(sent: list[tuple[str, Delivery]]) -> None:
    late = report(sent[0][0], action="delayed", status="4.4.1", reason="4.4.1 host away")
    assert take(late) is Effect.NOTED
    assert take(late) is Effect.KNOWN
    row = deliveries()[0]
    assert row.state == DeliveryState.SENT
    assert row.answer == "250 2.0.0 taken · 4.4.1 host away"
    assert row.bounced_at is None


def test_what_an_old_address_returns_says_nothing_of_the_mail_to_the_new_one(sent: list[tuple[str, Delivery]]) -> None:
    address, row = sent[0]
    take(report(address))
    with transaction():
        assert readdress(KIND, 1, Recipient(row.person_id, "new@people.example", "Ada", "en", "UTC"))
    assert deliveries()[0].bounced_at is None
    deliver.deliver_due()
    assert take(report(address)) is Effect.UNKNOWN
    assert deliveries()[0].state == DeliveryState.SENT


# The webhook


@pytest.fixture
def webhook(sent: list[tuple[str, Delivery]], context: Flask) -> FlaskClient:
    settings = context.extensions["settings"]
    context.extensions["settings"] = dataclasses.replace(settings, bounce_token=TOKEN)
    context.config["WTF_CSRF_ENABLED"] = True  # as on a real site: no form, no cookie
    return context.test_client()


def test_the_webhook_takes_a_report(webhook: FlaskClient, sent: list[tuple[str, Delivery]]) -> None:
    answer = webhook.post(
        "/bounces",
        data=report(sent[0][0]),
        content_type="message/rfc822",
        headers={"Authorization": f"Bearer {TOKEN}"},
    )
    assert (answer.status_code, answer.json) == (200, {"effects": ["bounced"]})
    assert deliveries()[0].state == DeliveryState.BOUNCED


def test_the_webhook_takes_json_with_a_password(webhook: FlaskClient, sent: list[tuple[str, Delivery]]) -> None:
    told = [{"to": sent[0][0], "type": "hard", "reason": "gone"}, {"to": "x@y.example", "type": "hard"}]
    answer = webhook.post("/bounces", json=told, auth=("provider", TOKEN))
    assert answer.json == {"effects": ["bounced", "unknown"]}


@pytest.mark.parametrize("token", ["", "wrong", "t" * 39, "ü"])
def test_without_the_token_there_is_nothing(webhook: FlaskClient, sent: list[tuple[str, Delivery]], token: str) -> None:
    answer = webhook.post("/bounces", json=[{"to": sent[0][0], "type": "hard"}], auth=("provider", token))
    assert answer.status_code == 404
    assert deliveries()[0].state == DeliveryState.SENT


def test_without_a_token_in_the_settings_there_is_none_at_all(context: Flask) -> None:
    assert context.test_client().post("/bounces", json=[], auth=("provider", "")).status_code == 404


# The mailbox


def run(context: Flask, *arguments: str, given: bytes = b"") -> str:
    runner = CliRunner(env=environment(context.extensions["settings"]))
    answer = runner.invoke(main, ["mail", "bounces", *arguments], input=given)
    assert answer.exit_code == 0, answer.output
    return answer.output


@pytest.mark.parametrize("kind", [mailbox.Maildir, mailbox.mbox])
def test_a_mailbox_is_read_once(
    context: Flask, sent: list[tuple[str, Delivery]], tmp_path: Path, kind: type[mailbox.Maildir | mailbox.mbox]
) -> None:
    box = kind(tmp_path / "bounces")
    for content in (report(sent[0][0]), report(sent[1][0], action="delayed", status="4.4.1"), HOLIDAY, report("x@y")):
        box.add(content)
    box.close()
    said = run(context, str(tmp_path / "bounces"))
    assert said.startswith(
        "1 came back, 1 are late, 0 were known already, 1 are not about our mails, 1 are no reports."
    )
    assert run(context, str(tmp_path / "bounces")).startswith(
        "0 came back, 0 are late, 0 were known already, 0 are not"
    )
    assert deliveries()[0].state == DeliveryState.BOUNCED


def test_one_mail_comes_from_the_mail_server_as_a_program(context: Flask, sent: list[tuple[str, Delivery]]) -> None:
    assert run(context, given=report(sent[2][0])).startswith("1 came back")
    assert deliveries()[2].state == DeliveryState.BOUNCED
