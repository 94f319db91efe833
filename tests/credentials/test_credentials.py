"""Who votes for a member: proposed, accepted, returned; and what follows when people come and go."""

import pytest
from sqlalchemy import select

from assembly import clock
from assembly.audit.models import AuditEntry
from assembly.credentials import queries, service
from assembly.credentials.models import Credential, CredentialState
from assembly.credentials.rules import OrderRefusal
from assembly.credentials.service import AlreadyDecidedError, OrderRefusedError
from assembly.database import transaction
from assembly.events.models import Event
from assembly.extensions import db
from assembly.mail.models import Delivery
from assembly.registration import service as registrations
from assembly.registration.models import Registration
from tests.factories.credentials import propose, voting_member
from tests.factories.registration import ALTERNATE, OBSERVER, Invited, invited_member, register


@pytest.fixture
def home(event: Event) -> Invited:
    with transaction():
        return invited_member(event)


@pytest.fixture
def people(home: Invited) -> list[Registration]:
    """A delegate, a second one, and an alternate."""
    with transaction():
        return [register(home.delegation), register(home.delegation), register(home.delegation, ALTERNATE)]


def voters(home: Invited) -> list[int]:
    """The registrations that may vote for the member now, in order."""
    facts = queries.roll_facts(home.delegation.event_id).get(home.member.id)
    return [voter.registration_id for voter in facts.voters] if facts else []


def mails(kind: str) -> list[int]:
    """Who has got this kind of mail."""
    return list(db.session.scalars(select(Delivery.person_id).where(Delivery.kind == kind).order_by(Delivery.id)))


def test_what_is_proposed_votes_only_once_it_is_accepted(home: Invited, people: list[Registration]) -> None:
    with transaction():
        credential = propose(home, people[1], people[2])
    assert voters(home) == []
    with transaction():
        service.accept_credential(None, credential, now=clock.now())
    assert voters(home) == [people[1].id, people[2].id]


def test_those_who_vote_and_stand_in_are_told(home: Invited, people: list[Registration]) -> None:
    with transaction():
        service.accept_credential(None, propose(home, people[1], people[2]), now=clock.now())
    assert mails("credential-accepted") == [people[1].person_id, people[2].person_id]


def test_a_change_leaves_what_was_accepted_in_force_until_it_is_accepted(
    home: Invited, people: list[Registration]
) -> None:
    with transaction():
        service.accept_credential(None, propose(home, people[0]), now=clock.now())
        change = propose(home, people[1], people[0])
    assert voters(home) == [people[0].id]
    with transaction():
        service.accept_credential(None, change, now=clock.now())
    assert voters(home) == [people[1].id, people[0].id]
    told = [people[0].person_id, people[0].person_id, people[1].person_id]
    assert sorted(mails("credential-accepted")) == sorted(told)


def test_a_newer_proposal_takes_the_place_of_the_one_that_waits(home: Invited, people: list[Registration]) -> None:
    with transaction():
        first, second = propose(home, people[0]), propose(home, people[1])
    with pytest.raises(AlreadyDecidedError), transaction():
        service.accept_credential(None, first, now=clock.now())
    with transaction():
        service.accept_credential(None, second, now=clock.now())
    assert voters(home) == [people[1].id]


def test_what_was_returned_says_why_and_can_be_proposed_anew(home: Invited, people: list[Registration]) -> None:
    with transaction():
        credential = propose(home, people[0])
        service.return_credential(None, credential, "The name is not that of the passport.", now=clock.now())
    assert mails("credential-returned") == [home.focal_point.id]
    with pytest.raises(AlreadyDecidedError), transaction():
        service.accept_credential(None, credential, now=clock.now())
    for _round in range(2):
        with transaction():
            again = propose(home, people[0])
            service.return_credential(None, again, "Still not.", now=clock.now())
    assert mails("credential-returned") == [home.focal_point.id] * 3
    assert voters(home) == []


def test_the_next_in_order_votes_when_somebody_is_withdrawn(home: Invited, people: list[Registration]) -> None:
    with transaction():
        service.accept_credential(None, propose(home, *people), now=clock.now())
        registrations.withdraw_person(None, people[0], now=clock.now())
    assert voters(home) == [people[1].id, people[2].id]
    facts = queries.roll_facts(home.delegation.event_id)[home.member.id]
    assert [voter.position for voter in facts.voters] == [2, 3]


def test_a_credential_ends_with_the_last_of_its_registrations(home: Invited, people: list[Registration]) -> None:
    with transaction():
        service.accept_credential(None, propose(home, people[0]), now=clock.now())
        registrations.substitute_person(None, people[0], registrations.Details(
            name="Fatou Sow", email="fatou@sow.example", language="fr", zone="Africa/Dakar",
        ), now=clock.now())  # fmt: skip
    assert voters(home) == []
    assert queries.roll_facts(home.delegation.event_id) == {}


@pytest.mark.parametrize(
    ("order", "refusal"),
    [
        ([], OrderRefusal.EMPTY),
        ([0, 0], OrderRefusal.REPEATED),
        ([2, 0], OrderRefusal.FIRST_IS_NO_DELEGATE),
        ([3], OrderRefusal.NOT_REGISTERED),
        ([4], OrderRefusal.NOT_REGISTERED),
    ],
)
def test_only_the_members_own_voters_stand_in_the_order(
    event: Event, home: Invited, people: list[Registration], order: list[int], refusal: OrderRefusal
) -> None:
    """Neither an observer (3) nor somebody of another member (4)."""
    with transaction():
        other = invited_member(event)
        everybody = [*people, register(home.delegation, OBSERVER), register(other.delegation)]
    with pytest.raises(OrderRefusedError) as refused, transaction():
        propose(home, *(everybody[number] for number in order))
    assert refused.value.code == refusal.value


def test_accepting_many_is_one_act(event: Event) -> None:
    with transaction():
        homes = [invited_member(event) for _ in range(3)]
        waiting = [propose(home, register(home.delegation)) for home in homes]
    with transaction():
        assert service.accept_credentials(homes[0].focal_point.id, waiting, now=clock.now()) == 3
    entries = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "credential.accepted")).all()
    assert [entry.details for entry in entries] == [{"credential_ids": [one.id for one in waiting]}]
    assert all(voters(home) for home in homes)


def test_who_shares_a_mail_address_is_not_named_to_vote(home: Invited, people: list[Registration]) -> None:
    with transaction():
        register(home.delegation, OBSERVER, name="Somebody else", email=people[1].person.email)
    with pytest.raises(OrderRefusedError) as refused, transaction():
        propose(home, people[0], people[1])
    assert refused.value.code == OrderRefusal.SHARED_ADDRESS.value


def test_an_address_shared_since_leaves_the_statement_waiting_and_only_that_one(event: Event) -> None:
    with transaction():
        homes = [invited_member(event) for _ in range(2)]
        voting = [register(home.delegation) for home in homes]
        waiting = [propose(home, one) for home, one in zip(homes, voting, strict=True)]
        register(homes[0].delegation, OBSERVER, name="Somebody else", email=voting[0].person.email)
    with pytest.raises(OrderRefusedError), transaction():
        service.accept_credential(None, waiting[0], now=clock.now())
    with transaction():
        assert service.accept_credentials(None, waiting, now=clock.now()) == 1
    assert [voters(home) for home in homes] == [[], [voting[1].id]]


def test_the_database_keeps_one_accepted_and_one_waiting(home: Invited, people: list[Registration]) -> None:
    with transaction():
        for one in people[:2]:
            service.accept_credential(None, propose(home, one), now=clock.now())
        for one in people[:2]:
            propose(home, one)
    standing = db.session.scalars(select(Credential.state).where(Credential.ended_at.is_(None))).all()
    assert sorted(standing) == [CredentialState.ACCEPTED, CredentialState.PROPOSED]
    assert len(db.session.scalars(select(Credential)).all()) == 4


def test_who_votes_for_whom(event: Event) -> None:
    with transaction():
        one, delegate = voting_member(event)
        voting_member(event)
    own = queries.rights_held_by(delegate.person_id, event.id)
    assert own == [queries.HeldRight(one.member.id, by_proxy=False)]
    assert queries.rights_held_by(one.focal_point.id, event.id) == []
