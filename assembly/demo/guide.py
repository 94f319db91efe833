"""Who one can be in the demonstration, and where each of them begins."""

from collections.abc import Callable
from dataclasses import dataclass

from flask import url_for
from sqlalchemy import select

from assembly.accounts.models import Person
from assembly.demo.documents import document
from assembly.extensions import db
from assembly.i18n import lazy_gettext as _l
from assembly.links import absolute_url

TITLES = {
    "secretariat": _l("The secretariat"),
    "focal_point": _l("A focal point in Bamako"),
    "delegate": _l("A delegate in Lima"),
    "chair": _l("The chair"),
    "scrutineer": _l("A scrutineer"),
}
DUTIES = {
    "secretariat": _l("runs the assembly: registration, programme, messages, votes"),
    "focal_point": _l("registers the delegation of a member and names who votes, in French"),
    "delegate": _l("takes part and votes, in Spanish"),
    "chair": _l("leads the sittings: quorum, current item, open votes, the screen"),
    "scrutineer": _l("watches over the votes"),
}


@dataclass(frozen=True, slots=True)
class Persona:
    """One of the demonstration's people whom a visitor may be."""

    role: str
    person: Person
    url: Callable[[], str]

    @property
    def name(self) -> str:
        """Their name, as typed."""
        return self.person.name

    @property
    def title(self) -> str:
        """What they are, in the reader's language."""
        return str(TITLES[self.role])

    @property
    def duty(self) -> str:
        """What they do, in the reader's language."""
        return str(DUTIES[self.role])


def personas() -> list[Persona]:
    """Return those people of the demonstration whom a visitor may be."""
    addresses = {str(address): role for role, address in document("roles").items()}
    people = db.session.scalars(select(Person).where(Person.email.in_(addresses))).all()
    order = list(TITLES)
    found = [Persona(role, person, _start_of(role, person)) for person in people for role in [addresses[person.email]]]
    return sorted(found, key=lambda persona: order.index(persona.role))


def _start_of(role: str, person: Person) -> Callable[[], str]:
    """Return the address of the page where somebody of this role begins, in the person's own language."""
    starts = {
        "secretariat": "overview.dashboard",
        "focal_point": "overview.my_assembly",
        "delegate": "overview.my_assembly",
        "chair": "live.sittings",
        "scrutineer": "voting_scrutiny.list",
    }

    def url() -> str:
        slug = document("event")["event"]["slug"]
        return url_for(starts[role], event_slug=slug, lang=person.language)

    return url


def text() -> str:
    """Say on the terminal where the demonstration is and how to sign in."""
    lines = [
        "",
        f"  The demonstration:  {absolute_url('overview.home')}",
        f"  Its mail arrives at {absolute_url('inbox.messages')}",
        "",
        f"  Sign in with one click at {absolute_url('demo.start')}",
        "  or as anybody: ask for a sign-in link with their address, and open it from the mail. For example:",
        "",
    ]
    lines += [f"    {persona.title:26} {persona.name}, {persona.person.email}" for persona in personas()]
    return "\n".join([*lines, "", "  Ctrl-C ends it.", ""])
