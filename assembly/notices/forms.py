"""Forms of notices: what kind, what it says, and whom it goes to."""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Any

from werkzeug.datastructures import MultiDict
from wtforms import EmailField, IntegerField, RadioField, SelectField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import AnyOf, NumberRange, Optional, ValidationError

from assembly import timezones
from assembly.agenda.forms import SENT
from assembly.database_types import LocalizedText
from assembly.events.models import Event
from assembly.forms import Form, LocalizedField, LocalTimeField, at_most, required, still_right
from assembly.i18n import LANGUAGES
from assembly.i18n import gettext as _
from assembly.i18n import lazy_gettext as _l
from assembly.notices import placeholders
from assembly.notices.kinds import NoticeKind, Template
from assembly.notices.models import Notice
from assembly.notices.schedule import Schedule
from assembly.notices.service import NoticeDraft
from assembly.notices.starting_texts import ABOUT_A_VOTE
from assembly.notices.wording import template_label
from assembly.texts import states_of

LONGEST_SUBJECT = 200
LONGEST_BODY = 20_000
MOST_DAYS = 400


def _id(value: object) -> int | None:
    """Read a number from a select, of which the first choice is nothing."""
    return int(str(value)) if str(value or "").isdecimal() else None


def _votes(votes: Mapping[str, str]) -> list[tuple[str, str]]:
    return [("", _("None")), *((number, question) for number, question in votes.items())]


class NewNoticeForm(Form):
    """With what a notice begins, and which vote it is about."""

    template = RadioField(_l("What do you want to send?"), default=Template.MESSAGE.value, validators=[required()])
    vote = SelectField(_l("About which vote?"), coerce=_id, validators=[Optional()])

    def validate_vote(self, field: SelectField) -> None:
        """Ask for the vote where the text names one."""
        if self.template.data in ABOUT_A_VOTE and field.data is None:
            raise ValidationError(_l("This text names a vote. Choose which; it has to be open or closed already."))


def new_form(template: str | None, votes: Mapping[str, str]) -> NewNoticeForm:
    """Return the form for a new notice; `template` is proposed where an address names it."""
    form = NewNoticeForm()
    form.template.choices = [SelectChoice(one.value, template_label(one)) for one in Template]
    form.vote.choices = _votes(votes)
    if template in set(Template) and not form.is_submitted():
        form.template.data = template
    return form


class When(StrEnum):
    """When a message goes out, as it is chosen on the page."""

    NOW = "now"
    EVENT = "event"
    OWN = "own"


class WhenForm(Form):
    """When a message goes out. It stands in the address of the page, so that what it means is shown beforehand."""

    when = RadioField(_l("When does it go?"), default=When.NOW.value, validators=[AnyOf(list(When))])
    at = LocalTimeField(_l("Day and time"), validators=[Optional()])

    def validate(self, extra_validators: Any = None) -> bool:
        """Ask for the time where one is meant: an empty field would not be looked at."""
        valid: bool = super().validate(extra_validators)
        if valid and self.when.data != When.NOW and not self.at.data:
            self.at.errors = [_("Please fill this in.")]
            return False
        return valid

    def schedule(self) -> Schedule | None:
        """Return what was chosen; None for at once."""
        if self.when.data == When.NOW:
            return None
        return Schedule(self.at.data, each_own_time=self.when.data == When.OWN)


def when_form(typed: MultiDict[str, str], event: Event) -> WhenForm:
    """Return the form as it stands in an address or was posted; the request itself is guarded elsewhere."""
    form = WhenForm(typed or None, meta={"csrf": False})
    place = timezones.city(event.zone)
    form.when.choices = [
        (When.NOW.value, _("At once")),
        (When.EVENT.value, _("At a time of the event, by the clock of %(place)s", place=place)),
        (When.OWN.value, _("At a time by each recipient’s own clock")),
    ]
    return form


class AddressForm(Form):
    """Where a mail that failed is sent once more."""

    address = EmailField(_l("Address"), validators=[required(), at_most(254)])


NEEDED, NEWS = "needed", "news"


class NoticeForm(Form):
    """A notice: subject and text in every language, and whether one needs it in order to take part."""

    carries_programme = False

    subject = LocalizedField(_l("Subject"), maximum=LONGEST_SUBJECT, confirmable=True)
    body = LocalizedField(_l("Text"), long=True, maximum=LONGEST_BODY, confirmable=True)
    weight = RadioField(_l("Do people need it in order to take part?"), validators=[AnyOf((NEEDED, NEWS))])
    vote = SelectField(_l("About which vote?"), coerce=_id, validators=[Optional()])
    notice_days = IntegerField(
        _l("Notice that the statutes ask for, in days before the event"),
        validators=[Optional(), NumberRange(1, MOST_DAYS, _l("Please type a number of days from 1 to 400."))],
    )

    def validate_subject(self, field: LocalizedField) -> None:
        """Refuse places that a subject cannot fill."""
        _check_places(field.data, placeholders.allowed(placeholders.IN_SUBJECT, about_vote=bool(self.vote.data)))

    def validate_body(self, field: LocalizedField) -> None:
        """Refuse places that nobody fills."""
        _check_places(field.data, placeholders.allowed(placeholders.IN_BODY, about_vote=bool(self.vote.data)))

    def validate_weight(self, field: RadioField) -> None:
        """Refuse news that gives notice of the event, or carries its programme: that has to reach everybody."""
        if field.data == NEWS and self.notice_days.data:
            raise ValidationError(_l("It gives notice of the event, so that everybody needs it."))
        if field.data == NEWS and self.carries_programme:
            raise ValidationError(_l("It carries the programme, so that everybody needs it."))

    def draft(self) -> NoticeDraft:
        """Return what was typed."""
        is_news = self.weight.data == NEWS
        right = still_right(self.subject, self.body)
        return NoticeDraft(self.subject.data, self.body.data, self.vote.data, self.notice_days.data, is_news, right)


def _check_places(text: LocalizedText, allowed: frozenset[placeholders.Placeholder]) -> None:
    for language, written in text.items():
        unknown = placeholders.unknown(written, allowed)
        if unknown:
            raise ValidationError(
                _l(
                    "%(language)s: %(names)s cannot be filled in here. Choose from the list.",
                    language=LANGUAGES[language],
                    names=", ".join(f"(({name}))" for name in unknown),
                )
            )


def notice_form(
    event: Event, notice: Notice, votes: Mapping[str, str], shown: Sequence[str] = (), typed: Any = SENT
) -> NoticeForm:
    """Return the form of a notice; `shown` are the languages that are edited now, all where none is named.

    `typed` is what was typed; None for how the notice stands.
    """
    now = {"subject": notice.subject, "body": notice.body, "vote": notice.vote_id, "notice_days": notice.notice_days}
    form = NoticeForm(typed, data=now | {"weight": NEWS if notice.news else NEEDED})
    form.carries_programme = notice.kind is NoticeKind.AGENDA
    form.weight.choices = [(NEEDED, _("Yes: everybody gets it")), (NEWS, _("No, it is news"))]
    form.vote.choices = _votes(votes)
    for field, name in ((form.subject, "subject"), (form.body, "body")):
        written = bool(getattr(notice, name))
        states = states_of(notice, (name,), event.languages, event.source_language) if written else None
        field.prepare(shown or event.languages, states)
    return form
