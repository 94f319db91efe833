"""What is mailed about an objection: that it came, to its side and to those who oversee; its answer."""

from typing import Any

from assembly.accounts.models import Person
from assembly.accounts.permissions import TABLE, Permission
from assembly.database_types import LocalizedText
from assembly.extensions import db
from assembly.i18n import current_language
from assembly.i18n import gettext as _
from assembly.links import absolute_url
from assembly.mail.facts import time_fact
from assembly.mail.kinds import Button, Fact, Letter, MailKind
from assembly.mail.models import Delivery
from assembly.mail.templates import letter
from assembly.voting.objections.models import Objection
from assembly.voting.wording import question_of


def _received(delivery: Delivery) -> Letter:
    objection = _objection(delivery)
    return letter("objection-received", facts=_facts(objection, delivery), button=_to_result(objection),
                  own=objection.person_id == delivery.person_id, **_about(objection))  # fmt: skip


def _raised(delivery: Delivery) -> Letter:
    objection = _objection(delivery)
    return letter(
        "objection-raised", facts=_facts(objection, delivery), button=_to_answer(objection, delivery),
        **_about(objection),
    )  # fmt: skip


def _answered(delivery: Delivery) -> Letter:
    objection = _objection(delivery)
    facts = (*_facts(objection, delivery), Fact(_("Answer"), objection.reply or ""))
    return letter("objection-answered", facts=facts, button=_to_result(objection), **_about(objection))


def _objection(delivery: Delivery) -> Objection:
    return db.session.get_one(Objection, delivery.subject_id)


def _facts(objection: Objection, delivery: Delivery) -> tuple[Fact, ...]:
    raised = time_fact(_("Raised"), objection.raised_at, objection.vote.event.zone, delivery.zone)
    return (
        Fact(_("Member"), objection.member.name),
        Fact(_("Raised by"), objection.person.name),
        raised,
        Fact(_("Objection"), objection.words),
    )


def _to_result(objection: Objection) -> Button:
    vote = objection.vote
    return Button(_("See the result"), absolute_url("voting.result", event_slug=vote.event.slug, vote_id=vote.id))


def _to_answer(objection: Objection, delivery: Delivery) -> Button:
    """Lead those who answer to where they do, and scrutineers to their page of the vote."""
    vote = objection.vote
    here = {"event_slug": vote.event.slug, "vote_id": vote.id}
    grants = db.session.get_one(Person, delivery.person_id).grants
    if any(Permission.MANAGE_VOTES in TABLE.get(grant.role, ()) for grant in grants):
        return Button(_("Answer it"), absolute_url("voting_staff.answer", objection_id=objection.id, **here))
    return Button(_("Look at the vote"), absolute_url("voting_scrutiny.show", **here))


def _about(objection: Objection) -> dict[str, Any]:
    event = objection.vote.event
    return {
        "question": _read(question_of(objection.vote), event.source_language),
        "event": _read(event.title, event.source_language),
        "member": objection.member.name,
    }


def _read(text: LocalizedText, source: str) -> str:
    return text.read(current_language(), source).text


def _waits(delivery: Delivery) -> bool:
    return _objection(delivery).answered_at is None


def _always(_delivery: Delivery) -> bool:
    return True


KINDS = (
    MailKind("objection-received", _received, _always),
    MailKind("objection-raised", _raised, _waits),
    MailKind("objection-answered", _answered, _always),
)
