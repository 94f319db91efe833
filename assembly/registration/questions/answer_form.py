"""The form of the answers: one field for each question that is shown, made anew for each page."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from types import MappingProxyType
from typing import Any, Final, NamedTuple

from flask import request
from flask_wtf.file import FileField
from wtforms import BooleanField, Field, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import ValidationError
from wtforms.widgets import DateInput, NumberInput

from assembly.forms import ChecksField, Form, LongSelect
from assembly.i18n import current_language
from assembly.i18n import gettext as _
from assembly.members.folding import word_key
from assembly.members.geography import region_by_country
from assembly.names import country_name
from assembly.registration.questions import rules, wording
from assembly.registration.questions.answering import Given
from assembly.registration.questions.drafts import Upload
from assembly.registration.questions.kinds import QuestionKind
from assembly.registration.questions.models import Question
from assembly.registration.questions.rules import Answers, Value, WrongAnswer

ASKED: Final = "asked"
"""Name of the hidden inputs that say which questions stood on the page: only those are changed by it."""


class WrittenChoices:
    """Mixed into a field of choices: marks each that is written in another language than the page."""

    written_in: Mapping[str, str] = MappingProxyType({})

    def __iter__(self) -> Iterator[Any]:
        """Return the choices with their languages."""
        for choice in super().__iter__():  # type: ignore[misc]
            choice.lang = self.written_in.get(choice.data)
            yield choice


class KeyField(WrittenChoices, RadioField):  # type: ignore[misc]
    """One of a few choices."""


class KeysField(WrittenChoices, ChecksField):
    """Several of a few choices, as boxes to tick."""


class ReadAnswer:
    """The validator of every field: what was typed must be an answer to its question. An empty one is no error."""

    def __init__(self, question: Question) -> None:
        self.question = question
        self.field_flags = {"required": True} if question.required else {}

    def __call__(self, form: Any, field: Any) -> None:
        """Say in the reader's words what is wrong."""
        try:
            read_field(field, self.question)
        except WrongAnswer as error:
            raise ValidationError(wording.PROBLEMS[error.problem]) from None


def read_field(field: Any, question: Question) -> Value | Upload | None:
    """Return what was answered, None for nothing; raise `WrongAnswer`."""
    if question.kind is QuestionKind.FILE:
        if not field.data:
            return None
        content = field.data.stream.read(rules.LARGEST_FILE + 1)
        field.data.stream.seek(0)
        rules.kind_of_file(content)
        return Upload(field.data.filename or "", content)
    return rules.read(question.facts, field.data or "")


class AnswerForm(Form):
    """The answers of one person; `answer_form` adds the fields."""

    questions: Mapping[str, Question]
    every: Sequence[Question]
    stored: Answers
    role: str

    def validate(self, extra_validators: Any = None) -> bool:
        """Check the answers to the questions that are shown with these very answers, and no others."""
        shown = self.shown()
        for name, question in self.questions.items():
            if question.id not in shown:
                self[name].validators = ()
        valid: bool = super().validate(extra_validators)
        return valid

    def shown(self) -> set[int]:
        """Return which questions are shown, as far as the answers on the page and those stored tell."""
        typed = {**self.stored, **(self.given() if self.is_submitted() else {})}
        answers = {key: value for key, value in typed.items() if value is not None and not isinstance(value, Upload)}
        return {one.id for one in rules.shown([one.facts for one in self.every], self.role, answers)}

    def given(self) -> Given:
        """Return what was answered, as far as it can be read; None for what was cleared."""
        on_page = set(request.form.getlist(ASKED))
        found: dict[int, Value | Upload | None] = {}
        for name, question in self.questions.items():
            if str(question.id) in on_page and not (question.kind is QuestionKind.FILE and self._keeps_file(name)):
                try:
                    found[question.id] = read_field(self[name], question)
                except WrongAnswer:
                    continue
        return found

    def uploads(self) -> Given:
        """Return only the files: a browser cannot send them again with a page that is mended."""
        return {key: value for key, value in self.given().items() if isinstance(value, Upload)}

    def _keeps_file(self, name: str) -> bool:
        """Whether the file that is there stays: none was chosen, and its removal was not asked for."""
        there = self.questions[name].id in self.stored
        return there and not self[name].data and not (_remover(name) in self and self[_remover(name)].data)

    def mark_missing(self) -> None:
        """Say beside each required question that has no answer that it needs one."""
        shown = self.shown()
        for name, question in self.questions.items():
            if question.required and question.id in shown and question.id not in self.stored:
                self[name].errors = [_("Please answer this.")]

    def parts(self) -> list["Part"]:
        """Return the fields in order, each with its question, its file, the box that removes it, and if it is shown."""
        shown = self.shown()
        return [
            Part(
                self[name],
                question,
                _file(self.stored.get(question.id)),
                self._fields.get(_remover(name)),
                question.id in shown,
            )
            for name, question in self.questions.items()
        ]


class Part(NamedTuple):
    """One question on the page."""

    field: Field
    question: Question
    file: rules.StoredFile | None
    remover: Field | None
    shown: bool


def answer_form(every: Sequence[Question], possible: Iterable[Question], answers: Answers, role: str) -> AnswerForm:
    """Return the form with the questions that are `possible`, shown or not yet, and what was answered before."""
    questions = {f"q{question.id}": question for question in possible}
    fields: dict[str, Any] = {}
    for name, question in questions.items():
        fields[name] = _field(question)
        if question.kind is QuestionKind.FILE and _file(answers.get(question.id)) and not question.required:
            fields[_remover(name)] = BooleanField(_("Remove this file"))
    made: type[AnswerForm] = type("AnswersOfOne", (AnswerForm,), fields)
    form = made(data={name: _shown_value(question, answers.get(question.id)) for name, question in questions.items()})
    form.questions, form.every, form.stored, form.role = questions, every, answers, role
    for name, question in questions.items():
        if question.keys:
            _mark_languages(form[name], question)
    return form


def _field(question: Question) -> Any:
    label = wording.label_of(question)
    settings: dict[str, Any] = {"validators": [ReadAnswer(question)]}
    if question.keys:
        if question.kind is QuestionKind.COUNTRY:
            choices = {"": _("No answer")} | dict(_countries(current_language()))
            return SelectField(label, choices=choices, validate_choice=False, widget=LongSelect(), **settings)
        choices = {key: wording.key_label(question, key) for key in question.keys}
        if question.kind is QuestionKind.CHOICES:
            return KeysField(label, choices=choices, validate_choice=False, **settings)
        if not question.required:
            choices[""] = _("No answer")
        return KeyField(label, choices=choices, validate_choice=False, **settings)
    return FIELDS[question.kind](label, **settings)


@cache
def _countries(_language: str) -> tuple[tuple[str, str], ...]:
    """Sort the countries by their names once a language."""
    names = [(code, country_name(code)) for code in region_by_country()]
    return tuple(sorted(names, key=lambda country: word_key(country[1])))


class NumberTextField(StringField):  # type: ignore[misc]
    """A number, shown again as it was typed."""

    widget = NumberInput(step="1")


class DayTextField(StringField):  # type: ignore[misc]
    """A day, shown again as it was typed."""

    widget = DateInput()


FIELDS: Final[Mapping[QuestionKind, type[Field]]] = {
    QuestionKind.TEXT: StringField,
    QuestionKind.LONG_TEXT: TextAreaField,
    QuestionKind.NUMBER: NumberTextField,
    QuestionKind.DATE: DayTextField,
    QuestionKind.FILE: FileField,
}


def _remover(name: str) -> str:
    return f"{name}-remove"


def _file(value: Value | None) -> rules.StoredFile | None:
    return value if isinstance(value, dict) else None


def _shown_value(question: Question, value: Value | None) -> Any:
    if question.kind is QuestionKind.FILE:
        return None
    if value is None:
        return [] if question.kind is QuestionKind.CHOICES else ""
    return str(value) if isinstance(value, int) else value


def _mark_languages(field: Any, question: Question) -> None:
    """Keep with each choice the language in which it is written, where that is not the reader's."""
    options = {option.key: option for option in question.options}
    field.written_in = {
        key: reading.language
        for key, option in options.items()
        if (reading := option.label.read(current_language(), question.event.source_language)).fallback
    }
