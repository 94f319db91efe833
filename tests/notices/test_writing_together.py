"""Several people write one message, each in a language: nothing is overwritten unseen, and what is right is said so."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from assembly.extensions import db
from assembly.notices.models import Notice
from tests.factories.notices import FOUR_BODIES, FOUR_SUBJECTS
from tests.notices.office import add, url

WRITTEN = {
    **{f"subject-{code}": text for code, text in FOUR_SUBJECTS.items()},
    **{f"body-{code}": text for code, text in FOUR_BODIES.items()},
    "weight": "needed",
    "vote": "",
    "notice_days": "",
}


def opened(client: FlaskClient, only: str | None = None) -> dict[str, str]:
    """What a browser sends of the page as it is."""
    page = client.get(url("/1"), query_string={"only": only} if only else None).text
    marks = dict(re.findall(r'name="(was\.[^"]+)" value="([^"]*)"', page))
    return {name: text for name, text in WRITTEN.items() if f"was.{name}" in marks} | marks


def notice(site: Flask) -> Notice:
    with site.app_context():
        return db.session.get_one(Notice, 1)


@pytest.mark.both_databases
def test_translators_of_two_languages_and_whoever_writes_the_original_all_keep_theirs(
    client: FlaskClient, site: Flask
) -> None:
    add(site, "en")
    spanish, french, original = opened(client, "es"), opened(client, "fr"), opened(client)
    changed = (
        ("es", spanish | {"body-es": "Hola"}),
        ("fr", french | {"body-fr": "Bonjour", "notice_days": "30"}),
        (None, original | {"body-en": "Hello"}),
    )
    for only, page in changed:
        assert client.post(url("/1"), query_string={"only": only}, data=page).status_code == 303
    saved = notice(site)
    assert saved.body == {**FOUR_BODIES, "en": "Hello", "es": "Hola", "fr": "Bonjour"}
    assert saved.notice_days == 30
    answer = client.post(url("/1"), query_string={"only": "es"}, data=spanish | {"body-es": "Buenos días"})
    assert (answer.status_code, "Somebody else changed this meanwhile" in answer.text) == (409, True)
    assert ">Hola</span>" in answer.text
    assert "Buenos días</textarea>" in answer.text


def test_a_translation_that_is_still_right_after_the_original_was_mended_is_said_to_be(
    client: FlaskClient, site: Flask
) -> None:
    add(site, "en", "es", "ru")
    assert "Still right as it is" not in client.get(url("/1")).text
    client.post(url("/1"), data=opened(client) | {"subject-en": "Mended"})
    assert client.get(url("/1")).text.count("Still right as it is") == 3
    client.post(url("/1"), data=opened(client) | {"right.subject-es": "y"})
    page = client.get(url("/1")).text
    assert page.count("Still right as it is") == 2
    assert 'name="right.subject-es"' not in page
    review = client.get(url("/1/review")).text
    assert "let 1 reader have it as it is" in review, "Russian"
    assert review.count("The text is older than the original.") == 1
    typed = opened(client) | {"subject-en": "", "right.subject-ru": "y"}
    assert 'name="right.subject-ru" value="y" checked' in client.post(url("/1"), data=typed).text
