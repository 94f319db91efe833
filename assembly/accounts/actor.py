"""Who is acting: plain facts, read once a request and given to services."""

from dataclasses import dataclass

from assembly.accounts.models import Person, Purpose, Role, UserSession
from assembly.accounts.permissions import EVERYWHERE, SECRETARIAT, TABLE, Permission


@dataclass(frozen=True, slots=True)
class Grant:
    """A role, for everything (both ids None), for one event, for one member, or for one member at one event."""

    role: Role
    event_id: int | None
    member_id: int | None


# Chairs preside, they and scrutineers inspect, focal points and helpers edit a delegation: nobody is staff by these.
ONLY_STAFF = SECRETARIAT - {
    Permission.CHAIR_SITTINGS,
    Permission.INSPECT_VOTES,
    Permission.INSPECT_AUDIT,
    Permission.EDIT_DELEGATION,
}


@dataclass(frozen=True, slots=True)
class Actor:
    """A signed-in person. `purpose` says by which kind of link they came in."""

    person_id: int
    session_id: int
    name: str
    language: str
    zone: str
    purpose: Purpose
    grants: tuple[Grant, ...]

    @property
    def permissions(self) -> frozenset[Permission]:
        """Everything that one role or another allows."""
        return frozenset(permission for grant in self.grants for permission in TABLE[grant.role])

    @property
    def is_staff(self) -> bool:
        """Whether the person belongs to the secretariat: whether they may do what only it may."""
        return bool(self.permissions & ONLY_STAFF)

    @property
    def works_everywhere(self) -> bool:
        """Whether the person belongs to the secretariat of everything, not only to that of one event."""
        return any(grant.role in EVERYWHERE and grant.event_id is None for grant in self.grants)

    def office_at(self, event_id: int | None) -> frozenset[int]:
        """Return this event if the person belongs to its secretariat: they read its members' data, and no other."""
        works = any(grant.role in EVERYWHERE and grant.event_id == event_id for grant in self.grants)
        return frozenset({event_id}) if works and event_id is not None else frozenset()

    @property
    def member_ids(self) -> frozenset[int]:
        """The members whose focal point the person is."""
        return frozenset(
            grant.member_id for grant in self.grants if grant.member_id is not None and grant.event_id is None
        )

    def helped_at(self, event_id: int | None) -> frozenset[int]:
        """Return the members whose focal point the person helps at this event."""
        return frozenset(
            grant.member_id
            for grant in self.grants
            if grant.member_id is not None and grant.event_id is not None and grant.event_id == event_id
        )

    def members_at(self, event_id: int | None) -> frozenset[int]:
        """Return the members for which the person acts at this event, as focal point or as a helper of one."""
        return self.member_ids | self.helped_at(event_id)

    @property
    def depends_on_event(self) -> bool:
        """Whether what the person may read depends on the event that they look at."""
        by_event = EVERYWHERE | {Role.HELPER}
        return any(grant.role in by_event and grant.event_id is not None for grant in self.grants)

    @property
    def proved_address(self) -> bool:
        """Whether it is certain who this is: voting asks for it, other links only show pages."""
        return self.purpose in PROVED

    def may(self, permission: str, event_id: int | None = None) -> bool:
        """Whether a role of the person allows this, everywhere or at this event."""
        return any(
            permission in TABLE[grant.role] and (grant.event_id is None or grant.event_id == event_id)
            for grant in self.grants
        )


PROVED = frozenset({Purpose.SIGN_IN, Purpose.TELEPHONE})
"""Sessions that began with a sign-in mail, or with a code that two of the secretariat let the person have."""

# A link that is forwarded must not carry the rights of the secretariat: other links than the one for
# signing in live for weeks, so that a session begun with one has only what that link is for.
ROLES_BY_LINK = {
    Purpose.SIGN_IN: frozenset(Role),
    Purpose.INVITATION: frozenset({Role.FOCAL_POINT}),
    Purpose.PERSONAL_PAGE: frozenset[Role](),
    Purpose.HELPER: frozenset({Role.HELPER}),
    Purpose.TELEPHONE: frozenset({Role.FOCAL_POINT, Role.HELPER}),
}


def actor_of(session: UserSession, person: Person) -> Actor:
    """Return the facts about a signed-in person."""
    roles = ROLES_BY_LINK[session.purpose]
    grants = tuple(Grant(grant.role, grant.event_id, grant.member_id) for grant in person.grants if grant.role in roles)
    return Actor(
        person_id=person.id,
        session_id=session.id,
        name=person.name,
        language=person.language,
        zone=person.zone,
        purpose=session.purpose,
        grants=grants,
    )
