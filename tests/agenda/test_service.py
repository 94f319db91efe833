"""Writing the agenda and publishing it, on both databases."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from assembly.agenda import queries, service
from assembly.agenda.models import AgendaVersion
from assembly.audit.models import AuditEntry
from assembly.database import transaction
from assembly.errors import NotFoundError
from assembly.extensions import db
from assembly.texts import TextState
from tests.factories.agenda import FIRST_EVENING, FOUR, item_draft, make_item, make_sitting, sitting_draft
from tests.factories.events import make_event

HOUR = timedelta(hours=1)


def published_sequences(event_id: int) -> list[int]:
    programme = queries.published(event_id)
    assert programme is not None
    return [sitting.sequence for sitting in programme.sittings]


def test_readers_see_the_draft_only_once_it_is_published(context: Flask) -> None:
    with transaction():
        event = make_event()
        make_item(make_sitting(event))
    assert queries.published(event.id) is None
    with transaction():
        service.publish_agenda(None, event)
    programme = queries.published(event.id)
    assert programme is not None
    assert [(s.title, [i.title["ru"] for i in s.items]) for s in programme.sittings] == [(FOUR, ["Открытие"])]
    with transaction():
        sitting = queries.sittings_of(event.id)[0]
        service.remove_item(None, sitting.items[0])
    assert queries.published(event.id) == programme


def test_the_addresses_to_join_are_not_published(context: Flask) -> None:
    with transaction():
        event = make_event()
        make_sitting(event)
        version = service.publish_agenda(None, event)
    assert "meet.example" not in str(version.content)
    programme = queries.published(event.id)
    assert programme is not None
    assert (programme.sittings[0].floor, programme.sittings[0].interpretation) == ("en", ("fr",))


def test_the_sequence_rises_once_for_each_published_move_and_the_uid_stays(context: Flask) -> None:
    with transaction():
        event = make_event()
        sitting = make_sitting(event)
        uid = sitting.uid
        service.publish_agenda(None, event)
    assert published_sequences(event.id) == [0]
    for hours in (1, 2):  # moved twice before it is published again: readers see one move
        with transaction():
            moved = sitting_draft(starts_at=FIRST_EVENING + hours * HOUR)
            service.change_sitting(None, queries.sittings_of(event.id)[0], moved)
    with transaction():
        service.publish_agenda(None, event)
    assert published_sequences(event.id) == [1]
    with transaction():
        typo = sitting_draft({**FOUR, "en": "The first sitting"}, FIRST_EVENING + 2 * HOUR)
        service.change_sitting(None, queries.sittings_of(event.id)[0], typo)
        service.publish_agenda(None, event)
    assert published_sequences(event.id) == [1]
    assert queries.sittings_of(event.id)[0].uid == uid


def test_publishing_twice_makes_one_version(context: Flask) -> None:
    with transaction():
        event = make_event()
        make_sitting(event)
        service.publish_agenda(None, event)
    with pytest.raises(service.NothingToPublishError), transaction():
        service.publish_agenda(None, event)
    assert db.session.scalar(select(func.count(AgendaVersion.id))) == 1


def test_an_empty_agenda_is_not_published(context: Flask) -> None:
    with transaction():
        event = make_event()
    with pytest.raises(service.NothingToPublishError), transaction():
        service.publish_agenda(None, event)


def test_items_move_with_their_sitting(context: Flask) -> None:
    with transaction():
        event = make_event()
        sitting = make_sitting(event)
        item = make_item(sitting, starts_at=FIRST_EVENING + HOUR)
        service.change_sitting(None, sitting, sitting_draft(starts_at=FIRST_EVENING + 24 * HOUR))
    assert item.starts_at == FIRST_EVENING + 25 * HOUR


def test_a_sitting_is_not_cut_shorter_than_its_items(context: Flask) -> None:
    with transaction():
        event = make_event()
        sitting = make_sitting(event)
        make_item(sitting, minutes=120)
    with pytest.raises(service.ItemsDoNotFitError), transaction():
        service.change_sitting(None, queries.sittings_of(event.id)[0], sitting_draft(hours=1))
    assert queries.sittings_of(event.id)[0].ends_at == FIRST_EVENING + 3 * HOUR


def test_an_item_outside_of_its_sitting_is_refused(context: Flask) -> None:
    with transaction():
        sitting = make_sitting(make_event())
    with pytest.raises(service.TimesRefusedError) as refused, transaction():
        service.create_item(None, sitting, item_draft(starts_at=FIRST_EVENING + 4 * HOUR))
    assert refused.value.code == "outside_its_sitting"


def test_items_stand_in_the_order_of_time_whenever_they_were_written(context: Flask) -> None:
    with transaction():
        event = make_event()
        sitting = make_sitting(event)
        make_item(sitting, title={"en": "Later"}, starts_at=FIRST_EVENING + HOUR)
        make_item(sitting, title={"en": "Earlier"})
        service.publish_agenda(None, event)
    programme = queries.published(event.id)
    assert programme is not None
    assert [item.title["en"] for item in programme.sittings[0].items] == ["Earlier", "Later"]


def test_the_state_of_each_language_is_the_worst_of_its_texts(context: Flask) -> None:
    with transaction():
        event = make_event()
        sitting = make_sitting(event)
        item = make_item(sitting, title={"en": "Opening", "es": "Apertura", "fr": "Ouverture"})
    with transaction():
        words = {"en": "Grand opening", "es": "Apertura", "fr": "Grande ouverture"}
        service.change_item(None, item, item_draft(words))
    assert queries.text_states(event, queries.sittings_of(event.id)) == {
        "en": TextState.COMPLETE,
        "es": TextState.STALE,
        "fr": TextState.COMPLETE,
        "ru": TextState.MISSING,
    }


def test_nothing_of_another_event_is_found(context: Flask) -> None:
    with transaction():
        event, other = make_event(), make_event()
        sitting = make_sitting(event)
        item = make_item(sitting)
    assert queries.sitting_of(event.id, sitting.id) is sitting
    assert queries.item_of(event.id, item.id) is item
    with pytest.raises(NotFoundError):
        queries.sitting_of(other.id, sitting.id)
    with pytest.raises(NotFoundError):
        queries.item_of(other.id, item.id)


def test_every_act_is_on_the_record(context: Flask) -> None:
    with transaction():
        event = make_event()
        sitting = make_sitting(event)
        make_item(sitting)
        service.publish_agenda(None, event)
        service.remove_sitting(None, sitting)
    assert list(db.session.scalars(select(AuditEntry.action).order_by(AuditEntry.id))) == [
        "agenda.sitting_added",
        "agenda.item_added",
        "agenda.published",
        "agenda.sitting_removed",
    ]
