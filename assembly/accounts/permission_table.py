"""The table of permissions in plain words, for docs/permissions.md. `assembly permissions` prints it."""

from typing import Final

from assembly.accounts.models import Role
from assembly.accounts.permissions import EVERYWHERE, TABLE, Permission

WORDS: Final[dict[Permission, str]] = {
    Permission.EDIT_DELEGATION: "Register a member's delegation, say who votes for it, give its proxy",
    Permission.MANAGE_FEDERATION: "Set the federation up: name, look, languages, sender, help contact",
    Permission.MANAGE_ROLES: "Give and take roles, close and open accounts",
    Permission.MANAGE_EVENTS: "Set events up, name who presides and who scrutinises",
    Permission.MANAGE_MEMBERS: "Keep the register of members and partners",
    Permission.MANAGE_REGISTRATION: "Look after delegations, guests, questions, papers and people of an event",
    Permission.HELP_SIGN_IN: "Help somebody to sign in whose mail does not arrive; two people are needed",
    Permission.MANAGE_AGENDA: "Write and publish the programme, with rooms, documents and interpreters",
    Permission.SEND_NOTICES: "Write and send messages, see who got what",
    Permission.MANAGE_CREDENTIALS: "Accept who votes, note who is present",
    Permission.CHAIR_SITTINGS: "Preside: see the quorum, take items, decide ties where the rules say so",
    Permission.MANAGE_VOTES: "Write, open and close votes, publish results",
    Permission.INSPECT_VOTES: "See everything about a vote but how anybody voted",
    Permission.SCRUTINISE_VOTES: "Confirm counts and draw lots",
    Permission.INSPECT_AUDIT: "Read who did what when",
}

NAMES: Final[dict[Role, str]] = {
    Role.ADMINISTRATOR: "Administrator",
    Role.STAFF: "Secretariat",
    Role.SCRUTINEER: "Scrutineer",
    Role.CHAIR: "Chair",
    Role.FOCAL_POINT: "Focal point",
    Role.HELPER: "Helper",
}

HEAD = """# Who may do what

This table is what the code reads (`assembly/accounts/permissions.py`), printed by `assembly permissions`; a test
fails where the two differ. `assembly routes --access` prints which address needs which of these.

"""
FOOT = """
- **Administrator**, and **Secretariat** unless it was given for one event, work for everything. The secretariat of
  one event reaches the pages of that event only, and reads the members' data of that event only; it may write to
  every member's contacts, since each event invites them all.
- **Scrutineer** and **Chair** are named for one event, and count there only. Nobody is scrutineer and of the
  secretariat.
- **Focal point** and **Helper** act for their own member; a helper at one event only. Another member's object is
  "not found".
- **Participants, guests, speakers and interpreters** need no permission for their own pages: they read what is
  about them.
- **The public** sees event pages, published programmes, published results and the directory of members.
- Roles count only where somebody signed in with their own mail address: not for whoever follows the link of an
  invitation or of a personal page, and those of the secretariat not for whoever signed in with a code by telephone.
- Nobody can act as somebody else. What the secretariat does for a member is recorded as done by the secretariat.
"""


def table_in_words() -> str:
    """Return the table as Markdown: a line for each permission, a column for each role."""
    lines = ["| | " + " | ".join(NAMES[role] for role in Role) + " |", "|---|" + ":-:|" * len(Role)]
    for permission in Permission:
        marks = " | ".join(_mark(role, permission) for role in Role)
        lines.append(f"| {WORDS[permission]} (`{permission}`) | {marks} |")
    return HEAD + "\n".join(lines) + "\n" + FOOT


def _mark(role: Role, permission: Permission) -> str:
    if permission not in TABLE[role]:
        return ""
    return "yes" if role in EVERYWHERE else "own"
