"""Forms of the help desk, and of whoever was read a code."""

from wtforms import EmailField, StringField, TextAreaField

from assembly.accounts.forms import address_like
from assembly.forms import Form, at_most, required
from assembly.i18n import lazy_gettext as _l


class ReasonForm(Form):
    """Why somebody is to be let in by telephone."""

    reason = TextAreaField(_l("Why, and how do you know who is calling?"), validators=[required(), at_most(300)])


class TelephoneCodeForm(Form):
    """Type the address and the code that was read out."""

    email = EmailField(_l("Your mail address"), validators=[required(), at_most(254), address_like])
    code = StringField(_l("Code from the telephone"), validators=[required(), at_most(20)])
