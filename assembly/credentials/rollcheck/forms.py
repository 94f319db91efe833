"""The form of the roll check: until when members can correct who votes."""

from wtforms import HiddenField

from assembly.forms import Form, LocalTimeField, required
from assembly.i18n import lazy_gettext as _l


class RollCheckForm(Form):
    """Until when. `seen` stands for whom the page said it goes to."""

    correct_until = LocalTimeField(_l("Members can correct it until"), validators=[required()])
    seen = HiddenField()
