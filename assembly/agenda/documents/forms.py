"""Forms of a document: what is said of it, and a file or an address for each language."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from flask_wtf.file import FileField, FileRequired
from werkzeug.datastructures import FileStorage
from wtforms import RadioField, SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Optional, ValidationError

from assembly.agenda.channels.rules import is_joining_address
from assembly.agenda.documents import rules, wording
from assembly.agenda.documents.drafts import DocumentDraft, Upload
from assembly.agenda.documents.kinds import Visibility
from assembly.agenda.documents.models import Document
from assembly.agenda.documents.rules import FileRefused
from assembly.events.models import Event
from assembly.forms import Form, LocalizedField, LocalTimeField, at_most
from assembly.i18n import gettext as _
from assembly.i18n import lazy_gettext as _l
from assembly.texts import states_of

LONGEST_ADDRESS: Final = 500
ACCEPT: Final = ",".join((*rules.ENDINGS.values(), ".jpeg"))
READERS: Final = [SelectChoice(kind.value, name) for kind, name in wording.VISIBILITY.items()]


class DocumentForm(Form):
    """What is said of a document. A paper that is asked for has a deadline before it has a file."""

    title = LocalizedField(_l("Title"), maximum=200)
    visibility = RadioField(_l("Who may read it"), choices=READERS)
    owed_by = StringField(
        _l("Who hands it in"),
        validators=[at_most(200)],
        description=_l("Where you wait for it: a name, seen by the secretariat and the interpreters."),
    )
    asked = SelectField(
        _l("Asked of"),
        description=_l("Somebody in the programme hands it in on a page of their own, and gets a mail with the link."),
    )
    due = LocalTimeField(_l("Deadline"), validators=[Optional()])

    def draft(self) -> DocumentDraft:
        """Return what was typed."""
        due: datetime | None = self.due.moment() if self.due.data else None
        asked = dict(self.asked.choices).get(self.asked.data) if self.asked.data else None
        return DocumentDraft(
            title=self.title.data,
            visibility=Visibility(self.visibility.data),
            owed_by=asked or (self.owed_by.data or "").strip() or None,
            due_at=due,
        )


def document_form(
    event: Event, people: Mapping[int, str], document: Document | None = None, asked: int | None = None
) -> DocumentForm:
    """Return the form of a document, or of a new one for participants.

    `people` are those who can be asked for it, by registration; `asked` is who is.
    """
    data: dict[str, Any] = {"visibility": Visibility.PARTICIPANTS.value, "asked": ""}
    if document is not None:
        data = {
            "title": document.title,
            "visibility": document.visibility.value,
            "owed_by": None if asked in people else document.owed_by,
            "asked": str(asked) if asked in people else "",
        }
    form = DocumentForm(data=data)
    form.asked.choices = [("", _("Nobody, or somebody who is not registered"))]
    form.asked.choices += [(str(number), name) for number, name in people.items()]
    form.due.zone = event.zone
    if document is not None and document.due_at:
        form.due.show(document.due_at)
    states = states_of(document, ("title",), event.languages, event.source_language) if document else None
    form.title.prepare(event.languages, states)
    return form


class FileForm(Form):
    """The file of one language, or where it is found."""

    file = FileField(_l("File"))
    address = StringField(_l("Or its address elsewhere"), validators=[at_most(LONGEST_ADDRESS)])

    def validate_file(self, field: Any) -> None:
        """Ask for one of both, and look at the content."""
        if not self.upload and not (self.address and (self.address.data or "").strip()):
            raise ValidationError(_l("Please choose a file, or type an address."))
        if self.upload:
            try:
                rules.file_type(self.upload.content, self.upload.name)
            except FileRefused as refused:
                raise ValidationError(wording.PROBLEMS[refused.problem]) from None

    def validate_address(self, field: Any) -> None:
        """Take encrypted web addresses only."""
        if field.data and not is_joining_address(field.data.strip()):
            raise ValidationError(_l("An address begins with https://."))

    @property
    def upload(self) -> Upload | None:
        """The file that was chosen, read once and no further than one may be long."""
        if not hasattr(self, "_upload"):
            given = self.file.data
            chosen = isinstance(given, FileStorage) and bool(given.filename)
            self._upload = Upload(given.filename, given.read(rules.LARGEST_FILE + 1)) if chosen else None
        return self._upload


class PaperForm(FileForm):
    """The file of one language that somebody hands in."""

    file = FileField(_l("File"), validators=[FileRequired(_l("Please choose a file."))])
    address = None
