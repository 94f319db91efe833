"""Votes, the rights in them, and what was cast.

That a right was used (`Cast`) and how (`RollCallBallot` or `SealedBallot`) are kept apart. What a
vote asks, and its roll, cannot be changed once it is open: triggers refuse it (see `triggers.py`).
"""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from assembly.database_types import Base, LocalizedText
from assembly.events.models import Event
from assembly.members.models import Member
from assembly.tally.election import Method
from assembly.voting.papers import DIGITS, MOST_OPTIONS
from assembly.voting.rules import VoteKind, VoteState

MARKS_LENGTH = MOST_OPTIONS * DIGITS
"""The longest marks: a ranking of as many options as a vote can have."""


class Secrecy(StrEnum):
    """Who learns how a member voted: everybody after closing, or nobody."""

    ROLL_CALL = "roll-call"
    SEALED = "sealed"


class RuleProfile(Base):
    """How the statutes decide a question. `rules` is `tally.rules.RuleProfile` as JSON."""

    __tablename__ = "rule_profile"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[LocalizedText]
    article: Mapped[LocalizedText]
    rules: Mapped[dict[str, Any]]
    assisted_secret: Mapped[bool] = mapped_column(default=False)
    """Whether the secretariat may enter ballots received by telephone or on paper in secret votes too."""


class Vote(Base):
    """One question put to the members. `frozen` is the canonical JSON whose SHA-256 is `hash`."""

    __tablename__ = "vote"
    __table_args__ = (
        CheckConstraint("(state = 'draft') = (hash IS NULL)", name="frozen_once_open"),
        CheckConstraint("state = 'draft' OR opened_at IS NOT NULL", name="opened_has_a_time"),
        CheckConstraint("(kind = 'motion') = (method IS NULL)", name="elections_have_a_method"),
        CheckConstraint("seats >= 1", name="at_least_one_seat"),
        CheckConstraint("objection_hours >= 1", name="time_to_object"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), index=True)
    rule_profile_id: Mapped[int] = mapped_column(ForeignKey("rule_profile.id"))
    question: Mapped[LocalizedText]
    background: Mapped[LocalizedText] = mapped_column(default=LocalizedText)
    edited: Mapped[dict[str, Any]] = mapped_column(default=dict)
    kind: Mapped[VoteKind] = mapped_column(default=VoteKind.MOTION)
    method: Mapped[Method | None]
    seats: Mapped[int] = mapped_column(default=1)
    none_of_these: Mapped[bool] = mapped_column(default=False)
    revoting: Mapped[bool] = mapped_column(default=False)
    """Whether whoever cast a ballot may change it while the vote is open."""
    regions: Mapped[list[str]] = mapped_column(default=list)
    """Whose members vote; empty where all do."""
    listed: Mapped[list[int]] = mapped_column(default=list)
    """The ids of the members that vote, where they were named one by one; empty where regions, or nothing, say it."""
    practice: Mapped[bool] = mapped_column(default=False)
    """Whether it is only to try out voting: it decides nothing."""
    secrecy: Mapped[Secrecy] = mapped_column(default=Secrecy.ROLL_CALL)
    state: Mapped[VoteState] = mapped_column(default=VoteState.DRAFT)
    accepted_gaps: Mapped[list[str]] = mapped_column(default=list)
    publish_at_once: Mapped[bool] = mapped_column(default=True)
    confirm_count: Mapped[bool] = mapped_column(default=False)
    """Whether the result is published only once a scrutineer has confirmed the count."""
    objection_hours: Mapped[int | None]
    """For how long after publication members may object; None where they may not."""
    run_off_of: Mapped[int | None] = mapped_column(ForeignKey("vote.id"), unique=True)
    """The vote in which nobody reached the majority, and whose second round this is."""
    closes_at: Mapped[datetime]
    opened_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    published_at: Mapped[datetime | None]
    annulled_reason: Mapped[str | None] = mapped_column(String(500))
    represented_at_opening: Mapped[int | None]
    represented_at_deadline: Mapped[int | None]
    frozen: Mapped[str | None] = mapped_column(Text)
    hash: Mapped[str | None] = mapped_column(String(64))
    public_key: Mapped[bytes | None] = mapped_column(LargeBinary)
    created_at: Mapped[datetime]

    event: Mapped[Event] = relationship()
    rule_profile: Mapped[RuleProfile] = relationship()
    options: Mapped[list["VoteOption"]] = relationship(
        back_populates="vote", order_by="VoteOption.position", cascade="all, delete-orphan"
    )
    rights: Mapped[list["VotingRight"]] = relationship(back_populates="vote")
    result: Mapped["StoredResult | None"] = relationship(back_populates="vote")
    lot: Mapped["VoteLot | None"] = relationship(back_populates="vote")
    confirmation: Mapped["CountConfirmation | None"] = relationship(back_populates="vote")


class VoteOption(Base):
    """What can be chosen, or who can be elected: in the order of the ballot, which decides nothing."""

    __tablename__ = "vote_option"
    __table_args__ = (UniqueConstraint("vote_id", "position"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    vote_id: Mapped[int] = mapped_column(ForeignKey("vote.id", ondelete="CASCADE"))
    position: Mapped[int]
    name: Mapped[LocalizedText]
    edited: Mapped[dict[str, Any]] = mapped_column(default=dict)

    vote: Mapped[Vote] = relationship(back_populates="options")


class VoteItem(Base):
    """The item of the agenda that a vote belongs to: readers find its result there. It can be said at any time."""

    __tablename__ = "vote_item"

    vote_id: Mapped[int] = mapped_column(ForeignKey("vote.id", ondelete="CASCADE"), primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("agenda_item.id", ondelete="CASCADE"), index=True)

    vote: Mapped[Vote] = relationship()


class DeadlineChange(Base):
    """A deadline that was moved later. Everybody is told of each change, so that each has a number."""

    __tablename__ = "deadline_change"
    __table_args__ = (CheckConstraint("old < new", name="only_later"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    vote_id: Mapped[int] = mapped_column(ForeignKey("vote.id"), index=True)
    old: Mapped[datetime]
    new: Mapped[datetime]
    moved_at: Mapped[datetime]

    vote: Mapped[Vote] = relationship()


class VoteReminder(Base):
    """That those who had not voted were reminded; each time has a number, so that each is mailed once.

    One before each deadline goes by itself: `deadline` is that one; it is None where somebody asked for it.
    """

    __tablename__ = "vote_reminder"
    __table_args__ = (UniqueConstraint("vote_id", "deadline"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    vote_id: Mapped[int] = mapped_column(ForeignKey("vote.id"), index=True)
    deadline: Mapped[datetime | None]
    sent_at: Mapped[datetime]

    vote: Mapped[Vote] = relationship()


class CountConfirmation(Base):
    """That a scrutineer has looked at the count and found it right."""

    __tablename__ = "count_confirmation"

    vote_id: Mapped[int] = mapped_column(ForeignKey("vote.id"), primary_key=True, autoincrement=False)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    confirmed_at: Mapped[datetime]

    vote: Mapped[Vote] = relationship(back_populates="confirmation")


class VotingRight(Base):
    """One member's right in one vote, frozen from the register when the vote opens."""

    __tablename__ = "voting_right"
    __table_args__ = (
        UniqueConstraint("vote_id", "member_id"),
        CheckConstraint("weight >= 1", name="weight_at_least_one"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    vote_id: Mapped[int] = mapped_column(ForeignKey("vote.id"))
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"), index=True)
    weight: Mapped[int]

    vote: Mapped[Vote] = relationship(back_populates="rights")
    member: Mapped[Member] = relationship()


class Cast(Base):
    """That a right was used, by whom, and the receipt. The unique key on the right prevents a second ballot.

    It has no time: a row's moment and a ballot's place in a table must not be put together.
    `cast_id` comes with the form, so that the same form sent again finds the same receipts.
    """

    __tablename__ = "vote_cast"
    __table_args__ = ({"sqlite_with_rowid": False},)

    right_id: Mapped[int] = mapped_column(ForeignKey("voting_right.id"), primary_key=True, autoincrement=False)
    vote_id: Mapped[int] = mapped_column(ForeignKey("vote.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    cast_id: Mapped[str] = mapped_column(String(32), index=True)
    receipt: Mapped[str] = mapped_column(String(40), unique=True)

    right: Mapped[VotingRight] = relationship()


class RollCallBallot(Base):
    """An open ballot: it names its right; the choice is shown after closing."""

    __tablename__ = "roll_call_ballot"

    right_id: Mapped[int] = mapped_column(ForeignKey("voting_right.id"), primary_key=True, autoincrement=False)
    vote_id: Mapped[int] = mapped_column(ForeignKey("vote.id"), index=True)
    choice: Mapped[str] = mapped_column(String(MARKS_LENGTH))

    right: Mapped[VotingRight] = relationship()


class ReplacedBallot(Base):
    """A ballot that its voter replaced by another: its receipt, and of an open vote what it said.

    `cast_id` is that of the form it came with, so that the same form sent late does not undo what came after it.
    """

    __tablename__ = "replaced_ballot"

    id: Mapped[int] = mapped_column(primary_key=True)
    right_id: Mapped[int] = mapped_column(ForeignKey("voting_right.id"), index=True)
    vote_id: Mapped[int] = mapped_column(ForeignKey("vote.id"), index=True)
    cast_id: Mapped[str] = mapped_column(String(32))
    receipt: Mapped[str] = mapped_column(String(40), unique=True)
    choice: Mapped[str | None] = mapped_column(String(MARKS_LENGTH))

    right: Mapped[VotingRight] = relationship()


class SealedBallot(Base):
    """A sealed ballot: a box of one length for every choice, gone once it is counted."""

    __tablename__ = "sealed_ballot"
    __table_args__ = ({"sqlite_with_rowid": False},)

    right_id: Mapped[int] = mapped_column(ForeignKey("voting_right.id"), primary_key=True, autoincrement=False)
    vote_id: Mapped[int] = mapped_column(ForeignKey("vote.id"), index=True)
    sealed: Mapped[bytes] = mapped_column(LargeBinary)


class PlainVotes(Base):
    """What was in the boxes: how many votes say the same. No row ties them to a member, nor holds a weight.

    A weight w is w equal ballots: once counted, nothing tells the votes of one right from those of others.
    """

    __tablename__ = "plain_votes"
    __table_args__ = (CheckConstraint("votes >= 1", name="at_least_one_vote"), {"sqlite_with_rowid": False})

    vote_id: Mapped[int] = mapped_column(ForeignKey("vote.id"), primary_key=True, autoincrement=False)
    choice: Mapped[str] = mapped_column(String(MARKS_LENGTH), primary_key=True)
    votes: Mapped[int]


class VoteLot(Base):
    """That a lot has to decide between some, and the numbers once they are drawn in public.

    The vote stays closed until then. `between` are numbers of options.
    """

    __tablename__ = "vote_lot"
    __table_args__ = (CheckConstraint("(numbers IS NULL) = (drawn_at IS NULL)", name="drawn_with_numbers"),)

    vote_id: Mapped[int] = mapped_column(ForeignKey("vote.id"), primary_key=True, autoincrement=False)
    between: Mapped[list[int]] = mapped_column(JSON)
    asked_at: Mapped[datetime]
    numbers: Mapped[str | None] = mapped_column(String(200))
    drawn_at: Mapped[datetime | None]
    drawn_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)

    vote: Mapped[Vote] = relationship(back_populates="lot")


class StoredResult(Base):
    """The one Result of a vote, as JSON of `tally`'s result of its kind: whatever shows a result reads this."""

    __tablename__ = "result"

    vote_id: Mapped[int] = mapped_column(ForeignKey("vote.id"), primary_key=True, autoincrement=False)
    content: Mapped[dict[str, Any]]
    counted_at: Mapped[datetime]

    vote: Mapped[Vote] = relationship(back_populates="result")
