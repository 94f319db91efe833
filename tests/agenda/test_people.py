"""Who is announced: people of the event under their name as it stands now, and guests by name."""

from datetime import timedelta
from functools import partial

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from assembly import clock
from assembly.agenda import people, queries, service
from assembly.agenda.drafts import SpeakerDraft
from assembly.agenda.kinds import SpeakerPart
from assembly.agenda.models import AgendaItem
from assembly.database import transaction
from assembly.errors import NotFoundError
from assembly.extensions import db
from assembly.registration.consents.models import Consent, ConsentPurpose
from assembly.registration.models import Registration, RegistrationState
from tests.factories.agenda import make_item, make_sitting
from tests.factories.events import make_event
from tests.factories.registration import invited_member, open_event, register

SPEAKER, CHAIR = SpeakerPart.SPEAKER, SpeakerPart.CHAIR


def announced(event_id: int) -> list[str]:
    """Return the names that readers see."""
    programme = queries.published(event_id)
    assert programme is not None
    return [one.name for sitting in programme.sittings for item in sitting.items for one in item.speakers]


def panel() -> tuple[AgendaItem, Registration]:
    """Publish an item in which Ana, who is registered, speaks. Inside of a transaction."""
    event = open_event()
    ana = register(invited_member(event).delegation, name="Ana Torres")
    item = make_item(make_sitting(event), speakers=())
    service.add_speaker(None, item, SpeakerDraft(SPEAKER, registration_id=ana.id))
    service.publish_agenda(None, event)
    return item, ana


def hide(person: Registration) -> None:
    """Let somebody ask to be on no list. Inside of a transaction."""
    row = Consent(person_id=person.person_id, event_id=person.event_id, purpose=ConsentPurpose.HIDDEN)
    row.given_at = clock.now()
    db.session.add(row)


def test_a_registered_speaker_has_the_name_and_organisation_that_are_theirs_now(context: Flask) -> None:
    with transaction():
        item, ana = panel()
    assert announced(ana.event_id) == ["Ana Torres"]
    with transaction():
        ana.person.name = "Ana María Torres"
    programme = queries.published(ana.event_id)
    assert programme is not None
    [speaker] = programme.sittings[0].items[0].speakers
    assert (speaker.name, speaker.organisation) == ("Ana María Torres", ana.organisation)
    with pytest.raises(service.NothingToPublishError), transaction():
        service.publish_agenda(None, item.sitting.event)


def test_whoever_withdraws_is_gone_for_readers_and_marked_for_the_secretariat(context: Flask) -> None:
    with transaction():
        item, ana = panel()
    with transaction():
        ana.state, ana.seat, ana.withdrawn_at = RegistrationState.WITHDRAWN, None, clock.now()
    assert announced(ana.event_id) == []
    [standing] = people.standing([item])[item.id]
    assert (standing.name, standing.withdrawn, standing.hidden) == ("Ana Torres", True, False)


def test_whoever_asks_to_be_hidden_is_announced_only_once_they_agreed(context: Flask) -> None:
    with transaction():
        item, ana = panel()
    with transaction():
        hide(ana)
    assert announced(ana.event_id) == []
    assert people.standing([item])[item.id][0].hidden
    with transaction():
        draft = SpeakerDraft(SPEAKER, registration_id=ana.id, agreed=True)
        service.change_speaker(None, item.speakers[0], draft)
        service.publish_agenda(None, item.sitting.event)
    assert announced(ana.event_id) == ["Ana Torres"]


def test_an_agreement_does_not_outlast_a_later_wish_to_be_hidden(context: Flask) -> None:
    agree = partial(SpeakerDraft, SPEAKER, agreed=True)
    with transaction():
        item, ana = panel()
        hide(ana)
        service.change_speaker(None, item.speakers[0], agree(registration_id=ana.id))
        service.publish_agenda(None, item.sitting.event)
    assert announced(ana.event_id) == ["Ana Torres"]
    with transaction():
        wish = db.session.scalars(select(Consent)).one()
        wish.given_at = clock.now() + timedelta(seconds=1)
    assert announced(ana.event_id) == []
    with time_machine.travel(clock.now() + timedelta(minutes=1)), transaction():
        service.change_speaker(None, item.speakers[0], agree(registration_id=ana.id))
        service.publish_agenda(None, item.sitting.event)
    assert announced(ana.event_id) == ["Ana Torres"]


def test_a_name_is_nowhere_in_what_is_stored_of_a_version(context: Flask) -> None:
    with transaction():
        _item, ana = panel()
    version = queries.latest_version(ana.event_id)
    assert version is not None
    assert "Ana" not in str(version.content)


def test_nobody_stands_twice_in_an_item_with_the_same_part(context: Flask) -> None:
    with transaction():
        item, ana = panel()
    again = partial(service.add_speaker, None, item)
    with pytest.raises(service.AlreadySpeaksError), transaction():
        again(SpeakerDraft(SPEAKER, registration_id=ana.id))
    with transaction():
        again(SpeakerDraft(CHAIR, registration_id=ana.id))
        again(SpeakerDraft(SPEAKER, "Bo Lee"))
        again(SpeakerDraft(SPEAKER, "Bo Lee"))  # two people may share a name
    assert [one.position for one in item.speakers] == [1, 2, 3, 4]


def test_people_are_put_into_another_order(context: Flask) -> None:
    with transaction():
        item = make_item(
            make_sitting(make_event()), speakers=tuple(SpeakerDraft(SPEAKER, name) for name in ("Ana", "Bo", "Chi"))
        )
    chi = item.speakers[2]
    with transaction():
        service.move_speaker(None, chi, up=True)
        service.move_speaker(None, chi, up=False)
        service.move_speaker(None, chi, up=False)  # at the end already: nothing happens
        service.move_speaker(None, chi, up=True)
        service.move_speaker(None, chi, up=True)
    db.session.expire_all()
    assert [one.name for one in item.speakers] == ["Chi", "Ana", "Bo"]
    with transaction():
        service.remove_speaker(None, chi)
        service.add_speaker(None, item, SpeakerDraft(CHAIR, "Dina"))
    db.session.expire_all()
    assert [one.name for one in item.speakers] == ["Ana", "Bo", "Dina"]


def test_people_are_found_by_name_without_accents_and_by_organisation(context: Flask) -> None:
    with transaction():
        event = open_event()
        invited = invited_member(event)
        ana = register(invited.delegation, name="Ána Torres")
        gone = register(invited.delegation, name="Ana Gone")
        gone.state, gone.seat, gone.withdrawn_at = RegistrationState.WITHDRAWN, None, clock.now()
    assert [one.registration_id for one in people.find(event.id, "ana t")] == [ana.id]
    assert [one.name for one in people.find(event.id, invited.member.name)] == ["Ána Torres"]
    assert people.find(event.id, "  ") == []
    assert people.find(event.id, "%") == []


def test_nobody_of_another_event_is_put_into_the_programme(context: Flask) -> None:
    with transaction():
        _item, ana = panel()
        other = make_event()
    assert people.of_event(ana.event_id, ana.id).name == "Ana Torres"
    with pytest.raises(NotFoundError):
        people.of_event(other.id, ana.id)
    with pytest.raises(NotFoundError):
        people.of_event(other.id, 987_654)
