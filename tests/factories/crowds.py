"""Crowds: as many of everything as a list may have to show, stored past the services. Inside of a transaction."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import count
from typing import Any

from sqlalchemy import insert

from assembly import clock
from assembly.accounts.models import Person
from assembly.credentials.models import Credential, CredentialHolder, CredentialState
from assembly.database_types import LocalizedText
from assembly.events.models import Event
from assembly.events.roles import ParticipantRole
from assembly.extensions import db
from assembly.folding import name_key
from assembly.mail.models import Delivery, DeliveryState
from assembly.members.geography import region_by_country
from assembly.members.models import Contact, Member, MemberChange
from assembly.notices.audience import Audience, to_json
from assembly.notices.kinds import NoticeKind
from assembly.notices.models import Notice, NoticeVersion
from assembly.registration.consents.models import Consent, ConsentPurpose
from assembly.registration.models import Delegation, Invitation, Partner, Registration
from assembly.registration.questions.kinds import QuestionKind
from assembly.registration.questions.models import Answer
from assembly.registration.rules import RegistrationState
from assembly.voting.models import RuleProfile, Vote
from tests.factories.accounts import staff
from tests.factories.notices import make_notice
from tests.factories.questions import ask
from tests.factories.registration import invited_member, open_event
from tests.factories.voting import RULES

SUBMITTED, ACCEPTED, WAITING = RegistrationState.SUBMITTED, RegistrationState.ACCEPTED, RegistrationState.WAITING
COUNTRIES = sorted(region_by_country().items())
_numbers = count(1)


@dataclass(frozen=True)
class Lists:
    """The lists of an event: those of all, of one member, one person's mails, one notice, one question."""

    event_id: int
    secretary_id: int
    member_id: int
    code: str
    delegation_id: int
    person_id: int
    notice_id: int
    version_id: int
    question_id: int
    profile_id: int

    def addresses(self) -> dict[int, list[str]]:
        """Return every list by who may see it."""
        office, event = "/en/secretariat/events/assembly", "/en/events/assembly"
        messages = f"{office}/messages"
        return {
            self.secretary_id: [
                "/en/members", "/en/secretariat/members", f"/en/secretariat/members/{self.code}",
                "/en/secretariat/partners", office, event,
                f"{office}/delegations", f"{office}/delegations/{self.code}", f"{office}/registrations",
                f"{office}/guests", f"{office}/people", f"{office}/people?order=organisation&language=fr",
                f"{office}/people/act?act=withdraw&all=y&role=alternate", f"{office}/papers", f"{office}/statistics",
                f"{office}/questions", f"{office}/questions/{self.question_id}/answers", f"{office}/credentials",
                f"{office}/credentials/accept", f"{office}/votes", f"{event}/results", f"{event}/participants",
                messages, f"{messages}/people/{self.person_id}", f"{messages}/{self.notice_id}/progress",
                f"{messages}/{self.notice_id}/proof",
                f"{office}/people.csv", f"{office}/questions/answers/file?as=csv",
                f"{messages}/{self.notice_id}/proof.csv", "/en/secretariat/members/export.csv",
            ],
            self.person_id: [f"{event}/delegations/{self.code}", f"{event}/my-assembly"],
        }  # fmt: skip


def store(model: Any, rows: Iterable[dict[str, Any]]) -> list[int]:
    """Store rows; return their ids in the same order."""
    statement = insert(model).returning(model.id, sort_by_parameter_order=True)
    return list(db.session.scalars(statement, list(rows)))


def people(number: int) -> list[int]:
    """Add so many people; each third shares the address of the one before."""
    numbers = [next(_numbers) for _ in range(number)]
    now = clock.now()
    return store(
        Person,
        (
            {"name": f"Zoë Crowd {n}", "email": f"crowd-{n - (n % 3 == 0)}@people.example", "created_at": now,
             "language": ("en", "es", "fr", "ru")[n % 4], "zone": ("Africa/Bamako", "America/Lima")[n % 2]}
            for n in numbers
        ),
    )  # fmt: skip


def grow(one: Lists, event: Event, number: int) -> None:
    """Add so many members with people of every kind, and so many rows to each list of one thing."""
    contacts, delegates, alternates = people(number), people(number), people(number)
    homes = members(event, contacts)
    accepted = registrations(event, delegates, homes, role=ParticipantRole.DELEGATE, seat=1)
    registrations(event, alternates, homes, role=ParticipantRole.ALTERNATE, seat=1, state=SUBMITTED)
    credentials([delegation for delegation, _member in homes], accepted)
    guests(event, people(number), people(number))
    team = people(number)
    taken = db.session.query(Registration).filter_by(delegation_id=one.delegation_id).count()
    now = clock.now()
    observers = [
        {"role": ParticipantRole.OBSERVER, "seat": taken + n, "person_id": person_id, "state": ACCEPTED,
         "event_id": event.id, "delegation_id": one.delegation_id, "member_id": one.member_id, "created_at": now}
        for n, person_id in enumerate(team, 1)
    ]  # fmt: skip
    answers(one, store(Registration, observers), team)
    consents(event, [*delegates, *team])
    mails(event, one, [*contacts, *delegates])
    of_one(event, one, number)


def members(event: Event, contacts: list[int]) -> list[tuple[int, int]]:
    """Add a member for each contact, invited; return delegations with their members."""
    now = clock.now()
    names = [f"Réseau {next(_numbers)}" for _ in contacts]
    ids = store(
        Member,
        (
            {"code": f"C-{next(_numbers)}", "name": name, "name_key": name_key(name), "language": "fr", "listed": True,
             "country": COUNTRIES[n % 150][0], "region": COUNTRIES[n % 150][1], "created_at": now}
            for n, name in enumerate(names)
        ),
    )  # fmt: skip
    pairs = list(zip(ids, contacts, strict=True))
    store(Contact, ({"member_id": member, "person_id": person, "position": 1} for member, person in pairs))
    delegations = store(Delegation, ({"event_id": event.id, "member_id": one, "created_at": now} for one in ids))
    store(
        Invitation,
        (
            {"delegation_id": delegation, "person_id": person, "number": 1, "created_at": now}
            for delegation, person in zip(delegations, contacts, strict=True)
        ),
    )
    return list(zip(delegations, ids, strict=True))


def registrations(event: Event, persons: list[int], homes: list[tuple[int, int]], **fields: Any) -> list[int]:
    """Register one person in each delegation."""
    now = clock.now()
    return store(
        Registration,
        (
            {"event_id": event.id, "delegation_id": delegation, "member_id": member, "person_id": person,
             "state": ACCEPTED, "created_at": now} | fields
            for person, (delegation, member) in zip(persons, homes, strict=True)
        ),
    )  # fmt: skip


def credentials(delegations: list[int], voters: list[int]) -> None:
    """Propose one voter for each delegation."""
    now = clock.now()
    ids = store(
        Credential,
        ({"delegation_id": one, "state": CredentialState.PROPOSED, "proposed_at": now} for one in delegations),
    )
    store(
        CredentialHolder,
        (
            {"credential_id": credential, "registration_id": voter, "position": 1}
            for credential, voter in zip(ids, voters, strict=True)
        ),
    )


def guests(event: Event, coming: list[int], waiting: list[int]) -> None:
    """Add a partner for each guest who comes, and guests who wait."""
    now = clock.now()
    names = [f"Centre {next(_numbers)}" for _ in coming]
    partners = store(
        Partner, ({"name": name, "name_key": name_key(name), "country": "CN", "created_at": now} for name in names)
    )
    of_event = {"event_id": event.id, "role": ParticipantRole.GUEST, "created_at": now}
    store(
        Registration,
        (
            of_event | {"person_id": person, "partner_id": partner, "state": ACCEPTED}
            for person, partner in zip(coming, partners, strict=True)
        ),
    )
    store(Registration, (of_event | {"person_id": one, "state": WAITING, "waiting_since": now} for one in waiting))


def answers(one: Lists, registrations: list[int], persons: list[int]) -> None:
    """Answer one question for each."""
    store(
        Answer,
        (
            {"registration_id": registration, "question_id": one.question_id, "person_id": person,
             "member_id": one.member_id, "value": "yes", "answered_at": clock.now()}
            for registration, person in zip(registrations, persons, strict=True)
        ),
    )  # fmt: skip


def consents(event: Event, persons: list[int]) -> None:
    """Let each agree to stand in the list of participants."""
    now, purpose = clock.now(), ConsentPurpose.LIST_OF_PARTICIPANTS
    store(Consent, ({"event_id": event.id, "person_id": one, "purpose": purpose, "given_at": now} for one in persons))


def mails(event: Event, one: Lists, persons: list[int]) -> None:
    """Add a mail of the released notice to each, and a few of other kinds to one person; every other came back."""
    now = clock.now()

    def mail(kind: str, subject_id: int, person_id: int, number: int) -> dict[str, Any]:
        state = DeliveryState.BOUNCED if number % 2 else DeliveryState.SENT
        return {
            "kind": kind, "subject_id": subject_id, "person_id": person_id, "event_id": event.id, "name": "Zoë",
            "address": f"mail-{number}@people.example", "language": "en", "zone": "UTC", "created_at": now,
            "message_id": f"<{number}@crowd.example>", "state": state, "due_at": now, "sent_at": now,
        }  # fmt: skip

    store(Delivery, (mail("notice", one.version_id, person, next(_numbers)) for person in persons))
    numbers = [next(_numbers) for _ in persons]
    store(Delivery, (mail("registration-confirmed", number, one.person_id, number) for number in numbers))


def of_one(event: Event, one: Lists, number: int) -> None:
    """Add changes to one member's history, and notices and votes to the event."""
    now, text = clock.now(), LocalizedText(en="A text")
    changes = {"member_id": one.member_id, "changed_at": now, "field": "name", "old": "A", "new": "B"}
    store(MemberChange, [changes] * number)
    notice = {"event_id": event.id, "kind": NoticeKind.MESSAGE, "subject": text, "body": text, "created_at": now}
    notices = store(Notice, [notice | {"audience": to_json(Audience())}] * number)
    version = {
        "number": 1,
        "subject": text,
        "body": text,
        "accepted_fallbacks": [],
        "recipients": 1,
        "released_at": now,
    }
    store(NoticeVersion, (version | {"notice_id": one_id} for one_id in notices))
    vote = {"event_id": event.id, "rule_profile_id": one.profile_id, "question": text, "closes_at": event.ends_at}
    store(Vote, [vote | {"created_at": now}] * number)


def begin() -> Lists:
    """Add an event with somebody who may see every list."""
    event, secretary = open_event(slug="assembly", approval=True), staff()
    home = invited_member(event)
    question = ask(event, QuestionKind.YES_NO)
    profile = RuleProfile(name=LocalizedText(en="Majority"), article=LocalizedText(), rules=RULES.as_data())
    notice = make_notice(event)
    version = NoticeVersion(
        notice_id=notice.id, number=1, subject=notice.subject, body=notice.body, accepted_fallbacks=[], recipients=100,
        released_at=clock.now(),
    )  # fmt: skip
    db.session.add_all((profile, version))
    db.session.flush()
    return Lists(
        event_id=event.id, secretary_id=secretary.id, member_id=home.member.id, code=home.member.code,
        delegation_id=home.delegation.id, person_id=home.focal_point.id, notice_id=notice.id, version_id=version.id,
        question_id=question.id, profile_id=profile.id,
    )  # fmt: skip
