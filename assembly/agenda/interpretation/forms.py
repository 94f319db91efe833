"""The form with which the coordinator adds turns."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any, Final

from wtforms import IntegerField, SelectField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import NumberRange

from assembly.agenda.interpretation.service import TurnsDraft
from assembly.agenda.models import Sitting
from assembly.events.models import Event
from assembly.forms import ChecksField, Form, LocalTimeField, required
from assembly.i18n import lazy_gettext as _l
from assembly.i18n import lazy_pgettext
from assembly.names import language_name
from assembly.registration.models import Registration

USUAL_MINUTES: Final = 30
MOST_MINUTES: Final = 24 * 60


class TurnsForm(Form):
    """Who interprets from what into what, from when to when, and for how long each."""

    interpreters = ChecksField(
        _l("Interpreters"),
        coerce=int,
        validators=[required()],
        description=_l("Tick those who take turns; they follow one another in the order of the list."),
    )
    source = SelectField(lazy_pgettext("language", "From"))
    target = SelectField(lazy_pgettext("language", "Into"))
    starts = LocalTimeField(_l("Starts"), validators=[required()])
    ends = LocalTimeField(_l("Ends"), validators=[required()])
    minutes = IntegerField(
        _l("Minutes of a turn"),
        validators=[
            required(),
            NumberRange(5, MOST_MINUTES, message=_l("Please give a number from %(min)d to %(max)d.")),
        ],
        default=USUAL_MINUTES,
    )

    def draft(self) -> TurnsDraft:
        """Return what was typed."""
        return TurnsDraft(
            source=self.source.data,
            target=self.target.data,
            starts_at=self.starts.moment(),
            ends_at=self.ends.moment(),
            length=timedelta(minutes=self.minutes.data),
        )


def turns_form(event: Event, sitting: Sitting, people: Sequence[Registration], floor: str | None) -> TurnsForm:
    """Return the form; it offers the whole sitting, from the language of its floor."""
    data: dict[str, Any] = {"source": floor or event.source_language, "minutes": USUAL_MINUTES}
    data["target"] = next((code for code in event.languages if code != data["source"]), None)
    form = TurnsForm(data=data)
    form.starts.zone = form.ends.zone = event.zone
    form.starts.show(sitting.starts_at)
    form.ends.show(sitting.ends_at)
    form.interpreters.choices = [SelectChoice(one.id, one.person.name) for one in people]
    languages = [SelectChoice(code, language_name(code)) for code in event.languages]
    form.source.choices = form.target.choices = languages
    return form
