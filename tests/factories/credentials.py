"""Members whose delegate votes, and proxies between them. Inside of a transaction."""

from typing import Any

from assembly import clock
from assembly.credentials import service
from assembly.credentials.models import Credential, Proxy
from assembly.events.models import Event
from assembly.registration.models import Registration
from tests.factories.registration import Invited, invited_member, register


def propose(home: Invited, *people: Registration) -> Credential:
    """Propose these people in this order."""
    return service.propose_credential(None, home.delegation, [one.id for one in people], now=clock.now())


def voting_member(event: Event, **fields: Any) -> tuple[Invited, Registration]:
    """Add a member with a registered delegate whom the secretariat has accepted to vote."""
    home = invited_member(event, **fields)
    delegate = register(home.delegation)
    service.accept_credential(None, propose(home, delegate), now=clock.now())
    return home, delegate


def give(home: Invited, holder: Invited, *, accepted: bool = True) -> Proxy:
    """Entrust a member's vote to another member's delegate."""
    proxy = service.give_proxy(None, home.delegation, holder.delegation, now=clock.now())
    if accepted:
        service.accept_proxy(None, proxy, now=clock.now())
    return proxy
