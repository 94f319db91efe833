"""What the secretariat types of a ballot that it received."""

from collections.abc import Sequence

from wtforms import RadioField, SelectField
from wtforms.fields import SelectChoice

from assembly.forms import Form, required
from assembly.i18n import lazy_gettext as _l
from assembly.members.models import Member
from assembly.voting.assisted.rules import Means
from assembly.voting.assisted.wording import means_word


class MemberForm(Form):
    """For which member a ballot was received."""

    class Meta(Form.Meta):
        """The form only asks which page to show."""

        csrf = False

    member = SelectField(_l("Member"), validators=[required()])

    def prepare(self, members: Sequence[Member]) -> None:
        """Offer the members on the roll."""
        self.member.choices = [SelectChoice("", "–"), *(SelectChoice(one.code, one.name) for one in members)]


class MeansForm(Form):
    """How a ballot was received; the ballot itself is a form of its own beside it."""

    means = RadioField(_l("How it was received"), validators=[required()])

    def prepare(self) -> None:
        """Offer the ways."""
        self.means.choices = [SelectChoice(one.value, means_word(one)) for one in Means]
