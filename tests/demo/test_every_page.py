"""The demonstration while its vote is open, on PostgreSQL: every page opens; in browsers they are, on SQLite."""

from datetime import timedelta
from http import HTTPStatus

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from assembly import scope
from assembly.database import transaction
from assembly.demo import loader
from assembly.demo.documents import INVENTED
from assembly.demo.timetable import Stage
from assembly.events.queries import event_by_slug
from assembly.extensions import db
from assembly.mail.batches import WAITING
from assembly.mail.models import Delivery
from assembly.mail.news import links
from assembly.voting.models import Secrecy, Vote
from assembly.voting.objections.models import Objection
from assembly.voting.rules import VoteKind
from tests.demo.test_loaded import (
    nobody_is_mailed_for_what_nobody_did,
    real_organisations_are_never_late,
    the_case_is_whole_and_its_guests_are_apart,
    the_consultation_has_guests_a_partner_and_people_who_wait,
    the_pages_say_so,
    what_was_asked_is_answered_by_most,
)
from tests.journeys.demonstration import EVENT
from tests.journeys.prepared import more_votes
from tests.journeys.test_accessibility import PAGES


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_every_page_opens(app: Flask, client: FlaskClient) -> None:
    with app.app_context(), scope.everything():
        loader.load(Stage.DURING_VOTE)
    with app.app_context(), scope.everything():
        the_case_is_whole_and_its_guests_are_apart()
        the_consultation_has_guests_a_partner_and_people_who_wait()
        what_was_asked_is_answered_by_most()
        real_organisations_are_never_late()
        nobody_is_mailed_for_what_nobody_did()
        keep_registration_open()
        the_votes_are_secret_and_of_invented_people()
        more_votes()
    failed = [f"{role} at {path}: {answer}" for role in PAGES for path, answer in opened_by(app, role).items()]
    assert failed == []
    the_pages_say_so(app, client)


def the_votes_are_secret_and_of_invented_people() -> None:
    votes = db.session.scalars(select(Vote).order_by(Vote.id)).all()
    assert [vote.state.value for vote in votes] == ["open", "open", "draft", "draft", "published", "draft"]
    assert {vote.secrecy for vote in votes} == {Secrecy.SEALED}, "nobody has a visible vote"
    elections = [vote for vote in votes if vote.kind is VoteKind.ELECTION]
    assert [vote.seats for vote in elections] == [2, 2, 2, 1, 3], "ten seats by region"
    options = [option.name["en"] for vote in elections for option in vote.options]
    assert all(option.endswith(INVENTED) for option in options)
    assert len(set(options)) == len(options)
    [objection] = db.session.scalars(select(Objection))
    assert objection.member.name.endswith(INVENTED)
    waiting = select(Delivery.id).where(Delivery.kind == "result", Delivery.state.in_(WAITING))
    assert db.session.scalars(waiting).all() == [], "the result is no news"


def keep_registration_open() -> None:
    """Let it close on the last day; else a delegation could only be looked at while its members vote."""
    with transaction():
        event = event_by_slug(EVENT.rpartition("/")[2])
        event.registration_closes_at += timedelta(days=4)


def opened_by(app: Flask, role: str) -> dict[str, int]:
    """What somebody of this role was answered at pages that did not open."""
    browser = app.test_client()
    if role != "visitor":
        assert browser.post(f"/en/demo/{role}").status_code == HTTPStatus.SEE_OTHER
    with app.app_context():
        tokens = {"no_news": links.token_of(1)}
    answers = {path: browser.get(f"/en{path.format_map(tokens)}").status_code for path in PAGES[role]}
    return {path: status for path, status in answers.items() if status != HTTPStatus.OK}
