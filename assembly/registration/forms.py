"""Forms of the delegation workspace. What was typed is kept as typed, in every script."""

import unicodedata
from collections.abc import Iterable
from datetime import datetime
from typing import Any, Final

from wtforms import DateField, EmailField, IntegerField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, NumberRange, Optional, ValidationError

from assembly.accounts import zones
from assembly.accounts.forms import address_like
from assembly.accounts.models import Person
from assembly.events.roles import DELEGATION_ROLES, INVITED_ROLES, ParticipantRole
from assembly.events.rules import MOST_SEATS
from assembly.folding import name_key
from assembly.forms import Form, LongSelect, at_most, offered, on_one_line, required
from assembly.i18n import LANGUAGES, lazy_pgettext
from assembly.i18n import gettext as _
from assembly.i18n import lazy_gettext as _l
from assembly.members.geography import region_by_country as countries
from assembly.members.models import Member, MemberStatus, Region
from assembly.members.wording import region_label, status_label
from assembly.names import country_name
from assembly.registration.models import Registration
from assembly.registration.rules import needs_latin_form
from assembly.registration.service import Details, ExceptionDraft
from assembly.registration.wording import role_name

_SEATS: Final = _l("Please give a number of seats between 0 and 100.")
PERSONAL = ("name", "latin_name", "email", "language", "zone")


def not_blank(_form: Any, field: Any) -> None:
    """Refuse what nobody sees: spaces, signs without width or that turn the direction."""
    if all(unicodedata.category(sign)[0] in "CZ" for sign in field.data):
        raise ValidationError(_l("Please fill this in."))


class PersonForm(Form):
    """A person of a delegation: new, changed, or in somebody else's place."""

    role = SelectField(_l("Role"), validators=[required()])
    name = StringField(_l("Name"), validators=[required(), not_blank, at_most(200)], filters=[on_one_line])
    latin_name = StringField(_l("Name in Latin letters"), validators=[at_most(200)], filters=[on_one_line])
    email = EmailField(_l("Mail address"), validators=[required(), at_most(254), address_like])
    language = SelectField(_l("Language"), validators=[required()], choices=LANGUAGES)
    zone = SelectField(_l("Time zone"), validators=[required(), offered], validate_choice=False, widget=LongSelect())
    position = StringField(_l("Position"), validators=[at_most(200)], filters=[on_one_line])

    def prepare(
        self, roles: list[ParticipantRole], language: str, zone: str, now: datetime, *, personal: bool = True
    ) -> None:
        """Offer these roles, and this language and zone where nothing was typed yet.

        Without `personal`, only role and position can be changed: the rest is the person's own affair.
        """
        self.role.choices = {role.value: role_name(role) for role in roles}
        self.zone.choices = dict(zones.choices(now, zone))
        if not self.is_submitted():
            self.language.data = self.language.data or language
            self.zone.data = self.zone.data or zone
        if not personal:
            for name in PERSONAL:
                delattr(self, name)

    def show(self, registration: Registration) -> None:
        """Fill in what is known of somebody who is registered."""
        person = registration.person
        self.process(
            role=registration.role.value,
            position=registration.position or "",
            **{name: getattr(person, name) or "" for name in PERSONAL},
        )

    def validate_latin_name(self, field: Any) -> None:
        """Ask for Latin letters where the name has others: badges and name plates need them."""
        if field.data and needs_latin_form(field.data):
            raise ValidationError(_l("Please use Latin letters here."))
        if not field.data and needs_latin_form(self.name.data or ""):
            raise ValidationError(_l("Please write the name in Latin letters too, for the badge."))

    def chosen_role(self) -> ParticipantRole:
        """Return the role."""
        return ParticipantRole(self.role.data)

    def details(self, email: str | None = None) -> Details:
        """Return what was typed of the person, with this address where the form does not ask for one."""
        return Details(
            name=self.name.data.strip(),
            email=email or self.email.data.strip(),
            language=self.language.data,
            zone=self.zone.data,
            latin_name=(self.latin_name.data or "").strip() or None,
            position=(self.position.data or "").strip() or None,
        )

    def details_of(self, person: Person) -> Details:
        """Return what is known of somebody who looks after themselves, with the position that was typed."""
        return Details(
            name=person.name,
            email=person.email,
            language=person.language,
            zone=person.zone,
            latin_name=person.latin_name,
            position=(self.position.data or "").strip() or None,
        )


class GuestForm(PersonForm):
    """What a guest says of themselves; their address is that to which they were invited."""

    role = None
    email = None

    def offer(self, zone: str, now: datetime) -> None:
        """Offer the zones."""
        self.zone.choices = dict(zones.choices(now, zone))

    def show_guest(self, registration: Registration) -> None:
        """Fill in what the invitation said."""
        person = registration.person
        known = {name: getattr(person, name) or "" for name in ("name", "latin_name", "language", "zone")}
        self.process(position=registration.position or "", **known)


class ColleagueForm(PersonForm):
    """Somebody whom a guest brings along, in the guest's own role."""

    role = None

    def offer(self, language: str, zone: str, now: datetime) -> None:
        """Offer the zones; begin with the language and zone of the guest."""
        self.zone.choices = dict(zones.choices(now, zone))
        if not self.is_submitted():
            self.language.data, self.zone.data = language, zone


class GuestInvitationForm(PersonForm):
    """Whom the secretariat invites as a guest."""

    partner = SelectField(_l("Partner organisation"))

    def offer(self, partners: list[tuple[str, str]], language: str, zone: str, now: datetime) -> None:
        """Offer the roles of guests and the partners, and this language and zone where nothing was typed yet."""
        self.partner.choices = [("", _("None: invited alone")), *partners]
        self.prepare(list(INVITED_ROLES), language, zone, now)


class InviteeForm(Form):
    """Somebody whom the secretariat invites to register a member's delegation."""

    name = StringField(_l("Name"), validators=[required(), not_blank, at_most(200)], filters=[on_one_line])
    email = EmailField(_l("Mail address"), validators=[required(), at_most(254), address_like])
    language = SelectField(_l("Language"), validators=[required()], choices=LANGUAGES)

    def details(self, zone: str) -> Details:
        """Return what was typed, with a zone to start from until the person says another."""
        return Details(
            name=self.name.data.strip(), email=self.email.data.strip(), language=self.language.data, zone=zone
        )


class PartnerForm(Form):
    """An organisation that is no member."""

    name = StringField(
        lazy_pgettext("of an organisation", "Name"),
        validators=[required(), not_blank, at_most(200)],
        filters=[on_one_line],
    )
    country = SelectField(_l("Country"), validators=[required()])
    agreement = StringField(_l("Agreement"), validators=[at_most(300)])
    agreed_on = DateField(_l("Agreed on"), validators=[Optional()])

    def prepare(self) -> None:
        """Offer the countries by their names."""
        names = sorted(((country_name(code), code) for code in countries()), key=lambda pair: name_key(pair[0]))
        self.country.choices = [("", _("Choose")), *((code, name) for name, code in names)]


class RightPersonForm(Form):
    """Who should have been invited, in whatever words the invited person has."""

    who = StringField(
        _l("Who is the right person? Their name, and a mail address or telephone number"),
        validators=[required(), not_blank, at_most(300)],
        filters=[on_one_line],
    )


class ReasonForm(Form):
    """Why somebody is not accepted; the member reads it."""

    reason = TextAreaField(_l("Reason"), validators=[required(), not_blank, at_most(500)])


class ExceptionForm(Form):
    """Other seats than everybody's in a role; `whom` is a status, a region, or the code of a member."""

    role = SelectField(_l("Role"), validators=[required()])
    whom = SelectField(_l("For whom"), validators=[required()])
    seats = IntegerField(
        _l("Seats"), validators=[InputRequired(_l("Please fill this in.")), NumberRange(0, MOST_SEATS, _SEATS)]
    )

    def prepare(self, members: Iterable[Member]) -> None:
        """Offer roles, statuses, regions and members."""
        self.role.choices = {role.value: role_name(role) for role in DELEGATION_ROLES}
        self.whom.choices = {
            None: [("", _("Choose"))],
            _("Status"): [(f"status:{one.value}", status_label(one)) for one in MemberStatus],
            _("Region"): [(f"region:{one.value}", region_label(one)) for one in Region],
            _("Member"): [(f"member:{one.code}", one.name) for one in members],
        }

    def draft(self, members: Iterable[Member]) -> ExceptionDraft:
        """Return what was chosen."""
        kind, _colon, value = self.whom.data.partition(":")
        return ExceptionDraft(
            role=ParticipantRole(self.role.data),
            seats=self.seats.data,
            status=MemberStatus(value) if kind == "status" else None,
            region=Region(value) if kind == "region" else None,
            member=next(one for one in members if one.code == value) if kind == "member" else None,
        )
