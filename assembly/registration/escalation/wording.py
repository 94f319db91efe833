"""How escalation is said: what happened with a contact, why a member is to be called, what came of a call."""

from datetime import datetime

from assembly import timezones
from assembly.events.models import Event
from assembly.i18n import gettext as _
from assembly.members import wording as members
from assembly.registration.escalation.models import MemberCall
from assembly.registration.escalation.queries import Asked, ContactStanding, MemberStanding
from assembly.registration.escalation.rules import Act, Outcome, Reason
from assembly.registration.invited import InvitationState
from assembly.registration.wording import invitation_status

Mark = tuple[str, str]
"""Kind (see components/status.html) and word."""


def day(moment: datetime, zone: str) -> str:
    """Return a day as short as lists need it, such as "3 May"."""
    return timezones.local_time(moment, zone).short_date


def what_happened(one: Asked, zone: str) -> Mark:
    """Return what came of one invitation of a contact, with its day."""
    invitation, state = one.invitation, one.state
    sent = day(invitation.created_at, zone)
    if state is InvitationState.SENT:
        return "wait", _("Sent on %(day)s, not opened", day=sent)
    if state is InvitationState.OPENED and invitation.opened_at:
        return "wait", _("Opened on %(day)s, not answered", day=day(invitation.opened_at, zone))
    if state is InvitationState.WRONG_PERSON and invitation.wrong_person_at:
        said = day(invitation.wrong_person_at, zone)
        if invitation.right_person:
            who = invitation.right_person
            return "late", _("Said on %(day)s: not the right person. Named instead: %(who)s", day=said, who=who)
        return "late", _("Said on %(day)s: not the right person", day=said)
    kind, word = invitation_status(state)
    return kind, _("%(state)s (written to on %(day)s)", state=word, day=sent)


def without_invitation(contact: ContactStanding, zone: str) -> Mark:
    """Return how it stands with a contact who was not invited."""
    if contact.returned_at:
        return "no", _("Mail to this address came back on %(day)s", day=day(contact.returned_at, zone))
    return "draft", _("Not asked yet")


def reason(found: Reason) -> Mark:
    """Return why somebody has to call."""
    words = {
        Reason.NO_ANSWER: ("late", _("No answer")),
        Reason.RETURNED: ("no", _("Mail came back")),
        Reason.WRONG_PERSON: ("late", _("Not the right person")),
        Reason.WITHDRAWN: ("off", _("Invitation withdrawn")),
        Reason.CLOSED: ("off", _("The contact’s account is closed")),
        Reason.NO_CONTACT: ("late", _("No contact")),
        Reason.MESSAGE_RETURNED: ("no", _("A message came back")),
    }
    return words[found]


def outcome(found: Outcome) -> str:
    """Return what came of a call."""
    words = {
        Outcome.PROMISED: _("Reached: will answer by …"),
        Outcome.REACHED: _("Reached"),
        Outcome.NO_ANSWER: _("Nobody answered"),
        Outcome.WRONG_NUMBER: _("Wrong number"),
    }
    return words[found]


def call_line(call: MemberCall, event: Event) -> str:
    """Return what is said of a call that was ended."""
    if call.outcome is Outcome.PROMISED and call.promised_on:
        said = _("Reached: will answer by %(day)s", day=members.day(call.promised_on))
    else:
        said = outcome(call.outcome) if call.outcome else _("Under way")
    return _("%(day)s, %(name)s: %(said)s", day=day(call.begun_at, event.zone), name=call.caller.name, said=said)


def next_words(standing: MemberStanding) -> Mark | None:
    """Return what comes next for a member, with WAIT before its time; None where there is nothing to say."""
    found = standing.next
    if found.act is Act.CALL:
        return "late", _("To be called")
    if found.act is Act.ASK:
        contact = standing.contact(found.person_id)
        return "now", _("%(name)s will be asked in a few minutes.", name=contact.person.name if contact else "")
    if found.act is Act.WAIT:
        return "wait", _("We wait for an answer until")
    return None
