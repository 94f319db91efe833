"""The form by which somebody begins to work for the federation."""

from collections.abc import Sequence
from typing import Any

from wtforms import EmailField, RadioField, SelectField, StringField
from wtforms.validators import ValidationError

from assembly.accounts.forms import address_like
from assembly.accounts.models import Role
from assembly.accounts.wording import role_label
from assembly.events.colleagues.queries import OFFICE
from assembly.events.colleagues.service import NAMED, Newcomer
from assembly.events.models import Event
from assembly.forms import Form, at_most, required
from assembly.i18n import LANGUAGES, current_language
from assembly.i18n import gettext as _
from assembly.i18n import lazy_gettext as _l


class ColleagueForm(Form):
    """Who, as what, and for which event."""

    address = EmailField(_l("Mail address"), validators=[required(), at_most(254), address_like])
    name = StringField(_l("Name"), validators=[required(), at_most(200)])
    language = SelectField(_l("Language of pages and mail"), choices=LANGUAGES)
    role = RadioField(_l("Role"))
    event = SelectField(_l("For"))

    def prepare(self, events: Sequence[Event], language: str) -> None:
        """Offer the roles and the events, the latest first."""
        self.role.choices = [(role.value, role_label(role)) for role in OFFICE]
        named = [(event.slug, event.title.read(current_language(), event.source_language).text) for event in events]
        self.event.choices = [("", _("Everything")), *named]
        if not self.is_submitted():
            self.role.data, self.language.data = Role.STAFF.value, language

    def validate_event(self, field: Any) -> None:
        """Ask for an event where the role is given for one, and for none where it is not."""
        role = self.role.data
        if role in NAMED and not field.data:
            raise ValidationError(_l("Please choose the event: chairs and scrutineers are named for one."))
        if role == Role.ADMINISTRATOR and field.data:
            raise ValidationError(_l("Administrators look after everything. Choose the secretariat for one event."))

    def newcomer(self) -> Newcomer:
        """Return who was typed."""
        return Newcomer(self.address.data, self.name.data, self.language.data)
