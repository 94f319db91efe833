"""Forms of the second step."""

from typing import Any

from wtforms import HiddenField, StringField
from wtforms.validators import InputRequired, Length

from assembly.accounts.factors.passkeys import LONGEST
from assembly.forms import Form, at_most, required
from assembly.i18n import lazy_gettext as _l


class ShowForm(Form):
    """A code of the app, or one from the paper."""

    code = StringField(_l("Code from your app, or a recovery code"), validators=[required(), at_most(40)])


class AppForm(Form):
    """The first code of a new app; its secret travels sealed."""

    sealed = HiddenField()
    code = StringField(_l("Code that the app shows now"), validators=[required(), at_most(20)])


class PasskeyForm(Form):
    """What the browser says when a passkey is shown."""

    credential = HiddenField(validators=[InputRequired(), Length(max=LONGEST)])


class NewPasskeyForm(PasskeyForm):
    """A new passkey, and what its owner calls it."""

    name = StringField(
        _l("A name for it"), validators=[required(), at_most(80)], filters=[lambda text: text.strip() if text else text]
    )

    def named(self) -> str:
        """Return the name that was typed."""
        name: Any = self.name.data
        return str(name)
