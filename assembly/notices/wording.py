"""The words of notices as the secretariat sees them, in the language being spoken."""

from datetime import datetime

from babel.dates import format_date, format_time

from assembly import timezones
from assembly.database_types import LocalizedText, Reading
from assembly.events.models import Event
from assembly.i18n import current_language, current_locale, speaking
from assembly.i18n import gettext as _
from assembly.mail.models import DeliveryState
from assembly.notices.kinds import NoticeKind, NoticeState, Sureness, Template
from assembly.notices.models import NoticeVersion
from assembly.notices.placeholders import Placeholder, fill
from assembly.notices.values import days_of


def subject_of(subject: LocalizedText, event: Event) -> Reading:
    """Return a subject as the secretariat reads it: with the event's name and days, the same for all who get it."""
    found = subject.read(current_language(), event.source_language)
    title = event.title.read(found.language, event.source_language).text
    with speaking(found.language):
        known = {Placeholder.EVENT: title, Placeholder.DATES: days_of(event)}
    return found._replace(text=fill(found.text, known))


def kind_label(kind: NoticeKind) -> str:
    """Return what a notice carries."""
    return {NoticeKind.MESSAGE: _("Message"), NoticeKind.AGENDA: _("Programme")}[kind]


def template_label(template: Template) -> str:
    """Return what a template is for."""
    labels = {
        Template.MESSAGE: _("A message of your own"),
        Template.SAVE_THE_DATE: _("Save the date"),
        Template.INVITATION: _("Invitation"),
        Template.REMINDER: _("Reminder to register"),
        Template.CONFIRMATION: _("Confirmation to all who are registered"),
        Template.AGENDA: _("The programme"),
        Template.AGENDA_CHANGED: _("The programme has changed"),
        Template.JOINING: _("How to join"),
        Template.VOTE_OPENED: _("A vote is open"),
        Template.NOT_VOTED: _("Reminder to vote"),
        Template.RESULT: _("The result of a vote"),
        Template.THANKS: _("Thanks"),
        Template.CERTIFICATE: _("Certificates are ready"),
    }
    return labels[template]


def placeholder_label(placeholder: Placeholder) -> str:
    """Return what stands in a place once it is filled."""
    labels = {
        Placeholder.NAME: _("the recipient’s name"),
        Placeholder.MEMBER: _("the name of their organisation"),
        Placeholder.EVENT: _("the title of the event"),
        Placeholder.DATES: _("the days of the event"),
        Placeholder.DEADLINE: _("until when one can register, in their time"),
        Placeholder.ABOUT: _("the address of the page about the event"),
        Placeholder.PROGRAMME: _("the address of the programme"),
        Placeholder.RESULTS: _("the address of all results"),
        Placeholder.LINK: _("the address of their own page, for them alone"),
        Placeholder.VOTE: _("what is voted on"),
        Placeholder.VOTE_DEADLINE: _("until when one can vote, in their time"),
        Placeholder.BALLOT: _("the address of the ballot"),
        Placeholder.RESULT: _("the address of the result"),
    }
    return labels[placeholder]


def notice_status(state: NoticeState) -> tuple[str, str]:
    """Return the kind of mark (see components/status.html) and the word for how far a notice has got."""
    statuses = {
        NoticeState.DRAFT: ("draft", _("Draft")),
        NoticeState.SCHEDULED: ("wait", _("Waits for its time")),
        NoticeState.SENDING: ("now", _("Being sent")),
        NoticeState.PAUSED: ("late", _("Paused")),
        NoticeState.CANCELLED: ("off", _("Called off")),
        NoticeState.SENT: ("yes", _("Sent")),
    }
    return statuses[state]


def schedule_sentence(version: NoticeVersion) -> str | None:
    """Return at what time on which clock a message was to go; None where it went at once."""
    if version.wall_time is None:
        return None
    wall = datetime.fromisoformat(version.wall_time)
    locale = current_locale()
    day, clock = format_date(wall, "full", locale=locale), format_time(wall, "HH:mm", locale=locale)
    if version.each_own_time:
        return _("Scheduled for %(day)s, %(clock)s, by each recipient’s own clock.", day=day, clock=clock)
    place = timezones.city(version.notice.event.zone)
    return _("Scheduled for %(day)s, %(clock)s, by the clock of %(place)s.", day=day, clock=clock, place=place)


def sureness_status(sureness: Sureness) -> tuple[str, str]:
    """Return the kind of mark and the word for how sure it is that a mail will come."""
    statuses = {
        Sureness.PLANNED: ("wait", _("Planned")),
        Sureness.CONDITIONAL: ("off", _("Perhaps")),
        Sureness.DRAFT: ("draft", _("Draft")),
    }
    return statuses[sureness]


def delivery_status(state: DeliveryState) -> tuple[str, str]:
    """Return the kind of mark and the word for what became of one mail."""
    statuses = {
        DeliveryState.PENDING: ("wait", _("Waiting")),
        DeliveryState.SENDING: ("now", _("Being sent")),
        DeliveryState.SENT: ("yes", _("Sent")),
        DeliveryState.RETRY: ("late", _("Will be tried again")),
        DeliveryState.FAILED: ("no", _("Refused")),
        DeliveryState.BOUNCED: ("no", _("Came back")),
        DeliveryState.UNCERTAIN: ("late", _("Will be sent again")),
        DeliveryState.CANCELLED: ("off", _("No longer needed")),
    }
    return statuses[state]
