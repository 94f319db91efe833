"""The last question before somebody is erased."""

from typing import Any

from wtforms import StringField
from wtforms.validators import ValidationError

from assembly.forms import Form, at_most, on_one_line, required
from assembly.i18n import lazy_gettext as _l


class EraseForm(Form):
    """The name of whoever is to be erased, typed once more: nobody erases the wrong person by a slip."""

    name = StringField(_l("Name of the person"), validators=[required(), at_most(200)], filters=[on_one_line])

    def prepare(self, name: str) -> None:
        """Say whose name is asked for."""
        self.wanted = name

    def validate_name(self, field: Any) -> None:
        """Compare it with the one on the page."""
        if " ".join(field.data.split()).casefold() != " ".join(self.wanted.split()).casefold():
            raise ValidationError(_l("This is not the name that stands above."))
