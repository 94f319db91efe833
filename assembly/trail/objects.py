"""What entries of the trail are about: how an object is called, to which event it belongs, and where it is shown."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from flask import url_for
from sqlalchemy import ColumnElement, Select, null, select
from sqlalchemy.orm import InstrumentedAttribute, aliased

from assembly.accounts.actor import Actor
from assembly.accounts.models import Person
from assembly.accounts.permissions import Permission
from assembly.agenda.documents.models import Document
from assembly.agenda.models import AgendaItem, AgendaVersion, Sitting
from assembly.agenda.signups.models import SignupEntry
from assembly.credentials.models import Credential, Proxy
from assembly.database_types import LocalizedText
from assembly.events.models import Event
from assembly.extensions import db
from assembly.i18n import DEFAULT_LANGUAGE, current_language
from assembly.i18n import gettext as _
from assembly.mail.models import Delivery
from assembly.members.models import Member
from assembly.notices.models import Notice
from assembly.notices.wording import subject_of
from assembly.overview.models import SavedView
from assembly.registration.helping.models import Helper
from assembly.registration.models import Delegation, Invitation, Partner, Registration
from assembly.registration.papers.models import Paper
from assembly.registration.questions.models import Question
from assembly.registration.requests.models import ChangeRequest
from assembly.voting.assisted.models import AssistedBallot
from assembly.voting.models import RuleProfile, Vote, VotingRight
from assembly.voting.objections.models import Objection

Label = InstrumentedAttribute[Any] | ColumnElement[Any] | Any


def _row(model: Any, label: Label, event: Any = None, member: Any = None) -> Select[Any]:
    """Return what is asked of one kind of object: its number, what it is called, its event and its member."""
    of_event = (event.id, event.slug) if event is not None else (null(), null())
    code = member.code if member is not None else null()
    return select(model.id, label, *of_event, code)


_of_item = aliased(Sitting)  # a document belongs to a sitting, or to an item of one

OBJECTS: Final[Mapping[str, Select[Any]]] = {
    "agenda_item": _row(AgendaItem, AgendaItem.title, Event).join(AgendaItem.sitting).join(Sitting.event),
    "agenda_version": _row(AgendaVersion, Event.title, Event).join(Event, Event.id == AgendaVersion.event_id),
    "assisted_ballot": _row(AssistedBallot, Member.name, Event, Member)
    .join(VotingRight, VotingRight.id == AssistedBallot.right_id)
    .join(Member, Member.id == VotingRight.member_id)
    .join(Vote, Vote.id == AssistedBallot.vote_id)
    .join(Event, Event.id == Vote.event_id),
    "change_request": _row(ChangeRequest, Member.name, Event, Member)
    .join(ChangeRequest.delegation)
    .join(Delegation.member)
    .join(Delegation.event),
    "credential": _row(Credential, Member.name, Event, Member)
    .join(Delegation, Delegation.id == Credential.delegation_id)
    .join(Delegation.member)
    .join(Delegation.event),
    "delegation": _row(Delegation, Member.name, Event, Member).join(Delegation.member).join(Delegation.event),
    "delivery": _row(Delivery, Person.name, Event)
    .join(Delivery.person)
    .outerjoin(Event, Event.id == Delivery.event_id),
    "document": _row(Document, Document.title, Event)
    .outerjoin(AgendaItem, AgendaItem.id == Document.item_id)
    .outerjoin(_of_item, (_of_item.id == Document.sitting_id) | (_of_item.id == AgendaItem.sitting_id))
    .outerjoin(Event, Event.id == _of_item.event_id),
    "event": _row(Event, Event.title, Event),
    "helper": _row(Helper, Person.name, Event, Member)
    .join(Person, Person.id == Helper.person_id)
    .join(Delegation, Delegation.id == Helper.delegation_id)
    .join(Delegation.member)
    .join(Delegation.event),
    "invitation": _row(Invitation, Person.name, Event, Member)
    .join(Invitation.person)
    .join(Invitation.delegation)
    .join(Delegation.member)
    .join(Delegation.event),
    "member": _row(Member, Member.name, member=Member),
    "notice": _row(Notice, Notice.subject, Event).join(Event, Event.id == Notice.event_id),
    "objection": _row(Objection, Member.name, Event, Member)
    .join(Objection.member)
    .join(Objection.vote)
    .join(Event, Event.id == Vote.event_id),
    "paper": _row(Paper, Person.name, Event).join(Paper.person).join(Paper.registration).join(Registration.event),
    "partner": _row(Partner, Partner.name),
    "person": _row(Person, Person.name),
    "proxy": _row(Proxy, Member.name, Event, Member)
    .join(Member, Member.id == Proxy.member_id)
    .join(Event, Event.id == Proxy.event_id),
    "question": _row(Question, Question.label, Event).join(Question.event),
    "registration": _row(Registration, Person.name, Event, Member)
    .join(Registration.person)
    .join(Registration.event)
    .outerjoin(Registration.member),
    "rule_profile": _row(RuleProfile, RuleProfile.name),
    "saved_view": _row(SavedView, SavedView.name),
    "signup_entry": _row(SignupEntry, Person.name, Event)
    .join(Registration, Registration.id == SignupEntry.registration_id)
    .join(Registration.person)
    .join(Registration.event),
    "sitting": _row(Sitting, Sitting.title, Event).join(Sitting.event),
    "vote": _row(Vote, Vote.question, Event).join(Event, Event.id == Vote.event_id),
    "voting_right": _row(VotingRight, Vote.question, Event)
    .join(Vote, Vote.id == VotingRight.vote_id)
    .join(Event, Event.id == Vote.event_id),
}
"""Of each kind of object that the trail names: (number, name, event's number and slug, member's code)."""

EVENTLESS: Final = frozenset({"member", "partner", "person", "rule_profile", "saved_view"})
"""Kinds of objects that belong to no event."""

PAGES: Final[Mapping[str, tuple[str, Permission, tuple[str, ...]]]] = {
    "agenda_item": ("agenda_staff.edit", Permission.MANAGE_AGENDA, ("event_slug",)),
    "agenda_version": ("agenda_staff.edit", Permission.MANAGE_AGENDA, ("event_slug",)),
    "change_request": ("registration_staff.show", Permission.MANAGE_REGISTRATION, ("event_slug", "code")),
    "credential": ("credentials_staff.list", Permission.MANAGE_CREDENTIALS, ("event_slug",)),
    "delegation": ("registration_staff.show", Permission.MANAGE_REGISTRATION, ("event_slug", "code")),
    "event": ("overview.dashboard", Permission.MANAGE_EVENTS, ("event_slug",)),
    "invitation": ("registration_staff.show", Permission.MANAGE_REGISTRATION, ("event_slug", "code")),
    "member": ("members_staff.show", Permission.MANAGE_MEMBERS, ("code",)),
    "notice": ("notices_staff.progress", Permission.SEND_NOTICES, ("event_slug", "notice_id")),
    "objection": ("voting_scrutiny.list", Permission.INSPECT_VOTES, ("event_slug",)),
    "proxy": ("credentials_staff.list", Permission.MANAGE_CREDENTIALS, ("event_slug",)),
    "question": ("questions_staff.list", Permission.MANAGE_REGISTRATION, ("event_slug",)),
    "registration": ("registration_staff.show", Permission.MANAGE_REGISTRATION, ("event_slug", "code")),
    "sitting": ("agenda_staff.edit", Permission.MANAGE_AGENDA, ("event_slug",)),
    "vote": ("voting_scrutiny.show", Permission.INSPECT_VOTES, ("event_slug", "vote_id")),
}
"""The page that shows an object, who may open it, and what stands in its address."""


@dataclass(frozen=True, slots=True)
class Object:
    """An object of the trail as it is now."""

    name: str
    event_id: int | None
    url: str | None


def found(wanted: Iterable[tuple[str, int]], actor: Actor) -> dict[tuple[str, int], Object]:
    """Return these objects, (type, number), that are still there, with the pages that the actor may open."""
    by_type: dict[str, set[int]] = {}
    for type_, number in wanted:
        by_type.setdefault(type_, set()).add(number)
    return {
        (type_, row[0]): Object(_name(type_, row), row[2], _page(type_, row, actor))
        for type_, numbers in by_type.items()
        if type_ in OBJECTS
        for row in db.session.execute(_these(OBJECTS[type_], numbers))
    }


def of_event(type_: str, event_id: int) -> Select[tuple[int]]:
    """Return the numbers of the objects of a type that belong to an event."""
    number, *_ = OBJECTS[type_].selected_columns
    numbers: Select[tuple[int]] = OBJECTS[type_].with_only_columns(number).where(Event.id == event_id)
    return numbers


def types_of_events() -> list[str]:
    """Return the types whose objects belong to an event."""
    return [type_ for type_ in OBJECTS if type_ not in EVENTLESS]


def _these(row: Select[Any], numbers: set[int]) -> Select[Any]:
    number, *_ = row.selected_columns
    return row.where(number.in_(numbers))


def _name(type_: str, row: Any) -> str:
    """Return what an object is called; a subject with the event's name and days, as its list shows it."""
    if type_ != "notice":
        return _words(row[1])
    return subject_of(row[1], db.session.get_one(Event, row[2])).text or _("Without a subject")


def _words(name: Any) -> str:
    return name.read(current_language(), DEFAULT_LANGUAGE).text if isinstance(name, LocalizedText) else str(name)


def _page(type_: str, row: Any, actor: Actor) -> str | None:
    number, _name, event_id, slug, code = row
    if type_ not in PAGES:
        return None
    endpoint, permission, asked = PAGES[type_]
    known = {"event_slug": slug, "code": code, "vote_id": number, "notice_id": number}
    values = {name: known[name] for name in asked}
    if not actor.may(permission, event_id) or not all(values.values()):
        return None
    return url_for(endpoint, **values)
