"""What focal points and participants are mailed: in their language and time, with a link that is theirs."""

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask

from assembly import clock
from assembly.database import transaction
from assembly.errors import InvalidLinkError
from assembly.events.models import Event
from assembly.mail.markdown import body_of
from assembly.registration import service
from tests.factories.letters import letters, token_in
from tests.factories.registration import Invited, invited_member, open_event, register


@pytest.fixture
def event(context: Flask) -> Event:
    """An assembly that begins at 18:00 in Bangkok, 11:00 in Greenwich."""
    day = (clock.now() + timedelta(days=12)).date()
    starts = datetime(day.year, day.month, day.day, 11, tzinfo=UTC)
    closes = starts - timedelta(days=2)
    with transaction():
        return open_event(starts_at=starts, ends_at=starts + timedelta(days=1), registration_closes_at=closes)


@pytest.fixture
def home(event: Event) -> Invited:
    with transaction():
        return invited_member(event, contact={"language": "fr", "zone": "Africa/Bamako", "name": "Moussa Keïta"})


def test_the_invitation_says_until_when_in_both_times(home: Invited) -> None:
    (letter,) = letters("invitation")
    facts = {fact.label: fact for fact in letter.facts}
    assert len(facts) == 3
    moments = [fact for fact in letter.facts if fact.secondary]
    assert len(moments) == 2
    for fact in moments:
        assert "11:00, Bamako (UTC)" in fact.value
        assert "18:00, Bangkok (UTC+7)" in str(fact.secondary)
    assert "Moussa Keïta" in letter.body
    assert home.member.name in letter.body


def test_the_link_of_the_invitation_opens_the_delegation_until_registration_closes(home: Invited) -> None:
    (letter,) = letters("invitation")
    assert letter.button
    assert letter.button.url.startswith("http://localhost/fr/invitation/")
    assert service.focal_point_link(token_in(letter), now=clock.now()).member.id == home.member.id
    closes = home.delegation.event.registration_closes_at
    with pytest.raises(InvalidLinkError):
        service.focal_point_link(token_in(letter), now=closes)


def test_no_invitation_goes_out_once_it_is_withdrawn_or_registration_has_closed(home: Invited) -> None:
    assert len(letters("invitation")) == 1
    with transaction():
        home.delegation.event.registration_closes_at = clock.now()
    assert letters("invitation") == []
    with transaction():
        home.delegation.event.registration_closes_at = clock.now() + timedelta(days=1)
        service.withdraw_invitations(None, home.delegation, home.focal_point.id, now=clock.now())
    assert letters("invitation") == []


@pytest.mark.parametrize(
    ("language", "zone", "words"),
    [
        ("en", "Africa/Nairobi", ["14:00, Nairobi (UTC+3)", "18:00, Bangkok (UTC+7)"]),
        ("es", "America/Bogota", ["6:00, Bogotá (UTC−5)", "18:00, Bangkok (UTC+7)"]),
        ("fr", "Asia/Kathmandu", ["16:45, Katmandou (UTC+5:45)", "18:00, Bangkok (UTC+7)"]),
        ("ru", "Asia/Bishkek", ["17:00, Бишкек (UTC+6)", "18:00, Бангкок (UTC+7)"]),
    ],
)
def test_the_confirmation_comes_in_the_persons_own_language_and_time(
    home: Invited, language: str, zone: str, words: list[str]
) -> None:
    with transaction():
        one = register(home.delegation, language=language, zone=zone)
    (letter,) = letters("registration-confirmed")
    begins = letter.facts[2]
    assert words[0] in begins.value
    assert words[1] in str(begins.secondary)
    assert letter.button
    assert letter.button.url.startswith(f"http://localhost/{language}/personal/")
    assert service.personal_page(token_in(letter), now=clock.now()).id == one.id


def test_the_personal_link_works_until_thirty_days_after_the_event(home: Invited) -> None:
    with transaction():
        register(home.delegation)
    (letter,) = letters("registration-confirmed")
    last = home.delegation.event.ends_at + timedelta(days=30)
    assert service.personal_page(token_in(letter), now=last - timedelta(seconds=1))
    with pytest.raises(InvalidLinkError):
        service.personal_page(token_in(letter), now=last)


def test_a_person_who_was_withdrawn_while_the_mail_waited_is_told_only_that(home: Invited) -> None:
    with transaction():
        service.withdraw_person(None, register(home.delegation, name="Awa Diallo"), now=clock.now())
    assert letters("registration-confirmed") == []
    (letter,) = letters("registration-withdrawn")
    assert "Awa Diallo" in letter.body
    assert letter.button is None


def test_a_name_stays_a_name_in_the_mail(home: Invited) -> None:
    """Security, cases 35 and 36."""
    name = "[click](http://evil.example) {{7*7}} <img src=x>"
    with transaction():
        register(home.delegation, name=name)
    (letter,) = letters("registration-confirmed")
    html = body_of(letter.body).html
    assert "<a " not in html
    assert "<img" not in html
    assert "{{7*7}}" in html


def test_what_is_mailed_never_names_the_theme(home: Invited) -> None:
    with transaction():
        home.delegation.event.theme = {"en": "Ending it", "fr": "Y mettre fin"}
        one = register(home.delegation)
        service.withdraw_person(None, one, now=clock.now())
    for kind in ("invitation", "registration-withdrawn"):
        for letter in letters(kind):
            assert "fin" not in letter.subject
            assert "Ending" not in letter.subject
