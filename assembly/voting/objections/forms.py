"""What members write when they object, and the secretariat when it answers."""

from collections.abc import Sequence

from wtforms import RadioField, TextAreaField
from wtforms.fields import SelectChoice
from wtforms.validators import DataRequired

from assembly.forms import Form, at_most, required
from assembly.i18n import lazy_gettext as _l
from assembly.members.models import Member

LONGEST = 4000


def written() -> DataRequired:
    """Return the validator of a text that must say something: spaces do not."""
    return DataRequired(_l("Please fill this in."))


class ObjectionForm(Form):
    """An objection to a result, in a member's name."""

    member_id = RadioField(_l("In the name of"), coerce=int, validators=[required()])
    words = TextAreaField(
        _l("Objection"),
        validators=[written(), at_most(LONGEST)],
        description=_l("What you object to, and why. Write in the language that you like best."),
    )

    members: Sequence[Member]

    def prepare(self, members: Sequence[Member]) -> None:
        """Ask in whose name where there are several; where there is one, it is that."""
        self.members = members
        if len(members) == 1:
            del self.member_id
        else:
            self.member_id.choices = [SelectChoice(member.id, member.name) for member in members]

    @property
    def member(self) -> int:
        """The id of the member in whose name the objection is."""
        return int(self.member_id.data) if "member_id" in self else self.members[0].id


class AnswerForm(Form):
    """The answer to an objection."""

    reply = TextAreaField(
        _l("Answer"),
        validators=[written(), at_most(LONGEST)],
        description=_l("It is mailed to whoever objected, stays as it is, and is shown beside the result."),
    )
