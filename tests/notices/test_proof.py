"""Proof of notice: each member told, and in time by the event's calendar."""

from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from assembly import scope
from assembly.database import transaction
from assembly.events.queries import event_by_slug
from assembly.mail.models import Delivery, DeliveryState
from assembly.members.kinds import MemberStatus
from assembly.notices import proof, service
from assembly.notices.audience import Audience
from assembly.notices.kinds import Group
from tests.factories.events import make_event
from tests.factories.notices import make_focal_point, make_member, make_notice, register
from tests.notices.office import SLUG, url
from tests.statements import statements

BANGKOK = "Asia/Bangkok"
START = datetime(2026, 12, 3, 11, tzinfo=UTC)  # 18:00 in Bangkok
FOCAL_POINTS = Audience(frozenset({Group.FOCAL_POINTS}))


def test_the_last_day_counts_to_its_end_where_the_event_is() -> None:
    assert proof.last_day(START, BANGKOK, 30) == date(2026, 11, 3)
    late = proof.too_late_from(START, BANGKOK, 30)
    assert late == datetime(2026, 11, 3, 17, tzinfo=UTC)  # midnight in Bangkok


def test_the_day_is_the_event_s_not_that_of_utc() -> None:
    just_after_midnight = datetime(2026, 12, 2, 17, 30, tzinfo=UTC)  # 3 December in Bangkok
    assert proof.last_day(just_after_midnight, BANGKOK, 30) == date(2026, 11, 3)


@pytest.fixture
def told(context: Flask) -> int:
    """Three members: one told in time, one told late, one whose mail came back; return the version."""
    with transaction():
        event = make_event(starts_at=START, ends_at=START + timedelta(hours=3))
        for _ in range(3):
            make_focal_point(make_member())
        make_member(status=MemberStatus.SUSPENDED)
        version = service.release_notice(None, make_notice(event, audience=FOCAL_POINTS, notice_days=30))
    with transaction() as session:
        first, second, third = session.scalars(select(Delivery).order_by(Delivery.id)).all()
        limit = proof.too_late_from(START, event.zone, 30)
        first.state, first.sent_at = DeliveryState.SENT, limit - timedelta(seconds=1)
        second.state, second.sent_at = DeliveryState.SENT, limit
        third.state, third.sent_at, third.answer = DeliveryState.BOUNCED, first.sent_at, "550 no such mailbox"
    return version.id


def test_members_are_counted_who_were_told_and_who_in_time(told: int) -> None:
    rows = proof.of_members(told)
    limit = proof.too_late_from(START, BANGKOK, 30)
    found = proof.period(rows, limit)
    assert (found.members, found.reached, found.in_time) == (3, 2, 1)
    assert [row.answer for row in found.missing] == [None, "550 no such mailbox"]
    assert proof.period(rows, None).in_time == 2


def test_one_of_its_people_is_enough_for_a_member(context: Flask) -> None:
    with transaction():
        event = make_event()
        member = make_member()
        register(event, member)
        second = register(event, make_member())
        second.member_id, second.delegation_id, second.seat = member.id, second.delegation_id, 1
        version_id = service.release_notice(None, make_notice(event)).id
    with transaction() as session:
        mails = session.scalars(select(Delivery).order_by(Delivery.id)).all()
        mails[0].state = DeliveryState.FAILED
        mails[1].state, mails[1].sent_at = DeliveryState.SENT, START
    found = proof.period(proof.of_members(version_id), None)
    assert (found.members, found.reached) == (2, 1)  # the other member was sent nothing
    assert [row.state for row in found.missing] == [None]


def release(site: Flask, members: int) -> None:
    with site.app_context(), scope.everything(), transaction():
        event = event_by_slug(SLUG)
        for _ in range(members):
            make_focal_point(make_member(), name="=cmd|' /C calc'!A0")
        notice = make_notice(event, audience=FOCAL_POINTS, notice_days=30)
        service.release_notice(None, notice)


def test_the_page_says_who_is_to_be_called(client: FlaskClient, site: Flask) -> None:
    release(site, 2)
    page = client.get(url("/1/proof")).text
    assert "30 days before the event: 0 of 2 members." in page
    assert "0 of 2 members were told." in page
    assert "Members to call" in page
    assert "Was every member told?" in client.get(url("/1/progress")).text


@pytest.mark.both_databases
def test_the_sheet_has_a_row_for_each_mail_and_nothing_acts_in_it(client: FlaskClient, site: Flask) -> None:
    release(site, 2)
    with site.app_context(), scope.everything(), transaction():
        make_member()
    answer = client.get(url("/1/proof.csv"))
    assert answer.headers["Content-Type"].startswith("text/csv")
    lines = answer.get_data(as_text=True).splitlines()
    assert len(lines) == 1 + 3
    assert "'=cmd" in lines[1]
    assert "No mail" in lines[3]
    assert client.get(url("/1/proof.xlsx")).status_code == 200
    assert client.get(url("/1/proof.pdf")).status_code == 404


def test_the_number_of_queries_does_not_grow_with_the_members(client: FlaskClient, site: Flask) -> None:
    counts = []
    for number in (1, 2):
        release(site, 3)
        client.get(url(f"/{number}/proof"))
        with statements() as seen:
            assert client.get(url(f"/{number}/proof")).status_code == 200
        counts.append(len(seen))
    assert counts[0] == counts[1]
