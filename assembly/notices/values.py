"""What fills the places of a notice, in the language being spoken and by the recipient's clock."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from babel.dates import format_date, format_skeleton

from assembly import timezones
from assembly.database_types import LocalizedText
from assembly.events.models import Event
from assembly.events.wording import title_of
from assembly.i18n import current_language, current_locale
from assembly.links import absolute_url
from assembly.mail.facts import one_time
from assembly.notices import placeholders
from assembly.notices.placeholders import Placeholder

Link = Callable[[], str]
Escape = Callable[[object], str]


def subject_values(event: Event, name: str, member_name: str, zone: str, escape: Escape) -> dict[Placeholder, str]:
    """Return the values that a subject may hold, escaped for where they land."""
    values = {
        Placeholder.NAME: name,
        Placeholder.MEMBER: member_name,
        Placeholder.EVENT: title_of(event),
        Placeholder.DATES: days_of(event),
        Placeholder.DEADLINE: one_time(timezones.local_time(event.registration_closes_at, zone)),
    }
    return {place: escape(value) for place, value in values.items()}


@dataclass(frozen=True, slots=True)
class AboutVote:
    """The vote that a notice is about: what is asked, and until when."""

    id: int
    question: LocalizedText
    closes_at: datetime


def of_vote(vote: AboutVote | None, event: Event, zone: str, escape: Escape) -> dict[Placeholder, str]:
    """Return what can be filled in about a vote, in the language being spoken and by the reader's clock."""
    if vote is None:
        return {}
    values = {
        Placeholder.VOTE: vote.question.read(current_language(), event.source_language).text,
        Placeholder.VOTE_DEADLINE: one_time(timezones.local_time(vote.closes_at, zone)),
    }
    return {place: escape(value) for place, value in values.items()}


def addresses(event: Event, vote: AboutVote | None, text: str, link: Link) -> dict[Placeholder, str]:
    """Return the addresses that a body may hold, in Markdown; the personal link only where the text shows it."""
    found = {
        Placeholder.ABOUT: _address(absolute_url("overview.event", event_slug=event.slug)),
        Placeholder.PROGRAMME: _address(absolute_url("agenda.programme", event_slug=event.slug)),
        Placeholder.RESULTS: _address(absolute_url("voting.results", event_slug=event.slug)),
    }
    if vote is not None:
        there = {"event_slug": event.slug, "vote_id": vote.id}
        found[Placeholder.BALLOT] = _address(absolute_url("voting.ballot", **there))
        found[Placeholder.RESULT] = _address(absolute_url("voting.result", **there))
    if Placeholder.LINK in placeholders.used(text):
        found[Placeholder.LINK] = _address(link())
    return found


def _address(url: str) -> str:
    """Return an address such that it works alone and as `[words](((link)))`: CommonMark takes both in <>."""
    return f"<{url}>"


def days_of(event: Event) -> str:
    """Return the days of an event, by its own calendar."""
    first, last = (at.astimezone(timezones.zone(event.zone)).date() for at in (event.starts_at, event.ends_at))
    return date_range(first, last)


def date_range(first: date, last: date) -> str:
    """Return the days of an event, such as "3–4 December 2026". All our languages name the day first."""
    locale = current_locale()
    end = _long(last)
    if first == last:
        return end
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}–{end}"
    if first.year == last.year:
        return f"{format_skeleton('MMMMd', first, locale=locale)} – {end}"
    return f"{_long(first)} – {end}"


def _long(day: date) -> str:
    """Return a day with its year. In Russian "года" in full: the stop of "г." would meet that of a sentence."""
    return format_date(day, "long", locale=current_locale()).replace("\u202fг.", "\u00a0года")
