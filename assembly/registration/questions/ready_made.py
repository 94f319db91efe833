"""Questions that come with the product, in four languages, to be added with one click."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

from assembly.database_types import LocalizedText
from assembly.registration.questions.drafts import OptionDraft, QuestionDraft
from assembly.registration.questions.kinds import AnsweredBy, QuestionKind

SOURCE: Final = Path(__file__).with_name("ready_made.json")


@dataclass(frozen=True, slots=True)
class Given:
    """One ready-made question; it may be shown when an earlier one of its set is answered with one of `keys`."""

    draft: QuestionDraft
    depends_on: str | None
    keys: frozenset[str]


@dataclass(frozen=True, slots=True)
class ReadyMade:
    """A set of questions that belong together; `in_person` ones make no sense where everybody stays at home."""

    key: str
    title: LocalizedText
    in_person: bool
    questions: tuple[Given, ...]

    @property
    def names(self) -> frozenset[str]:
        """What its questions are called when they are stored."""
        return frozenset(one.draft.ready_made for one in self.questions if one.draft.ready_made)


@cache
def ready_made() -> tuple[ReadyMade, ...]:
    """Return all of them, in the order in which they are offered."""
    return tuple(
        ReadyMade(
            key=one["key"],
            title=LocalizedText(one["title"]),
            in_person=one["in_person"],
            questions=tuple(_given(question) for question in one["questions"]),
        )
        for one in json.loads(SOURCE.read_text(encoding="utf-8"))
    )


def offered(taken: Iterable[str | None], *, online: bool) -> list[ReadyMade]:
    """Return the sets of which an event has no question yet, and that make sense for it."""
    names = set(taken)
    return [one for one in ready_made() if not one.names & names and not (one.in_person and online)]


def _given(question: dict[str, Any]) -> Given:
    when = question.get("when", {"question": None, "keys": []})
    draft = QuestionDraft(
        kind=QuestionKind(question["kind"]),
        label=question["label"],
        hint=question.get("hint", {}),
        purpose=question["purpose"],
        options=tuple(OptionDraft(one["label"], one["key"]) for one in question.get("options", ())),
        required=question["required"],
        answered_by=AnsweredBy(question["answered_by"]),
        kept_days=question["kept_days"],
        ready_made=question["key"],
    )
    return Given(draft, when["question"], frozenset(when["keys"]))
