"""A name that no font of ours can draw is printed in its Latin form, and never as a row of boxes."""

import pytest
from flask import Flask

from assembly import clock, glyphs
from assembly.credentials import service
from assembly.credentials.report import credentials_report
from assembly.database import transaction
from assembly.extensions import db
from assembly.i18n import speaking
from assembly.registration.models import Partner
from assembly.registration.papers.stand_ins import drawable_words, stand_ins
from tests.factories.credentials import propose
from tests.factories.papers import words
from tests.factories.registration import invited_member, open_event, register

KHMER, BENGALI = "សុខ វិចិត្រ", "দোয়েল"


@pytest.mark.parametrize(
    ("name", "printed"),
    [
        (f"Doyel – {BENGALI} (example)", "Doyel (example)"),
        (f"Doyel – {BENGALI} – Родник (пример)", "Doyel – Родник (пример)"),
        (f"{BENGALI} – Doyel", "Doyel"),
        (BENGALI, ""),
    ],
)
def test_of_an_organisation_the_words_are_printed_that_can_be(name: str, printed: str) -> None:
    assert drawable_words(name) == printed


def test_a_partner_is_an_organisation_too(context: Flask) -> None:
    with transaction():
        event = open_event()
        db.session.add(Partner(name=f"{BENGALI} Trust", name_key="trust", country="BD", created_at=clock.now()))
    assert stand_ins(event.id) == {f"{BENGALI} Trust": "Trust"}


def test_the_credentials_report_names_those_who_vote_in_letters_that_are_seen(context: Flask) -> None:
    with transaction():
        home = invited_member(open_event(), name=f"Doyel – {BENGALI} (example)")
        voter = register(home.delegation, name=KHMER, latin_name="Sok Vichet")
        service.accept_credential(None, propose(home, voter), now=clock.now())
    event = home.delegation.event
    assert stand_ins(event.id) == {KHMER: "Sok Vichet", home.member.name: "Doyel (example)"}
    with speaking("en"):
        said = words(credentials_report(event, clock.now()))
    assert "Sok Vichet" in said
    assert "Doyel (example)" in said
    assert glyphs.UNKNOWN not in said
