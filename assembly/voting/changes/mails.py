"""What the old address, whoever voted before, and the member are mailed when a voter changes during a vote."""

from typing import Any

from assembly.audit.models import AuditEntry
from assembly.credentials import queries as credentials
from assembly.events.models import Event
from assembly.events.wording import title_of
from assembly.extensions import db
from assembly.i18n import current_language
from assembly.i18n import gettext as _
from assembly.links import absolute_url
from assembly.mail.facts import time_fact
from assembly.mail.kinds import Button, Fact, Letter, MailKind
from assembly.mail.models import Delivery
from assembly.mail.templates import letter
from assembly.members.models import Member
from assembly.registration.models import Registration
from assembly.voting.changes import service
from assembly.voting.held import rights_of
from assembly.voting.models import Vote
from assembly.voting.together.service import votes_asked_for
from assembly.voting.wording import question_of


def _address(delivery: Delivery) -> Letter:
    """Neither mailbox is told what the other one is."""
    entry = db.session.get_one(AuditEntry, delivery.subject_id)
    registration = db.session.get_one(Registration, entry.object_id)
    event, member = registration.event, db.session.get_one(Member, delivery.member_id)
    return letter(
        delivery.kind,
        facts=(
            time_fact(_("When"), entry.at or delivery.created_at, event.zone, delivery.zone),
            Fact(_("Person"), registration.person.name),
            Fact(_("Organisation"), member.name),
        ),
        button=_to_member(event, member) if delivery.kind == service.ADDRESS_CHANGED else None,
        name=delivery.name,
        person=registration.person.name,
        member=member.name,
        event=title_of(event),
    )


def _votes_no_more(delivery: Delivery) -> Letter:
    return letter(delivery.kind, name=delivery.name, member=_member(delivery), **_about(_vote(delivery)))


def _votes_no_more_still_due(delivery: Delivery) -> bool:
    """Whether the right did not come back to them meanwhile."""
    return not rights_of(_vote(delivery), delivery.person_id)


def _vote(delivery: Delivery) -> Vote:
    """Return the vote of which whoever votes no more was told; the first, where that mail was about several."""
    return votes_asked_for(db.session.get_one(Delivery, delivery.subject_id))[0]


def _voter_changed(delivery: Delivery) -> Letter:
    asked = db.session.get_one(Delivery, delivery.subject_id)
    vote, member = _vote(delivery), db.session.get_one(Member, delivery.member_id)
    facts = (
        Fact(_("Voted until now"), asked.person.name),
        Fact(_("Votes now"), _voter(vote, member.id) or _("Nobody")),
    )
    return letter(
        delivery.kind, facts=facts, button=_to_member(vote.event, member), name=delivery.name, member=member.name,
        **_about(vote),
    )  # fmt: skip


def _voter(vote: Vote, member_id: int) -> str | None:
    facts = credentials.roll_facts(vote.event_id, [member_id]).get(member_id)
    if facts is None:
        return None
    return facts.proxy.person_name if facts.proxy else facts.voters[0].name


def _member(delivery: Delivery) -> str:
    found = db.session.get(Member, delivery.member_id) if delivery.member_id else None
    return found.name if found else ""


def _to_member(event: Event, member: Member) -> Button:
    address = absolute_url("credentials.who_votes", event_slug=event.slug, code=member.code)
    return Button(_("See who votes"), address)


def _about(vote: Vote) -> dict[str, Any]:
    question = question_of(vote).read(current_language(), vote.event.source_language)
    return {"question": question.text, "event": title_of(vote.event)}


def _always(_delivery: Delivery) -> bool:
    return True


KINDS = (
    MailKind(service.ADDRESS_LEFT, _address, _always),
    MailKind(service.ADDRESS_CHANGED, _address, _always),
    MailKind(service.VOTES_NO_MORE, _votes_no_more, _votes_no_more_still_due),
    MailKind(service.VOTER_CHANGED, _voter_changed, _always),
)
