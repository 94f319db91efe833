"""What the secretariat types of the statutes: how one kind of question is decided."""

import re
from typing import Any, Final

from wtforms import BooleanField, RadioField, SelectField, StringField
from wtforms.fields import SelectChoice
from wtforms.validators import ValidationError

from assembly.database_types import LocalizedText
from assembly.events.models import Event
from assembly.forms import Form, LocalizedField, at_most
from assembly.i18n import LANGUAGES, lazy_pgettext
from assembly.i18n import lazy_gettext as _l
from assembly.tally.rules import Basis, Quorum, QuorumMoment, RuleProfile, TallyError, Threshold, ThresholdKind, Unit
from assembly.voting import freezing, models

FRACTION: Final = re.compile(r"\s*(\d{1,4})\s*/\s*(\d{1,4})\s*")
WHOLE: Final = re.compile(r"\s*([1-9]\d{0,6})\s*")
NUMBER: Final = "number"
"""The kind of quorum that is a number, not a part."""


class ProfileForm(Form):
    """How the statutes decide one kind of question."""

    name = LocalizedField(lazy_pgettext("of rules", "Name"), maximum=200)
    article = LocalizedField(_l("Article of the statutes"), maximum=200, description=_l("Such as: Statutes, art. 14"))
    unit = RadioField(
        _l("What is counted"),
        choices=[
            SelectChoice(Unit.HEADS.value, _l("Each member has one vote")),
            SelectChoice(Unit.WEIGHT.value, _l("Each member has as many votes as its weight in the register")),
        ],
        default=Unit.HEADS.value,
    )
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
            SelectChoice(
                Basis.REPRESENTED.value,
                _l("The members represented when the vote closes; only for votes within a sitting"),
            ),
            SelectChoice(Basis.ENTITLED.value, _l("All members, whether they vote or not")),
        ],
        default=Basis.FOR_AND_AGAINST.value,
    )
    casting_vote = BooleanField(
        _l("The chair decides a tie"),
        description=_l("Otherwise a motion with as many votes for as against is rejected."),
    )
    assisted_secret = BooleanField(
        _l("Take ballots by telephone or on paper in secret votes too"),
        description=_l(
            "For members without a line. Two people of the secretariat then learn how such a member voted. "
            "In open votes such ballots are always taken."
        ),
    )
    quorum_kind = SelectField(
        _l("Quorum"),
        choices=[
            SelectChoice(ThresholdKind.AT_LEAST.value, _l("At least this part of all members")),
            SelectChoice(ThresholdKind.MORE_THAN.value, _l("More than this part of all members")),
            SelectChoice(NUMBER, _l("At least this number")),
            SelectChoice("", _l("No quorum")),
        ],
        default=ThresholdKind.AT_LEAST.value,
    )
    quorum = StringField(
        _l("How much is needed"),
        default="1/2",
        validators=[at_most(9)],
        description=_l("A fraction such as 1/2, or a number such as 60. Where votes have weights, these are counted."),
    )
    measured_on = RadioField(
        _l("Quorum measured on"),
        choices=[
            SelectChoice(QuorumMoment.CAST.value, _l("The ballots cast")),
            SelectChoice(
                QuorumMoment.OPENING.value, _l("The members represented when the vote opens; only within a sitting")
            ),
            SelectChoice(
                QuorumMoment.DEADLINE.value, _l("The members represented when the vote closes; only within a sitting")
            ),
        ],
        default=QuorumMoment.CAST.value,
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
        """Refuse what no quorum can be made of."""
        _read_quorum(self.quorum_kind.data, field.data)

    def rules(self) -> RuleProfile:
        """Return what was typed, for counting."""
        needed = _read_quorum(self.quorum_kind.data, self.quorum.data)
        return RuleProfile(
            threshold=_read_threshold(self.threshold.data, self.fraction.data),
            basis=Basis(self.basis.data),
            quorum=Quorum(needed, QuorumMoment(self.measured_on.data)) if needed else None,
            unit=Unit(self.unit.data),
            casting_vote=self.casting_vote.data,
        )

    def kept(self) -> dict[str, Any]:
        """Return everything that was typed, as it is kept."""
        return {
            "name": self.name.data,
            "article": self.article.data,
            "rules": self.rules(),
            "assisted_secret": self.assisted_secret.data,
        }


def profile_form(event: Event, profile: models.RuleProfile | None = None) -> ProfileForm:
    """Return the form of new rules, filled with those of a profile where there is one."""
    form = ProfileForm(obj=profile, data=_typed(freezing.profile_rules(profile)) if profile else None)
    for field in (form.name, form.article):
        field.prepare(event.languages)
    return form


def _typed(rules: RuleProfile) -> dict[str, Any]:
    """Return the rules as they would be typed."""
    threshold = rules.threshold
    typed: dict[str, Any] = {
        "unit": rules.unit.value,
        "threshold": threshold.kind.value,
        "fraction": f"{threshold.p}/{threshold.q}",
        "basis": rules.basis.value,
        "casting_vote": rules.casting_vote,
        "quorum_kind": "",
    }
    if rules.quorum is None:
        return typed
    needed = rules.quorum.needed
    return typed | {
        "quorum_kind": needed.kind.value if isinstance(needed, Threshold) else NUMBER,
        "quorum": f"{needed.p}/{needed.q}" if isinstance(needed, Threshold) else str(needed),
        "measured_on": rules.quorum.measured_on.value,
    }


def _read_quorum(kind: str, typed: str | None) -> Threshold | int | None:
    if not kind:
        return None
    if kind != NUMBER:
        return _read_threshold(kind, typed)
    found = WHOLE.fullmatch(typed or "")
    if not found:
        raise ValidationError(_l("Please write a whole number such as 60."))
    return int(found[1])


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
