"""What every assembly sends: complete in four languages, alike in all of them, and fit to be filled in."""

import re

import pytest

from assembly.notices.audience import WAITING, Audience
from assembly.notices.kinds import Fact, Group, NoticeKind, Template
from assembly.notices.placeholders import IN_BODY, IN_SUBJECT, OF_A_VOTE, unknown, used
from assembly.notices.starting_texts import ABOUT_A_VOTE, FOLDER, start, starting_text

LANGUAGES = ("en", "es", "fr", "ru")


@pytest.mark.parametrize("template", Template)
def test_each_is_in_every_language_and_can_be_filled_in(template: Template) -> None:
    subject, body = starting_text(template, LANGUAGES)
    assert tuple(body) == LANGUAGES
    assert tuple(subject) == (() if template is Template.MESSAGE else LANGUAGES)
    assert not any(unknown(text, IN_BODY) for text in body.values())
    assert not any(unknown(text, IN_SUBJECT) for text in subject.values())
    about_a_vote = any(used(text) & OF_A_VOTE for text in body.values())
    assert about_a_vote is (template in ABOUT_A_VOTE)


@pytest.mark.parametrize("template", Template)
def test_all_languages_say_the_same_with_the_same_places_and_points(template: Template) -> None:
    subject, body = starting_text(template, LANGUAGES)
    for texts in (subject, body):
        places = {code: used(text) for code, text in texts.items()}
        assert all(found == places["en"] for found in places.values()), places
    points = {code: len(re.findall(r"(?m)^(?:-|\d\.|>) ", text)) for code, text in body.items()}
    assert len(set(points.values())) == 1, points


@pytest.mark.parametrize("template", Template)
def test_typography_is_that_of_each_language(template: Template) -> None:
    subject, body = starting_text(template, LANGUAGES)
    french = subject.get("fr", "") + body["fr"]
    assert not re.search(r"(?<!\S) ?[\w)»] [:;?!](?:\s|$)", french)  # a no-break space before it
    assert "'" not in french
    assert not re.search(r"(?m)[^¿\n]*\?", re.sub(r"¿[^?]*\?", "", body["es"]))


def test_every_file_is_a_template() -> None:
    assert {path.stem for path in FOLDER.glob("*.md")} == set(Template)


def test_only_the_languages_of_the_event_are_filled() -> None:
    _subject, body = starting_text(Template.AGENDA, ["fr", "en"])
    assert set(body) == {"fr", "en"}


def test_each_has_its_audience() -> None:
    assert start(Template.REMINDER, LANGUAGES).audience == WAITING
    assert start(Template.INVITATION, LANGUAGES).audience.groups == {Group.FOCAL_POINTS}
    assert start(Template.THANKS, LANGUAGES).audience == Audience()
    late = start(Template.NOT_VOTED, LANGUAGES, vote_id=7)
    assert Fact.TO_VOTE in str(late.audience.who)
    assert "7" in str(late.audience.who)


def test_what_carries_the_programme_and_what_gives_notice() -> None:
    kinds = {template: start(template, LANGUAGES).kind for template in Template}
    assert [one for one, kind in kinds.items() if kind is NoticeKind.AGENDA] == ["agenda", "agenda-changed"]
    assert [one for one in Template if start(one, LANGUAGES).notice_days] == ["invitation"]
