"""What a form, or the ready-made ones, give to the service of questions. Texts are `{language: text}`."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from assembly.registration.questions.kinds import AnsweredBy, QuestionKind
from assembly.registration.questions.rules import Condition

Texts = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class OptionDraft:
    """One of the answers to choose from; a new one gets its key when it is stored."""

    label: Texts
    key: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionDraft:
    """A question as it should be."""

    kind: QuestionKind
    label: Texts
    purpose: Texts
    hint: Texts = field(default_factory=dict)
    options: tuple[OptionDraft, ...] = ()
    roles: tuple[str, ...] = ()
    required: bool = False
    answered_by: AnsweredBy = AnsweredBy.PERSON
    kept_days: int = 365
    condition: Condition | None = None
    ready_made: str | None = None


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that was given as an answer."""

    name: str
    content: bytes
