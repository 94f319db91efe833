"""The form of an item's sign-up, as the secretariat sets its terms."""

from typing import Any, Final

from wtforms import IntegerField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import NumberRange

from assembly.agenda.models import AgendaItem
from assembly.agenda.signups import rules
from assembly.agenda.signups.models import Signup
from assembly.agenda.signups.service import TERMS_MESSAGES, SignupDraft
from assembly.events.models import Event
from assembly.events.roles import ParticipantRole
from assembly.forms import ChecksField, Form, LocalTimeField, required
from assembly.i18n import lazy_gettext as _l
from assembly.registration.wording import role_name

MOST_PLACES: Final = 10_000


class SignupForm(Form):
    """When people can sign up, how many, and who."""

    places = IntegerField(
        _l("Places"),
        validators=[
            required(),
            NumberRange(1, MOST_PLACES, message=_l("Please give a number from %(min)d to %(max)d.")),
        ],
        description=_l("Whoever has a place keeps it when you lower this."),
    )
    opens = LocalTimeField(_l("Sign-up opens"), validators=[required()])
    closes = LocalTimeField(_l("Sign-up closes"), validators=[required()])
    roles = ChecksField(_l("Who may sign up"), description=_l("Tick none to let in everybody admitted."))
    item: AgendaItem

    def validate(self, extra_validators: Any = None) -> bool:
        """Check the times together, once each can be read."""
        valid: bool = super().validate(extra_validators)
        if not valid:
            return False
        draft = self.draft()
        problem = rules.terms_problem(rules.Terms(draft.opens_at, draft.closes_at, draft.places), self.item.starts_at)
        if problem:
            self.closes.errors = [*self.closes.errors, TERMS_MESSAGES[problem]]
        return problem is None

    def draft(self) -> SignupDraft:
        """Return what was typed."""
        return SignupDraft(
            opens_at=self.opens.moment(),
            closes_at=self.closes.moment(),
            places=self.places.data,
            roles=tuple(ParticipantRole(role) for role in self.roles.data or ()),
        )


def signup_form(event: Event, item: AgendaItem, signup: Signup | None) -> SignupForm:
    """Return the form of the sign-up of an item as it stands."""
    form = SignupForm(data={"places": signup.places, "roles": signup.roles} if signup else {})
    form.item = item
    form.opens.zone = form.closes.zone = event.zone
    form.roles.choices = [SelectChoice(role.value, role_name(role)) for role in ParticipantRole]
    if signup:
        form.opens.show(signup.opens_at)
        form.closes.show(signup.closes_at)
    return form
