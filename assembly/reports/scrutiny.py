"""The scrutineers' report of a vote as a PDF, in the language being spoken: everything but how anybody voted."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import func, select

from assembly.accounts.models import Person
from assembly.audit import service as audit
from assembly.audit.models import AuditEntry
from assembly.events.models import Event
from assembly.extensions import db
from assembly.i18n import gettext as _
from assembly.i18n import pgettext
from assembly.reports import life, minutes, paper
from assembly.reports.course import Act, course_of
from assembly.reports.wording import act_word, fault_word
from assembly.voting import incidents, queries
from assembly.voting.assisted.queries import cast_for, entries_of
from assembly.voting.assisted.wording import means_word, outcome_mark
from assembly.voting.changes import presentation as changes
from assembly.voting.changes.holding import Holding
from assembly.voting.changes.presentation import Change
from assembly.voting.models import Cast, ReplacedBallot, Vote, VotingRight
from assembly.voting.objections.queries import objections_to
from assembly.voting.receipts import hash_of_receipts

MOST_ENTRIES: Final = 5000
"""Of the audit trail, that are checked for one report: about a second."""


def report(vote: Vote, event: Event, now: datetime) -> bytes:
    """Return the report on a vote that is over, as things stand now.

    While it is open there is none: nobody sees more than turnout.
    """
    end = vote.closed_at or now
    roll = queries.roll(vote)
    held = changes.held_in(vote, roll, end)
    tables = (
        _course(vote, event),
        _roll(vote, event, roll, held),
        _changes(event, changes.changes_in(vote, roll, held, end)),
        _assisted(vote, event),
        _by_telephone(vote, event),
        _objections(vote, event),
    )
    part = minutes.part(vote, event, roll_call=False, facts=_facts(vote, event), tables=tables)
    signatures = {"signatures": [_("Scrutineer"), _("Scrutineer")], "sign": _("Name, place and date, signature")}
    return paper.render(event, _("Report of the scrutineers"), {"parts": [part], **signatures}, now)


def _facts(vote: Vote, event: Event) -> Iterator[tuple[str, str]]:
    codes = queries.receipts(vote)
    replaced = select(func.count()).select_from(ReplacedBallot).where(ReplacedBallot.vote_id == vote.id)
    yield _("Ballots that their voters replaced"), str(db.session.scalar(replaced))
    if codes:
        yield _("Receipts"), str(len(codes))
        yield _("Fingerprint of all receipts"), hash_of_receipts(codes)
    yield _("Confirmation of the count"), _confirmation(vote, event)
    yield _("Audit trail"), _trail(vote)
    yield _("Last fingerprint of the audit trail"), audit.head(db.session())[1]
    wrong = life.faults([vote.id]).get(vote.id, ())
    agrees = _("Question, roll, ballots, receipts and result are as the audit trail says.")
    differs = _("Not as the audit trail says: %(what)s", what="; ".join(map(fault_word, wrong)))
    yield _("The vote and the audit trail"), differs if wrong else agrees


def _trail(vote: Vote) -> str:
    """Say which entries of the trail were checked: those since the vote opened, or what of them can be while one waits.

    All of them, over years and events, would take minutes.
    """
    session = db.session()
    opened = select(func.min(AuditEntry.id)).where(
        AuditEntry.action == "vote.opened", AuditEntry.object_type == "vote", AuditEntry.object_id == vote.id
    )
    number, _digest = audit.head(session)
    checked, bad = audit.verify(session, min(number - (session.scalar(opened) or 1) + 1, MOST_ENTRIES))
    if bad is not None:
        return _("Broken at entry %(number)d", number=bad)
    return _(
        "Entries %(first)d to %(last)d, unbroken. All entries are checked by the command “assembly audit verify”.",
        first=number - checked + 1,
        last=number,
    )


def _confirmation(vote: Vote, event: Event) -> str:
    if vote.confirmation is None:
        return _("Not confirmed yet") if vote.confirm_count else _("Not asked for in this vote")
    person = db.session.get_one(Person, vote.confirmation.person_id)
    confirmed = paper.moment(vote.confirmation.confirmed_at, event.zone)
    return _("By %(name)s, %(moment)s", name=person.name, moment=confirmed)


def _course(vote: Vote, event: Event) -> paper.Table:
    rows = [
        [paper.moment(act.at, event.zone), _done(act, event), act.actor or _("The system"), str(act.number)]
        for act in course_of(vote)
    ]
    head = [_("When"), _("What"), _("Done by"), _("Entry")]
    return paper.table(_("Course of the vote"), head, rows, widths=(5, 4, 3, 1))


def _done(act: Act, event: Event) -> str:
    if act.new_deadline:
        return _("Deadline moved to %(moment)s", moment=paper.moment(act.new_deadline, event.zone))
    return act_word(act.action)


def _roll(vote: Vote, event: Event, roll: Sequence[VotingRight], held: Mapping[int, Sequence[Holding]]) -> paper.Table:
    statement = select(Cast.right_id, Person.name).join(Person, Person.id == Cast.person_id)
    cast_by = dict(db.session.execute(statement.where(Cast.vote_id == vote.id)).all())
    came = cast_for(vote.id)
    rows = [
        [
            right.member.name,
            str(right.weight),
            "\n".join(_held(one, event, first=not number) for number, one in enumerate(held[right.member_id])),
            means_word(came[right.id]) if right.id in came else cast_by.get(right.id, _("No ballot")),
        ]
        for right in roll
    ]
    head = [_("Member"), _("Weight"), _("Who held the right"), _("Ballot cast by")]
    return paper.table(_("Roll, as frozen"), head, rows, widths=(3, 1, 4, 2))


def _held(one: Holding, event: Event, *, first: bool) -> str:
    said = changes.holder_word(one)
    if first:
        return said
    return _("From %(moment)s: %(holder)s", moment=paper.moment(one.since, event.zone), holder=said)


def _changes(event: Event, found: Sequence[Change]) -> paper.Table:
    """Return who came to hold a right, and whose address changed, while the vote was open."""
    rows = [[paper.moment(one.at, event.zone), one.member, one.what] for one in found]
    title = _("Changes of addresses and holders while the vote was open")
    return paper.table(title, [_("When"), _("Member"), _("What")], rows or [[_("None"), "", ""]], widths=(5, 4, 4))


def _assisted(vote: Vote, event: Event) -> paper.Table:
    """Return the ballots that the secretariat received for members: who entered each, and who typed it again."""
    rows = [
        [
            one.right.member.name,
            f"{means_word(one.means)}\n{paper.moment(one.entered_at, event.zone)}",
            ", ".join(person.name for person in (one.first, one.second) if person),
            outcome_mark(one.outcome)[1],
        ]
        for one in entries_of(vote.id)
    ]
    head = [_("Member"), _("How it was received"), _("Entered and confirmed by"), _("How it ended")]
    title = _("Ballots received by telephone or on paper")
    return paper.table(title, head, rows or [[_("None"), "", "", ""]], widths=(3, 4, 3, 3))


def _by_telephone(vote: Vote, event: Event) -> paper.Table:
    """Return who voted and had signed in with a code by telephone: an incident, to be looked at."""
    rows = [
        [
            one.person.name + ("\n" + _("Objected to") if one.objected_at else ""),
            paper.moment(one.used_at or one.asked_at, event.zone),
            ", ".join(person.name for person in (one.asked_by, one.confirmed_by) if person),
            one.reason,
        ]
        for one in incidents.signed_in_by_telephone(vote)
    ]
    head = [_("Voter"), _("Signed in"), _("Asked for and confirmed by"), _("Reason")]
    title = _("Voters who signed in with a code by telephone")
    return paper.table(title, head, rows or [[_("None"), "", "", ""]], widths=(3, 3, 3, 4))


def _objections(vote: Vote, event: Event) -> paper.Table:
    rows = [
        [
            f"{one.member.name}\n{paper.moment(one.raised_at, event.zone)}",
            one.words,
            one.reply or _("Not answered yet"),
        ]
        for one in objections_to(vote.id)
    ]
    head = [_("Member"), _("Objection"), pgettext("to an objection", "Answer")]
    return paper.table(_("Objections"), head, rows or [[_("None"), "", ""]])
