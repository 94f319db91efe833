"""What registration adds to the copy of an event: exceptions from the seats of each member, and the questions."""

from collections.abc import Mapping, Sequence

from sqlalchemy import func, select

from assembly.events.copying import Copied, Copying, Part, copy_texts
from assembly.events.models import Event
from assembly.extensions import db
from assembly.i18n import gettext as _
from assembly.i18n import ngettext
from assembly.registration import queries
from assembly.registration.models import SeatException
from assembly.registration.questions.models import Question, QuestionOption
from assembly.registration.questions.queries import questions_of


def _preview_seats(there: Copying) -> Sequence[Copied]:
    found = len(queries.seat_exceptions(there.former.id))
    text = _("Seats of each member, places for guests, proxies and what participants accept stay as they were.")
    more = ngettext(
        "%(num)d exception for a member, a region or a status too.",
        "%(num)d exceptions for members, regions or statuses too.",
        found,
    )
    return [Copied(_("Seats"), f"{text} {more}" if found else text)]


def _copy_seats(there: Copying, event: Event) -> Mapping[str, int]:
    found = queries.seat_exceptions(there.former.id)
    for old in found:
        db.session.add(
            SeatException(
                event_id=event.id,
                role=old.role,
                member_id=old.member_id,
                status=old.status,
                region=old.region,
                seats=old.seats,
            )
        )
    db.session.flush()
    return {"seat_exceptions": len(found)}


def _preview_questions(there: Copying) -> Sequence[Copied]:
    found = db.session.scalar(select(func.count()).where(Question.event_id == there.former.id)) or 0
    if not found:
        return []
    text = ngettext("%(num)d question in all its languages.", "%(num)d questions in all their languages.", found)
    return [Copied(_("Questions"), text, left_out=_("Answers stay with the former event."))]


def _copy_questions(there: Copying, event: Event) -> Mapping[str, int]:
    copies = {old.id: _copied(old, event) for old in questions_of(there.former.id)}
    db.session.add_all(copies.values())
    db.session.flush()
    for old in questions_of(there.former.id):
        if old.condition_id in copies:
            copies[old.id].condition_id = copies[old.condition_id].id
            copies[old.id].condition_keys = list(old.condition_keys)
    db.session.flush()
    return {"questions": len(copies)}


def _copied(old: Question, event: Event) -> Question:
    new = Question(
        event_id=event.id,
        position=old.position,
        kind=old.kind,
        ready_made=old.ready_made,
        roles=list(old.roles),
        required=old.required,
        answered_by=old.answered_by,
        kept_days=old.kept_days,
        options=[_option(option) for option in old.options],
    )
    copy_texts(old, new, ("label", "hint", "purpose"))
    return new


def _option(old: QuestionOption) -> QuestionOption:
    new = QuestionOption(position=old.position, key=old.key)
    copy_texts(old, new, ("label",))
    return new


PARTS = (Part(_preview_seats, _copy_seats), Part(_preview_questions, _copy_questions))
