"""What voters and participants are mailed about a vote: opened, moved, annulled, the receipt, the result."""

from collections.abc import Iterator
from typing import Any

from assembly import clock
from assembly.database_types import Reading
from assembly.extensions import db
from assembly.i18n import LANGUAGES, current_language
from assembly.i18n import gettext as _
from assembly.links import absolute_url
from assembly.mail.facts import time_fact
from assembly.mail.kinds import Button, Fact, Letter, MailKind
from assembly.mail.models import Delivery
from assembly.mail.templates import letter
from assembly.voting import freezing, queries
from assembly.voting.assisted.queries import number_cast
from assembly.voting.held import rights_of
from assembly.voting.models import Cast, DeadlineChange, ReplacedBallot, Vote, VoteReminder, VotingRight
from assembly.voting.objections.rules import objections_until
from assembly.voting.presentation import decided_by
from assembly.voting.result_sheet import sheet
from assembly.voting.rules import VoteState, has_passed
from assembly.voting.sheet_parts import Sheet
from assembly.voting.wording import question_of

UNDER_WAY = frozenset({VoteState.OPEN, VoteState.SUSPENDED})


def _opened(delivery: Delivery) -> Letter:
    vote = _vote(delivery.subject_id)
    return letter("vote-opened", facts=tuple(_ballot_facts(vote, delivery)), button=_to_ballot(vote), **_about(vote))


def _opened_still_due(delivery: Delivery) -> bool:
    vote = db.session.get(Vote, delivery.subject_id)
    return vote is not None and may_still_vote(vote, delivery)


def _reminder(delivery: Delivery) -> Letter:
    vote = db.session.get_one(VoteReminder, delivery.subject_id).vote
    facts = tuple(_ballot_facts(vote, delivery, waiting=True))
    return letter("vote-reminder", facts=facts, button=_to_ballot(vote), **_about(vote))


def _reminder_still_due(delivery: Delivery) -> bool:
    """Whether there still is a ballot to cast: nobody who has voted meanwhile is reminded."""
    vote = db.session.get_one(VoteReminder, delivery.subject_id).vote
    rights = rights_of(vote, delivery.person_id)
    return may_still_vote(vote, delivery) and any(not right.receipt for right in rights)


def _deadline(delivery: Delivery) -> Letter:
    vote = _change(delivery).vote
    return letter("vote-deadline", facts=tuple(_ballot_facts(vote, delivery)), button=_to_ballot(vote), **_about(vote))


def _deadline_still_due(delivery: Delivery) -> bool:
    """Whether this deadline still is the one that counts, and there is still somebody to tell."""
    change = _change(delivery)
    return change.new == change.vote.closes_at and may_still_vote(change.vote, delivery)


def _annulled(delivery: Delivery) -> Letter:
    vote = _vote(delivery.subject_id)
    return letter("vote-annulled", facts=(Fact(_("Reason"), vote.annulled_reason or ""),), **_about(vote))


def _receipt(delivery: Delivery) -> Letter:
    cast = db.session.get_one(Cast, delivery.subject_id)
    right = db.session.get_one(VotingRight, delivery.subject_id)
    facts = (Fact(_("Receipt"), cast.receipt), Fact(_("Member"), right.member.name))
    return letter(
        "receipt",
        facts=facts,
        button=Button(_("The vote"), absolute_url("voting.result", **_address(right.vote))),
        own=cast.person_id == delivery.person_id,
        member=right.member.name,
        **_about(right.vote),
    )


def _receipt_changed(delivery: Delivery) -> Letter:
    earlier = db.session.get_one(ReplacedBallot, delivery.subject_id)
    cast = db.session.get_one(Cast, earlier.right_id)
    vote, member = earlier.right.vote, earlier.right.member.name
    facts = (
        Fact(_("Receipt"), cast.receipt),
        Fact(_("Receipt that no longer counts"), earlier.receipt),
        Fact(_("Member"), member),
    )
    button = Button(_("The vote"), absolute_url("voting.result", **_address(vote)))
    own = cast.person_id == delivery.person_id
    return letter("receipt-changed", facts=facts, button=button, own=own, member=member, **_about(vote))


def _result(delivery: Delivery) -> Letter:
    vote = _vote(delivery.subject_id)
    counted = queries.result_of(vote)
    if counted is None:
        raise LookupError(f"vote {vote.id} has no result")
    shown = sheet(counted, vote.event.source_language)
    return letter(
        "result",
        facts=(*_result_facts(shown), *_further_facts(vote, delivery)),
        button=Button(_("See the result"), absolute_url("voting.result", **_address(vote))),
        verdict=shown.word,
        arithmetic=shown.formula,
        reason=shown.reason,
        **_about(vote),
    )


def _result_still_due(delivery: Delivery) -> bool:
    vote = db.session.get(Vote, delivery.subject_id)
    return vote is not None and vote.state is VoteState.PUBLISHED


def may_still_vote(vote: Vote, delivery: Delivery) -> bool:
    """Whether a vote still takes ballots, and the recipient holds a right in it."""
    over = vote.state not in UNDER_WAY or has_passed(vote.closes_at, clock.now())
    return not over and bool(rights_of(vote, delivery.person_id))


def _vote(vote_id: int) -> Vote:
    return db.session.get_one(Vote, vote_id)


def _change(delivery: Delivery) -> DeadlineChange:
    return db.session.get_one(DeadlineChange, delivery.subject_id)


def _address(vote: Vote) -> dict[str, Any]:
    return {"event_slug": vote.event.slug, "vote_id": vote.id}


def _to_ballot(vote: Vote) -> Button:
    return Button(_("Go to the ballot"), absolute_url("voting.ballot", **_address(vote)))


def _about(vote: Vote) -> dict[str, Any]:
    """Return what every template of a vote may use: the question as this reader can read it."""
    source = vote.event.source_language
    question = question_of(vote).read(current_language(), source)
    return {
        "question": question.text,
        "other_language": other_language(question),
        "event": vote.event.title.read(current_language(), source).text,
    }


def other_language(reading: Reading) -> str | None:
    """Return the name of the language of a text that is missing in the recipient's own."""
    return LANGUAGES.get(reading.language, reading.language) if reading.fallback else None


def _ballot_facts(vote: Vote, delivery: Delivery, *, waiting: bool = False) -> Iterator[Fact]:
    """Yield until when, for whom (of whom a ballot is missing, where only those count), and how it is decided."""
    yield time_fact(_("Open until"), vote.closes_at, vote.event.zone, delivery.zone)
    for right in rights_of(vote, delivery.person_id):
        if waiting and right.receipt:
            continue
        yield Fact(_("By proxy for") if right.by_proxy else _("You vote for"), right.member.name)
    article = freezing.article_of(vote).read(current_language(), vote.event.source_language)
    yield Fact(_("How it is decided"), decided_by(vote, article.text))


def _result_facts(shown: Sheet) -> Iterator[Fact]:
    for label, votes, _bar in shown.rows:
        yield Fact(label, str(votes))
    for label, value in shown.facts:
        yield Fact(label, value)
    if shown.article.text:
        yield Fact(_("Decided under"), shown.article.text)
    yield Fact(_("Fingerprint of the question"), shown.hash)


def _further_facts(vote: Vote, delivery: Delivery) -> Iterator[Fact]:
    """Yield how many ballots were received by telephone or on paper, and until when members may object."""
    if number := number_cast(vote.id):
        yield Fact(_("By telephone or on paper"), str(number))
    if until := objections_until(vote.published_at, vote.objection_hours):
        yield time_fact(_("Objections are taken until"), until, vote.event.zone, delivery.zone)


def _always(_delivery: Delivery) -> bool:
    return True


KINDS = (
    MailKind("vote-opened", _opened, _opened_still_due),
    MailKind("vote-reminder", _reminder, _reminder_still_due),
    MailKind("vote-deadline", _deadline, _deadline_still_due),
    MailKind("vote-annulled", _annulled, _always),
    MailKind("receipt", _receipt, _always),
    MailKind("receipt-changed", _receipt_changed, _always),
    MailKind("result", _result, _result_still_due),
)
