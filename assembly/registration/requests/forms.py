"""Forms of changes that are asked for. What was typed is kept as typed, in every script."""

from wtforms import TextAreaField

from assembly.forms import Form, at_most, required
from assembly.i18n import lazy_gettext as _l
from assembly.registration.forms import PersonForm, not_blank


class NoteForm(Form):
    """A few words to the secretariat: all there is to say of somebody who does not come."""

    note = TextAreaField(_l("Note to the secretariat"), validators=[at_most(1000)])

    def words(self) -> str | None:
        """Return the note, None where there is none."""
        return (self.note.data or "").strip() or None


class NewPersonForm(PersonForm, NoteForm):
    """Somebody who is to come, besides the others or in somebody's place."""


class CorrectionForm(NoteForm):
    """What is wrong about somebody, in the member's words."""

    note = TextAreaField(_l("What should be changed?"), validators=[required(), not_blank, at_most(1000)])
