"""What the secretariat types about a vote."""

from collections.abc import Sequence

from wtforms import BooleanField, SelectMultipleField, StringField, TextAreaField
from wtforms.widgets import CheckboxInput, ListWidget

from assembly.events.models import Event
from assembly.forms import ChecksField, Form, LocalTimeField, at_most, required
from assembly.i18n import current_language
from assembly.i18n import lazy_gettext as _l
from assembly.voting.models import Vote
from assembly.voting.service import Acceptance
from assembly.voting.wording import question_of


class OpenForm(Form):
    """What the secretariat accepts by name when it opens a vote."""

    languages = ChecksField(_l("Open all the same"), choices=[])
    small_groups = BooleanField(_l("Open all the same: I accept that the result may reveal votes"))

    def acceptance(self) -> Acceptance:
        """Return what was ticked."""
        return Acceptance(frozenset(self.languages.data or ()), small_groups=self.small_groups.data)


class DeadlineForm(Form):
    """A later deadline."""

    closes_at = LocalTimeField(_l("New deadline"), validators=[required()])


class AnnulForm(Form):
    """Why a vote does not stand."""

    reason = TextAreaField(
        _l("Reason"),
        validators=[required(), at_most(500)],
        description=_l("It is shown on the page of the vote and mailed to everybody who votes."),
    )


class LotForm(Form):
    """The numbers of a lot that was drawn in public."""

    numbers = StringField(
        _l("Numbers drawn"), validators=[required(), at_most(200)], description=_l("Such as: 4 17 23 38 41")
    )


class ReceiptForm(Form):
    """Looking for one's own receipt among those of a vote."""

    code = StringField(_l("Your receipt"), validators=[required(), at_most(60)])


class VotesOfItemForm(Form):
    """The votes that belong to an item of the agenda."""

    votes = SelectMultipleField(
        _l("Votes"), coerce=int, widget=ListWidget(prefix_label=False), option_widget=CheckboxInput()
    )

    def prepare(self, votes: Sequence[Vote], event: Event) -> None:
        """Offer the votes of an event."""
        language = current_language()
        self.votes.choices = [(vote.id, question_of(vote).read(language, event.source_language).text) for vote in votes]
