"""How a published programme is stored, and read again."""

from datetime import timedelta

from assembly.agenda.kinds import SittingStatus, SpeakerPart
from assembly.agenda.programme import ProgrammeLink, ProgrammeSpeaker, from_json, to_json
from tests.agenda.programmes import PROGRAMME, SOLEDAD, with_item, with_sitting
from tests.factories.agenda import FIRST_EVENING


def test_what_was_published_is_read_back_as_it_was() -> None:
    minutes = ProgrammeLink({"en": "Minutes", "fr": "Procès-verbal"}, "https://minutes.example")
    guest = ProgrammeSpeaker(SpeakerPart.MODERATOR, "Ana", {"en": "Researcher"})
    for programme in (
        PROGRAMME,
        with_sitting(place={"en": "Main hall"}, status=SittingStatus.CANCELLED),
        with_item(speakers=(guest,), links=(minutes,)),
    ):
        assert from_json(to_json(programme)) == programme


def test_of_a_registered_person_the_number_is_stored_and_never_the_name() -> None:
    agreed = FIRST_EVENING - timedelta(days=30)
    ana = ProgrammeSpeaker(SpeakerPart.SPEAKER, "Ana", {}, 3, agreed, "ECPAT")
    stored = to_json(with_item(speakers=(ana,)))
    assert "Ana" not in str(stored)
    [back] = from_json(stored).sittings[0].items[0].speakers
    assert (back.registration_id, back.agreed_at, back.name) == (3, agreed, "")


def test_a_programme_that_was_stored_before_there_were_places_is_still_read() -> None:
    stored = to_json(PROGRAMME)
    sitting = stored["sittings"][0]
    del sitting["place"], sitting["status"], sitting["items"][0]["links"]
    sitting["items"][0]["speakers"] = [{"part": "chair", "name": "Soledad"}]
    assert from_json(stored) == PROGRAMME
    assert from_json(stored).sittings[0].items[0].speakers == (SOLEDAD,)
