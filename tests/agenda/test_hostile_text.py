"""Titles and names that want to be more than that, on the pages and papers of the programme (cases 35 to 37)."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from assembly.agenda import service
from assembly.agenda.drafts import SpeakerDraft
from assembly.agenda.kinds import SpeakerPart
from assembly.database import transaction
from tests.agenda.pages import SLUG, staff_url, the_event
from tests.calendar_reader import read_calendar
from tests.factories.agenda import make_item, make_sitting

HOSTILE = [
    "<img src=x onerror=alert(1)>",
    "{event.__init__.__globals__} {{7*7}}",
    "Opening\r\nATTENDEE:mailto:evil@evil.example",
    '"><script>alert(1)</script>',
    "Opening\u202egnp.exe",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_a_hostile_title_and_name_are_words_wherever_the_programme_is_read(
    site: Flask, staff: FlaskClient, text: str
) -> None:
    with site.app_context(), transaction():
        sitting = make_sitting(the_event(), title={"en": text})
        speaker = SpeakerDraft(SpeakerPart.CHAIR, text, {"en": text})
        make_item(sitting, title={"en": text}, speakers=(speaker,))
        service.publish_agenda(None, the_event())
    for page in (f"/en/events/{SLUG}/programme", *map(staff_url, ("", "/texts", "/items/1", "/versions/1"))):
        answer = staff.get(page)
        assert answer.status_code == 200
        assert "<img src=x" not in answer.text, page
        assert "<script>alert" not in answer.text, page
        assert "{{49}}" not in answer.text
        assert "globals__" not in text or "__globals__" in answer.text, "said as it was written"
    reader = site.test_client()
    [entry] = read_calendar(reader.get(f"/en/events/{SLUG}/programme.ics").data).inside("VEVENT")
    assert entry.all("ATTENDEE") == []
