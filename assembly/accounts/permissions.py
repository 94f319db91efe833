"""What each role may do: the one table that the code reads and the documentation prints."""

from enum import StrEnum

from assembly.accounts.models import Role


class Permission(StrEnum):
    """An act, or a page, that needs a role. Members' own pages need the scope besides."""

    EDIT_DELEGATION = "delegation.edit"
    MANAGE_FEDERATION = "federation.manage"
    MANAGE_ROLES = "roles.manage"
    MANAGE_EVENTS = "events.manage"
    MANAGE_MEMBERS = "members.manage"
    MANAGE_REGISTRATION = "registration.manage"
    HELP_SIGN_IN = "sign-in.help"
    MANAGE_AGENDA = "agenda.manage"
    SEND_NOTICES = "notices.send"
    MANAGE_CREDENTIALS = "credentials.manage"
    CHAIR_SITTINGS = "sittings.chair"
    MANAGE_VOTES = "votes.manage"
    INSPECT_VOTES = "votes.inspect"
    SCRUTINISE_VOTES = "votes.scrutinise"
    INSPECT_AUDIT = "audit.inspect"


# Delegations too: for members that cannot do it themselves, and recorded. Not what is kept for scrutineers alone.
SECRETARIAT = frozenset(Permission) - {Permission.SCRUTINISE_VOTES}

TABLE: dict[Role, frozenset[Permission]] = {
    Role.ADMINISTRATOR: SECRETARIAT,
    Role.STAFF: SECRETARIAT - {Permission.MANAGE_FEDERATION, Permission.MANAGE_ROLES},
    Role.SCRUTINEER: frozenset({Permission.INSPECT_VOTES, Permission.SCRUTINISE_VOTES, Permission.INSPECT_AUDIT}),
    Role.CHAIR: frozenset({Permission.CHAIR_SITTINGS, Permission.INSPECT_VOTES}),
    Role.FOCAL_POINT: frozenset({Permission.EDIT_DELEGATION}),
    Role.HELPER: frozenset({Permission.EDIT_DELEGATION}),
}

# Who works for the whole federation, unless the role was given for one event only.
EVERYWHERE = frozenset({Role.ADMINISTRATOR, Role.STAFF})
