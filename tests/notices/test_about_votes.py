"""A notice about a vote: what is asked, until when by the reader's clock, and nobody reminded who has voted."""

from datetime import UTC, datetime

from flask import Flask

from assembly.accounts.models import Person
from assembly.database import transaction
from assembly.events.models import Event
from assembly.extensions import db
from assembly.mail.kinds import kind_named
from assembly.notices.kinds import NoticeKind, Template
from assembly.notices.starting_texts import start, starting_text
from tests.factories import voting
from tests.notices.mailbox import letter_of, released


def test_a_notice_about_a_vote_says_what_is_asked_until_when_and_where(context: Flask) -> None:
    with transaction():
        scene = voting.assembly_of(1)
    vote_id = voting.open_vote(scene, closes_at=datetime(2026, 12, 4, 12, tzinfo=UTC))
    event = db.session.get_one(Event, scene.event_id)
    person = db.session.get_one(Person, scene.seats[0].delegate_id)
    with transaction():
        person.language, person.zone = "fr", "Africa/Bamako"
    subject, body = starting_text(Template.NOT_VOTED, event.languages)
    late = start(Template.NOT_VOTED, event.languages, vote_id).audience
    delivery = released(event, NoticeKind.MESSAGE, subject=subject, body=body, vote_id=vote_id, audience=late)
    letter = letter_of(delivery)
    assert "L’assemblée approuve-t-elle le cadre ?" in letter.body.replace("\u00a0", " ")
    assert "vendredi 4 décembre 2026, 12:00, Bamako (UTC)" in letter.body
    assert f"/fr/events/{event.slug}/votes/{vote_id}" in letter.body
    voting.cast(vote_id, scene.seats[0])
    assert not kind_named("notice").still_due(delivery)  # who has voted is not reminded
