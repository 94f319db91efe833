"""How the steps of an event are said: what to do, why, and where."""

from typing import Any, NamedTuple

from flask import url_for

from assembly.events.models import Event
from assembly.i18n import lazy_gettext as _l
from assembly.i18n import ngettext
from assembly.overview.rules import Step, StepKey, StepState


class StepWords(NamedTuple):
    """A step in words: the act, a line about it, the button that leads to it, and the page."""

    act: Any
    text: Any
    button: Any
    target: str


WORDS: dict[StepKey, StepWords] = {
    StepKey.TEXTS: StepWords(
        _l("Complete the event’s texts in all its languages"),
        _l("Title, theme and place are shown on every page and in every mail."),
        _l("Complete the texts"),
        "events_staff.setup",
    ),
    StepKey.INVITE: StepWords(
        _l("Open registration and invite the members"),
        None,
        _l("See the delegations"),
        "registration_staff.delegations",
    ),
    StepKey.REGISTER: StepWords(
        _l("Members register their delegations"),
        None,
        _l("Who has not answered?"),
        "registration_staff.delegations",
    ),
    StepKey.PROGRAMME: StepWords(
        _l("Write and publish the programme"),
        _l("Participants see it in their own time once it is published."),
        _l("Edit the programme"),
        "agenda_staff.edit",
    ),
    StepKey.MAIL_AGENDA: StepWords(
        _l("Mail the agenda"),
        _l("Everyone gets it in their language and time, with the calendar file."),
        _l("Write the message"),
        "notices_staff.list",
    ),
    StepKey.CREDENTIALS: StepWords(
        _l("Accept who votes for each member"), None, _l("See who votes"), "credentials_staff.list"
    ),
    StepKey.PREPARE_VOTE: StepWords(
        _l("Prepare the vote"),
        _l("Question and background in all languages, the rule, the deadline."),
        _l("Prepare the vote"),
        "voting_staff.list",
    ),
    StepKey.VOTE: StepWords(_l("Open the vote and see it to its end"), None, _l("See the votes"), "voting_staff.list"),
    StepKey.RESULT: StepWords(_l("Publish the result"), None, _l("See the votes"), "voting_staff.list"),
}


def step(found: Step, event: Event) -> StepWords:
    """Put a step into the language being spoken; its target is the address of the page."""
    words = WORDS[found.key]
    return words._replace(text=_counted(found) or words.text, target=url_for(words.target, event_slug=event.slug))


def _counted(found: Step) -> str | None:
    """Say how many are missing, where some are."""
    missing = (found.total or 0) - (found.done or 0)
    if found.state is StepState.DONE or missing <= 0:
        return None
    if found.key is StepKey.INVITE:
        return ngettext("%(num)d member is not invited yet.", "%(num)d members are not invited yet.", missing)
    if found.key is StepKey.REGISTER:
        return ngettext("%(num)d member has not answered.", "%(num)d members have not answered.", missing)
    return ngettext("%(num)d member has no voter yet.", "%(num)d members have no voter yet.", missing)
