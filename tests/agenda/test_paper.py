"""The programme on paper names whoever speaks in letters that are seen."""

from flask import Flask

from assembly import clock, glyphs
from assembly.agenda import paper, queries, service
from assembly.agenda.drafts import SpeakerDraft
from assembly.agenda.kinds import SpeakerPart
from assembly.agenda.presentation import Reader
from assembly.database import transaction
from assembly.i18n import speaking
from tests.factories.agenda import make_item, make_sitting
from tests.factories.papers import words
from tests.factories.registration import invited_member, open_event, register


def test_a_name_that_no_font_can_draw_is_printed_in_its_latin_form(context: Flask) -> None:
    with transaction():
        event = open_event()
        home = invited_member(event, name="Doyel – দোয়েল (example)")
        speaker = register(home.delegation, name="សុខ វិចិត្រ", latin_name="Sok Vichet")
        item = make_item(make_sitting(event), speakers=())
        service.add_speaker(None, item, SpeakerDraft(SpeakerPart.SPEAKER, registration_id=speaker.id))
        service.publish_agenda(None, event)
    programme = queries.published(event.id)
    assert programme is not None
    with speaking("en"):
        said = words(paper.programme(programme, Reader(event, event.zone, clock.now()), clock.now()))
    assert "Sok Vichet (Doyel (example))" in said
    assert glyphs.UNKNOWN not in said
