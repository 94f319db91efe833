"""The words of requests, in the language being spoken."""

from assembly.i18n import gettext as _
from assembly.registration.requests.models import ChangeRequest
from assembly.registration.requests.rules import ChangeKind, RequestState
from assembly.registration.wording import role_name


def title(request: ChangeRequest) -> str:
    """Say what is asked for, on one line."""
    about, proposed = request.registration, request.proposed
    name = about.person.name if about else ""
    new = proposed.name if proposed else ""
    role = role_name(about.role if about else proposed.role if proposed else "")
    titles = {
        ChangeKind.ADD: _("Register %(name)s (%(role)s)", name=new, role=role),
        ChangeKind.SUBSTITUTE: _("Replace %(name)s by %(new)s (%(role)s)", name=name, new=new, role=role),
        ChangeKind.WITHDRAW: _("Withdraw %(name)s (%(role)s)", name=name, role=role),
        ChangeKind.CORRECT: _("Correct the registration of %(name)s (%(role)s)", name=name, role=role),
    }
    return titles[request.kind]


def status(state: RequestState) -> tuple[str, str]:
    """Return the kind of mark (see components/status.html) and the word for how a request stands."""
    words = {
        RequestState.WAITING: ("wait", _("Waits for the secretariat")),
        RequestState.ACCEPTED: ("yes", _("Accepted and done")),
        RequestState.DECLINED: ("no", _("Declined")),
        RequestState.TAKEN_BACK: ("off", _("Taken back")),
    }
    return words[state]


def consequences(request: ChangeRequest) -> list[str]:
    """Say what will happen when it is accepted."""
    about, proposed = request.registration, request.proposed
    said = []
    if about and request.kind in {ChangeKind.SUBSTITUTE, ChangeKind.WITHDRAW}:
        name = about.person.name
        said.append(_("%(name)s loses the place and is told by mail.", name=name))
        said.append(_("If %(name)s was to vote, the next in their order votes.", name=name))
    if proposed:
        said.append(_("%(name)s is registered and gets a mail.", name=proposed.name))
    if request.kind is ChangeKind.CORRECT:
        said.append(_("What you write below is stored; a new mail address gets a mail."))
    return [*said, _("The member is told by mail. The audit trail says that you acted for it.")]
