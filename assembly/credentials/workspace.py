"""What this room adds to the page of a delegation: who votes, and the proxy. Registered in `features.py`."""

from collections.abc import Sequence
from datetime import datetime

from flask import url_for

from assembly.credentials import queries
from assembly.credentials.overview import MemberVote, standing
from assembly.credentials.queries import Entrusted
from assembly.credentials.rules import WhoVotes
from assembly.credentials.wording import place_name, vote_status
from assembly.events.roles import ParticipantRole
from assembly.i18n import gettext as _
from assembly.registration.models import Delegation, Registration
from assembly.registration.workspace import Contribution, Mark, Section, Step


def contribution(delegation: Delegation, people: Sequence[Registration], now: datetime) -> Contribution:
    """Return who votes by seat, the step that is missing, and how vote and proxy stand."""
    if now >= delegation.event.ends_at:
        return Contribution()
    proxies = queries.proxies(delegation.event_id, [delegation.member_id])
    vote = vote_of(delegation, proxies)
    sections = [_who_votes(delegation, vote)] if people else []
    return Contribution(
        step=_step(delegation, people, vote),
        marks={voter.registration_id: _mark(number, vote) for number, voter in enumerate(vote.voters, start=1)},
        sections=[*sections, _proxy(delegation, vote, proxies)],
    )


def vote_of(delegation: Delegation, proxies: Sequence[Entrusted]) -> MemberVote:
    """Return how it stands with the vote of one member."""
    member_id = delegation.member_id
    found = queries.statements(delegation.event_id, delegation.id).get(member_id, [])
    given = next((one for one in proxies if one.member_id == member_id), None)
    return standing(delegation.member, found, given, set())


def _mark(number: int, vote: MemberVote) -> Mark:
    kinds = {WhoVotes.PROPOSED: "wait", WhoVotes.RETURNED: "late", WhoVotes.PROXY: "off"}
    return kinds.get(vote.state, "yes"), place_name(number)


def _step(delegation: Delegation, people: Sequence[Registration], vote: MemberVote) -> Step | None:
    if not any(one.role is ParticipantRole.DELEGATE for one in people):
        return None
    steps = {
        WhoVotes.MISSING: (_("Name who votes for your organisation"), _("The secretariat then has to accept it.")),
        WhoVotes.RETURNED: (
            _("Correct who votes for your organisation"),
            _("The secretariat sent it back: %(reason)s", reason=vote.reason or ""),
        ),
    }
    if vote.state not in steps:
        return None
    act, text = steps[vote.state]
    return Step(
        act,
        url=_address("credentials.who_votes", delegation),
        button=_("Name who votes"),
        deadline=delegation.event.starts_at,
        text=text,
    )


def _who_votes(delegation: Delegation, vote: MemberVote) -> Section:
    voters = [voter.name for voter in vote.voters]
    if not voters:
        text = _("Your organisation has not said who votes for it.")
    elif len(voters) == 1:
        text = _("%(name)s votes.", name=voters[0])
    else:
        text = _("%(name)s votes; then: %(others)s.", name=voters[0], others=", ".join(voters[1:]))
    return Section(
        heading=_("Who votes"),
        text=text,
        status=vote_status(vote.state),
        url=_address("credentials.who_votes", delegation),
        link=_("Change who votes") if voters else _("Name who votes"),
    )


def _proxy(delegation: Delegation, vote: MemberVote, proxies: Sequence[Entrusted]) -> Section:
    held = [one for one in proxies if one.holder_member_id == delegation.member_id and one.accepted]
    if vote.proxy is not None:
        values = {"name": vote.proxy.person_name, "member": vote.proxy.holder_member_name}
        text = (
            _("%(name)s (%(member)s) votes for you.", **values)
            if vote.proxy.accepted
            else _("%(name)s (%(member)s) was asked and has not answered yet.", **values)
        )
        mark = ("yes", _("Accepted")) if vote.proxy.accepted else ("wait", _("Waiting for an answer"))
    elif held:
        text, mark = _("Your delegate votes for other members too."), ("yes", _("You hold a proxy"))
    else:
        text = _("If nobody of your organisation can vote, the delegate of another member can vote for you.")
        mark = ("off", _("No proxy"))
    return Section(_("Proxy"), text, mark, _address("credentials.proxy", delegation), _("See the proxy"))


def _address(endpoint: str, delegation: Delegation) -> str:
    return url_for(endpoint, event_slug=delegation.event.slug, code=delegation.member.code)
