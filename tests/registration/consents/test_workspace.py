"""The focal point sees who has not made the declarations that the event asks for, and cannot make them."""

from datetime import timedelta

import pytest
from flask import Flask

from assembly import clock
from assembly.database import transaction
from assembly.database_types import LocalizedText
from assembly.registration.consents import workspace
from assembly.registration.models import Delegation, Registration
from assembly.registration.workspace import Section
from tests.factories.registration import OBSERVER, invited_member, open_event, register
from tests.registration.consents.test_service import accept_all
from tests.statements import statements


class Home:
    """A delegation of two at an event that asks for both declarations."""

    def __init__(self) -> None:
        with transaction():
            self.event = open_event(conduct={"en": "Be kind."}, safeguarding=True)
            self.delegation: Delegation = invited_member(self.event).delegation
            self.awa: Registration = register(self.delegation, name="Awa Diallo")
            self.moussa: Registration = register(self.delegation, OBSERVER, name="Moussa Traoré")

    def sections(self, people: list[Registration] | None = None) -> list[Section]:
        everybody = [self.awa, self.moussa] if people is None else people
        return list(workspace.contribution(self.delegation, everybody, clock.now()).sections)


@pytest.fixture
def home(context: Flask) -> Home:
    return Home()


def test_who_has_not_accepted_everything_is_named(home: Home) -> None:
    (section,) = home.sections()
    assert "Awa Diallo, Moussa Traoré" in section.text
    assert section.status == ("late", "2 declarations missing")
    assert section.url is None
    with transaction():
        accept_all(home.awa)
    (section,) = home.sections()
    assert "Awa Diallo" not in section.text
    assert section.status == ("late", "1 declaration missing")


def test_when_all_have_accepted_it_says_so_and_a_new_text_is_asked_for_anew(home: Home) -> None:
    with transaction():
        for one in (home.awa, home.moussa):
            accept_all(one)
    (section,) = home.sections()
    assert section.status == ("yes", "Complete")
    with transaction():
        home.event.conduct = LocalizedText({"en": "Be kinder."})
    (section,) = home.sections()
    assert section.status == ("late", "2 declarations missing")


def test_where_nothing_is_asked_or_nobody_is_there_nothing_is_said(home: Home) -> None:
    assert home.sections([]) == []
    assert not workspace.contribution(home.delegation, [home.awa], home.event.ends_at + timedelta(days=1)).sections
    with transaction():
        home.event.conduct, home.event.safeguarding = LocalizedText(), False
    assert home.sections() == []


def test_it_asks_as_often_for_two_as_for_one(home: Home) -> None:
    home.sections()  # the event and the people are read by whoever asks
    with statements() as one:
        home.sections([home.awa])
    with statements() as two:
        home.sections()
    assert len(one) == len(two) == 1
