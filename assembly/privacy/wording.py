"""How groups of personal data are called, who sees them, and what stands in the way of an erasure."""

from enum import StrEnum
from typing import Any, Final

from assembly.database_types import LocalizedText, Retention
from assembly.i18n import DEFAULT_LANGUAGE, current_language, ngettext
from assembly.i18n import gettext as _
from assembly.i18n import lazy_gettext as _l
from assembly.privacy.erasing import Block


class Seen(StrEnum):
    """Who sees a group of personal data."""

    THEMSELVES = "themselves"
    SECRETARIAT = "secretariat"
    MEMBER = "member"
    PARTICIPANTS = "participants"
    SCRUTINEERS = "scrutineers"
    PUBLIC = "public"
    MACHINE = "machine"


SEEN: Final[dict[Seen, Any]] = {
    Seen.THEMSELVES: _l("the person"),
    Seen.SECRETARIAT: _l("the secretariat"),
    Seen.MEMBER: _l("the focal points of their member"),
    Seen.PARTICIPANTS: _l("participants who are registered, where the person agreed"),
    Seen.SCRUTINEERS: _l("scrutineers"),
    Seen.PUBLIC: _l("everybody, in the published programme or with the result"),
    Seen.MACHINE: _l("nobody: programs use it"),
}

OWN, OFFICE, HOME = (Seen.THEMSELVES, Seen.SECRETARIAT), (Seen.SECRETARIAT,), (Seen.SECRETARIAT, Seen.MEMBER)
ALL_OF_HOME = (Seen.THEMSELVES, *HOME)

GROUPS: Final[dict[str, tuple[Any, tuple[Seen, ...]]]] = {
    "acceptance": (_l("Declarations accepted"), ALL_OF_HOME),
    "agenda_version": (_l("Speakers in published programmes"), (Seen.PUBLIC,)),
    "answer": (_l("Answers to questions"), ALL_OF_HOME),
    "attendance": (_l("Visits to online rooms"), OWN),
    "authenticator": (_l("Authenticator app"), OWN),
    "calendar_entry": (_l("Calendar entries that were mailed"), OWN),
    "calendar_feed": (_l("Address of the personal calendar"), OWN),
    "change_request": (_l("Changes asked for by members"), HOME),
    "consent": (_l("What was agreed to"), (*OWN, Seen.PARTICIPANTS)),
    "contact": (_l("Contacts of members"), ALL_OF_HOME),
    "count_confirmation": (_l("Counts confirmed"), (Seen.SCRUTINEERS, Seen.SECRETARIAT)),
    "credential": (_l("Reasons why a statement of who votes was returned"), HOME),
    "credential_holder": (_l("Who votes for a member"), (*ALL_OF_HOME, Seen.SCRUTINEERS)),
    "delivery": (_l("Mails"), OWN),
    "document": (_l("Papers that are owed"), OFFICE),
    "erasure": (_l("Erasures"), OWN),
    "factor_act": (_l("What was done about the second step of signing in"), OWN),
    "factor_reset": (_l("Second steps of signing in that were reset"), OWN),
    "helper": (_l("Helpers of delegations"), ALL_OF_HOME),
    "interpreter_turn": (_l("Turns of interpreters"), OWN),
    "invitation": (_l("Invitations"), OWN),
    "kept_form": (_l("Forms that wait until somebody has signed in again"), (Seen.THEMSELVES,)),
    "member_call": (_l("Telephone calls with members"), OFFICE),
    "member_change": (_l("Changes in the register of members"), OFFICE),
    "member_import": (_l("Sheets that were brought in"), OFFICE),
    "news_refusal": (_l("Who wants no news"), OWN),
    "notice_left_out": (_l("Messages not sent to who wants no news"), OWN),
    "objection": (_l("Objections to results"), (*ALL_OF_HOME, Seen.SCRUTINEERS)),
    "paper": (_l("Badges and letters"), OWN),
    "paper_asked": (_l("Papers or slides that are asked for"), OWN),
    "paper_handed_in": (_l("Papers or slides that were handed in"), OWN),
    "passkey": (_l("Passkeys"), OWN),
    "person": (_l("People"), ALL_OF_HOME),
    "place_offer": (_l("Places that were offered"), OWN),
    "presence": (_l("Presence at sittings"), (*OWN, Seen.SCRUTINEERS)),
    "proposed_person": (_l("People whom members ask to register"), HOME),
    "proxy_instruction": (_l("Instructions to whoever holds a proxy"), (Seen.MEMBER,)),
    "recovery_code": (_l("Recovery codes"), (Seen.MACHINE,)),
    "registration": (_l("Registrations"), (*ALL_OF_HOME, Seen.PARTICIPANTS)),
    "provider_account": (_l("Accounts at the provider of sign-ins"), OWN),
    "role_change": (_l("Functions that were given and taken"), OWN),
    "role_grant": (_l("Functions"), OWN),
    "saved_view": (_l("Saved lists"), OFFICE),
    "sign_in_request": (_l("Sign-in mails that were asked for"), (Seen.MACHINE,)),
    "signup_entry": (_l("Sign-ups for visits and workshops"), OWN),
    "speaker": (_l("Speakers in the programme"), (Seen.PUBLIC,)),
    "telephone_code": (_l("Codes given by telephone"), OWN),
    "token": (_l("Links in mails"), (Seen.MACHINE,)),
    "user_session": (_l("Browsers that are signed in"), OWN),
    "vote_cast": (_l("That somebody voted for a member, not how"), (Seen.THEMSELVES, Seen.MEMBER, Seen.SCRUTINEERS)),
}
"""What each table is called, and who sees it; a test asks for every table that can be about a person."""

KEPT_FOR: Final[dict[Retention, Any]] = {
    Retention.ACCOUNT: _l("While the person has an account; thirty days after it is closed it is erased."),
    Retention.EVENT: _l("Until one year after the event."),
    Retention.NOTICE: _l("Until three years after the event, as proof of notice."),
    Retention.SESSION: _l("Until thirty days after it was used last."),
    Retention.STATUTORY: _l("As long as the statutes ask."),
    Retention.QUESTION: _l("Until the day that is said beside the question."),
}

BLOCKS: Final[dict[Block, Any]] = {
    Block.COMING_EVENT: _l("They are registered for an event that is not over. Withdraw the registration first."),
    Block.OPEN_VOTE: _l("A vote of their event is under way. Wait until it is counted."),
    Block.LAST_ADMINISTRATOR: _l("They are the only administrator. Name another one first."),
}

OWN_BLOCKS: Final[dict[Block, Any]] = {
    Block.COMING_EVENT: _l("You are registered for an event that is not over. Withdraw your registration first."),
    Block.OPEN_VOTE: _l("A vote of your event is under way. Your data can go once it is counted."),
    Block.LAST_ADMINISTRATOR: _l("You are the only administrator. Name another one first."),
}


def group_name(table: str) -> str:
    """Return what a table is called; its own name in words where nobody has named it."""
    return str(GROUPS[table][0]) if table in GROUPS else table.replace("_", " ")


def seen_by(table: str) -> list[str]:
    """Return who sees what is in a table."""
    return [str(SEEN[one]) for one in GROUPS[table][1]] if table in GROUPS else []


def days_after_the_event(days: int) -> str:
    """Return how long answers to a question are kept."""
    if days == 0:
        return _("Until the event ends.")
    return ngettext("Until %(num)d day after the event.", "Until %(num)d days after the event.", days)


def read(text: LocalizedText) -> str:
    """Return a text in the language being spoken."""
    return text.read(current_language(), DEFAULT_LANGUAGE).text
