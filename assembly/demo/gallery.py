"""Sample forms for the gallery of components: one fresh, one sent with faults."""

from typing import Any

from werkzeug.datastructures import MultiDict
from wtforms import BooleanField, EmailField, FileField, RadioField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired

from assembly.forms import Form, LocalizedField, required
from assembly.i18n import lazy_gettext as _l
from assembly.texts import TextState


class SampleForm(Form):
    """Every kind of field."""

    name = StringField(_l("Name, as it is written at home"), validators=[required()])
    email = EmailField(_l("Mail address"), validators=[required()])
    role = SelectField(
        _l("Role"), choices=[SelectChoice("delegate", _l("Delegate")), SelectChoice("observer", _l("Observer"))]
    )
    note = TextAreaField(_l("Note to the secretariat"), description=_l("Seen by the secretariat only."))
    passport = FileField(_l("Agreement on file"))
    conduct = BooleanField(
        _l("I have read the code of conduct"), validators=[InputRequired(_l("Please confirm this."))]
    )
    choice = RadioField(
        _l("Your vote"),
        choices=[
            SelectChoice("yes", _l("Yes")),
            SelectChoice("no", _l("No")),
            SelectChoice("abstain", _l("Abstention")),
        ],
        default="yes",
    )
    title = LocalizedField(_l("Title"))


def forms() -> dict[str, Any]:
    """Return the two forms for the gallery."""
    fresh = SampleForm(formdata=None, meta={"csrf": False})
    typed = MultiDict({"name": "", "email": "amina", "title-es": "Apertura", "choice": "yes", "role": "delegate"})
    faulty = SampleForm(formdata=typed, meta={"csrf": False}, prefix="")
    faulty.validate()
    for form in (fresh, faulty):
        form.title.states = {
            "en": TextState.COMPLETE, "es": TextState.COMPLETE, "fr": TextState.STALE, "ru": TextState.MISSING,
        }  # fmt: skip
    return {"form": fresh, "bad_form": faulty}
