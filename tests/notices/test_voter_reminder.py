"""The reminder of those who have not voted, by their own clocks (security.md, case 48)."""

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select, text

from assembly.accounts.models import Person
from assembly.database import transaction
from assembly.events.models import Event
from assembly.extensions import db
from assembly.mail.models import Delivery
from assembly.notices import service
from assembly.notices.kinds import Template
from assembly.notices.schedule import Schedule
from assembly.notices.service import AlreadyReleasedError, Order
from assembly.notices.starting_texts import start
from tests.factories import voting
from tests.factories.notices import make_notice
from tests.notices.mailbox import letter_of

KIRITIMATI, MADRID, LIMA = "Pacific/Kiritimati", "Europe/Madrid", "America/Lima"


@pytest.mark.both_databases
@pytest.mark.parametrize(
    ("wall", "moments"),
    [
        # 02:30 is no time in Madrid on that day: it comes as much later, at 03:30
        ("2027-03-28T02:30", {KIRITIMATI: "2027-03-27T12:30", MADRID: "2027-03-28T01:30", LIMA: "2027-03-28T07:30"}),
        # 02:30 comes twice in Madrid on that day: the first of the two
        ("2027-10-31T02:30", {KIRITIMATI: "2027-10-30T12:30", MADRID: "2027-10-31T00:30", LIMA: "2027-10-31T07:30"}),
    ],
)
def test_each_voter_is_reminded_once_when_their_clock_shows_it(
    context: Flask, wall: str, moments: dict[str, str]
) -> None:
    """Also in the hour that a clock skips or shows twice, and a day ahead of everybody."""
    shown = datetime.fromisoformat(wall)
    closes_at = shown.replace(tzinfo=UTC) + timedelta(days=2)
    with transaction():
        scene = voting.assembly_of(4, starts_at=closes_at - timedelta(days=1), ends_at=closes_at + timedelta(days=1))
        for seat, zone in zip(scene.seats, (*moments, KIRITIMATI), strict=True):
            db.session.get_one(Person, seat.delegate_id).zone = zone
    vote_id = voting.open_vote(scene, closes_at=closes_at)
    voting.cast(vote_id, scene.seats[3])
    event = db.session.get_one(Event, scene.event_id)
    begun = start(Template.NOT_VOTED, event.languages, vote_id)
    with transaction():
        notice = make_notice(event, subject=begun.subject, body=begun.body, audience=begun.audience, vote_id=vote_id)
        service.release_notice(None, notice, Order(event.languages, schedule=Schedule(shown, each_own_time=True)))
    with pytest.raises(AlreadyReleasedError), transaction():
        service.release_notice(None, notice, Order(event.languages, schedule=Schedule(shown, each_own_time=True)))

    mails = db.session.scalars(select(Delivery).where(Delivery.kind == "notice")).all()
    assert {mail.zone: mail.due_at.strftime("%Y-%m-%dT%H:%M") for mail in mails} == moments
    assert len(mails) == 3, "one each, and none for who has voted"
    stored = db.session.scalars(text("SELECT due_at FROM delivery WHERE kind = 'notice'")).all()
    assert all(str(one).endswith("+00:00") or "+" not in str(one) for one in stored), "in UTC"
    first = next(mail for mail in mails if mail.zone == KIRITIMATI)
    assert "(UTC+14)" in letter_of(first).body
