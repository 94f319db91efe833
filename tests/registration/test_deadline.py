"""The end of registration is moved: links that were mailed before work until the new one."""

from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from assembly import clock
from assembly.accounts.models import Purpose, Token
from assembly.accounts.tokens import mint
from assembly.database import transaction
from assembly.errors import InvalidLinkError
from assembly.events.service import change_event, draft_of
from assembly.extensions import db
from assembly.registration import service
from tests.factories.guests import invite_guest, link_of
from tests.factories.registration import invited_member, open_event


@pytest.mark.both_databases
def test_links_work_until_registration_closes_wherever_that_is_moved(context: Flask) -> None:
    with transaction():
        event, other = open_event(), invited_member(open_event())
        home, guest = invited_member(event), invite_guest(event)
        guests_link = link_of(guest)
        closes = event.registration_closes_at
        short = clock.now() + timedelta(hours=1)
        mint(Purpose.GUEST, guest.person_id, guest.id, now=clock.now(), expires_at=short)
        with pytest.raises(InvalidLinkError):
            service.focal_point_link(home.token, now=closes)
        later = closes + timedelta(days=2)
        event.ends_at = max(event.ends_at, later + timedelta(days=3))
        event.starts_at = max(event.starts_at, later + timedelta(days=1))
        change_event(None, event, replace(draft_of(event), registration_closes_at=later))
    assert service.focal_point_link(home.token, now=closes).member == home.member
    assert service.guest_link(guests_link, now=closes) == guest
    with pytest.raises(InvalidLinkError):
        service.focal_point_link(home.token, now=later)
    with pytest.raises(InvalidLinkError):
        service.focal_point_link(other.token, now=other.delegation.event.registration_closes_at)
    assert short in db.session.scalars(select(Token.expires_at)).all()  # an offer of a place ends when it ends
    sooner = clock.now() + timedelta(hours=2)
    with transaction():
        change_event(None, event, replace(draft_of(event), registration_closes_at=sooner))
    with pytest.raises(InvalidLinkError):
        service.focal_point_link(home.token, now=sooner)
