"""Which people an address asks for: its filters, order, and those who are ticked."""

from enum import StrEnum
from typing import Final, TypeVar

from flask import request

from assembly.events.roles import ParticipantRole
from assembly.i18n import LANGUAGES
from assembly.members.kinds import Region
from assembly.overview.people import PeopleFilter, PeopleOrder
from assembly.registration.rules import RegistrationState
from assembly.web import number

Kind = TypeVar("Kind", bound=StrEnum)
FILTERS: Final = ("q", "role", "state", "region", "language", "member", "undeclared", "order")


def wanted() -> PeopleFilter:
    """Return what was asked for; a value that does not exist asks for nothing."""
    language = request.args.get("language", "")
    return PeopleFilter(
        search=request.args.get("q", ""),
        role=one_of(ParticipantRole, "role"),
        state=one_of(RegistrationState, "state"),
        region=one_of(Region, "region"),
        language=language if language in LANGUAGES else None,
        member=request.args.get("member", ""),
        undeclared="undeclared" in request.args,
        order=one_of(PeopleOrder, "order") or PeopleOrder.NAME,
    )


def arguments() -> dict[str, str]:
    """Return the part of the address that filters and orders: what another address of the same people needs."""
    return {key: value for key in FILTERS if (value := request.args.get(key, "").strip())}


def ticked() -> list[int] | None:
    """Return the registrations that are ticked; None where everybody is meant whom the filters find."""
    return None if "all" in request.args else request.args.getlist("one", type=number)


def one_of(kind: type[Kind], name: str) -> Kind | None:
    """Return a word of the address as one of its kind; None where it is none."""
    value = request.args.get(name, "")
    return kind(value) if value in set(kind) else None
