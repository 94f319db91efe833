"""What readers see instead of the names of tables, columns and stored words."""

from enum import StrEnum
from typing import Any, Final

from assembly.accounts.models import Purpose, Role
from assembly.i18n import lazy_gettext as _l
from assembly.i18n import lazy_pgettext
from assembly.mail.models import DeliveryState
from assembly.registration.papers.rules import PaperKind

TABLES: Final[dict[str, Any]] = {
    "answer": _l("Your answers"),
    "attendance": _l("When you came to a sitting"),
    "acceptance": _l("Declarations that you accepted"),
    "calendar_entry": _l("What we put into your calendar"),
    "calendar_feed": _l("That your calendar has an address of its own"),
    "consent": _l("What you agreed to"),
    "contact": _l("Contact of a member"),
    "credential_holder": _l("That you vote, or stand in"),
    "delivery": _l("Mail to you"),
    "interpreter_turn": _l("Your turns as interpreter"),
    "invitation": _l("Invitations"),
    "member_change": _l("Changes in the register that are about you"),
    "paper": _l("Badges and letters"),
    "person": _l("You"),
    "place_offer": _l("Places that you were offered"),
    "registration": _l("Registrations"),
    "role_grant": _l("Your functions"),
    "saved_view": _l("Lists that you saved"),
    "signup_entry": _l("Visits and workshops that you signed up for"),
    "sign_in_request": _l("Sign-in mails that were asked for"),
    "speaker": _l("What you do in the programme"),
    "token": _l("Links that we mailed you"),
    "user_session": _l("Where you signed in"),
    "vote_cast": _l("That you voted, not how"),
}
"""What rows of a table are."""

COLUMNS: Final[dict[str, Any]] = {
    "accepted_at": _l("Accepted"),
    "agreed_at": _l("Agreed to be named"),
    "address": _l("Mail address"),
    "answer": _l("Answer of the mail server"),
    "answered_at": _l("Answered"),
    "by_secretariat": _l("Answered by the secretariat"),
    "changed_at": _l("Changed on"),
    "code": _l("Code"),
    "created_at": _l("Noted on"),
    "declaration": _l("Declaration"),
    "device": _l("Browser"),
    "email": _l("Mail address"),
    "ended_at": _l("Ended"),
    "disabled_at": _l("Closed on"),
    "event_id": _l("Event"),
    "ends_at": _l("Until"),
    "expires_at": _l("Until"),
    "field": _l("What was changed"),
    "filters": _l("Filters"),
    "function": _l("Function"),
    "first_seen_at": _l("Came first"),
    "given_at": _l("Given"),
    "initials": _l("Initials"),
    "issued_at": _l("Issued on"),
    "made_at": _l("Offered"),
    "new": _l("After"),
    "number": _l("Number"),
    "old": _l("Before"),
    "joined_at": _l("Signed up"),
    "kind": _l("Kind"),
    "language": _l("Language"),
    "last_seen_at": _l("Came last"),
    "latin_name": _l("Name in Latin letters"),
    "member_id": _l("Organisation"),
    "name": _l("Name"),
    "opened_at": _l("Opened"),
    "part": lazy_pgettext("of a speaker", "Part"),
    "phone": _l("Telephone"),
    "position": _l("Position"),
    "purpose": _l("What for"),
    "question_id": _l("Question"),
    "receipt": _l("Receipt"),
    "requested_at": _l("Asked for"),
    "role": _l("Role"),
    "seen_at": _l("Last used"),
    "sent_at": _l("Sent"),
    "bounced_at": _l("Came back"),
    "sitting_id": _l("Sitting"),
    "until": _l("Until"),
    "value": _l("Answer"),
    "version": _l("Version"),
    "source": _l("From the language"),
    "starts_at": _l("From"),
    "sequence": _l("Version"),
    "status": _l("State"),
    "state": _l("State"),
    "target": _l("Into the language"),
    "used_at": _l("Used"),
    "withdrawn_at": _l("Withdrawn"),
    "zone": _l("Time zone"),
    "zone_confirmed": _l("Time zone confirmed"),
}
"""What a column holds, of those that many tables have."""

MAILS: Final[dict[str, Any]] = {
    "credential-accepted": _l("Who votes: accepted"),
    "credential-returned": _l("Who votes: to be looked at again"),
    "calendar-changed": _l("For your calendar"),
    "calendar-cancelled": _l("Cancelled in your calendar"),
    "clocks-followed": _l("Clocks change by other rules"),
    "companion-not-coming": _l("A colleague of yours will not come"),
    "guest-invitation": _l("Invitation"),
    "guest-not-coming": _l("A guest will not come"),
    "invitation": _l("Invitation"),
    "new-link": _l("A new link that was asked for"),
    "notice": _l("Message to many"),
    "signup-place": _l("A place for you in an item of the programme"),
    "own-withdrawal": _l("You have withdrawn your registration"),
    "person-withdrew": _l("Somebody whom you registered has withdrawn"),
    "place-offered": _l("A place was kept for you"),
    "receipt": _l("Receipt of a vote"),
    "registration-confirmed": _l("You are registered"),
    "registration-refused": _l("A registration was not accepted"),
    "registration-waiting": _l("You are on the waiting list"),
    "registration-withdrawn": _l("Your registration was withdrawn"),
    "result": _l("Result of a vote"),
    "sign-in": _l("Signing in"),
    "vote-deadline": _l("Reminder to vote"),
    "vote-opened": _l("A vote is open"),
}
"""What a mail was about, by its kind."""

WORDS: Final[dict[StrEnum, Any]] = {
    Role.ADMINISTRATOR: _l("Administrator"),
    Role.STAFF: _l("Secretariat"),
    Role.SCRUTINEER: _l("Scrutineer"),
    Role.CHAIR: _l("Chair"),
    Role.FOCAL_POINT: _l("Focal point"),
    Purpose.SIGN_IN: _l("Signing in"),
    Purpose.INVITATION: _l("Opening the delegation"),
    Purpose.PERSONAL_PAGE: _l("Your page of an event"),
    Purpose.GUEST: _l("Registering as a guest"),
    PaperKind.BADGE: _l("Badge"),
    PaperKind.VISA_LETTER: _l("Visa letter"),
    DeliveryState.PENDING: _l("On its way"),
    DeliveryState.SENT: _l("Sent"),
    DeliveryState.FAILED: _l("Could not be delivered"),
    DeliveryState.BOUNCED: _l("Mail came back"),
    DeliveryState.CANCELLED: _l("Not sent"),
}
"""Roles, what links are for, papers, and how mails stand."""


def in_words(known: dict[Any, Any], name: str) -> str:
    """Return what is said instead of a name; where there is nothing, the name itself as words."""
    return str(known[name]) if name in known else name.replace("_", " ").replace("-", " ")
