"""The chair's casting vote."""

from wtforms import RadioField
from wtforms.fields import SelectChoice

from assembly.forms import Form, required
from assembly.i18n import lazy_gettext as _l
from assembly.tally.ballot import MotionChoice


class TieForm(Form):
    """For or against."""

    choice = RadioField(
        _l("Casting vote of the chair"),
        choices=[
            SelectChoice(MotionChoice.YES.value, _l("For: the motion is adopted")),
            SelectChoice(MotionChoice.NO.value, _l("Against: the motion is rejected")),
        ],
        validators=[required()],
    )
