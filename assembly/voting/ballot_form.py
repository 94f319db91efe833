"""The ballot as a form. Whatever is chosen, each field sends a value of one width, so that no size tells it."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from wtforms import Field, RadioField, SelectField
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired

from assembly.errors import InvalidInputError
from assembly.forms import Form, required
from assembly.i18n import gettext as _
from assembly.i18n import lazy_gettext as _l
from assembly.i18n import ngettext
from assembly.voting.papers import BLANK, DIGITS, LATER, Marks, Paper, Style
from assembly.voting.wording import mark_word

CHOICE_FIELD: Final = re.compile(r"choice_(\d{1,18})")
CAST_ID: Final = re.compile(r"[0-9a-f]{32}")
ALL: Final = "choice"
NONE_OF_THESE: Final = 0


@dataclass(frozen=True, slots=True)
class Offer:
    """What a ballot offers: its paper, and the names of its options as this reader reads them."""

    paper: Paper
    names: tuple[str, ...] = ()
    entered: bool = False
    """Whether the secretariat types what a member gave it, which may be a blank or invalid paper."""

    def rows(self) -> list[tuple[int, str]]:
        """Return each option that is marked for itself, with its number; "none of these" is 0."""
        rows = list(enumerate(self.names, start=1))
        return [*rows, (NONE_OF_THESE, _("None of these"))] if self.paper.blank else rows


@dataclass(frozen=True, slots=True)
class Section:
    """The fields for one right, or for all together."""

    right_id: int | None
    name: str
    fields: tuple[Field, ...]


class BallotForm(Form):
    """The base of a ballot's form; `ballot_form` adds the fields."""

    offer: Offer
    sections: tuple[Section, ...]

    def chosen(self, rights: Sequence[int]) -> dict[int, Marks]:
        """Return the marks under each right; what is left for later is not in it.

        What no ballot may say becomes an error beside its field.
        """
        found: dict[int, Marks] = {}
        for section in self.sections:
            marks = _marks(self, section)
            if marks is not None:
                found |= dict.fromkeys(rights if section.right_id is None else [section.right_id], marks)
        return found


def ballot_form(offer: Offer, rights: Mapping[int, str], *, together: bool) -> BallotForm:
    """Return the form for these rights (id → name of the member): the same for all, or one ballot for each."""
    prefixes = {ALL: None} if together else {f"{ALL}_{right_id}": right_id for right_id in rights}
    fields: dict[str, Field] = {}
    for prefix, right_id in prefixes.items():
        fields |= _fields(offer, prefix, None if right_id is None else rights[right_id])
    form: BallotForm = type("BallotForm", (BallotForm,), fields)()
    form.offer = offer
    form.sections = tuple(
        Section(
            right_id,
            _("Your vote") if right_id is None else rights[right_id],
            tuple(field for name, field in form._fields.items() if name.partition("-")[0] == prefix),
        )
        for prefix, right_id in prefixes.items()
    )
    return form


def _fields(offer: Offer, prefix: str, member: str | None) -> dict[str, Any]:
    paper = offer.paper
    if paper.style in {Style.MOTION, Style.ONE}:
        options = _single_choices(offer)
        if member is None:
            return {prefix: RadioField(_l("Your vote"), choices=options, validators=[required()])}
        later = LATER * paper.width
        return {prefix: RadioField(member, choices=[*options, SelectChoice(later, _l("Not now"))], default=later)}
    return {f"{prefix}-{number:0{DIGITS}}": _row_field(paper, number, name) for number, name in offer.rows()}


def _single_choices(offer: Offer) -> list[SelectChoice]:
    if offer.paper.style is Style.MOTION:
        blank = [SelectChoice(BLANK, _l("Blank or invalid paper"))] if offer.entered else []
        return [*(SelectChoice(mark, mark_word(mark)) for mark in "YNA"), *blank]
    return [SelectChoice(f"{number:0{DIGITS}}", name) for number, name in offer.rows()]


def _row_field(paper: Paper, number: int, name: str) -> Field:
    if number == NONE_OF_THESE or paper.style is Style.SOME:
        choices = [SelectChoice("1", _l("Yes")), SelectChoice("0", _l("No"))]
        return RadioField(name, choices=choices, default="0", validators=[InputRequired()])
    if paper.style is Style.EACH:
        choices = [SelectChoice(mark, mark_word(mark)) for mark in "YNA"]
        return RadioField(name, choices=[*choices, SelectChoice(LATER, _l("No mark"))], default=LATER)
    places = [SelectChoice(f"{place:0{DIGITS}}", str(place)) for place in range(1, paper.options + 1)]
    return SelectField(name, choices=[SelectChoice("0" * DIGITS, "–"), *places], default="0" * DIGITS)


def _marks(form: BallotForm, section: Section) -> Marks | None:
    """Return the marks of a section, None where nothing is marked or something has to be mended."""
    paper = form.offer.paper
    values = {field.name.rpartition("-")[2]: str(field.data) for field in section.fields}
    if paper.style in {Style.MOTION, Style.ONE}:
        (value,) = values.values()
        return value if paper.takes(value) or (form.offer.entered and paper.holds(value)) else None
    none = values.pop(f"{NONE_OF_THESE:0{DIGITS}}", "0") == "1"
    if paper.style is Style.EACH:
        return None if set(values.values()) == {LATER} else "".join(values.values()).replace(LATER, "A")
    chosen, problem = _ranked(values) if paper.style is Style.RANKED else _some(paper, values)
    if none and chosen:
        problem = _("You marked somebody and also “None of these”. Choose one of the two.")
    if problem:
        form.form_errors.append(problem)
        return None
    return paper.marks_of(chosen) if chosen or none else None


def _some(paper: Paper, values: Mapping[str, str]) -> tuple[tuple[int, ...], str | None]:
    chosen = tuple(int(number) for number, value in values.items() if value == "1")
    if len(chosen) <= paper.most:
        return chosen, None
    return chosen, ngettext(
        "At most %(num)d can be chosen; you chose %(chosen)d.",
        "At most %(num)d can be chosen; you chose %(chosen)d.",
        paper.most, chosen=len(chosen),
    )  # fmt: skip


def _ranked(values: Mapping[str, str]) -> tuple[tuple[int, ...], str | None]:
    placed = sorted((int(place), int(number)) for number, place in values.items() if int(place))
    for wanted, (place, _number) in enumerate(placed, start=1):
        if place < wanted:
            return (), _("Two have place %(place)d. Give each a place of its own.", place=place)
        if place > wanted:
            return (), _("Place %(place)d is missing. Give the places without a gap, from 1 on.", place=wanted)
    return tuple(number for _place, number in placed), None


def confirmed(form: Mapping[str, str]) -> tuple[dict[int, Marks], str]:
    """Return what the review page sends: the marks under each right, and the cast id.

    Raises `InvalidInputError` where somebody has tampered with it; whether the marks are a ballot of this vote
    is looked at when they are cast.
    """
    ballots = {int(field[1]): marks for name, marks in form.items() if (field := CHOICE_FIELD.fullmatch(name))}
    cast_id = form.get("cast_id", "")
    if not CAST_ID.fullmatch(cast_id):
        raise InvalidInputError(_l("The form is not complete. Go back to the ballot."))
    return ballots, cast_id
