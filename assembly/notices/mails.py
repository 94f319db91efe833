"""How the outbox writes notices, and when it no longer should."""

from collections.abc import Mapping

from assembly import clock
from assembly.agenda import queries as agenda
from assembly.agenda.calendars import service as calendars
from assembly.agenda.models import AgendaVersion
from assembly.events.models import Event
from assembly.extensions import db
from assembly.i18n import gettext as _
from assembly.links import absolute_url
from assembly.mail.kinds import InBulk, Letter, MailKind, Rank
from assembly.mail.models import Delivery
from assembly.mail.news import links as news_links
from assembly.mail.news import service as news
from assembly.members.models import Member
from assembly.notices import audience, facts, in_bulk, letters, own_links, queries
from assembly.notices.kinds import Group, NoticeKind
from assembly.notices.letters import Addressee, Message
from assembly.notices.models import Notice, NoticeVersion
from assembly.notices.values import AboutVote, Link
from assembly.registration.models import Registration
from assembly.voting.wording import question_of

TEST_KIND = "notice-test"


def _render(delivery: Delivery) -> Letter:
    version = db.session.get_one(NoticeVersion, delivery.subject_id)
    event, message = version.notice.event, released_message(version)
    registration = queries.registration_of(event.id, delivery.person_id)
    member = db.session.get(Member, delivery.member_id) if delivery.member_id else None
    to = Addressee(
        name=delivery.name,
        address=delivery.address,
        zone=delivery.zone,
        member_name=member.name if member else (registration and registration.organisation) or "",
        participates=registration is not None,
        sequences=_noted(delivery, message),
        news_token=news_links.token_of(delivery.person_id),
    )
    link = _personal_link(event, delivery, registration)
    return letters.write(message, to, link, clock.now())


def _noted(delivery: Delivery, message: Message) -> Mapping[str, int]:
    """Note what the mail puts into the recipient's calendar; return the SEQUENCE of each entry."""
    if message.programme is None:
        return {}
    noted = calendars.note_programme([delivery], message.event.id, message.programme, clock.now())
    return noted.get(delivery.id, {})


def message_of(notice: Notice) -> Message:
    """Return what a draft says, with the programme as it is published now."""
    carried = agenda.published(notice.event_id) if notice.kind is NoticeKind.AGENDA else None
    return Message(notice.event, notice.subject, notice.body, carried, _vote(notice), notice.news)


def released_message(version: NoticeVersion) -> Message:
    """Return what was released, with the programme that was the published one at that moment."""
    carried = agenda.programme_of(db.session.get(AgendaVersion, version.agenda_version_id or 0))
    notice = version.notice
    return Message(notice.event, version.subject, version.body, carried, _vote(notice), notice.news)


def _vote(notice: Notice) -> AboutVote | None:
    vote = notice.vote
    return AboutVote(vote.id, question_of(vote), vote.closes_at) if vote else None


def _personal_link(event: Event, delivery: Delivery, registration: Registration | None) -> Link:
    """Return what makes the recipient's own link: to their page, to their invitation, else to the event."""

    def make() -> str:
        return own_links.address(event, *own_links.mint(event, delivery, registration, clock.now()))

    return make


def _still_due(delivery: Delivery) -> bool:
    """Whether the recipient still is somebody for whom the notice was released."""
    version = db.session.get(NoticeVersion, delivery.subject_id)
    if version is None or version.cancelled_at is not None:
        return False
    notice = version.notice
    if notice.news and news.since(delivery.person_id):
        return False  # they asked for no more after it was released
    found = audience.from_json(notice.audience)
    if audience.registered_alone(found):
        return queries.registration_of(notice.event_id, delivery.person_id) is not None
    if found.groups == {Group.FOCAL_POINTS} and not audience.passes(found):
        return True
    return facts.still_belongs(notice.event, found, delivery.person_id)


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
    written = letters.write(message_of(notice), to, harmless_link(notice.event), clock.now())
    return letters.as_test(written)


def harmless_link(event: Event) -> Link:
    """Return what stands for the personal link in a test or a preview."""
    return lambda: absolute_url("overview.event", event_slug=event.slug)


def _test_still_due(delivery: Delivery) -> bool:
    return db.session.get(Notice, delivery.subject_id) is not None


_IN_BULK = InBulk(forms=lambda deliveries: in_bulk.forms(deliveries, released_message), due=in_bulk.due)

KINDS = (
    MailKind(queries.KIND, _render, _still_due, Rank.MANY, _IN_BULK),
    MailKind(TEST_KIND, _render_test, _test_still_due),
)
