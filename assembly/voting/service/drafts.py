"""Writing a vote, before it opens."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.exc import IntegrityError

from assembly import clock
from assembly.accounts.actor import Actor
from assembly.audit.service import record
from assembly.database_types import LocalizedText
from assembly.events.models import Event
from assembly.extensions import db
from assembly.queue import enqueue
from assembly.tally.election import Method
from assembly.texts import set_text
from assembly.voting import queries
from assembly.voting.models import Secrecy, Vote, VoteOption
from assembly.voting.refusals import DraftInUseError, TransitionRefusedError
from assembly.voting.rules import TransitionRefusal, VoteKind, VoteState

PREPARE_KEY = "voting.prepare_key"
TEXTS = ("question", "background")
"""The texts of a vote that are written in every language of its event."""


@dataclass(frozen=True, slots=True)
class OptionDraft:
    """What can be chosen, or who can be elected, as typed; `id` is that of the option it was before."""

    name: LocalizedText
    id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class VoteDraft:
    """A vote as the secretariat types it."""

    question: LocalizedText
    rule_profile_id: int
    secrecy: Secrecy
    closes_at: datetime
    background: LocalizedText
    publish_at_once: bool = True
    confirm_count: bool = False
    revoting: bool = False
    objection_hours: int | None = None
    kind: VoteKind = VoteKind.MOTION
    method: Method | None = None
    seats: int = 1
    none_of_these: bool = False
    options: tuple[OptionDraft, ...] = ()
    regions: tuple[str, ...] = ()
    listed: tuple[int, ...] = ()
    """Members named one by one, by id."""
    practice: bool = False
    """Said once, when the draft is begun."""


def create_vote(actor: Actor | None, event: Event, draft: VoteDraft) -> Vote:
    """Begin a draft. For a secret vote a worker is asked for the key that seals."""
    now = clock.now()
    vote = Vote(event_id=event.id, state=VoteState.DRAFT, created_at=now, edited={}, accepted_gaps=[])
    vote.practice = draft.practice
    _write(vote, draft, now)
    db.session.add(vote)
    db.session.flush()
    record(actor.person_id if actor else None, "vote.created", "vote", vote.id)
    _ask_for_key(vote)
    return vote


def edit_vote(actor: Actor | None, vote_id: int, draft: VoteDraft) -> Vote:
    """Change a draft; raise `TransitionRefusedError` once it is open."""
    vote = queries.locked(vote_id)
    if vote.state is not VoteState.DRAFT:
        raise TransitionRefusedError(TransitionRefusal.NOT_ALLOWED)
    _write(vote, draft, clock.now())
    db.session.flush()
    record(actor.person_id if actor else None, "vote.edited", "vote", vote.id)
    _ask_for_key(vote)
    return vote


def delete_draft(actor: Actor, vote_id: int) -> None:
    """Remove a draft; raise `TransitionRefusedError` once it is open, `DraftInUseError` where a message is about it."""
    vote = queries.locked(vote_id)
    if vote.state is not VoteState.DRAFT:
        raise TransitionRefusedError(TransitionRefusal.NOT_ALLOWED)
    try:
        with db.session.begin_nested():
            db.session.delete(vote)
    except IntegrityError as error:
        raise DraftInUseError from error
    record(actor.person_id, "vote.deleted", "vote", vote_id)


def give_key(vote_id: int, public_key: bytes) -> None:
    """Note the public key that a worker has made and proved, if the vote still waits for one."""
    vote = queries.locked(vote_id)
    if vote.state is VoteState.DRAFT and vote.secrecy is Secrecy.SEALED and vote.public_key is None:
        vote.public_key = public_key
        db.session.flush()
        record(None, "vote.key_ready", "vote", vote.id)


def _write(vote: Vote, draft: VoteDraft, now: datetime) -> None:
    set_text(vote, "question", draft.question, now)
    set_text(vote, "background", draft.background, now)
    vote.question = vote.question or LocalizedText()
    vote.background = vote.background or LocalizedText()
    vote.rule_profile_id = draft.rule_profile_id
    vote.secrecy = draft.secrecy
    vote.closes_at = draft.closes_at
    vote.publish_at_once = draft.publish_at_once
    vote.confirm_count, vote.revoting = draft.confirm_count, draft.revoting
    vote.objection_hours = None if vote.practice else draft.objection_hours  # it decides nothing to object to
    vote.kind, vote.method = draft.kind, draft.method
    vote.seats, vote.none_of_these = draft.seats, draft.none_of_these
    vote.regions, vote.listed = sorted(draft.regions), sorted(draft.listed)
    _write_options(vote, draft.options, now)


def _write_options(vote: Vote, drafts: Sequence[OptionDraft], now: datetime) -> None:
    known = {option.id: option for option in vote.options}
    options = []
    for one in drafts:
        option = known.pop(one.id, None) if one.id is not None else None
        option = option or VoteOption(name=LocalizedText(), edited={})
        set_text(option, "name", one.name, now)
        options.append(option)
    # Two rows never hold one position, not even while they change places.
    for number, option in enumerate(vote.options, start=1):
        option.position = -number
    if vote.id is not None:
        db.session.flush()
    for position, option in enumerate(options, start=1):
        option.position = position
    vote.options = options


def _ask_for_key(vote: Vote) -> None:
    if vote.secrecy is Secrecy.SEALED and vote.public_key is None:
        enqueue(PREPARE_KEY, vote.id)
