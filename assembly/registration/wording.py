"""The words of registration as readers see them, in the language being spoken."""

from assembly.events.roles import DelegationRole
from assembly.i18n import gettext as _
from assembly.registration.invited import InvitationState
from assembly.registration.rules import Answer


def role_name(role: str) -> str:
    """Return the name of a role in a delegation."""
    names = {
        DelegationRole.DELEGATE: _("Delegate"),
        DelegationRole.ALTERNATE: _("Alternate"),
        DelegationRole.OBSERVER: _("Observer"),
    }
    return names[DelegationRole(role)]


def role_note(role: DelegationRole) -> str:
    """Return what somebody in a role may do."""
    notes = {
        DelegationRole.DELEGATE: _("Speaks and can vote for your organisation."),
        DelegationRole.ALTERNATE: _("Stands in where a delegate cannot vote."),
        DelegationRole.OBSERVER: _("Follows the assembly; does not vote."),
    }
    return notes[role]


def answer_status(answer: Answer) -> tuple[str, str]:
    """Return the kind of mark (see components/status.html) and the word for a member's answer."""
    statuses = {
        Answer.NOT_INVITED: ("draft", _("Not invited")),
        Answer.INVITED: ("wait", _("Invited")),
        Answer.OPENED: ("wait", _("Opened")),
        Answer.STARTED: ("now", _("Started")),
        Answer.COMPLETE: ("yes", _("Registered")),
        Answer.DECLINED: ("off", _("Will not take part")),
    }
    return statuses[answer]


def invitation_status(state: InvitationState) -> tuple[str, str]:
    """Return the kind of mark and the word for what came of an invitation."""
    statuses = {
        InvitationState.WAITING: ("wait", _("On its way")),
        InvitationState.SENT: ("wait", _("Sent")),
        InvitationState.RETURNED: ("no", _("Mail came back")),
        InvitationState.OPENED: ("yes", _("Opened")),
        InvitationState.WRONG_PERSON: ("late", _("Not the right person")),
        InvitationState.WITHDRAWN: ("off", _("Withdrawn")),
    }
    return statuses[state]
