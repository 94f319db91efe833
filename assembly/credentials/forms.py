"""Forms of who votes: an order by selects (no dragging is needed), a proxy, a reason."""

from collections.abc import Sequence
from typing import Any

from wtforms import FieldList, SelectField, TextAreaField
from wtforms.validators import ValidationError

from assembly.credentials.queries import Voter
from assembly.credentials.rules import VOTING_ROLES
from assembly.credentials.wording import place_name
from assembly.events.roles import ParticipantRole
from assembly.forms import Form, at_most, required
from assembly.i18n import gettext as _
from assembly.i18n import lazy_gettext as _l
from assembly.registration.models import Registration
from assembly.registration.wording import role_name

LONGEST_INSTRUCTION = 1000


class OrderForm(Form):
    """Who votes, and in which order others stand in. Each place is a select."""

    places = FieldList(SelectField(coerce=str))

    @classmethod
    def of(cls, people: Sequence[Registration], voters: Sequence[Voter]) -> "OrderForm":
        """Return a form with a place for each person who may vote, filled with the order that stands."""
        eligible = [one for one in people if one.role in VOTING_ROLES]
        roles = {one.id: one.role for one in eligible}
        known = [voter.registration_id for voter in voters if voter.registration_id in roles]
        known.sort(key=lambda one: roles[one] is not ParticipantRole.DELEGATE)  # an alternate may vote by now
        chosen = [str(one) for one in known]
        form = cls(data={"places": chosen + [""] * (len(eligible) - len(chosen))})
        for number, place in enumerate(form.places):
            place.label.text = place_name(number + 1)
            place.choices = _choices(eligible, first=not number)
            place.flags.required = not number
        return form

    def validate_places(self, field: Any) -> None:
        """Ask for somebody in the first place; gaps further down are closed."""
        if not field.entries or not field.entries[0].data:
            raise ValidationError(_l("Please choose who votes."))

    def order(self) -> list[int]:
        """Return the registrations in their order."""
        return [int(place.data) for place in self.places if place.data]


def _choices(eligible: Sequence[Registration], *, first: bool) -> dict[str, str]:
    people = [one for one in eligible if not first or one.role is ParticipantRole.DELEGATE]
    named = {str(one.id): _("%(name)s (%(role)s)", name=one.person.name, role=role_name(one.role)) for one in people}
    return {"": _("Choose a person") if first else _("Nobody")} | named


class ProxyForm(Form):
    """To whose delegate the vote is entrusted: the code of a member; and how it shall be cast."""

    holder = SelectField(_l("Who shall vote for you?"), validators=[required()])
    instruction = TextAreaField(_l("How they shall vote"), validators=[at_most(LONGEST_INSTRUCTION)])


class ReasonForm(Form):
    """Why a statement is sent back."""

    reason = TextAreaField(_l("Reason"), validators=[required(), at_most(500)])
