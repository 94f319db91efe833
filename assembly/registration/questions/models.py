"""Questions that the secretariat asks those who are registered, and the answers."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ColumnElement, ForeignKey, String, UniqueConstraint, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from assembly.accounts.models import Person
from assembly.database_types import Base, LocalizedText, Retention, personal
from assembly.events.models import Event
from assembly.members.geography import region_by_country
from assembly.registration.models import Registration
from assembly.registration.questions.kinds import NO, YES, AnsweredBy, QuestionKind
from assembly.registration.questions.rules import Asked, Condition
from assembly.scope import MemberOwned


class Question(Base):
    """One question of an event. `ready_made` names the one of `ready_made.json` that it was made from.

    `roles` are who is asked; empty for all. It is shown when another question was answered with one of
    `condition_keys`. Answers go `kept_days` days after the event.
    """

    __tablename__ = "question"
    __table_args__ = (
        UniqueConstraint("event_id", "ready_made"),
        CheckConstraint("kept_days BETWEEN 0 AND 365", name="kept_for_a_year_at_most"),
        CheckConstraint("condition_id <> id", name="condition_on_another"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), index=True)
    position: Mapped[int]
    kind: Mapped[QuestionKind]
    ready_made: Mapped[str | None] = mapped_column(String(60))
    label: Mapped[LocalizedText] = mapped_column(default=LocalizedText)
    hint: Mapped[LocalizedText] = mapped_column(default=LocalizedText)
    purpose: Mapped[LocalizedText] = mapped_column(default=LocalizedText)
    edited: Mapped[dict[str, Any]] = mapped_column(default=dict)
    roles: Mapped[list[str]] = mapped_column(default=list)
    required: Mapped[bool] = mapped_column(default=False)
    answered_by: Mapped[AnsweredBy]
    kept_days: Mapped[int]
    condition_id: Mapped[int | None] = mapped_column(ForeignKey("question.id"), index=True)
    condition_keys: Mapped[list[str]] = mapped_column(default=list)

    event: Mapped[Event] = relationship()
    options: Mapped[list["QuestionOption"]] = relationship(
        back_populates="question", order_by="QuestionOption.position", cascade="all, delete-orphan"
    )

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys that stand for its answers, where they are chosen."""
        if self.kind is QuestionKind.COUNTRY:
            return tuple(region_by_country())
        return (YES, NO) if self.kind is QuestionKind.YES_NO else tuple(option.key for option in self.options)

    @property
    def facts(self) -> Asked:
        """What the rules want to know."""
        condition = Condition(self.condition_id, frozenset(self.condition_keys)) if self.condition_id else None
        return Asked(
            id=self.id,
            kind=self.kind,
            roles=frozenset(self.roles),
            required=self.required,
            condition=condition,
            keys=self.keys,
            answered_by=self.answered_by,
        )


class QuestionOption(Base):
    """One of the answers to choose from. Its key stays when its words change: answers and conditions name it."""

    __tablename__ = "question_option"
    __table_args__ = (UniqueConstraint("question_id", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    question_id: Mapped[int] = mapped_column(ForeignKey("question.id"))
    position: Mapped[int]
    key: Mapped[str] = mapped_column(String(40))
    label: Mapped[LocalizedText] = mapped_column(default=LocalizedText)
    edited: Mapped[dict[str, Any]] = mapped_column(default=dict)

    question: Mapped[Question] = relationship(back_populates="options")


class Answer(MemberOwned, Base):
    """What was answered for one person: a text, a number, keys of options, or what is known of a file.

    `member_id` is empty where only the person may see it, so that it lies outside the scope of the member's
    focal points. `person_id` stands beside the registration, whose person may be corrected to be another.
    `by_secretariat`: it was given for them, as on the telephone.
    """

    __tablename__ = "answer"
    __table_args__ = (UniqueConstraint("registration_id", "person_id", "question_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    registration_id: Mapped[int] = mapped_column(ForeignKey("registration.id"))
    question_id: Mapped[int] = mapped_column(ForeignKey("question.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    member_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"), index=True)
    value: Mapped[Any] = mapped_column(
        JSON, info=personal("what the question says, beside it and in the secretariat's list", Retention.QUESTION)
    )
    answered_at: Mapped[datetime]
    by_secretariat: Mapped[bool] = mapped_column(default=False)

    registration: Mapped[Registration] = relationship()
    question: Mapped[Question] = relationship()
    person: Mapped[Person] = relationship()

    @classmethod
    def of_events(cls, event_ids: frozenset[int]) -> ColumnElement[bool]:
        """Return whether it answers a question of one of these events."""
        asked = Question.__table__
        return cls.question_id.in_(select(asked.c.id).where(asked.c.event_id.in_(event_ids)))
