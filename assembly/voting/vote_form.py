"""A vote as the secretariat writes it, before it opens: one form for each kind."""

from collections.abc import Sequence
from enum import StrEnum
from itertools import zip_longest
from typing import Any, Final

from wtforms import BooleanField, IntegerField, RadioField, TextAreaField
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired, NumberRange, Optional, ValidationError

from assembly.database_types import LocalizedText
from assembly.events.models import Event
from assembly.forms import ChecksField, Form, LocalizedField, LocalTimeField, required
from assembly.i18n import gettext as _
from assembly.i18n import lazy_gettext as _l
from assembly.members.kinds import Region
from assembly.members.wording import region_label
from assembly.tally.election import OF_CHOICES, Method
from assembly.texts import TextState, text_state
from assembly.voting import constituency
from assembly.voting.election_wording import method_note, method_word
from assembly.voting.models import RuleProfile, Secrecy, Vote
from assembly.voting.papers import MOST_OPTIONS
from assembly.voting.presentation import profile_choices
from assembly.voting.rules import VoteKind
from assembly.voting.service import OptionDraft, VoteDraft
from assembly.voting.wording import secrecy_sentences, secrecy_word

OPTION: Final = "option-"
MOST_HOURS: Final = 24 * 60
"""Sixty days: no statutes leave a result open for longer."""
FREE_ROWS: Final = 4
"""Empty rows for further options; saving brings four more."""
METHODS: Final[dict[VoteKind, tuple[Method, ...]]] = {
    VoteKind.MOTION: (),
    VoteKind.CHOICE: tuple(method for method in Method if method in OF_CHOICES),
    VoteKind.ELECTION: tuple(Method),
}


class Publishing(StrEnum):
    """When a result is published."""

    AT_ONCE = "at-once"
    CONFIRMED = "confirmed"
    BY_HAND = "by-hand"


class VoteForm(Form):
    """A vote of any kind; `vote_form` adds the rows of what can be chosen."""

    question = LocalizedField(_l("Question"), maximum=500)
    background = LocalizedField(_l("Background"), long=True, need_source=False, maximum=20_000)
    rule_profile_id = RadioField(_l("How it is decided"), coerce=int, validators=[required()])
    regions = ChecksField(
        _l("Whose members vote"), choices=[], description=_l("Tick none if the members of all regions vote.")
    )
    listed = TextAreaField(
        _l("Or only these members"),
        description=_l(
            "One on each line: its name, or its code in the register. Leave it empty where all or regions vote."
        ),
    )
    secrecy = RadioField(_l("Kind of vote"), validators=[required()], default=Secrecy.ROLL_CALL.value)
    closes_at = LocalTimeField(_l("Deadline"), validators=[required()])
    revoting = BooleanField(_l("Let voters change their ballot while the vote is open"))
    objection_hours = IntegerField(
        _l("Hours for objections"),
        validators=[Optional(), NumberRange(1, MOST_HOURS)],
        description=_l("For how long after publication members may object. Leave it empty to take no objections."),
    )
    publishing = RadioField(
        _l("When the result is published and mailed"),
        choices=[
            SelectChoice(Publishing.AT_ONCE.value, _l("As soon as it is counted")),
            SelectChoice(Publishing.CONFIRMED.value, _l("As soon as a scrutineer has confirmed the count")),
            SelectChoice(Publishing.BY_HAND.value, _l("When the secretariat publishes it")),
        ],
        default=Publishing.AT_ONCE.value,
        validators=[required()],
    )

    kind: VoteKind
    option_ids: list[int | None]

    @property
    def options(self) -> list[LocalizedField]:
        """The rows of what can be chosen."""
        return [field for field in self if field.name.startswith(OPTION)]

    def validate(self, extra_validators: Any = None) -> bool:
        """Ask that each option is written in the first language, and that a second round is for one seat."""
        valid: bool = super().validate(extra_validators)
        for field in self.options:
            if _is_filled(field) and not field.data.get(field.codes[0], "").strip():
                field.errors = [*field.errors, _("Please fill in at least the first language.")]
                valid = False
        if self._method() is Method.MAJORITY and self._seats() != 1:
            self["seats"].errors = [*self["seats"].errors, _("A second round between two is for one seat.")]
            valid = False
        return valid

    def validate_listed(self, field: Any) -> None:
        """Ask that every line names a member that has a vote, and that regions do not say something else."""
        found = constituency.named(field.data or "")
        if found.unknown:
            lines = ", ".join(found.unknown)
            raise ValidationError(_("Not in the register, or without a vote: %(lines)s", lines=lines))
        if found.ids and self.regions.data:
            raise ValidationError(_("Give regions or members, not both."))

    def draft(self) -> VoteDraft:
        """Return what was typed."""
        rows = zip(self.options, self.option_ids, strict=True)
        return VoteDraft(
            question=self.question.data,
            background=self.background.data,
            rule_profile_id=self.rule_profile_id.data,
            secrecy=Secrecy(self.secrecy.data),
            closes_at=self.closes_at.moment(),
            publish_at_once=self.publishing.data != Publishing.BY_HAND,
            confirm_count=self.publishing.data == Publishing.CONFIRMED,
            revoting=self.revoting.data,
            objection_hours=self.objection_hours.data if "objection_hours" in self else None,
            kind=self.kind,
            method=self._method(),
            seats=self._seats(),
            none_of_these="none_of_these" in self and self["none_of_these"].data,
            options=tuple(OptionDraft(field.data, option_id) for field, option_id in rows if _is_filled(field)),
            regions=tuple(self.regions.data or ()),
            listed=constituency.named(self.listed.data or "").ids,
        )

    def _method(self) -> Method | None:
        chosen = self["method"].data if "method" in self else None
        return Method(chosen) if chosen in set(Method) else None

    def _seats(self) -> int:
        return self["seats"].data or 1 if "seats" in self else 1


def vote_form(event: Event, kind: VoteKind, profiles: Sequence[RuleProfile], vote: Vote | None = None) -> VoteForm:
    """Return the form of a draft, or of a new vote of this kind."""
    stored = list(vote.options) if vote else []
    ids: list[int | None] = [option.id for option in stored]
    if kind is not VoteKind.MOTION:
        ids += [None] * min(FREE_ROWS, MOST_OPTIONS - len(stored))
    made: type[VoteForm] = type("VoteFormOfKind", (VoteForm,), _fields_of(kind, len(ids)))
    names = {f"{OPTION}{number}": option.name for number, option in enumerate(stored, start=1)}
    form = made(obj=vote, data=names | ({"publishing": _publishing(vote)} if vote else {}))
    if not form.is_submitted():
        form.listed.data = constituency.as_text(vote.listed) if vote else ""
    form.kind, form.option_ids = kind, ids
    _prepare_texts(form, event, vote)
    _prepare_choices(form, event, profiles)
    if vote and vote.practice:
        del form.objection_hours
    form.closes_at.zone = event.zone
    form.closes_at.show(vote.closes_at if vote else event.ends_at)
    return form


def _publishing(vote: Vote) -> str:
    if vote.confirm_count:
        return Publishing.CONFIRMED.value
    return (Publishing.AT_ONCE if vote.publish_at_once else Publishing.BY_HAND).value


def _fields_of(kind: VoteKind, rows: int) -> dict[str, Any]:
    if kind is VoteKind.MOTION:
        return {}
    choices = [SelectChoice(method.value, method_word(method)) for method in METHODS[kind]]
    fields: dict[str, Any] = {
        "method": RadioField(_l("How votes are given and counted"), choices=choices, validators=[required()]),
        "none_of_these": BooleanField(_l("Offer “None of these” on the ballot")),
    }
    if kind is VoteKind.ELECTION:
        limits = [InputRequired(_l("Please fill this in.")), NumberRange(1, MOST_OPTIONS)]
        fields["seats"] = IntegerField(_l("Seats"), default=1, validators=limits)
    label = _l("Option %(number)d") if kind is VoteKind.CHOICE else _l("Candidate %(number)d")
    for number in range(1, rows + 1):
        fields[f"{OPTION}{number}"] = LocalizedField(label % {"number": number}, need_source=False, maximum=200)
    return fields


def _prepare_texts(form: VoteForm, event: Event, vote: Vote | None) -> None:
    for name in ("question", "background"):
        written = vote is not None and any(getattr(vote, name).values())
        form[name].prepare(event.languages, _states(event, vote, name) if written else None)
    for field, option in zip_longest(form.options, vote.options if vote else []):
        states = _states(event, option, "name") if option and form.kind is VoteKind.CHOICE else None
        field.prepare(event.languages, states)
        field.keep(option.name if option else LocalizedText())


def _prepare_choices(form: VoteForm, event: Event, profiles: Sequence[RuleProfile]) -> None:
    names, form.rule_profile_id.notes = profile_choices(profiles, event.source_language)
    form.rule_profile_id.choices = [SelectChoice(*name) for name in names]
    if len(names) == 1 and form.rule_profile_id.data is None:
        form.rule_profile_id.data = names[0][0]
    form.secrecy.choices = [SelectChoice(kind.value, secrecy_word(kind)) for kind in Secrecy]
    form.secrecy.notes = {kind.value: " ".join(secrecy_sentences(kind)) for kind in Secrecy}
    form.regions.choices = [SelectChoice(region.value, region_label(region)) for region in Region]
    if "method" in form:
        form["method"].notes = {method.value: method_note(method) for method in METHODS[form.kind]}


def _states(event: Event, obj: Any, field: str) -> dict[str, TextState]:
    edited = obj.edited.get(field, {})
    return {code: text_state(getattr(obj, field), edited, code, event.source_language) for code in event.languages}


def _is_filled(field: LocalizedField) -> bool:
    return any(field.data.get(code, "").strip() for code in field.codes)
