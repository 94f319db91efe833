"""A vote handed over while it is open: whoever voted before can no longer cast, at once."""

import pytest
from flask import Flask

from assembly import clock
from assembly.credentials import service as credentials
from assembly.credentials.models import CredentialHolder
from assembly.database import transaction
from assembly.extensions import db
from assembly.registration.models import Delegation
from assembly.voting.refusals import CastRefusedError
from tests.factories import accounts, voting
from tests.factories.registration import mails
from tests.factories.voting import Scene, Seat


def stand_in(seat: Seat) -> tuple[int, int]:
    """Let one more person stand in for a member; return their registration and their own id."""
    delegation = db.session.get_one(Delegation, seat.delegation_id)
    somebody = accounts.person().id
    registration = voting.register(delegation, somebody, seat_number=2).id
    db.session.add(CredentialHolder(credential_id=seat.credential_id, registration_id=registration, position=2))
    db.session.flush()
    return registration, somebody


def hand_over(seat: Seat, registration_id: int) -> None:
    delegation = db.session.get_one(Delegation, seat.delegation_id)
    credentials.hand_over(None, delegation, registration_id, now=clock.now(), from_person=seat.delegate_id)


def test_whoever_stood_in_casts_and_whoever_voted_cannot_any_more(context: Flask, scene: Scene) -> None:
    seat = scene.seats[0]
    with transaction():
        registration_id, somebody = stand_in(seat)
    vote_id = voting.open_vote(scene)
    with pytest.raises(CastRefusedError):
        voting.cast(vote_id, seat, "Y", by=somebody)
    with transaction():
        hand_over(seat, registration_id)
    with pytest.raises(CastRefusedError):
        voting.cast(vote_id, seat, "Y")
    voting.cast(vote_id, seat, "N", by=somebody)
    assert somebody in {one.person_id for one in mails("vote-handed-over")}


def test_a_right_that_was_used_stays_used(context: Flask, scene: Scene) -> None:
    seat = scene.seats[0]
    with transaction():
        registration_id, somebody = stand_in(seat)
    vote_id = voting.open_vote(scene)
    voting.cast(vote_id, seat, "Y")
    with transaction():
        hand_over(seat, registration_id)
    with pytest.raises(CastRefusedError):
        voting.cast(vote_id, seat, "N", by=somebody)
