"""The question that the page of fair hours answers, and the times that it hands on to a new sitting."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from wtforms import DateField, SelectField
from wtforms.validators import ValidationError

from assembly.agenda.fair_hours.presentation import duration
from assembly.agenda.fair_hours.rules import LENGTHS
from assembly.forms import FIRST_YEAR, LAST_YEAR, Form, required
from assembly.i18n import lazy_gettext as _l

USUAL = timedelta(hours=3)


class QuestionForm(Form):
    """Which day, and how long. It changes nothing, and stands in the address."""

    class Meta(Form.Meta):
        """Asked with GET, so without a token."""

        csrf = False

    day = DateField(_l("Day"), validators=[required()])
    length = SelectField(_l("Length"), coerce=int)

    def validate_day(self, field: DateField) -> None:
        """Refuse years that nobody means."""
        if field.data and not FIRST_YEAR <= field.data.year <= LAST_YEAR:
            raise ValidationError(field.gettext("Not a valid date value."))

    @property
    def asked_length(self) -> timedelta:
        """How long the sitting is to be."""
        return timedelta(minutes=self.length.data)


def question_form(asked: Mapping[str, Any], starts_at: datetime) -> QuestionForm:
    """Return the form with what was asked; at first with the day of `starts_at`, in its zone."""
    form = QuestionForm(asked if asked.get("day") else None)
    form.length.choices = [(int(length.total_seconds()) // 60, duration(length)) for length in LENGTHS]
    if not asked.get("day") or not form.validate():
        form.day.data = starts_at.date()
        form.length.data = int(USUAL.total_seconds()) // 60
    return form


def asked_times(asked: Mapping[str, str]) -> tuple[datetime, datetime] | None:
    """Return the times that were chosen for a new sitting, if any; whatever else stands there is passed over."""
    try:
        starts_at, ends_at = (datetime.fromisoformat(asked[name]) for name in ("starts_at", "ends_at"))
    except (KeyError, ValueError):
        return None
    in_range = all(at.tzinfo and FIRST_YEAR < at.year < LAST_YEAR for at in (starts_at, ends_at))
    return (starts_at, ends_at) if in_range else None
