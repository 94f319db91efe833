"""Notices written for a batch say to each what a mail for them alone says, in few statements."""

import re
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest
from sqlalchemy import event as events
from sqlalchemy import func, select

from assembly import clock
from assembly.accounts.models import Token
from assembly.database import transaction
from assembly.extensions import db
from assembly.i18n import speaking
from assembly.mail.letterhead import current_letterhead
from assembly.mail.models import Delivery
from assembly.mail.render import Skeleton, filled, skeleton
from assembly.notices import in_bulk, mails, placeholders, service
from assembly.notices.kinds import NoticeKind
from assembly.notices.models import NoticeVersion
from assembly.notices.placeholders import Placeholder
from assembly.registration.models import Registration
from tests.factories.agenda import make_programme
from tests.factories.events import make_event
from tests.factories.notices import make_notice, register, withdraw
from tests.notices.mailbox import mail_of, part

pytestmark = pytest.mark.usefixtures("november")

LANGUAGES = ("en", "ru", "fr", "es")
EVERY = " ".join(f"(({place}))" for place in sorted(set(Placeholder) - placeholders.OF_A_VOTE))
NAMES = ("Awa <b>Traoré</b>", "Айгерим & Ко", "José **Luis**", "1. # ((link)) {{7*7}}")
ZONES = ("Africa/Bamako", "Asia/Almaty", "America/Lima")


def release(kind: NoticeKind, people: int = 8, left_out: str = "") -> list[Delivery]:
    """Release a notice with every place in it to people in four languages and three zones; return its mails."""
    with transaction():
        event = make_event()
        make_programme(event)
        for n in range(people):
            register(event, name=f"{NAMES[n % 4]} {n}", zone=ZONES[n % 3], language=LANGUAGES[n % 4])
        subject = {code: f"{code}: ((name)) ((member)) ((event)) ((dates)) ((deadline))" for code in event.languages}
        body = {code: f"{code} **((name))** {EVERY} [go](((link)))" for code in event.languages if code != left_out}
        notice = make_notice(event, kind, subject, body)
    with transaction():
        service.release_notice(None, notice, service.Order(event.languages))
    return list(db.session.scalars(select(Delivery).order_by(Delivery.id)))


def together(rows: list[Delivery]) -> list[EmailMessage]:
    found: list[EmailMessage] = []
    made: dict[object, Skeleton] = {}
    for row, form in zip(rows, in_bulk.forms(rows, mails.released_message), strict=True):
        assert form
        with speaking(row.language):
            key = (form.key, row.language)
            made[key] = made.get(key) or skeleton(form.make(), current_letterhead())
            content = filled(made[key], row, form.values, form.calendar, clock.now())
        found.append(message_from_bytes(content, policy=policy.default))
    return found


def said(mail: EmailMessage) -> list[str]:
    """Return the subject and both texts, but for the tokens of links: they are new in every mail."""
    texts = (str(mail["Subject"]), part(mail, "plain"), part(mail, "html"))
    return [re.sub(r"/[A-Za-z0-9_-]{43}\b", "/token", text) for text in texts]


@pytest.mark.parametrize("kind", list(NoticeKind))
@pytest.mark.parametrize("left_out", ["", "fr"])
def test_each_reads_what_a_mail_for_them_alone_says(kind: NoticeKind, left_out: str) -> None:
    """Every place, by each language and clock: one that is not told apart would show what another reads."""
    rows = release(kind, left_out=left_out)
    with transaction():
        found = [said(mail) for mail in together(rows)]
    for row, mail in zip(rows, found, strict=True):
        assert mail == said(mail_of(row))


def test_each_has_a_link_of_their_own() -> None:
    rows = release(NoticeKind.MESSAGE)
    with transaction() as session:
        found = [re.findall(r"/([A-Za-z0-9_-]{43})\b", part(mail, "plain")) for mail in together(rows)]
        people = session.scalar(select(func.count(Token.person_id.distinct())))
    assert len({token for tokens in found for token in tokens}) == len(rows) == people


def statements(ids: list[int]) -> int:
    """Return how much is read to write to some, and to look at them again."""
    seen: list[str] = []
    with transaction() as session:
        rows = list(session.scalars(select(Delivery).where(Delivery.id.in_(ids))))
        events.listen(session.get_bind(), "before_cursor_execute", lambda *details: seen.append(details[2]))
        in_bulk.forms(rows, mails.released_message)
        in_bulk.due(rows)
    return sum(statement.startswith("SELECT") for statement in seen)


def test_a_large_batch_asks_no_more_than_a_small_one() -> None:
    ids = [row.id for row in release(NoticeKind.MESSAGE, people=12)]
    assert statements(ids[:4]) == statements(ids)  # one of each language: the letterhead is asked for once in each


def test_who_withdrew_is_told_from_the_others() -> None:
    rows = release(NoticeKind.MESSAGE, people=3)
    with transaction() as session:
        withdraw(session.scalars(select(Registration).where(Registration.person_id == rows[1].person_id)).one())
    assert in_bulk.due(rows) == {rows[0].id: True, rows[1].id: False, rows[2].id: True}


def test_a_notice_that_was_called_off_goes_to_nobody() -> None:
    rows = release(NoticeKind.MESSAGE, people=2)
    with transaction() as session:
        session.get_one(NoticeVersion, rows[0].subject_id).cancelled_at = clock.now()
    with transaction():
        assert in_bulk.forms(rows, mails.released_message) == [None, None]
        assert in_bulk.due(rows) == {rows[0].id: False, rows[1].id: False}
