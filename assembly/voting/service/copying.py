"""New drafts made from votes: a question that is put again, and the second round between two."""

from sqlalchemy import select

from assembly import clock
from assembly.accounts.actor import Actor
from assembly.audit.service import record
from assembly.database_types import LocalizedText
from assembly.extensions import db
from assembly.queue import enqueue
from assembly.tally.election import Method
from assembly.tally.election_result import ElectionResult, ElectionVerdict
from assembly.voting import queries
from assembly.voting.models import Secrecy, Vote, VoteOption
from assembly.voting.rules import VoteState
from assembly.voting.service.drafts import PREPARE_KEY


def copy_as_draft(actor: Actor, vote_id: int) -> Vote:
    """Make a new draft that asks the same, to be changed and opened on its own."""
    vote = queries.locked(vote_id)
    made = _draft_like(vote)
    made.options = [_option_like(option, position) for position, option in enumerate(vote.options, start=1)]
    _keep(made)
    record(actor.person_id, "vote.copied", "vote", made.id, source=vote.id)
    return made


def prepare_run_off(vote: Vote, counted: ElectionResult) -> Vote | None:
    """Make the draft of the second round where the first says that there is one; it opens like any other.

    Whoever counts again finds it made. Between two, the most votes decide.
    """
    if counted.verdict is not ElectionVerdict.RUN_OFF:
        return None
    known = db.session.scalar(select(Vote).where(Vote.run_off_of == vote.id))
    if known is not None:
        return known
    made = _draft_like(vote)
    made.run_off_of, made.method = vote.id, Method.PLURALITY
    through = [vote.options[number - 1] for number in sorted(counted.run_off)]
    made.options = [_option_like(option, position) for position, option in enumerate(through, start=1)]
    _keep(made)
    record(None, "vote.run_off_prepared", "vote", made.id, source=vote.id)
    return made


def _draft_like(vote: Vote) -> Vote:
    """Return a draft with everything of a vote but its options; it is open for as long, from now on."""
    now = clock.now()
    length = vote.closes_at - (vote.opened_at or vote.created_at)
    return Vote(
        event_id=vote.event_id,
        rule_profile_id=vote.rule_profile_id,
        question=LocalizedText(vote.question),
        background=LocalizedText(vote.background),
        edited=dict(vote.edited),
        kind=vote.kind,
        method=vote.method,
        seats=vote.seats,
        none_of_these=vote.none_of_these,
        revoting=vote.revoting,
        practice=vote.practice,
        objection_hours=vote.objection_hours,
        regions=list(vote.regions),
        listed=list(vote.listed),
        secrecy=vote.secrecy,
        publish_at_once=vote.publish_at_once,
        confirm_count=vote.confirm_count,
        state=VoteState.DRAFT,
        accepted_gaps=[],
        closes_at=(now + length).replace(second=0, microsecond=0),
        created_at=now,
    )


def _option_like(option: VoteOption, position: int) -> VoteOption:
    return VoteOption(position=position, name=LocalizedText(option.name), edited=dict(option.edited))


def _keep(vote: Vote) -> None:
    db.session.add(vote)
    db.session.flush()
    if vote.secrecy is Secrecy.SEALED:
        enqueue(PREPARE_KEY, vote.id)
