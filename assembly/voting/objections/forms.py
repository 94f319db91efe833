"""What members write when they object, and the secretariat when it answers."""

from collections.abc import Sequence

from wtforms import RadioField, TextAreaField
from wtforms.fields import SelectChoice

from assembly.forms import Form, at_most, required
from assembly.i18n import lazy_gettext as _l
from assembly.members.models import Member

LONGEST = 4000


class ObjectionForm(Form):
    """An objection to a result, in a member's name."""

    member_id = RadioField(_l("In the name of"), coerce=int, validators=[required()])
    words = TextAreaField(
        _l("Objection"),
        validators=[required(), at_most(LONGEST)],
        description=_l("What you object to, and why. Write in the language that you like best."),
    )

    def prepare(self, members: Sequence[Member]) -> None:
        """Offer the members for which the person may object; the only one is chosen."""
        self.member_id.choices = [SelectChoice(member.id, member.name) for member in members]
        if len(members) == 1 and self.member_id.data is None:
            self.member_id.data = members[0].id


class AnswerForm(Form):
    """The answer to an objection."""

    reply = TextAreaField(
        _l("Answer"),
        validators=[required(), at_most(LONGEST)],
        description=_l("It is mailed to whoever objected, stays as it is, and is shown beside the result."),
    )
