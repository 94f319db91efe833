"""The roll check as a member reads it: who votes for it as things stand when the mail is written."""

from collections.abc import Sequence

from assembly import clock
from assembly.credentials import queries as credentials
from assembly.credentials.models import CredentialState
from assembly.credentials.queries import Entrusted, RollFacts
from assembly.credentials.rollcheck.models import RollCheckMember
from assembly.credentials.rollcheck.queries import KIND
from assembly.events.wording import title_of
from assembly.extensions import db
from assembly.i18n import gettext as _
from assembly.links import absolute_url
from assembly.mail.facts import time_fact
from assembly.mail.kinds import Button, Fact, Letter, MailKind, Rank
from assembly.mail.models import Delivery
from assembly.mail.templates import letter


def _render(delivery: Delivery) -> Letter:
    about = db.session.get_one(RollCheckMember, delivery.subject_id)
    event, member = about.check.event, about.member
    roll = credentials.roll_facts(event.id, [member.id]).get(member.id)
    proxies = credentials.proxies(event.id, [member.id])
    named = _named(event.id, member.id)
    return letter(
        KIND,
        facts=(
            Fact(_("Organisation"), member.name),
            *_voting(roll),
            *([Fact(_("Named, not accepted yet"), named)] if named else []),
            *_proxies(member.id, proxies),
            time_fact(_("Correct it until"), about.check.correct_until, event.zone, delivery.zone),
        ),
        button=Button(
            _("Look, or correct it"),
            absolute_url("credentials.who_votes", event_slug=event.slug, code=member.code),
        ),
        name=delivery.name,
        member=member.name,
        event=title_of(event),
        somebody=roll is not None,
        by_proxy=roll is not None and roll.proxy is not None,
        named=bool(named),
    )


def _named(event_id: int, member_id: int) -> str:
    """Return whom a member has named and the secretariat has not accepted yet, in their order; empty if nobody."""
    found = credentials.statements(event_id, member_ids=[member_id]).get(member_id, [])
    waiting = next((one for one in found if one.state is CredentialState.PROPOSED), None)
    return ", ".join(voter.name for voter in waiting.voters) if waiting else ""


def _voting(roll: RollFacts | None) -> list[Fact]:
    """Return who votes and who stands in; while a proxy stands, its holder alone votes."""
    if roll is None:
        return [Fact(_("Who votes"), _("Nobody yet"))]
    if roll.proxy is not None:
        return [Fact(_("Votes for you by proxy"), roll.proxy.person_name, roll.proxy.holder_member_name)]
    facts = [Fact(_("Who votes"), roll.voters[0].name)]
    if roll.voters[1:]:
        facts.append(Fact(_("Stands in, in this order"), ", ".join(one.name for one in roll.voters[1:])))
    return facts


def _proxies(member_id: int, proxies: Sequence[Entrusted]) -> list[Fact]:
    """Return the proxy that was asked for and not answered, and those that the member's delegate holds."""
    asked = [one for one in proxies if one.member_id == member_id and not one.accepted]
    held = [one.member_id for one in proxies if one.holder_member_id == member_id and one.accepted]
    facts = [Fact(_("Proxy asked for, not answered yet"), one.person_name, one.holder_member_name) for one in asked]
    if held:
        names = sorted(credentials.member_names(held).values())
        facts.append(Fact(_("Your delegate also votes for"), ", ".join(names)))
    return facts


def _still_due(delivery: Delivery) -> bool:
    """Whether there is still time to correct it, and the member still votes."""
    about = db.session.get(RollCheckMember, delivery.subject_id)
    return about is not None and about.member.in_good_standing and clock.now() < about.check.correct_until


KINDS = (MailKind(KIND, _render, _still_due, Rank.MANY),)
