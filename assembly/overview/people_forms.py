"""What is typed on the list of people: the name of a saved list, and what is said before many are changed."""

from wtforms import BooleanField, HiddenField, StringField, TextAreaField

from assembly.forms import Form, at_most, required
from assembly.i18n import lazy_gettext as _l
from assembly.registration.forms import not_blank


class SavedViewForm(Form):
    """The name of a list, and whose it is."""

    name = StringField(_l("Name of the list"), validators=[required(), not_blank, at_most(80)])
    shared = BooleanField(_l("Show it to everybody in the secretariat"))


class BulkForm(Form):
    """Before many are changed; `seen` tells what the reader was shown."""

    seen = HiddenField()


class RefuseManyForm(BulkForm):
    """Why they are not accepted; their members read it."""

    reason = TextAreaField(_l("Reason"), validators=[required(), not_blank, at_most(500)])
