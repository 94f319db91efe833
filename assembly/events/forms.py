"""Forms of setting up a federation and its events."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, time
from typing import Any

from flask_wtf.file import FileField
from wtforms import (
    BooleanField,
    ColorField,
    DateField,
    EmailField,
    IntegerField,
    RadioField,
    SelectField,
    StringField,
    TelField,
    TimeField,
)
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired, NumberRange, Optional, ValidationError

from assembly import timezones
from assembly.accounts import zones
from assembly.events import colour, rules
from assembly.events.drafts import EventDraft, FederationDraft
from assembly.events.models import Event, Federation
from assembly.events.roles import DELEGATION_ROLES, ParticipantRole
from assembly.events.rules import Problem
from assembly.events.service import MESSAGES
from assembly.forms import ChecksField, Form, LocalizedField, LocalTimeField, at_most, required, valid_address
from assembly.i18n import LANGUAGES
from assembly.i18n import lazy_gettext as _l
from assembly.texts import text_state

FIELD_OF = {
    Problem.NO_LANGUAGE: "languages",
    Problem.NO_TITLE: "title",
    Problem.NO_PLACE: "place",
    Problem.ENDS_FIRST: "ends_at",
    Problem.REGISTRATION_CLOSES_FIRST: "registration_closes_at",
    Problem.REGISTRATION_TOO_LATE: "registration_closes_at",
    Problem.SEATS: "delegate",
    Problem.PROXY_CAP: "proxy_cap",
    Problem.GUEST_PLACES: "guest_places",
    Problem.ESCALATION: "escalate_after",
}
CLOCK = "%H:%M"


def address_like(_form: Any, field: Any) -> None:
    """Refuse what cannot be a mail address; an empty field is another rule's matter."""
    if field.data and not valid_address(field.data.strip()):
        raise ValidationError(_l("This is not a complete mail address. It looks like name@organisation.org."))


class FederationForm(Form):
    """Whose instance this is: its name and look, its languages and zone, its sender and help contact."""

    name = LocalizedField(_l("Name of the federation"), maximum=200)
    short_name = StringField(_l("Short name"), validators=[required(), at_most(40)])
    logo = FileField(_l("Logo"))
    remove_logo = BooleanField(_l("Remove the logo"))
    accent = ColorField(_l("Colour"), default="#0F4C5C", validators=[required()])
    languages = ChecksField(_l("Languages"), choices=LANGUAGES, default=list(LANGUAGES))
    source = SelectField(_l("First language"), choices=LANGUAGES)
    zone = SelectField(_l("Time zone"), validators=[required()])
    sender_name = StringField(_l("Sender of our mail"), validators=[required(), at_most(100)])
    sender_email = EmailField(_l("Address of the sender"), validators=[required(), at_most(254), address_like])
    help_name = StringField(_l("Name"), validators=[at_most(100)])
    help_function = LocalizedField(_l("Function"), need_source=False, maximum=200)
    help_phone = TelField(_l("Telephone"), validators=[at_most(40)])
    help_whatsapp = TelField(_l("WhatsApp"), validators=[at_most(40)])
    help_email = EmailField(_l("Mail address"), validators=[at_most(254), address_like])
    help_opens = TimeField(_l("Answers from"), default=time(9), validators=[required()])
    help_closes = TimeField(_l("Answers until"), default=time(17), validators=[required()])
    privacy = LocalizedField(_l("Privacy notice"), long=True, need_source=False, maximum=20_000)

    def prepare(self, federation: Federation | None, now: datetime) -> None:
        """Offer the zones, and fill in what is known."""
        self.zone.choices = dict(zones.choices(now, federation.zone if federation else None))
        if federation and not self.is_submitted():
            for field in self:
                if hasattr(federation, field.name) and field.name != "logo":
                    field.data = getattr(federation, field.name)
            self.source.data = federation.languages[0]
            for field in (self.help_opens, self.help_closes):
                field.data = time.fromisoformat(field.data)
        codes = in_order(self.languages.data or [], self.source.data)
        for field in (self.name, self.help_function, self.privacy):
            field.prepare(codes or list(LANGUAGES))
            if federation:
                field.keep(getattr(federation, field.name))

    def validate_languages(self, field: Any) -> None:
        """Ask for one language at least."""
        if not field.data:
            raise ValidationError(MESSAGES[Problem.NO_LANGUAGE])

    def validate_accent(self, field: Any) -> None:
        """Take a colour as browsers send it."""
        if not colour.is_colour(field.data):
            raise ValidationError(_l("Please give the colour as #RRGGBB."))

    def validate_logo(self, field: Any) -> None:
        """Take small pictures of three kinds, told by their content and not by their name."""
        if not field.data:
            return
        content = field.data.stream.read(rules.LARGEST_LOGO + 1)
        field.data.stream.seek(0)
        if rules.logo_type(content) is None:
            raise ValidationError(_l("Please choose a PNG, JPEG or WebP picture."))
        if len(content) > rules.LARGEST_LOGO:
            raise ValidationError(_l("The picture is too large: at most 300 kB."))

    def draft(self) -> FederationDraft:
        """Return the federation as it was typed."""

        def text(name: str) -> str:
            return (self[name].data or "").strip()

        return FederationDraft(
            name=self.name.data,
            short_name=text("short_name"),
            zone=self.zone.data,
            languages=tuple(in_order(self.languages.data, self.source.data)),
            sender_name=text("sender_name"),
            sender_email=text("sender_email"),
            accent=self.accent.data,
            help_name=text("help_name"),
            help_function=self.help_function.data,
            help_email=text("help_email"),
            help_phone=text("help_phone"),
            help_whatsapp=text("help_whatsapp"),
            help_opens=self.help_opens.data.strftime(CLOCK),
            help_closes=self.help_closes.data.strftime(CLOCK),
            privacy=self.privacy.data,
        )


class DraftForm(Form):
    """A form for a part of an event, checked by the rules of the whole."""

    def accepts(self, draft: EventDraft) -> bool:
        """Whether the rules have nothing against it; else each problem stands beside its field."""
        found = rules.problems(draft)
        for problem in found:
            if FIELD_OF[problem] in self:
                field = self[FIELD_OF[problem]]
                field.errors = [*field.errors, MESSAGES[problem]]
            else:
                self.form_errors.append(MESSAGES[problem])
        return not found


class EventForm(DraftForm):
    """What, when and where."""

    title = LocalizedField(_l("Title"), maximum=200)
    theme = LocalizedField(_l("Theme"), need_source=False, maximum=300)
    online = RadioField(
        _l("How do people meet?"),
        choices=[SelectChoice("online", _l("Online")), SelectChoice("place", _l("In person"))],
        default="online",
    )
    place = LocalizedField(_l("Place"), need_source=False, maximum=200)
    zone = SelectField(_l("Time zone of the event"), validators=[required()])
    starts_at = LocalTimeField(_l("Starts"), validators=[required()])
    ends_at = LocalTimeField(_l("Ends"), validators=[required()])
    languages = ChecksField(_l("Languages of the event"), choices=LANGUAGES)
    source = SelectField(_l("First language"), choices=LANGUAGES)

    def prepare(self, event: Event | None, offered: Sequence[str], zone: str, now: datetime) -> None:
        """Fill in the event, or for a new one what the federation has; say how its texts stand."""
        self.zone.choices = dict(zones.choices(now, event.zone if event else zone))
        if not self.is_submitted():
            self._fill(event, list(event.languages if event else offered), event.zone if event else zone)
        self.starts_at.zone = self.ends_at.zone = self.zone.data
        codes = in_order(self.languages.data or [], self.source.data) or list(offered)
        for field in (self.title, self.theme, self.place):
            if event:
                field.keep(getattr(event, field.name))
            edited = event.edited.get(field.name, {}) if event else {}
            states = {code: text_state(field.data, edited, code, codes[0]) for code in codes} if event else {}
            field.prepare(codes, states if any(field.data.values()) else {})

    def _fill(self, event: Event | None, languages: list[str], zone: str) -> None:
        self.languages.data, self.source.data, self.zone.data = languages, languages[0], zone
        if event:
            self.online.data = "online" if event.online else "place"
            self.title.data, self.theme.data, self.place.data = event.title, event.theme, event.place
            for field, moment in ((self.starts_at, event.starts_at), (self.ends_at, event.ends_at)):
                field.zone = zone
                field.show(moment)

    def draft(self, base: EventDraft | None, now: datetime) -> EventDraft:
        """Return the event as typed; for a new one registration and seats are proposed."""
        starts_at = self.starts_at.moment()
        opens, closes = rules.proposed_window(now, starts_at)
        values: dict[str, Any] = {
            "title": self.title.data,
            "theme": self.theme.data,
            "place": self.place.data,
            "online": self.online.data == "online",
            "zone": self.zone.data,
            "languages": tuple(in_order(self.languages.data, self.source.data)),
            "starts_at": starts_at,
            "ends_at": self.ends_at.moment(),
        }
        if base:
            return replace(base, **values)
        return EventDraft(
            **values, registration_opens_at=opens, registration_closes_at=closes, quotas=rules.DEFAULT_SEATS
        )


def number_field(label: Any, most: int, problem: Problem) -> IntegerField:
    """Return a field for a number from 0 to `most`; anything else is told as `problem`."""
    message = MESSAGES[problem]
    return IntegerField(label, validators=[InputRequired(message), NumberRange(0, most, message)])


class RegistrationForm(DraftForm):
    """When registration is open, how many seats each member has, and how many proxies one may hold."""

    registration_opens_at = LocalTimeField(_l("Registration opens"), validators=[required()])
    registration_closes_at = LocalTimeField(_l("Registration closes"), validators=[required()])
    delegate = number_field(_l("Delegates"), rules.MOST_SEATS, Problem.SEATS)
    alternate = number_field(_l("Alternates"), rules.MOST_SEATS, Problem.SEATS)
    observer = number_field(_l("Observers"), rules.MOST_SEATS, Problem.SEATS)
    approval = BooleanField(_l("The secretariat accepts each registration"))
    escalate_after = IntegerField(_l("Days that a contact has to answer"), validators=[Optional()])
    guest_places = IntegerField(_l("Places for guests in all"), validators=[Optional()])
    proxy_cap = number_field(_l("Proxies that one delegate may hold"), rules.MOST_PROXIES, Problem.PROXY_CAP)
    last_assembly = DateField(_l("When did members last meet?"), validators=[Optional()])

    def prepare(self, event: Event) -> None:
        """Fill in how registration stands."""
        window = (self.registration_opens_at, self.registration_closes_at)
        for field in window:
            field.zone = event.zone
        if self.is_submitted():
            return
        for field in window:
            field.show(getattr(event, field.name))
        self.proxy_cap.data = event.proxy_cap
        self.approval.data = event.approval
        self.escalate_after.data = event.escalate_after
        for quota in event.quotas:
            if quota.role in DELEGATION_ROLES:
                self[quota.role.value].data = quota.seats
            elif quota.role is ParticipantRole.GUEST:
                self.guest_places.data = quota.places
        if event.last_assembly_at:
            self.last_assembly.data = event.last_assembly_at.astimezone(timezones.zone(event.zone)).date()

    def draft(self, base: EventDraft) -> EventDraft:
        """Return the event with registration as it was typed."""
        last = self.last_assembly.data
        return replace(
            base,
            registration_opens_at=self.registration_opens_at.moment(),
            registration_closes_at=self.registration_closes_at.moment(),
            quotas={role: self[role.value].data for role in DELEGATION_ROLES},
            proxy_cap=self.proxy_cap.data,
            guest_places=self.guest_places.data,
            approval=self.approval.data,
            escalate_after=self.escalate_after.data,
            last_assembly_at=timezones.from_local(datetime.combine(last, time()), base.zone) if last else None,
        )


def in_order(languages: Sequence[str], source: str | None) -> list[str]:
    """Return the languages with the one first from which the others are translated; what is none is left out."""
    return sorted((code for code in languages if code in LANGUAGES), key=lambda code: code != source)
