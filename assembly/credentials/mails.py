"""What voters, focal points and holders of proxies are mailed about who votes."""

from collections.abc import Callable
from typing import Any

from assembly.credentials.models import Credential, CredentialState, Proxy, ProxyInstruction
from assembly.credentials.rollcheck import mails as rollcheck
from assembly.credentials.service import HANDED_OVER
from assembly.credentials.wording import place_name
from assembly.events.wording import title_of
from assembly.extensions import db
from assembly.i18n import gettext as _
from assembly.i18n import pgettext
from assembly.links import absolute_url
from assembly.mail.facts import time_fact
from assembly.mail.kinds import Button, Fact, Letter, MailKind
from assembly.mail.models import Delivery
from assembly.mail.templates import letter
from assembly.registration.models import RegistrationState

Render = Callable[[Delivery], Letter]


def _accepted(delivery: Delivery) -> Letter:
    credential = db.session.get_one(Credential, delivery.subject_id)
    delegation = credential.delegation
    position = _position(credential, delivery.person_id)
    return letter(
        "credential-accepted",
        facts=(
            Fact(_("Organisation"), delegation.member.name),
            Fact(_("Your place"), place_name(position or 1)),
            time_fact(_("The event begins"), delegation.event.starts_at, delegation.event.zone, delivery.zone),
        ),
        button=Button(_("My assembly"), absolute_url("overview.my_assembly", event_slug=delegation.event.slug)),
        name=delivery.name,
        member=delegation.member.name,
        event=title_of(delegation.event),
        votes=position == 1,
    )


def _accepted_still_due(delivery: Delivery) -> bool:
    credential = db.session.get(Credential, delivery.subject_id)
    if credential is None or credential.state is not CredentialState.ACCEPTED or credential.ended_at:
        return False
    return _position(credential, delivery.person_id) is not None


def _position(credential: Credential, person_id: int) -> int | None:
    """Return a person's place among those who are registered, 1 for who votes; None where they have none."""
    live = [
        holder.registration.person_id
        for holder in credential.holders
        if holder.registration.state is RegistrationState.ACCEPTED
    ]
    return live.index(person_id) + 1 if person_id in live else None


def _handed_over(delivery: Delivery) -> Letter:
    credential = db.session.get_one(Credential, delivery.subject_id)
    event, member = credential.delegation.event, credential.delegation.member
    first = next(one for one in credential.holders if one.registration.state is RegistrationState.ACCEPTED)
    votes = first.registration.person_id == delivery.person_id
    return letter(
        HANDED_OVER,
        facts=(
            Fact(_("Organisation"), member.name),
            Fact(_("Who votes"), first.registration.person.name),
            time_fact(_("The event begins"), event.starts_at, event.zone, delivery.zone),
        ),
        button=Button(_("My assembly"), absolute_url("overview.my_assembly", event_slug=event.slug)),
        name=delivery.name,
        voter=first.registration.person.name,
        member=member.name,
        event=title_of(event),
        votes=votes,
    )


def _handed_over_still_due(delivery: Delivery) -> bool:
    """Whether it was not handed over again, or changed, meanwhile."""
    credential = db.session.get(Credential, delivery.subject_id)
    if credential is None or credential.ended_at is not None:
        return False
    return any(one.registration.state is RegistrationState.ACCEPTED for one in credential.holders)


def _returned(delivery: Delivery) -> Letter:
    credential = db.session.get_one(Credential, delivery.subject_id)
    delegation = credential.delegation
    return letter(
        "credential-returned",
        facts=(Fact(_("Organisation"), delegation.member.name), Fact(_("Reason"), credential.reason or "")),
        button=Button(
            _("Name who votes"),
            absolute_url("credentials.who_votes", event_slug=delegation.event.slug, code=delegation.member.code),
        ),
        name=delivery.name,
        member=delegation.member.name,
        event=title_of(delegation.event),
    )


def _returned_still_due(delivery: Delivery) -> bool:
    """Whether the member has not proposed anew already."""
    credential = db.session.get(Credential, delivery.subject_id)
    return credential is not None and credential.ended_at is None


def _to_holder(kind: str) -> Render:
    """Return how a mail to whoever holds a proxy, or was asked to, is written; their page tells the rest."""

    def render(delivery: Delivery) -> Letter:
        proxy = db.session.get_one(Proxy, delivery.subject_id)
        event = proxy.holder.event
        label = pgettext("button", "Answer") if kind == "proxy-asked" else _("See the proxy")
        return letter(
            kind,
            facts=(
                Fact(_("Proxy of"), proxy.member.name),
                time_fact(_("The event begins"), event.starts_at, event.zone, delivery.zone),
            ),
            button=Button(label, absolute_url("credentials.answer_proxy", event_slug=event.slug, proxy_id=proxy.id)),
            name=delivery.name,
            member=proxy.member.name,
            event=title_of(event),
            instructed=db.session.get(ProxyInstruction, proxy.id) is not None,
        )

    return render


def _asked_still_due(delivery: Delivery) -> bool:
    proxy = db.session.get(Proxy, delivery.subject_id)
    return proxy is not None and proxy.ended_at is None and proxy.accepted_at is None


def _answered(delivery: Delivery) -> Letter:
    proxy = db.session.get_one(Proxy, delivery.subject_id)
    return _to_principal("proxy-answered", proxy, delivery, accepted=proxy.accepted_at is not None)


def _answered_still_due(delivery: Delivery) -> bool:
    """Whether the answer is still the last word: who accepted has not given it back meanwhile."""
    proxy = db.session.get(Proxy, delivery.subject_id)
    return proxy is not None and (proxy.accepted_at is None or proxy.ended_at is None)


def _held_still_due(delivery: Delivery) -> bool:
    """Whether what was given or accepted was not taken back meanwhile."""
    proxy = db.session.get(Proxy, delivery.subject_id)
    return proxy is not None and proxy.ended_at is None


def _given(delivery: Delivery) -> Letter:
    return _to_principal("proxy-given", db.session.get_one(Proxy, delivery.subject_id), delivery)


def _given_back(delivery: Delivery) -> Letter:
    return _to_principal("proxy-given-back", db.session.get_one(Proxy, delivery.subject_id), delivery)


def _taken_back(delivery: Delivery) -> Letter:
    return _to_principal("proxy-taken-back", db.session.get_one(Proxy, delivery.subject_id), delivery)


def _to_principal(kind: str, proxy: Proxy, delivery: Delivery, **values: Any) -> Letter:
    event = proxy.holder.event
    address = absolute_url("credentials.proxy", event_slug=event.slug, code=proxy.member.code)
    return letter(
        kind,
        facts=(Fact(_("Delegate"), proxy.holder.person.name), Fact(_("Organisation"), proxy.holder_member.name)),
        button=Button(_("See the proxy"), address),
        name=delivery.name,
        holder=proxy.holder.person.name,
        member=proxy.member.name,
        event=title_of(event),
        **values,
    )


def _revoked(delivery: Delivery) -> Letter:
    proxy = db.session.get_one(Proxy, delivery.subject_id)
    event = proxy.holder.event
    return letter("proxy-revoked", name=delivery.name, member=proxy.member.name, event=title_of(event))


def _always(_delivery: Delivery) -> bool:
    return True


KINDS = (
    *rollcheck.KINDS,
    MailKind("credential-accepted", _accepted, _accepted_still_due),
    MailKind("credential-returned", _returned, _returned_still_due),
    MailKind(HANDED_OVER, _handed_over, _handed_over_still_due),
    MailKind("proxy-asked", _to_holder("proxy-asked"), _asked_still_due),
    MailKind("proxy-given", _given, _asked_still_due),
    MailKind("proxy-answered", _answered, _answered_still_due),
    MailKind("proxy-holding", _to_holder("proxy-holding"), _held_still_due),
    MailKind("proxy-declined", _to_holder("proxy-declined"), _always),
    MailKind("proxy-given-back", _given_back, _always),
    MailKind("proxy-revoked", _revoked, _always),
    MailKind("proxy-taken-back", _taken_back, _always),
)
