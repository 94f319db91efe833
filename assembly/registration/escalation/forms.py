"""What is asked after a call, and the number of a contact."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from wtforms import DateField, RadioField, SelectField, TelField, TextAreaField
from wtforms.validators import Optional, ValidationError

from assembly.forms import Form, at_most, required
from assembly.i18n import gettext as _
from assembly.i18n import lazy_gettext as _l
from assembly.members.fields import is_telephone
from assembly.registration.escalation import wording
from assembly.registration.escalation.calls import LONGEST_NOTE, Said
from assembly.registration.escalation.queries import ContactStanding
from assembly.registration.escalation.rules import Outcome


class CallForm(Form):
    """What came of a call. A promise has a day, counted where the event is."""

    person = SelectField(_l("Whom did you call?"))
    outcome = RadioField(_l("What came of it?"), validators=[required()])
    promised_on = DateField(_l("Will answer by"), validators=[Optional()])
    note = TextAreaField(_l("Note"), validators=[at_most(LONGEST_NOTE)])

    def prepare(self, contacts: Sequence[ContactStanding], today: date) -> None:
        """Offer the member's contacts; `today` is the day where the event is."""
        people = [(str(one.person.id), one.person.name) for one in contacts]
        self.person.choices = [*people, ("", _("Somebody else"))]
        self.outcome.choices = [(one.value, wording.outcome(one)) for one in Outcome]
        self._today = today

    def validate(self, *args: Any, **kwargs: Any) -> bool:
        """Ask for the day of a promise, which is not over; beside the day."""
        valid = bool(super().validate(*args, **kwargs))
        if self.outcome.data != Outcome.PROMISED or self.promised_on.errors:
            return valid
        if self.promised_on.data is None:
            self.promised_on.errors = [_("Say by which day they will answer.")]
        elif self.promised_on.data < self._today:
            self.promised_on.errors = [_("This day is over.")]
        return valid and not self.promised_on.errors

    def said(self) -> Said:
        """Return what came of it."""
        outcome = Outcome(self.outcome.data)
        return Said(
            outcome,
            int(self.person.data) if self.person.data else None,
            self.promised_on.data if outcome is Outcome.PROMISED else None,
            (self.note.data or "").strip(),
        )


class PhoneForm(Form):
    """The telephone number of one contact."""

    phone = TelField(_l("Telephone"), validators=[at_most(40)])

    def validate_phone(self, field: Any) -> None:
        """Refuse what cannot be dialled; an empty field takes the number away."""
        if field.data and field.data.strip() and not is_telephone(field.data.strip()):
            raise ValidationError(_("A telephone number has digits, and begins with + and the code of its country."))
