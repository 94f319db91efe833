"""The form of a question, as the secretariat writes it in every language of the event."""

from collections.abc import Sequence
from typing import Any, Final

from wtforms import BooleanField, RadioField, SelectField
from wtforms.validators import ValidationError

from assembly.database_types import LocalizedText
from assembly.events.models import Event
from assembly.events.roles import ParticipantRole
from assembly.forms import ChecksField, Form, LocalizedField
from assembly.i18n import gettext as _
from assembly.i18n import lazy_gettext as _l
from assembly.registration.questions import rules, wording
from assembly.registration.questions.drafts import OptionDraft, QuestionDraft
from assembly.registration.questions.kinds import KEPT_DAYS, STEERING, AnsweredBy, QuestionKind
from assembly.registration.questions.models import Question
from assembly.registration.questions.rules import Condition
from assembly.registration.wording import role_name
from assembly.texts import states_of, text_state

FREE_ROWS: Final = 3
"""Empty rows for further answers to choose from; saving brings three more."""
OPTION: Final = "option-"


class QuestionForm(Form):
    """A question of one kind; `question_form` adds a row for each answer to choose from."""

    label = LocalizedField(_l("Question"), maximum=300)
    hint = LocalizedField(_l("Explanation"), long=True, need_source=False, maximum=1000)
    purpose = LocalizedField(
        _l("What the answers are for"),
        maximum=300,
        description=_l("People read it beneath the question, and how long the answer is kept."),
    )
    required = BooleanField(_l("An answer is required"))
    roles = ChecksField(_l("Who is asked"), description=_l("Tick none to ask everybody."))
    answered_by = RadioField(_l("Who answers"))
    kept_days = SelectField(_l("Answers are kept until"), coerce=int)
    condition = ChecksField(
        _l("Show it only when"),
        description=_l("Tick one or more answers of one other question; tick none to show it always."),
    )
    kind: QuestionKind
    question_keys: list[str | None]

    def validate_condition(self, field: Any) -> None:
        """Let a question depend on one other only."""
        if len({text.partition(":")[0] for text in field.data or ()}) > 1:
            raise ValidationError(_l("Please tick answers of one question only."))

    def validate(self, extra_validators: Any = None) -> bool:
        """Ask that each answer to choose from is written in the first language."""
        valid: bool = super().validate(extra_validators)
        for field in self.options:
            if _is_filled(field) and not field.data.get(field.codes[0], "").strip():
                field.errors = [*field.errors, _("Please fill in at least the first language.")]
                valid = False
        return valid

    @property
    def options(self) -> list[LocalizedField]:
        """The rows of the answers to choose from."""
        return [field for field in self if field.name.startswith(OPTION)]

    def draft(self) -> QuestionDraft:
        """Return what was typed."""
        return QuestionDraft(
            kind=self.kind,
            label=self.label.data,
            hint=self.hint.data,
            purpose=self.purpose.data,
            options=tuple(self._options()),
            roles=tuple(self.roles.data or ()),
            required=self.required.data,
            answered_by=AnsweredBy(self.answered_by.data),
            kept_days=self.kept_days.data,
            condition=self._condition(),
        )

    def _options(self) -> list[OptionDraft]:
        rows = zip(self.options, self.question_keys, strict=True)
        return [
            OptionDraft(field.data, key) for field, key in rows if any(text.strip() for text in field.data.values())
        ]

    def _condition(self) -> Condition | None:
        pairs = [text.partition(":") for text in self.condition.data or ()]
        return Condition(int(pairs[0][0]), frozenset(pair[2] for pair in pairs)) if pairs else None


def _is_filled(field: LocalizedField) -> bool:
    """Whether an answer to choose from is written in any language of the event."""
    return any(field.data.get(code, "").strip() for code in field.codes)


def question_form(
    event: Event, kind: QuestionKind, others: Sequence[Question], question: Question | None
) -> QuestionForm:
    """Return the form of a question, or of a new one; `others` are the questions of the event."""
    stored = list(question.options) if question else []
    known: list[str | None] = [option.key for option in stored]
    keys = [*known, *[None] * FREE_ROWS] if rules.has_options(kind) else []
    rows = {
        f"{OPTION}{number}": LocalizedField(_l("Answer %(number)d", number=number), need_source=False, maximum=200)
        for number in range(1, len(keys) + 1)
    }
    made: type[QuestionForm] = type("QuestionFormWithOptions", (QuestionForm,), rows)
    labels = {f"{OPTION}{number}": option.label for number, option in enumerate(stored, start=1)}
    form = made(data=_data(question) | labels)
    form.kind, form.question_keys = kind, keys
    form.roles.choices = {role.value: role_name(role) for role in ParticipantRole}
    form.answered_by.choices = {one.value: str(name) for one, name in wording.ANSWERED_BY.items()}
    form.kept_days.choices = {days: str(wording.KEPT[days]) for days in KEPT_DAYS}
    form.condition.choices = _steering(others, question)
    _prepare_texts(form, event, question)
    return form


def _data(question: Question | None) -> dict[str, Any]:
    if question is None:
        return {"answered_by": AnsweredBy.PERSON.value, "kept_days": KEPT_DAYS[0]}
    return {
        "label": question.label,
        "hint": question.hint,
        "purpose": question.purpose,
        "required": question.required,
        "roles": question.roles,
        "answered_by": question.answered_by.value,
        "kept_days": question.kept_days,
        "condition": [f"{question.condition_id}:{key}" for key in question.condition_keys],
    }


def _steering(others: Sequence[Question], question: Question | None) -> dict[str, str]:
    return {
        f"{one.id}:{key}": f"{wording.label_of(one)} → {wording.key_label(one, key)}"
        for one in others
        if one.kind in STEERING and (question is None or one.id != question.id)
        for key in one.keys
    }


def _prepare_texts(form: QuestionForm, event: Event, question: Question | None) -> None:
    """Say in which languages it is written, how each stands, and keep texts of languages that were given up."""
    source = event.source_language
    for name in ("label", "hint", "purpose"):
        field, text = form[name], getattr(question, name) if question else LocalizedText()
        states = states_of(question, (name,), event.languages, source) if question and text else None
        field.prepare(event.languages, states)
        field.keep(text)
    for number, field in enumerate(form.options):
        option = question.options[number] if question and number < len(question.options) else None
        edited = option.edited.get("label", {}) if option else {}
        states = {code: text_state(option.label, edited, code, source) for code in event.languages} if option else None
        field.prepare(event.languages, states)
        field.keep(option.label if option else LocalizedText())
