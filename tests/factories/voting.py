"""An assembly that can vote: members, delegates with accepted credentials, rules, and motions in every state.

`assembly_of` and `proxy` are called inside of a transaction; whatever is named after a vote opens its own.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import count
from typing import Any
from uuid import uuid4

from sqlalchemy import select

from assembly import clock
from assembly.accounts.actor import Actor
from assembly.accounts.models import Purpose
from assembly.credentials.models import Credential, CredentialHolder, CredentialState, Proxy
from assembly.database import transaction
from assembly.database_types import LocalizedText
from assembly.events.models import Event
from assembly.events.roles import ParticipantRole
from assembly.extensions import db
from assembly.members.models import Member, MemberStatus, Region
from assembly.registration.models import Delegation, Registration, RegistrationState
from assembly.tally.rules import SIMPLE_MAJORITY, Basis, Quorum, QuorumMoment, Threshold, ThresholdKind
from assembly.tally.rules import RuleProfile as Rules
from assembly.voting import keys, service
from assembly.voting.models import Cast, RuleProfile, Secrecy, VotingRight
from assembly.voting.service import Acceptance, VoteDraft
from tests.factories import accounts, events

HALF = Threshold(ThresholdKind.AT_LEAST, 1, 2)
RULES = Rules(threshold=SIMPLE_MAJORITY, basis=Basis.FOR_AND_AGAINST, quorum=Quorum(HALF, QuorumMoment.CAST))
QUESTION = LocalizedText(
    en="Does the assembly approve the framework?",
    es="¿Aprueba la asamblea el marco?",
    fr="L’assemblée approuve-t-elle le cadre ?",
    ru="Утверждает ли ассамблея рамочную программу?",
)
BACKGROUND = LocalizedText(en="It was drafted.", es="Se redactó.", fr="Il a été rédigé.", ru="Она составлена.")
ARTICLE = LocalizedText(en="Statutes, art. 14", es="Estatutos, art. 14", fr="Statuts, art. 14", ru="Устав, ст. 14")
_numbers = count(1)


@dataclass(frozen=True)
class Seat:
    """One member with somebody who votes for it."""

    member_id: int
    name: str
    delegation_id: int
    registration_id: int
    credential_id: int
    delegate_id: int
    focal_point_id: int


@dataclass(frozen=True)
class Scene:
    """An event, its secretariat, its rules, and its members with their voters. All ids."""

    event_id: int
    slug: str
    staff_id: int
    profile_id: int
    seats: tuple[Seat, ...]


def assembly_of(members: int, rules: Rules = RULES, **event: Any) -> Scene:
    """Make an assembly of so many members, each with a delegate whose credential is accepted."""
    events.make_federation()
    made = events.make_event(**event)
    seats = tuple(seat(made) for _ in range(members))
    profile = RuleProfile(name=LocalizedText(en="Simple majority"), article=ARTICLE, rules=rules.as_data())
    db.session.add(profile)
    staff = accounts.staff()
    db.session.flush()
    return Scene(made.id, made.slug, staff.id, profile.id, seats)


def member(**fields: Any) -> Member:
    number = next(_numbers)
    values: dict[str, Any] = {
        "code": f"M{number:04}",
        "name": f"Organisation {number}",
        "name_key": f"organisation {number}",
        "country": "ML",
        "region": Region.SUB_SAHARAN_AFRICA,
        "status": MemberStatus.FULL,
        "language": "fr",
        "created_at": clock.now(),
    }
    row = Member(**(values | fields))
    db.session.add(row)
    db.session.flush()
    return row


def seat(event: Event, **member_fields: Any) -> Seat:
    """Add a member with a delegation, a registered delegate, and an accepted credential."""
    now = clock.now()
    row = member(**member_fields)
    delegation = Delegation(event_id=event.id, member_id=row.id, created_at=now)
    delegate, focal_point = accounts.person(), accounts.focal_point([row.id])
    db.session.add(delegation)
    db.session.flush()
    registration = register(delegation, delegate.id)
    credential = Credential(
        delegation_id=delegation.id,
        state=CredentialState.ACCEPTED,
        proposed_at=now,
        decided_at=now,
        holders=[CredentialHolder(registration_id=registration.id, position=1)],
    )
    db.session.add(credential)
    db.session.flush()
    return Seat(row.id, row.name, delegation.id, registration.id, credential.id, delegate.id, focal_point.id)


def register(delegation: Delegation, person_id: int, seat_number: int = 1) -> Registration:
    registration = Registration(
        event_id=delegation.event_id,
        delegation_id=delegation.id,
        member_id=delegation.member_id,
        person_id=person_id,
        role=ParticipantRole.DELEGATE,
        seat=seat_number,
        state=RegistrationState.ACCEPTED,
        created_at=clock.now(),
    )
    db.session.add(registration)
    db.session.flush()
    return registration


def proxy(scene: Scene, giver: Seat, holder: Seat) -> None:
    """Let a member's vote be held by another member's delegate."""
    now = clock.now()
    db.session.add(
        Proxy(
            event_id=scene.event_id,
            member_id=giver.member_id,
            holder_member_id=holder.member_id,
            holder_registration_id=holder.registration_id,
            given_at=now,
            accepted_at=now,
        )
    )
    db.session.flush()


def replace_delegate(seat: Seat) -> int:
    """Put somebody else into the place of a member's delegate; return who."""
    now = clock.now()
    delegation = db.session.get_one(Delegation, seat.delegation_id)
    successor = accounts.person()
    registration = register(delegation, successor.id, seat_number=2)
    db.session.get_one(Credential, seat.credential_id).ended_at = now
    db.session.flush()
    db.session.add(
        Credential(
            delegation_id=delegation.id,
            state=CredentialState.ACCEPTED,
            proposed_at=now,
            decided_at=now,
            holders=[CredentialHolder(registration_id=registration.id, position=1)],
        )
    )
    db.session.flush()
    return successor.id


def acting(person_id: int, purpose: Purpose = Purpose.SIGN_IN) -> Actor:
    """Return a person as services see one who is signed in."""
    return Actor(person_id, 0, "Somebody", "en", "Asia/Bangkok", purpose, ())


def draft(scene: Scene, **fields: Any) -> VoteDraft:
    values: dict[str, Any] = {
        "question": QUESTION,
        "background": BACKGROUND,
        "rule_profile_id": scene.profile_id,
        "secrecy": Secrecy.ROLL_CALL,
        "closes_at": clock.now() + timedelta(days=1),
    }
    return VoteDraft(**(values | fields))


def draft_vote(scene: Scene, **fields: Any) -> int:
    """Write a motion; for a secret one the key is made, as a worker would. Returns its id."""
    event = db.session.get_one(Event, scene.event_id)
    with transaction():
        vote_id = service.create_vote(acting(scene.staff_id), event, draft(scene, **fields)).id
    key = keys.prepare(vote_id)
    if key:
        with transaction():
            service.give_key(vote_id, key)
    return vote_id


def open_vote(scene: Scene, **fields: Any) -> int:
    """Write and open a motion, whatever is small about it. Returns its id."""
    vote_id = draft_vote(scene, **fields)
    with transaction():
        service.open_vote(acting(scene.staff_id), vote_id, Acceptance(small_groups=True))
    return vote_id


def right_of(vote_id: int, seat: Seat) -> int:
    """Return the id of a member's right in a vote."""
    statement = select(VotingRight.id).where(VotingRight.vote_id == vote_id, VotingRight.member_id == seat.member_id)
    found = db.session.scalar(statement)
    assert found
    return found


def cast(vote_id: int, seat: Seat, marks: str = "Y", *, by: int | None = None, cast_id: str = "") -> Cast:
    """Cast one member's ballot, by its delegate unless told otherwise."""
    ballots = {right_of(vote_id, seat): marks}
    with transaction():
        return service.cast(acting(by or seat.delegate_id), vote_id, ballots, cast_id or uuid4().hex)[0]


def cast_all(vote_id: int, scene: Scene, ballots: Sequence[str]) -> None:
    """Cast by the delegates in their order, the marks of one ballot each."""
    for seat, marks in zip(scene.seats, ballots, strict=False):
        cast(vote_id, seat, marks)


def close(vote_id: int, scene: Scene) -> None:
    with transaction():
        service.close(acting(scene.staff_id), vote_id)


def count_ballots(vote_id: int) -> None:
    """Count as a worker would."""
    opened = service.open_ballots(vote_id, keys.private_key)
    if opened:
        with transaction():
            service.store_count(opened)
