"""Forms of signing in and of one's own data."""

from datetime import datetime
from typing import Any

from wtforms import EmailField, SelectField, StringField
from wtforms.validators import ValidationError

from assembly.accounts import zones
from assembly.accounts.actor import Actor
from assembly.accounts.service import Profile
from assembly.forms import Form, LongSelect, at_most, offered, required, valid_address
from assembly.i18n import LANGUAGES
from assembly.i18n import lazy_gettext as _l


def address_like(_form: Any, field: Any) -> None:
    """Refuse what cannot be a mail address."""
    if not valid_address(field.data.strip()):
        raise ValidationError(_l("This is not a complete mail address. It looks like name@organisation.org."))


class SignInForm(Form):
    """Ask for a sign-in mail."""

    email = EmailField(_l("Your mail address"), validators=[required(), at_most(254), address_like])


class CodeForm(Form):
    """Type the code of the mail."""

    code = StringField(_l("Code from the mail"), validators=[required(), at_most(20)])


class ProfileForm(Form):
    """One's own name, language and time zone."""

    name = StringField(_l("Name"), validators=[required(), at_most(200)])
    language = SelectField(_l("Language of pages and mail"), choices=LANGUAGES)
    zone = SelectField(_l("Time zone"), validators=[required(), offered], validate_choice=False, widget=LongSelect())

    def prepare(self, actor: Actor, now: datetime) -> None:
        """Offer the zones, and fill in what is known."""
        self.zone.choices = dict(zones.choices(now, actor.zone))
        if not self.is_submitted():
            self.name.data, self.language.data, self.zone.data = actor.name, actor.language, actor.zone

    def profile(self) -> Profile:
        """Return what was typed."""
        return Profile(self.name.data, self.language.data, self.zone.data)
