"""Releasing a notice, on both databases; pressed twice or in two tabs it is one (security.md, case 42)."""

import threading

import pytest
from flask import Flask
from sqlalchemy import func, select

from assembly import scope
from assembly.agenda import service as agenda
from assembly.audit.models import AuditEntry
from assembly.database import transaction
from assembly.extensions import db
from assembly.mail.models import Delivery
from assembly.notices import queries, service
from assembly.notices.kinds import NoticeKind
from assembly.notices.models import Notice, NoticeVersion
from assembly.notices.service import Order
from tests.factories import accounts
from tests.factories.agenda import make_item, make_programme, make_sitting
from tests.factories.events import make_event
from tests.factories.notices import (
    FOUR_SUBJECTS,
    edit,
    make_notice,
    register,
)
from tests.statements import statements

WakeUps = list[tuple[str, tuple[int | str, ...]]]


def look(notice: Notice) -> str:
    return service.fingerprint(notice, service.recipients_of(notice))


def languages_sent() -> list[str]:
    return sorted(db.session.scalars(select(Delivery.language)))


def test_each_recipient_gets_one_mail_in_their_own_language(context: Flask, wake_ups: WakeUps) -> None:
    with transaction():
        event = make_event()
        for language in ("en", "es", "fr", "ru", "ru"):
            register(event, language=language)
        notice = make_notice(event)
        version = service.release_notice(None, notice)
        assert wake_ups == []  # nothing leaves before the commit
    assert languages_sent() == ["en", "es", "fr", "ru", "ru"]
    assert version.recipients == 5
    assert [task for task, _arguments in wake_ups] == ["mail.deliver"]


def test_what_was_released_is_frozen(context: Flask) -> None:
    with transaction():
        event = make_event()
        register(event)
        notice = make_notice(event)
        version = service.release_notice(None, notice)
    assert version.subject == FOUR_SUBJECTS
    with pytest.raises(service.AlreadyReleasedError), transaction():
        edit(notice, ["en"])
    with pytest.raises(service.AlreadyReleasedError), transaction():
        service.remove_notice(None, notice)


def test_released_twice_it_goes_out_once(context: Flask) -> None:
    with transaction():
        event = make_event()
        register(event)
        notice = make_notice(event)
        service.release_notice(None, notice)
    with pytest.raises(service.AlreadyReleasedError), transaction():
        service.release_notice(None, notice)
    assert db.session.scalar(select(func.count(Delivery.id))) == 1


def test_pressed_in_two_tabs_at_once_it_goes_out_once(context: Flask) -> None:
    with transaction():
        event = make_event()
        for _ in range(3):
            register(event)
        notice_id, event_id = make_notice(event).id, event.id
    start, results = threading.Barrier(2), []

    def press() -> None:
        with context.app_context(), scope.everything():
            notice = queries.notice_of(event_id, notice_id)
            start.wait()
            try:
                with transaction():
                    service.release_notice(None, notice)
                results.append("released")
            except service.AlreadyReleasedError:
                results.append("refused")
            db.session.remove()

    tabs = [threading.Thread(target=press) for _ in range(2)]
    for tab in tabs:
        tab.start()
    for tab in tabs:
        tab.join()
    assert sorted(results) == ["refused", "released"]
    assert db.session.scalar(select(func.count(NoticeVersion.id))) == 1
    assert db.session.scalar(select(func.count(Delivery.id))) == 3


def test_the_gate_refuses_a_language_that_somebody_needs(context: Flask) -> None:
    with transaction():
        event = make_event()
        register(event, language="en")
        russian = register(event, language="ru")
        notice = make_notice(event)
    with transaction():
        edit(notice, ["en", "es", "fr"])  # the Russian is older now
    with pytest.raises(service.GateError) as refused, transaction():
        service.release_notice(None, notice)
    assert refused.value.languages == ("ru",)
    assert db.session.scalar(select(func.count(Delivery.id))) == 0
    with pytest.raises(service.GateError), transaction():
        service.release_notice(None, notice, Order(["fr"]))
    with transaction():
        version = service.release_notice(None, notice, Order(["ru", "es"]))
    assert version.accepted_fallbacks == ["ru"]  # what nobody needed was not accepted
    assert russian.id


def test_the_gate_does_not_ask_about_a_language_that_nobody_reads(context: Flask) -> None:
    with transaction():
        event = make_event()
        register(event, language="en")
        notice = make_notice(event, subject={"en": "To all"}, body={"en": "Dear ((name))"})
        assert service.release_notice(None, notice).accepted_fallbacks == []


def test_an_empty_audience_sends_to_nobody_and_says_so(context: Flask) -> None:
    with transaction():
        notice = make_notice(make_event())
    with pytest.raises(service.NobodyError), transaction():
        service.release_notice(None, notice)
    assert db.session.scalar(select(func.count(NoticeVersion.id))) == 0


def test_the_programme_is_mailed_only_once_it_is_published(context: Flask) -> None:
    with transaction():
        event = make_event()
        register(event)
        notice = make_notice(event, NoticeKind.AGENDA)
    with pytest.raises(service.NoProgrammeError), transaction():
        service.release_notice(None, notice)
    with transaction():
        make_programme(event)
        assert service.release_notice(None, notice).number == 1


def test_a_language_that_the_programme_lacks_closes_the_gate_too(context: Flask) -> None:
    with transaction():
        event = make_event()
        register(event, language="fr")
        make_item(make_sitting(event), title={"en": "Opening"})
        agenda.publish_agenda(None, event)
        notice = make_notice(event, NoticeKind.AGENDA)
    with pytest.raises(service.GateError) as refused, transaction():
        service.release_notice(None, notice)
    assert refused.value.languages == ("fr",)


def test_a_text_that_changed_after_it_was_reviewed_is_not_released(context: Flask) -> None:
    with transaction():
        event = make_event()
        register(event)
        notice = make_notice(event)
        reviewed = look(notice)
    with transaction():
        edit(notice, ["en", "es", "fr", "ru"])
    with pytest.raises(service.ChangedMeanwhileError), transaction():
        service.release_notice(None, notice, Order(reviewed=reviewed))
    with transaction():
        service.release_notice(None, notice, Order(reviewed=look(notice)))


def test_places_that_nobody_fills_are_refused_with_their_names(context: Flask) -> None:
    with pytest.raises(service.UnknownPlaceholderError) as refused, transaction():
        make_notice(make_event(), body={"en": "Dear ((nmae))"})
    assert refused.value.names == ["nmae"]
    assert "((nmae))" in str(refused.value)
    with pytest.raises(service.UnknownPlaceholderError), transaction():
        make_notice(make_event(), subject={"en": "Open ((link))"})


def test_a_test_can_be_sent_again_after_the_text_changed(context: Flask) -> None:
    with transaction():
        actor = accounts.staff(language="fr")
        notice = make_notice(make_event())
    for _ in range(2):
        with transaction():
            service.send_test(actor.id, notice)
    assert [(row.kind, row.language) for row in db.session.scalars(select(Delivery))] == [("notice-test", "fr")]
    with transaction():
        service.remove_notice(actor.id, notice)
    assert db.session.scalar(select(func.count(Delivery.id))) == 0


def test_the_record_tells_how_many_and_never_whom(context: Flask) -> None:
    with transaction():
        event = make_event()
        register(event, name="Aminata Koné", email="aminata@acesem.example")
        notice = make_notice(event)
        service.release_notice(None, notice)
    entry = db.session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc())).first()
    assert entry is not None
    assert (entry.action, entry.details) == (
        "notice.released",
        {"version": 1, "recipients": 1, "left_out": 0, "accepted": [], "scheduled": None},
    )


def test_the_number_of_queries_of_a_release_does_not_grow_with_its_recipients(context: Flask) -> None:
    counts = []
    for recipients in (1, 12):
        with transaction():
            event = make_event()
            for _ in range(recipients):
                register(event)
            notice = make_notice(event)

        with statements() as seen, transaction():
            service.release_notice(None, notice)
        counts.append(len(seen))
    assert counts[0] == counts[1]
