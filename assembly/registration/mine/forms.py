"""The form of one's own data."""

from datetime import datetime
from typing import Any

from wtforms import SelectField, StringField
from wtforms.validators import ValidationError

from assembly.accounts import zones
from assembly.accounts.models import Person
from assembly.accounts.service import Profile
from assembly.forms import Form, LongSelect, at_most, offered, on_one_line, required
from assembly.i18n import LANGUAGES
from assembly.i18n import lazy_gettext as _l
from assembly.registration.forms import not_blank
from assembly.registration.mine.service import OwnData
from assembly.registration.rules import needs_latin_form


class OwnDataForm(Form):
    """One's own name as typed, in Latin letters where it is in others, language and time zone."""

    name = StringField(_l("Name"), validators=[required(), not_blank, at_most(200)], filters=[on_one_line])
    latin_name = StringField(_l("Name in Latin letters"), validators=[at_most(200)], filters=[on_one_line])
    language = SelectField(_l("Language of pages and mail"), validators=[required()], choices=LANGUAGES)
    zone = SelectField(_l("Time zone"), validators=[required(), offered], validate_choice=False, widget=LongSelect())

    def prepare(self, person: Person, now: datetime) -> None:
        """Offer the zones, and fill in what is known."""
        self.zone.choices = dict(zones.choices(now, person.zone))
        if not self.is_submitted():
            self.name.data, self.latin_name.data = person.name, person.latin_name or ""
            self.language.data, self.zone.data = person.language, person.zone

    def validate_latin_name(self, field: Any) -> None:
        """Ask for Latin letters where the name has others: badges and name plates need them."""
        if field.data and needs_latin_form(field.data):
            raise ValidationError(_l("Please use Latin letters here."))
        if not (field.data or "").strip() and needs_latin_form(self.name.data or ""):
            raise ValidationError(_l("Please write your name in Latin letters too, for the badge."))

    def own_data(self) -> OwnData:
        """Return what was typed."""
        profile = Profile(self.name.data, self.language.data, self.zone.data)
        return OwnData(profile, (self.latin_name.data or "").strip() or None)
