"""The words of registration as readers see them, in the language being spoken."""

from assembly.accounts.models import Person
from assembly.events.models import Event
from assembly.events.roles import ParticipantRole
from assembly.events.wording import title_of
from assembly.i18n import gettext as _
from assembly.members.models import Member
from assembly.registration.invited import InvitationState
from assembly.registration.rules import Answer, RegistrationState


def role_name(role: str) -> str:
    """Return the name of a role."""
    names = {
        ParticipantRole.DELEGATE: _("Delegate"),
        ParticipantRole.ALTERNATE: _("Alternate"),
        ParticipantRole.OBSERVER: _("Observer"),
        ParticipantRole.GUEST: _("Guest"),
        ParticipantRole.SPEAKER: _("Speaker"),
        ParticipantRole.INTERPRETER: _("Interpreter"),
        ParticipantRole.STAFF: _("Staff"),
    }
    return names[ParticipantRole(role)]


def registration_status(state: RegistrationState) -> tuple[str, str]:
    """Return the kind of mark (see components/status.html) and the word for how a registration stands."""
    words = {
        RegistrationState.DRAFT: ("wait", _("Invited")),
        RegistrationState.SUBMITTED: ("wait", _("Waits for the secretariat")),
        RegistrationState.ACCEPTED: ("yes", _("Registered")),
        RegistrationState.WAITING: ("wait", _("On the waiting list")),
        RegistrationState.DECLINED: ("off", _("Will not come")),
        RegistrationState.WITHDRAWN: ("off", _("Withdrawn")),
    }
    return words[state]


def invitation_text(event: Event, member: Member, person: Person, address: str) -> str:
    """Return what is passed on with a link, in the language being spoken."""
    return _(
        "%(name)s, please register who takes part for %(member)s in %(event)s: %(address)s The link is for you alone.",
        name=person.name,
        member=member.name,
        event=title_of(event),
        address=address,
    )


def guest_invitation_text(event: Event, guest: Person, address: str) -> str:
    """Return what is passed on with a guest's link, in the language being spoken."""
    return _(
        "%(name)s, please register for %(event)s: %(address)s The link is for you alone.",
        name=guest.name,
        event=title_of(event),
        address=address,
    )


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
        InvitationState.BY_HAND: ("wait", _("Given by hand")),
        InvitationState.RETURNED: ("no", _("Mail came back")),
        InvitationState.OLD_ADDRESS: ("off", _("Came back from an earlier address")),
        InvitationState.OPENED: ("yes", _("Opened")),
        InvitationState.WRONG_PERSON: ("late", _("Not the right person")),
        InvitationState.WITHDRAWN: ("off", _("Withdrawn")),
    }
    return statuses[state]
