"""What people are mailed when their role or account changes, and administrators when one of them does."""

from functools import partial

from assembly.accounts.roles import is_administrator
from assembly.accounts.wording import role_label
from assembly.events.colleagues.models import Change, RoleChange
from assembly.events.colleagues.service import MAILS, TO_ADMINISTRATORS
from assembly.extensions import db
from assembly.i18n import current_language
from assembly.i18n import gettext as _
from assembly.links import absolute_url
from assembly.mail.kinds import Button, Fact, Letter, MailKind, Rank
from assembly.mail.models import Delivery
from assembly.mail.templates import letter


def _letter(kind: str, delivery: Delivery) -> Letter:
    change = db.session.get_one(RoleChange, delivery.subject_id)
    return letter(
        kind,
        facts=_facts(change),
        button=_button(kind, change),
        name=delivery.name,
        person=change.person.name,
        by=change.by.name if change.by else None,
        change=change.change.value,
    )


def _facts(change: RoleChange) -> tuple[Fact, ...]:
    if change.role is None:
        return ()
    reach = _("Everything")
    if change.event:
        reach = change.event.title.read(current_language(), change.event.source_language).text
    return (Fact(_("Role"), role_label(change.role)), Fact(_("For"), reach))


def _button(kind: str, change: RoleChange) -> Button | None:
    if kind == TO_ADMINISTRATORS:
        return Button(_("See who works for the federation"), absolute_url("colleagues.list"))
    if change.change is Change.GIVEN and change.event:
        return Button(_("See the event"), absolute_url("overview.dashboard", event_slug=change.event.slug))
    if change.change in {Change.GIVEN, Change.REOPENED}:
        return Button(_("Sign in"), absolute_url("accounts.sign_in"))
    return None


def _still_due(delivery: Delivery) -> bool:
    """Whether it still concerns them: administrators are told as long as they are."""
    change = db.session.get(RoleChange, delivery.subject_id)
    if change is None:
        return False
    if delivery.kind == TO_ADMINISTRATORS:
        return delivery.person.disabled_at is None and is_administrator(delivery.person)
    return True


KINDS = tuple(
    MailKind(kind, partial(_letter, kind), _still_due, Rank.PERSONAL) for kind in (*MAILS.values(), TO_ADMINISTRATORS)
)
