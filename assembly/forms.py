"""The base of all forms, and the fields that no library has: a text in several languages, a local time."""

import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any

from flask_wtf import FlaskForm
from markupsafe import Markup, escape
from wtforms import Field, SelectMultipleField, StringField, TextAreaField
from wtforms.fields import DateTimeLocalField
from wtforms.utils import unset_value
from wtforms.validators import InputRequired, Length, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget, html_params

from assembly import timezones
from assembly.database_types import LocalizedText
from assembly.i18n import LANGUAGES, current_language
from assembly.i18n import lazy_gettext as _l
from assembly.texts import TextState

FIRST_YEAR, LAST_YEAR = 1970, 2199
_CONTROL = re.compile(r"[\x00-\x1f\x7f]+")


class Form(FlaskForm):  # type: ignore[misc]
    """A form whose messages come in the reader's language."""

    class Meta(FlaskForm.Meta):  # type: ignore[misc]
        """Use the translations that WTForms brings for its own messages."""

        def get_translations(self, form: FlaskForm) -> Any:
            """Return WTForms' messages in the language being spoken."""
            from wtforms.i18n import get_translations

            return get_translations([current_language(), "en"])


class ChecksField(SelectMultipleField):  # type: ignore[misc]
    """Several of a few choices, as boxes to tick."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class LongSelect:
    """The widget of a `SelectField` with hundreds of choices, which all requests share: each is worded once.

    Its choices are a mapping of values to labels.
    """

    def __call__(self, field: Any, **attributes: Any) -> Markup:
        """Return the select with its choice marked."""
        attributes = {"id": field.id, "required": bool(field.flags.required), **attributes}
        chosen = f'value="{escape(field.data or "")}"'
        options = _options(tuple(field.choices.items()))
        marked = options.replace(f"<option {chosen}>", f"<option selected {chosen}>", 1)
        return Markup(f"<select {html_params(name=field.name, **attributes)}>{marked}</select>")  # noqa: S704 - escaped


@lru_cache(maxsize=32)
def _options(choices: tuple[tuple[str, str], ...]) -> str:
    return "".join(f'<option value="{escape(value)}">{escape(label)}</option>' for value, label in choices)


def offered(_form: Any, field: Any) -> None:
    """Refuse what is not among the choices of a `SelectField` with a `LongSelect`: WTForms looks at each of them."""
    if field.data not in field.choices:
        raise ValidationError(field.gettext("Not a valid choice."))


def on_one_line(text: Any) -> Any:
    """Return what was typed into a line as a line: a browser sends no breaks and control signs, others do."""
    return _CONTROL.sub(" ", text) if isinstance(text, str) else text


def required() -> InputRequired:
    """Return the validator of a field that must be filled."""
    return InputRequired(_l("Please fill this in."))


def at_most(length: int) -> Length:
    """Return the validator of a field's length in characters."""
    return Length(max=length, message=_l("Please use at most %(max)d characters."))


class LocalizedField(Field):  # type: ignore[misc]
    """One text in every language of the event, side by side. Its data is a `LocalizedText`.

    Give it `languages` (the first is the source) and `states` after the form is made: `form.title.prepare(…)`.
    Where it is `confirmable`, one that is out of date can be said to be `still_right`.
    """

    def __init__(
        self,
        label: Any,
        *,
        long: bool = False,
        need_source: bool = True,
        maximum: int = 5000,
        confirmable: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(label, **kwargs)
        self.long = long
        self.confirmable = confirmable
        self.still_right: frozenset[str] = frozenset()
        self.need_source = need_source
        self.maximum = maximum
        self.codes: list[str] = list(LANGUAGES)
        self.asked: set[str] = set()
        self.states: dict[str, TextState] = {}

    def prepare(self, languages: Iterable[str], states: dict[str, TextState] | None = None) -> None:
        """Say in which languages it is edited, and how each stands."""
        self.codes = list(languages)
        self.states = states or {}

    def process(self, formdata: Any, data: Any = unset_value, extra_filters: Any = None) -> None:
        """Read `name-en`, `name-es`, … from the form, else the object's text."""
        self.process_errors: list[str] = []
        self.data = LocalizedText(self.default or {} if data is unset_value else data or {})
        self.object_data = self.data
        if formdata and any(f"{self.name}-{code}" in formdata for code in LANGUAGES):
            self.asked = {code for code in LANGUAGES if f"{self.name}-{code}" in formdata}
            typed = {code: formdata[f"{self.name}-{code}"].replace("\r\n", "\n") for code in self.asked}
            kept, self.data = self.data, LocalizedText({code: text for code, text in typed.items() if text.strip()})
            self.keep(kept)
            self.still_right = frozenset(code for code in self.asked if f"right.{self.name}-{code}" in formdata)

    def keep(self, text: Mapping[str, str]) -> None:
        """Keep what there is in languages that the form did not ask for: they may be wanted again."""
        self.data = LocalizedText({code: old for code, old in text.items() if code not in self.asked} | self.data)

    def pre_validate(self, form: Any) -> None:
        """Ask for the source's text, and for no more than fits."""
        if self.need_source and not self.data.get(self.codes[0], "").strip():
            raise ValidationError(_l("Please fill in at least the first language."))
        if any(len(text) > self.maximum for text in self.data.values()):
            raise ValidationError(_l("Please use at most %(max)d characters.", max=self.maximum))

    @property
    def subfields(self) -> list["LanguageInput"]:
        """The inputs, one a language, for the template."""
        return [LanguageInput(self, code) for code in self.codes]


def still_right(*fields: LocalizedField) -> dict[str, frozenset[str]]:
    """Return which of these texts are said to be still right, by field."""
    return {field.short_name: field.still_right for field in fields}


class LanguageInput:
    """The part of a `LocalizedField` that is in one language."""

    def __init__(self, field: LocalizedField, lang: str) -> None:
        self.lang = lang
        self.lang_name = LANGUAGES[lang]
        self.id = self.name = f"{field.name}-{lang}"
        self.data = field.data.get(lang, "")
        self.errors = list(field.errors) if lang == field.codes[0] else []
        self.state = field.states.get(lang)
        self.still_right = lang in field.still_right
        self.confirmable = field.confirmable and (self.state is TextState.STALE or self.still_right)
        control = TextAreaField if field.long else StringField
        self._control = control("", name=self.name, id=self.id, _form=None, _meta=field.meta)
        self._control.data = self.data

    def __call__(self, **attributes: Any) -> Any:
        """Render the input, marked with its language for spell checkers and screen readers."""
        return self._control(**{"lang": self.lang, **attributes})


class LocalTimeField(DateTimeLocalField):  # type: ignore[misc]
    """A moment typed as the clocks of a zone show it; its data is in UTC. Set `zone` after the form is made."""

    zone = "UTC"

    def pre_validate(self, form: Any) -> None:
        """Refuse years that nobody means, at whose ends a moment cannot be put into another zone."""
        if self.data and not FIRST_YEAR <= self.data.year <= LAST_YEAR:
            raise ValidationError(self.gettext("Not a valid datetime value."))

    def moment(self) -> datetime:
        """Return the moment that was typed."""
        return timezones.from_local(self.data, self.zone)

    def show(self, moment: datetime) -> None:
        """Fill the field with a moment, unless something was typed already."""
        if not self.raw_data:
            self.data = moment.astimezone(timezones.zone(self.zone)).replace(tzinfo=None)


def valid_address(address: str) -> bool:
    """Whether this can be a mail address; `.example` ones are, since demonstrations use them."""
    from email_validator import EmailNotValidError, validate_email

    try:
        validate_email(address, check_deliverability=False, test_environment=True)
    except EmailNotValidError:
        return False
    return True
