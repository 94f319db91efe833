"""The form that names a colleague who helps."""

from wtforms import EmailField, SelectField, StringField

from assembly.accounts.forms import address_like
from assembly.forms import Form, at_most, on_one_line, required
from assembly.i18n import LANGUAGES
from assembly.i18n import lazy_gettext as _l
from assembly.registration.forms import not_blank
from assembly.registration.helping.service import HelperDraft


class HelperForm(Form):
    """A colleague: who they are, where they are written to, and in which language."""

    name = StringField(_l("Name"), validators=[required(), not_blank, at_most(200)], filters=[on_one_line])
    email = EmailField(_l("Mail address"), validators=[required(), at_most(254), address_like])
    language = SelectField(_l("Language"), validators=[required()], choices=LANGUAGES)

    def draft(self, zone: str) -> HelperDraft:
        """Return what was typed, with the zone of whoever typed it."""
        return HelperDraft(self.name.data.strip(), self.email.data.strip(), self.language.data, zone)
