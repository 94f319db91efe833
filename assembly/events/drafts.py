"""What a federation or an event is to be: plain facts, from a form, a file or a program."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from assembly.events.roles import ParticipantRole

DEFAULT_PROXY_CAP: Final = 2
DEFAULT_ESCALATION: Final = 5
"""Days that a contact has to answer before the next one is asked."""

Texts = Mapping[str, str]
"""One text in several languages, `{language: text}`."""


@dataclass(frozen=True, slots=True)
class FederationDraft:
    """The federation as it should be. Hours are `HH:MM` on the clocks of `zone`; the logo is set apart."""

    name: Texts
    short_name: str
    zone: str
    languages: tuple[str, ...]
    sender_name: str
    sender_email: str
    accent: str = "#0F4C5C"
    help_name: str = ""
    help_function: Texts = field(default_factory=dict)
    help_email: str = ""
    help_phone: str = ""
    help_whatsapp: str = ""
    help_opens: str = "09:00"
    help_closes: str = "17:00"
    privacy: Texts = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class EventDraft:
    """An event as it should be. The first language is the one that the others are translated from.

    Without a `slug` the address is made of title and year. `last_assembly_at` is when members last met:
    those who joined after it are new. `quotas` are seats of each member by role. `proxy_cap` is how many
    members' votes one delegate may hold besides the own; 0 where the statutes know no proxies. `guest_places`
    are the places of guests in all; None where there is no limit. With `approval` the secretariat accepts each
    registration of a member, without it they are accepted at once. `escalate_after` are the days that a contact has to
    answer before the next one is asked; None: only when the secretariat says so.
    """

    title: Texts
    zone: str
    languages: tuple[str, ...]
    starts_at: datetime
    ends_at: datetime
    registration_opens_at: datetime
    registration_closes_at: datetime
    quotas: Mapping[ParticipantRole, int]
    theme: Texts = field(default_factory=dict)
    place: Texts = field(default_factory=dict)
    online: bool = True
    last_assembly_at: datetime | None = None
    proxy_cap: int = DEFAULT_PROXY_CAP
    guest_places: int | None = None
    approval: bool = False
    escalate_after: int | None = DEFAULT_ESCALATION
    slug: str | None = None
