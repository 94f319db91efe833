"""What a focal point sees of its delegation: the next step, the seats, and what higher rooms add to both.

Registration stands below the rooms that decide who votes, and imports none of them. They contribute
to the page by a function that `features.py` registers, as kinds of mail are.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from flask import Flask, current_app, url_for

from assembly.events.roles import DELEGATION_ROLES, ParticipantRole
from assembly.i18n import gettext as _
from assembly.i18n import ngettext
from assembly.registration import queries
from assembly.registration.models import Delegation, Registration, RegistrationState
from assembly.registration.rules import Window, seats_in_order, window

EXTENSION = "delegation_contributors"
Mark = tuple[str, str]
"""Kind (see components/status.html) and word."""


@dataclass(frozen=True, slots=True)
class Step:
    """What to do next, worded; `quiet` where nothing is asked, `late` where the deadline has passed."""

    act: str
    url: str | None = None
    button: str | None = None
    deadline: datetime | None = None
    text: str | None = None
    quiet: bool = False
    late: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the page that another room adds: how something stands, and where to change it, if that is here."""

    heading: str
    text: str
    status: Mark
    url: str | None = None
    link: str | None = None


@dataclass(frozen=True, slots=True)
class Contribution:
    """What another room adds to a delegation's page; `marks` are by registration id."""

    step: Step | None = None
    marks: Mapping[int, Mark] = field(default_factory=dict)
    sections: Sequence[Section] = ()


Contributor = Callable[[Delegation, Sequence[Registration], datetime], Contribution]


@dataclass(frozen=True, slots=True)
class Seat:
    """One seat of a role, with who has it."""

    role: ParticipantRole
    number: int
    of: int
    registration: Registration | None
    mark: Mark | None


@dataclass(frozen=True, slots=True)
class Workspace:
    """All that the page shows."""

    step: Step
    seats: Sequence[Seat]
    taken: int
    total: int
    sections: Sequence[Section]
    window: Window
    asking: bool
    """Whether changes are made by request now: registration has closed and the event is not over."""


def contribute(app: Flask, contributors: Iterable[Contributor]) -> None:
    """Tell which rooms add to the page, in the order of their steps."""
    app.extensions[EXTENSION] = tuple(contributors)


def workspace(delegation: Delegation, now: datetime) -> Workspace:
    """Gather what the page of a delegation shows."""
    people = queries.people_of(delegation.id)
    quota = queries.seats_per_role(delegation.event_id, delegation.member)
    contributors: tuple[Contributor, ...] = current_app.extensions.get(EXTENSION, ())
    added = [contributor(delegation, people, now) for contributor in contributors]
    marks = {key: mark for one in added for key, mark in one.marks.items()}
    event = delegation.event
    state = window(event.registration_opens_at, event.registration_closes_at, now)
    by_request = state is Window.CLOSED and now < event.ends_at
    total = sum(quota.values())
    step = (
        _first_step(delegation, people, state, by_request=by_request)
        or next((one.step for one in added if one.step), None)
        or _last_step(delegation, total - len(people), state, by_request=by_request)
    )
    return Workspace(
        step=step,
        seats=_seats(people, quota, marks),
        taken=len(people),
        total=total,
        sections=[section for one in added for section in one.sections],
        window=state,
        asking=by_request,
    )


def _seats(
    people: Sequence[Registration], quota: Mapping[ParticipantRole, int], marks: Mapping[int, Mark]
) -> list[Seat]:
    holders = {(one.role, one.seat): one for one in people}
    found = []
    for role in DELEGATION_ROLES:
        taken = [one.seat for one in people if one.role is role and one.seat is not None]
        numbers = seats_in_order(taken, quota.get(role, 0))
        for number in numbers:
            one = holders.get((role, number))
            found.append(Seat(role, number, len(numbers), one, _mark(one, marks) if one else None))
    return found


def _mark(one: Registration, marks: Mapping[int, Mark]) -> Mark | None:
    if one.state is RegistrationState.SUBMITTED:
        return "wait", _("Waits for the secretariat")
    return marks.get(one.id)


def _first_step(
    delegation: Delegation, people: Sequence[Registration], state: Window, *, by_request: bool
) -> Step | None:
    event = delegation.event
    if state is Window.BEFORE:
        return Step(_("Registration opens soon"), deadline=event.registration_opens_at, quiet=True)
    if delegation.declined_at is not None:
        return Step(
            _("You told us that your organisation will not take part"),
            deadline=event.registration_closes_at if state is Window.OPEN else None,
            text=_("You can change your mind until registration closes.") if state is Window.OPEN else None,
            quiet=True,
        )
    if any(one.role is ParticipantRole.DELEGATE for one in people):
        return None
    if state is Window.CLOSED:
        return Step(
            _("Registration has closed"),
            url=_page("registration.ask_to_add", delegation) if by_request else None,
            button=_("Ask for a delegate"),
            text=_("No delegate is registered for your organisation. You can still ask the secretariat for one."),
            deadline=event.registration_closes_at,
            late=True,
        )
    return Step(
        _("Register your delegate"),
        url=_page("registration.add_person", delegation),
        button=_("Register somebody"),
        deadline=event.registration_closes_at,
        text=_("A delegate speaks and votes for your organisation."),
    )


def _page(endpoint: str, delegation: Delegation) -> str:
    """Return the address of the form that names a delegate."""
    role = ParticipantRole.DELEGATE.value
    return url_for(endpoint, event_slug=delegation.event.slug, code=delegation.member.code, role=role)


def _last_step(delegation: Delegation, free: int, state: Window, *, by_request: bool) -> Step:
    if state is Window.CLOSED:
        return Step(
            _("Registration has closed; your delegation is complete"),
            text=_("If something has to change, ask for it below.") if by_request else None,
            quiet=True,
        )
    until = _("You can still change it until registration closes.")
    seats = ngettext(
        "%(num)d seat is still free. You may fill it, or leave it.",
        "%(num)d seats are still free. You may fill them, or leave them.",
        free,
    )
    return Step(
        _("Your delegation is complete"),
        deadline=delegation.event.registration_closes_at,
        text=f"{seats} {until}" if free > 0 else until,
        quiet=True,
    )
