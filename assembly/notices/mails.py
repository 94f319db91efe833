"""How the outbox writes notices, and when it no longer should."""

from assembly import clock
from assembly.accounts import tokens
from assembly.accounts.models import Purpose
from assembly.agenda import queries as agenda
from assembly.events.models import Event
from assembly.extensions import db
from assembly.i18n import gettext as _
from assembly.links import absolute_url
from assembly.mail.kinds import Letter, MailKind
from assembly.mail.models import Delivery
from assembly.members.models import Member
from assembly.notices import audience, letters, queries
from assembly.notices.kinds import Group, NoticeKind
from assembly.notices.letters import Addressee, Message
from assembly.notices.models import Notice, NoticeVersion
from assembly.notices.values import Link
from assembly.registration.models import Registration
from assembly.registration.rules import PERSONAL_LINK_LASTS

TEST_KIND = "notice-test"


def _render(delivery: Delivery) -> Letter:
    version = db.session.get_one(NoticeVersion, delivery.subject_id)
    event = version.notice.event
    registration = queries.registration_of(event.id, delivery.person_id)
    member = db.session.get(Member, delivery.member_id) if delivery.member_id else None
    to = Addressee(
        name=delivery.name,
        address=delivery.address,
        zone=delivery.zone,
        member_name=member.name if member else (registration and registration.organisation) or "",
        participates=registration is not None,
    )
    link = _personal_link(event, delivery, registration)
    return letters.write(message_of(version, version.notice), to, link, clock.now())


def message_of(text: Notice | NoticeVersion, notice: Notice) -> Message:
    """Return what is said: by the draft, or by what was released of it. The programme is the published one."""
    carried = agenda.published(notice.event_id) if notice.kind is NoticeKind.AGENDA else None
    return Message(notice.event, text.subject, text.body, carried)


def _personal_link(event: Event, delivery: Delivery, registration: Registration | None) -> Link:
    """Return what makes the recipient's own link: to their page, to their invitation, else to the event."""

    def make() -> str:
        now = clock.now()
        if registration is not None:
            expires_at = event.ends_at + PERSONAL_LINK_LASTS
            token = tokens.mint(
                Purpose.PERSONAL_PAGE, delivery.person_id, registration.id, now=now, expires_at=expires_at
            )
            return absolute_url("registration.personal_link", token=token)
        invitation_id = queries.invitation_of(event.id, delivery.person_id, delivery.member_id)
        if invitation_id is not None and now < event.registration_closes_at:
            token = tokens.mint(
                Purpose.INVITATION,
                delivery.person_id,
                invitation_id,
                now=now,
                expires_at=event.registration_closes_at,
            )
            return absolute_url("registration.invitation", token=token)
        return absolute_url("overview.event", event_slug=event.slug)

    return make


def _still_due(delivery: Delivery) -> bool:
    """Whether the recipient still is somebody for whom the notice was released."""
    version = db.session.get(NoticeVersion, delivery.subject_id)
    if version is None:
        return False
    event_id = version.notice.event_id
    match audience.from_json(version.notice.audience).group:
        case Group.PARTICIPANTS:
            return queries.registration_of(event_id, delivery.person_id) is not None
        case Group.WAITING:
            return not queries.has_answered(event_id, delivery.member_id)
        case Group.FOCAL_POINTS:
            return True


def _render_test(delivery: Delivery) -> Letter:
    """Write the draft to whoever tries it out: their own language and clock, and no link of anybody's."""
    notice = db.session.get_one(Notice, delivery.subject_id)
    to = Addressee(
        name=delivery.name,
        address=delivery.address,
        zone=delivery.zone,
        member_name=_("your organisation"),
        participates=True,
    )
    written = letters.write(message_of(notice, notice), to, harmless_link(notice.event), clock.now())
    return letters.as_test(written)


def harmless_link(event: Event) -> Link:
    """Return what stands for the personal link in a test or a preview."""
    return lambda: absolute_url("overview.event", event_slug=event.slug)


def _test_still_due(delivery: Delivery) -> bool:
    return db.session.get(Notice, delivery.subject_id) is not None


KINDS = (
    MailKind(queries.KIND, _render, _still_due),
    MailKind(TEST_KIND, _render_test, _test_still_due),
)
