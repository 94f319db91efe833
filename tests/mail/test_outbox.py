"""Posting: one row for each recipient, in the transaction of the business fact, and a wake-up after it."""

import pytest
from flask import Flask

from assembly.database import transaction
from assembly.i18n import speaking
from assembly.mail import outbox
from assembly.mail.models import DeliveryState
from tests.factories.accounts import person
from tests.factories.mail import KIND, deliveries, post_notes

pytestmark = pytest.mark.usefixtures("note")
WakeUps = list[tuple[str, tuple[int | str, ...]]]


def test_a_row_keeps_the_recipient_as_they_were(context: Flask) -> None:
    with transaction():
        somebody = person(email="awa@mali.example", name="Awa", language="fr", zone="Africa/Bamako")
        outbox.post(KIND, 7, [outbox.recipient_of(somebody)])
    with transaction():
        somebody.email, somebody.language, somebody.zone = "other@mali.example", "en", "UTC"
    [row] = deliveries()
    assert (row.kind, row.subject_id, row.person_id) == (KIND, 7, somebody.id)
    assert (row.address, row.name, row.language, row.zone) == (
        "awa@mali.example", "Awa", "fr", "Africa/Bamako",
    )  # fmt: skip
    assert (row.state, row.attempts, row.uncertain) == (DeliveryState.PENDING, 0, 0)


def test_the_language_is_the_recipients_not_that_of_who_presses_the_button(context: Flask) -> None:
    with speaking("ru"):
        post_notes(2, languages=("es", "fr"))
    assert [row.language for row in deliveries()] == ["es", "fr"]


def test_pressed_twice_it_is_one_set(context: Flask) -> None:
    with transaction():
        recipients = [outbox.recipient_of(person()) for _ in range(3)]
    for _pressed in range(2):
        with transaction():
            outbox.post(KIND, 1, recipients)
    assert len(deliveries()) == 3


def test_who_is_new_the_second_time_is_added(context: Flask) -> None:
    with transaction():
        first, second = (outbox.recipient_of(person()) for _ in range(2))
        assert outbox.post(KIND, 1, [first]) == 1
    with transaction():
        assert outbox.post(KIND, 1, [first, second]) == 1
        assert outbox.post(KIND, 2, [first, second, first]) == 2


def test_nothing_leaves_when_the_business_is_undone(context: Flask, wake_ups: WakeUps) -> None:
    with transaction():
        somebody = outbox.recipient_of(person())
    with pytest.raises(ZeroDivisionError), transaction():
        outbox.post(KIND, 1, [somebody])
        raise ZeroDivisionError
    assert deliveries() == []
    assert wake_ups == []


def test_a_worker_is_woken_once_after_the_commit(context: Flask, wake_ups: WakeUps) -> None:
    with transaction():
        recipients = [outbox.recipient_of(person()) for _ in range(3)]
        outbox.post(KIND, 1, recipients)
        assert wake_ups == []
    assert wake_ups == [("mail.deliver", ())]


def test_nobody_is_woken_for_nothing(context: Flask, wake_ups: WakeUps) -> None:
    with transaction():
        assert outbox.post(KIND, 1, []) == 0
    assert wake_ups == []


def test_every_mail_has_an_id_of_its_own_in_the_domain_of_the_site(context: Flask) -> None:
    post_notes(20)
    ids = {row.message_id for row in deliveries()}
    assert len(ids) == 20
    assert all(id_.endswith("@localhost>") for id_ in ids)


def test_a_kind_that_nobody_registered_is_refused(context: Flask) -> None:
    with transaction(), pytest.raises(LookupError, match="no feature has registered"):
        outbox.post("no-such-kind", 1, [])


def test_more_recipients_than_one_statement_holds(context: Flask) -> None:
    assert post_notes(2 * outbox.ROWS_A_STATEMENT + 1) == 2 * outbox.ROWS_A_STATEMENT + 1
