"""Writing the rota and what it shows, on both databases."""

from datetime import timedelta

import pytest
from flask import Flask

from assembly import clock
from assembly.agenda import service as agenda
from assembly.agenda.channels import service as rooms
from assembly.agenda.channels.drafts import ChannelDraft, RoomDraft
from assembly.agenda.documents.kinds import Visibility
from assembly.agenda.drafts import SittingDraft
from assembly.agenda.interpretation import presentation, queries, service
from assembly.database import transaction
from assembly.errors import InvalidInputError
from assembly.registration import service as registration
from tests.factories.documents import make_document, put
from tests.factories.interpretation import Booth, interpreter, make_booth


def warnings(booth: Booth) -> list[str]:
    return [warning.text for one in presentation.rota(booth.event) for warning in one.warnings]


def test_a_sitting_without_interpreters_has_a_gap_and_one_with_turns_has_none(context: Flask) -> None:
    with transaction():
        booth = make_booth()
    assert warnings(booth) == ["Opening: nobody interprets (English → French)"]
    with transaction():
        turns = booth.turns(booth.ana, booth.bo)
    assert [(turn.registration_id, turn.starts_at) for turn in turns] == [
        (booth.ana.id, booth.sitting.starts_at),
        (booth.bo.id, booth.sitting.starts_at + timedelta(minutes=30)),
    ]
    assert warnings(booth) == []


def test_the_rota_of_a_sitting_that_moves_moves_with_it(context: Flask) -> None:
    with transaction():
        booth = make_booth()
        booth.turns(booth.ana, booth.bo)
        at = booth.sitting.starts_at + timedelta(hours=3)
        agenda.change_sitting(None, booth.sitting, SittingDraft({"en": "Opening"}, at, at + timedelta(hours=1)))
    assert [turn.starts_at for turn in queries.turns_in([booth.sitting.id])] == [at, at + timedelta(minutes=30)]
    assert warnings(booth) == []


def test_one_alone_for_an_hour_is_too_long_and_twice_at_once_is_an_overlap(context: Flask) -> None:
    with transaction():
        booth = make_booth()
        booth.turns(booth.ana, end=60, minutes=60)
        booth.turns(booth.ana, start=10, end=20)
    assert warnings(booth) == [
        "Ana has two turns at once",
        "Ana interprets for more than 30 minutes without a pause",
    ]


def test_another_floor_of_an_item_needs_another_pair(context: Flask) -> None:
    with transaction():
        booth = make_booth()
        booth.turns(booth.ana, booth.bo)
        rooms.set_room(None, booth.item, RoomDraft(channels=(ChannelDraft("fr", floor=True),)))
    assert warnings(booth) == ["Opening: nobody interprets (French → English)"]


def test_whoever_withdraws_leaves_a_gap(context: Flask) -> None:
    with transaction():
        booth = make_booth()
        booth.turns(booth.ana, booth.bo)
        registration.withdraw_guest(None, booth.bo, now=clock.now())
    assert warnings(booth) == ["Opening: nobody interprets (English → French)"]


@pytest.mark.parametrize(("start", "end", "minutes"), [(-5, 30, 30), (30, 61, 30), (30, 30, 30), (0, 30, 0)])
def test_turns_outside_of_their_sitting_or_of_no_length_are_refused(
    context: Flask, start: int, end: int, minutes: int
) -> None:
    with transaction():
        booth = make_booth()
    with pytest.raises(InvalidInputError), transaction():
        booth.turns(booth.ana, start=start, end=end, minutes=minutes)


def test_a_turn_is_removed(context: Flask) -> None:
    with transaction():
        booth = make_booth()
        turn = booth.turns(booth.ana, end=30)[0]
    with transaction():
        service.remove_turn(None, queries.turn_of(booth.event.id, turn.id))
    assert queries.turns_in([booth.sitting.id]) == []


def test_an_interpreter_s_turns_say_what_is_said_meanwhile(context: Flask) -> None:
    with transaction():
        booth = make_booth()
        booth.turns(booth.ana, booth.bo)
    mine = presentation.my_turns(booth.event, booth.bo.id)
    assert [(turn.pair, turn.sitting, turn.items) for turn in mine] == [
        ("English → French", "First sitting", ["Opening"])
    ]


def test_papers_are_those_for_interpreters_at_once_and_others_as_published_and_what_is_owed(context: Flask) -> None:
    with context.test_request_context("/en/"), transaction():
        booth = make_booth()
        due = booth.sitting.starts_at - timedelta(days=2)
        put(make_document(booth.item, Visibility.INTERPRETERS))
        put(make_document(booth.item, Visibility.PARTICIPANTS))  # of the draft
        make_document(booth.item, Visibility.PARTICIPANTS, owed_by="Arun", due_at=due)
        make_document(booth.item)  # neither here nor asked for
    with context.test_request_context("/en/"):
        found = presentation.papers(booth.event)
    assert [(len(paper.files), paper.owed, paper.owed_by) for paper in found] == [(1, False, None), (0, True, "Arun")]


def test_interpreters_are_those_admitted_in_that_role(context: Flask) -> None:
    with transaction():
        booth = make_booth()
        gone = interpreter(booth.event, "Chi")
        registration.withdraw_guest(None, gone, now=clock.now())
    assert [one.person.name for one in queries.interpreters(booth.event.id)] == ["Ana", "Bo"]
