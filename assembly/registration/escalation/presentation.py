"""Members to call, as the page and the sheet show them: whom, what time it is there, what happened so far."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from assembly import timezones
from assembly.events.models import Event
from assembly.exports import Cell, Table
from assembly.i18n import gettext as _
from assembly.members.geography import likely_zone
from assembly.names import country_name, language_name
from assembly.registration.escalation import calls, rules, wording
from assembly.registration.escalation.models import MemberCall
from assembly.registration.escalation.queries import ContactStanding, MemberStanding
from assembly.timezones import LocalTime


@dataclass(frozen=True, slots=True)
class CallRow:
    """One member to call: `there` is its local time now, `awake` whether one may call; `busy` who is calling."""

    standing: MemberStanding
    there: LocalTime
    awake: bool
    ended: Sequence[MemberCall]
    busy: MemberCall | None


def row_of(standing: MemberStanding, now: datetime) -> CallRow:
    """Return a member as the list shows it."""
    zone = _zone(standing)
    under_way = standing.under_way
    return CallRow(
        standing,
        timezones.local_time(now, zone),
        rules.is_hour_to_call(now.astimezone(timezones.zone(zone)).time()),
        [call for call in standing.calls if call.outcome is not None],
        under_way if under_way and not calls.is_stale(under_way, now) else None,
    )


def rows_of(found: Sequence[MemberStanding], now: datetime) -> list[CallRow]:
    """Return those first who can be called at this hour, of them those who were called least."""
    rows = [row_of(one, now) for one in found]
    return sorted(rows, key=lambda row: (not row.awake, len(row.ended)))


def to_call_first(standing: MemberStanding) -> ContactStanding | None:
    """Return whom to call: the first contact whose number is known and who has not said that it is not them."""
    right = [one for one in standing.contacts if one.facts.lost is not rules.Lost.WRONG_PERSON]
    return next((one for one in right if one.person.phone), next(iter([*right, *standing.contacts]), None))


def sheet(event: Event, rows: Sequence[CallRow]) -> Table:
    """Return the list as a table: a row for each contact, so that each number stands in a cell of its own."""
    headings = [
        _("Organisation"), _("Code"), _("Country"), _("Why"), _("Contact"), _("Name"), _("Telephone"),
        _("Mail address"), _("Language"), _("Time zone"), _("What happened"), _("Calls"),
    ]  # fmt: skip
    return Table(f"members-to-call-{event.slug}", headings, _cells(event, rows))


def _cells(event: Event, rows: Sequence[CallRow]) -> Iterator[list[Cell]]:
    for row in rows:
        member, why = row.standing.member, row.standing.next.reason
        head: list[Cell] = [member.name, member.code, country_name(member.country)]
        head.append(wording.reason(why)[1] if why else None)
        called = "\n".join(_with_note(call, event) for call in row.ended)
        for one in row.standing.contacts:
            person, happened = one.person, "\n".join(word for _kind, word in lines_of(one, event))
            about = [person.name, person.phone, person.email, language_name(person.language), person.zone]
            yield [*head, one.position, *about, happened, called]
        if not row.standing.contacts:
            yield [*head, *[None] * 7, called]


def lines_of(contact: ContactStanding, event: Event) -> list[wording.Mark]:
    """Return what happened with a contact, the oldest first."""
    lines = [wording.what_happened(one, event.zone) for one in contact.asked]
    return lines or [wording.without_invitation(contact, event.zone)]


def _with_note(call: MemberCall, event: Event) -> str:
    line = wording.call_line(call, event)
    return f"{line} – {call.note}" if call.note else line


def _zone(standing: MemberStanding) -> str:
    contact = to_call_first(standing)
    return contact.person.zone if contact else likely_zone(standing.member.country)
