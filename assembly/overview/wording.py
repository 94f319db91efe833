"""How the steps of an event are said: what to do, why, and where."""

from typing import NamedTuple

from flask import url_for

from assembly.events.models import Event
from assembly.i18n import gettext as _
from assembly.i18n import ngettext
from assembly.overview.rules import Step, StepKey, StepState


class StepWords(NamedTuple):
    """A step in words: the act, a line about it, and the button that leads to it."""

    act: str
    text: str | None
    button: str
    url: str


def step(found: Step, event: Event) -> StepWords:
    """Put a step into the language being spoken."""
    act, text, button, endpoint = _words(found)
    return StepWords(act, text, button, url_for(endpoint, event_slug=event.slug))


def _words(found: Step) -> tuple[str, str | None, str, str]:
    open_count = (found.total or 0) - (found.done or 0)
    words: dict[StepKey, tuple[str, str | None, str, str]] = {
        StepKey.TEXTS: (
            _("Complete the event’s texts in all its languages"),
            _("Title, theme and place are shown on every page and in every mail."),
            _("Complete the texts"),
            "events_staff.setup",
        ),
        StepKey.INVITE: (
            _("Open registration and invite the members"),
            _counted(found, ngettext("%(num)d member is not invited yet.", "%(num)d members are not invited yet.", open_count)),
            _("See the delegations"),
            "registration_staff.delegations",
        ),
        StepKey.REGISTER: (
            _("Members register their delegations"),
            _counted(found, ngettext("%(num)d member has not answered.", "%(num)d members have not answered.", open_count)),
            _("Who has not answered?"),
            "registration_staff.delegations",
        ),
        StepKey.PROGRAMME: (
            _("Write and publish the programme"),
            _("Participants see it in their own time once it is published."),
            _("Edit the programme"),
            "agenda_staff.edit",
        ),
        StepKey.MAIL_AGENDA: (
            _("Mail the agenda"),
            _("Everyone gets it in their language and time, with the calendar file."),
            _("Write the message"),
            "notices_staff.list",
        ),
        StepKey.CREDENTIALS: (
            _("Accept who votes for each member"),
            _counted(found, ngettext("%(num)d member has no voter yet.", "%(num)d members have no voter yet.", open_count)),
            _("See who votes"),
            "credentials_staff.list",
        ),
        StepKey.PREPARE_VOTE: (
            _("Prepare the vote"),
            _("Question and background in all languages, the rule, the deadline."),
            _("Prepare the vote"),
            "voting_staff.list",
        ),
        StepKey.VOTE: (_("Open the vote and see it to its end"), None, _("See the votes"), "voting_staff.list"),
        StepKey.RESULT: (_("Publish the result"), None, _("See the votes"), "voting_staff.list"),
    }
    return words[found.key]


def _counted(found: Step, text: str) -> str | None:
    """Say how many are missing only where some are, and some answers can be expected."""
    return None if found.state is StepState.DONE or found.done == found.total else text
