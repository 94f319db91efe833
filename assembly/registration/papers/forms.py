"""What is asked before a paper is made."""

from typing import Any

from wtforms import SelectField
from wtforms.validators import InputRequired

from assembly.events.roles import ParticipantRole
from assembly.forms import Form
from assembly.i18n import LANGUAGES, current_language
from assembly.i18n import gettext as _
from assembly.i18n import lazy_gettext as _l
from assembly.registration.wording import role_name


class BadgesForm(Form):
    """For whom badges are made."""

    role = SelectField(_l("For whom"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = [(role.value, role_name(role)) for role in ParticipantRole]
        self.role.choices = [("", _("Everybody who is accepted")), *names]

    def chosen(self) -> ParticipantRole | None:
        """Return the role; None for everybody."""
        return ParticipantRole(self.role.data) if self.role.data else None


class LetterForm(Form):
    """In which language a visa letter is written: that of the consulate, which the person knows best."""

    language = SelectField(_l("Language of the letter"), validators=[InputRequired()])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.language.choices = list(LANGUAGES.items())
        if not self.is_submitted():
            self.language.data = current_language()
