"""The look once a minute, the mails that come of it, the page and the strip."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

import worker.system
from assembly import clock, scope
from assembly.accounts.models import Role
from assembly.audit.service import record
from assembly.backup.held import hold
from assembly.backup.models import Restoration
from assembly.config import Settings
from assembly.database import transaction
from assembly.extensions import db
from assembly.mail import inbox
from assembly.mail.models import Delivery, DeliveryState
from assembly.mail.outbox import post, recipient_of
from assembly.overview.system import breakdowns, queries
from assembly.overview.system.models import Breakdown, Pulse
from assembly.overview.system.rules import Facts, Subject
from assembly.overview.system.watch import EXTENSION, Watch, beat, troubles
from tests.factories.accounts import sign_in, staff
from tests.factories.events import make_federation
from tests.statements import statements

NOW = datetime(2026, 11, 22, 10, tzinfo=UTC)
Later = Callable[[timedelta], None]


@pytest.fixture
def stands(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Sets how everything stands at a moment."""

    def at(now: datetime, **facts: object) -> None:
        monkeypatch.setattr(clock, "now", lambda: now)
        monkeypatch.setattr(queries, "facts", lambda *_args: Facts(now=now, **facts))  # type: ignore[arg-type]

    return at


def mails(settings: Settings) -> list[tuple[str, str, str]]:
    reader = BytesParser(EmailMessage, policy=policy.default)
    found = [reader.parsebytes(path.read_bytes()) for path in sorted(settings.inbox.glob("*"))]
    return [(one["To"], one["Subject"], one.get_content()) for one in found]


def test_administrators_are_told_once_when_it_breaks_and_once_when_it_is_mended(
    context: Flask, settings: Settings, stands: Callable[..., None]
) -> None:
    with transaction():
        make_federation()
        staff(email="admin@fed.example", zone="UTC")
        staff(Role.STAFF, email="staff@fed.example")
    watch, silent = Watch(context, Subject.WEB), {"worker": NOW - timedelta(minutes=5)}
    for minute in range(4):
        stands(NOW + timedelta(minutes=minute), pulses=silent)
        watch.look()
        Watch(context, Subject.WORKER).look()  # another process sees the same
    ((to, subject, text),) = mails(settings)
    assert (to, subject) == ("admin@fed.example", "localhost: something does not work")
    assert "The worker has given no sign of life since Sunday 22 Nov, 09:55 (UTC)" in text
    assert "assembly worker" in text
    stands(NOW + timedelta(minutes=5))
    watch.look()
    watch.look()
    assert len(mails(settings)) == 2
    mended = next(text for _to, subject, text in mails(settings) if subject == "localhost works again")
    assert "since Sunday 22 Nov, 10:00 (UTC)" in mended
    (row,) = db.session.scalars(select(Breakdown))
    assert (row.subjects, row.told, row.ended_at) == (["worker"], ["worker"], NOW + timedelta(minutes=5))
    assert {pulse.name for pulse in db.session.scalars(select(Pulse))} >= {"web", "worker"}


def test_an_alarm_that_could_not_leave_is_tried_again(
    context: Flask, settings: Settings, stands: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    with transaction():
        make_federation()
        staff()
    watch = Watch(context, Subject.WEB)
    with monkeypatch.context() as patch:
        patch.setattr(inbox, "store", lambda *_args: (_ for _ in ()).throw(OSError(28, "full")))
        for minute in range(4):
            stands(NOW + timedelta(minutes=minute), disk_free=0)
            watch.look()
    assert mails(settings) == []
    watch.look()
    assert len(mails(settings)) == 1


def test_an_alarm_that_could_not_leave_takes_nothing_back_of_what_was_mailed_before(
    context: Flask, settings: Settings, stands: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    with transaction():
        make_federation()
        staff()
    watch, silent = Watch(context, Subject.WEB), {"worker": NOW - timedelta(minutes=5)}
    for minute in (0, 2):
        stands(NOW + timedelta(minutes=minute), pulses=silent)
        watch.look()
    monkeypatch.setattr(inbox, "store", lambda *_args: (_ for _ in ()).throw(OSError(28, "full")))
    stands(NOW + timedelta(hours=2), pulses=silent, disk_free=0)
    watch.look()
    (row,) = db.session.scalars(select(Breakdown))
    assert (row.told, row.told_at) == (["worker"], NOW + timedelta(minutes=2))


def test_without_a_database_it_is_told_from_memory_once_an_hour_and_when_it_is_back(
    context: Flask, settings: Settings, stands: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    with transaction():
        make_federation()
        staff(email="admin@fed.example")
    watch = Watch(context, Subject.WEB)
    stands(NOW)
    watch.look()

    def away(*_args: object) -> Facts:
        raise OperationalError("SELECT 1", {}, Exception("away"))

    with monkeypatch.context() as patch:
        patch.setattr(queries, "facts", away)
        watch.look()
        assert mails(settings) == [], "a restart takes less than a minute"
        watch.look()
        watch.look()
    ((to, _subject, text),) = mails(settings)
    assert to == "admin@fed.example"
    assert "The database does not answer." in text
    watch.look()
    watch.look()
    assert sorted(subject for _to, subject, _text in mails(settings)) == [
        "localhost works again", "localhost: something does not work"
    ]  # fmt: skip


def test_the_facts_are_few_questions_and_true(context: Flask, settings: Settings, wake_ups: object) -> None:
    with transaction() as session:
        who = staff()
        post("sign-in", 1, [recipient_of(who)])
        post("sign-in", 2, [recipient_of(who)])
        post("sign-in", 3, [recipient_of(who)])
        late, sent, failed = session.scalars(select(Delivery).order_by(Delivery.id)).all()
        late.due_at -= timedelta(hours=1)
        sent.state, sent.sent_at = DeliveryState.SENT, sent.due_at
        failed.state = DeliveryState.FAILED
        beat_at, due_at = sent.sent_at, late.due_at
    worker.system.tick()
    with statements() as asked:
        found = queries.facts(settings)
    assert len(asked) < 14
    assert (found.last_sent, found.oldest_due, found.waiting, found.failed) == (beat_at, due_at, 1, 1)
    assert abs(found.pulses["timer"] - found.now) < timedelta(minutes=1)
    assert abs(found.drift) < timedelta(seconds=30)
    assert found.backup_every is None


def test_mail_that_a_dead_server_refuses_waits_since_it_was_posted(
    app: Flask, settings: Settings, client: FlaskClient, wake_ups: object
) -> None:
    with app.app_context(), scope.everything():
        with transaction() as session:
            make_federation()
            who = staff()
            post("sign-in", 1, [recipient_of(who)])
            (mail,) = session.scalars(select(Delivery))
            posted_at, mail.attempts, mail.state = mail.created_at, 1, DeliveryState.RETRY
            mail.due_at += timedelta(minutes=10)  # each try puts it off
            session.add(Breakdown(began_at=posted_at, subjects=["mail"]))
            who_id = who.id
        found = queries.facts(replace(settings, smtp_url="smtp://127.0.0.1:9"))
    assert (found.mail_refused, found.oldest_due, found.waiting) == (True, posted_at, 1)
    sign_in(client, app, who_id)
    broken = client.get("/en/secretariat/system").text.partition("<caption>When something did not work")[2]
    assert "Never" in broken, "nobody could be mailed"


def test_a_backup_of_a_clock_that_ran_ahead_does_not_hide_that_none_is_made(
    context: Flask, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = clock.now().replace(microsecond=0)
    for at in (now - timedelta(days=3), now + timedelta(days=400)):
        monkeypatch.setattr(clock, "now", lambda at=at: at)
        with transaction():
            record(None, "backup.made", "backup", None)
    assert queries.facts(settings).last_backup == now - timedelta(days=3)


def test_every_page_of_the_secretariat_shows_what_is_broken_without_asking(
    app: Flask, client: FlaskClient, stands: Callable[..., None]
) -> None:
    with app.app_context(), transaction():
        make_federation()
        admin, other = staff(zone="UTC").id, staff(Role.STAFF, zone="UTC").id
    sign_in(client, app, admin)
    assert "Everything works" in client.get("/en/secretariat/system").text
    with app.app_context():
        beat(Subject.WORKER)
    assert "No mail has left" not in client.get("/en/secretariat/members").text
    stands(NOW, oldest_due=NOW - timedelta(hours=1))
    app.extensions[EXTENSION] = watch = Watch(app, Subject.WEB)
    watch.look()
    with app.app_context():
        assert [look.subject for look in troubles(app)] == [Subject.MAIL]
    shown = client.get("/en/secretariat/members").text
    assert "No mail has left since Sunday 22 Nov, 09:00 (UTC)." in shown
    assert "/en/secretariat/system" in shown
    page = client.get("/en/secretariat/system").text
    assert "No mail has left since" in page
    assert "flash-error" not in page, "there it stands on top anyway"
    colleague = app.test_client()
    sign_in(colleague, app, other)
    assert "If no mail leaves, tell one of them." in colleague.get("/en/secretariat/members").text
    assert colleague.get("/en/secretariat/system").status_code == 403
    del app.extensions[EXTENSION]


@pytest.mark.parametrize(("act", "state"), [("send", DeliveryState.PENDING), ("drop", DeliveryState.CANCELLED)])
def test_mail_that_was_held_back_at_a_restore_goes_or_stays_as_an_administrator_says(
    app: Flask, client: FlaskClient, act: str, state: DeliveryState
) -> None:
    with app.app_context(), transaction() as session:
        make_federation()
        admin = staff()
        admin_id = admin.id
        post("sign-in", 1, [recipient_of(admin)])
        session.add(Restoration(backup_at=NOW, restored_at=NOW, held=hold(NOW)))
    sign_in(client, app, admin_id)
    assert "1 mail had not gone when the backup was made" in client.get("/en/secretariat/system").text
    for _twice in range(2):
        assert client.post("/en/secretariat/system/held/1", data={"act": act}).status_code == 303
    assert "had not gone" not in client.get("/en/secretariat/system").text
    with app.app_context():
        (row,) = db.session.scalars(select(Delivery))
        assert (row.held_at, row.state) == (None, state)


def test_the_mark_of_an_absent_database_is_a_file_of_the_machine(settings: Settings) -> None:
    assert breakdowns.note_without_database(settings.instance, NOW)
    assert not breakdowns.note_without_database(settings.instance, NOW)
