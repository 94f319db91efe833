"""What the secretariat types about a vote."""

import re
from collections.abc import Sequence
from typing import Final

from wtforms import (
    BooleanField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.fields import SelectChoice
from wtforms.validators import ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from assembly.database_types import LocalizedText
from assembly.events.models import Event
from assembly.forms import Form, LocalizedField, LocalTimeField, at_most, required
from assembly.i18n import LANGUAGES, current_language, lazy_pgettext
from assembly.i18n import lazy_gettext as _l
from assembly.tally.rules import (
    Basis,
    Quorum,
    QuorumMoment,
    RuleProfile,
    TallyError,
    Threshold,
    ThresholdKind,
)
from assembly.voting.models import Vote
from assembly.voting.service import Acceptance

FRACTION: Final = re.compile(r"\s*(\d{1,4})\s*/\s*(\d{1,4})\s*")


class ProfileForm(Form):
    """How the statutes decide one kind of question."""

    name = LocalizedField(lazy_pgettext("of rules", "Name"), maximum=200)
    article = LocalizedField(_l("Article of the statutes"), maximum=200, description=_l("Such as: Statutes, art. 14"))
    threshold = RadioField(
        _l("A motion is adopted if the votes in favour are"),
        choices=[
            SelectChoice(ThresholdKind.MORE_THAN.value, _l("more than this part")),
            SelectChoice(ThresholdKind.AT_LEAST.value, _l("at least this part")),
            SelectChoice(ThresholdKind.UNANIMITY.value, _l("all (unanimity)")),
        ],
        default=ThresholdKind.MORE_THAN.value,
    )
    fraction = StringField(
        _l("Part"),
        default="1/2",
        validators=[at_most(9)],
        description=_l("A fraction such as 1/2, 2/3 or 66/100. Not used for unanimity."),
    )
    basis = RadioField(
        _l("Part of what"),
        choices=[
            SelectChoice(Basis.FOR_AND_AGAINST.value, _l("The votes for and against; abstentions are not counted")),
            SelectChoice(Basis.VALID.value, _l("The votes cast; an abstention counts as against")),
            SelectChoice(Basis.ENTITLED.value, _l("All members, whether they vote or not")),
        ],
        default=Basis.FOR_AND_AGAINST.value,
    )
    quorum_kind = SelectField(
        _l("Quorum"),
        choices=[
            SelectChoice(ThresholdKind.AT_LEAST.value, _l("At least this part of all members")),
            SelectChoice(ThresholdKind.MORE_THAN.value, _l("More than this part of all members")),
            SelectChoice("", _l("No quorum")),
        ],
        default=ThresholdKind.AT_LEAST.value,
    )
    quorum = StringField(
        _l("Part of all members"),
        default="1/2",
        validators=[at_most(9)],
        description=_l("Measured on the ballots cast."),
    )

    def validate_article(self, field: LocalizedField) -> None:
        """Ask for the article in every language: it stands on every ballot."""
        missing = LocalizedText(field.data).missing(field.codes)
        if missing:
            names = ", ".join(LANGUAGES[code] for code in missing)
            raise ValidationError(_l("Please fill this in for %(languages)s too.", languages=names))

    def validate_fraction(self, field: StringField) -> None:
        """Refuse a fraction that no vote or every vote would reach."""
        _read_threshold(self.threshold.data, field.data)

    def validate_quorum(self, field: StringField) -> None:
        """Refuse a fraction of which no quorum can be made."""
        if self.quorum_kind.data:
            _read_threshold(self.quorum_kind.data, field.data)

    def rules(self) -> RuleProfile:
        """Return what was typed, for counting."""
        quorum = None
        if self.quorum_kind.data:
            needed = _read_threshold(self.quorum_kind.data, self.quorum.data)
            quorum = Quorum(needed, QuorumMoment.CAST)
        return RuleProfile(
            threshold=_read_threshold(self.threshold.data, self.fraction.data),
            basis=Basis(self.basis.data),
            quorum=quorum,
        )


def _read_threshold(kind: str, fraction: str | None) -> Threshold:
    if kind == ThresholdKind.UNANIMITY:
        return Threshold(ThresholdKind.UNANIMITY)
    found = FRACTION.fullmatch(fraction or "")
    if not found:
        raise ValidationError(_l("Please write a fraction such as 1/2 or 2/3."))
    try:
        return Threshold(ThresholdKind(kind), int(found[1]), int(found[2]))
    except TallyError as error:
        raise ValidationError(_l("No vote could reach this, or every vote would.")) from error


class CheckboxesField(SelectMultipleField):  # type: ignore[misc]
    """Several choices, each a checkbox."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class OpenForm(Form):
    """What the secretariat accepts by name when it opens a vote."""

    languages = CheckboxesField(_l("Open all the same"), choices=[])
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
        self.votes.choices = [(vote.id, vote.question.read(language, event.source_language).text) for vote in votes]
