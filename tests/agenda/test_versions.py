"""Versions of the programme: who published what when, what it changed, whom it concerns; and cancelled sittings."""

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from assembly import scope
from assembly.accounts.models import Person
from assembly.agenda import queries, sections, service
from assembly.agenda.drafts import SpeakerDraft
from assembly.agenda.kinds import SittingStatus, SpeakerPart
from assembly.database import transaction
from assembly.extensions import db
from tests.agenda.pages import publish, staff_url
from tests.factories.agenda import FIRST_EVENING, item_draft, make_item, sitting_draft

PUBLISH = staff_url("/publish")
COMPOSER = "/messages/new?template="


def move(app: Flask, hours: int = 1) -> None:
    """Move the sitting in the draft."""
    with app.app_context(), transaction():
        draft = sitting_draft(starts_at=FIRST_EVENING + timedelta(hours=hours))
        service.change_sitting(None, queries.sitting_of(1, 1), draft)


def told(client: FlaskClient) -> str:
    """Publish, and return the page on which one lands."""
    answer = client.post(PUBLISH)
    assert answer.status_code == 303
    return client.get(answer.location).text


def test_versions_are_listed_with_who_published_each(staff: FlaskClient, site: Flask) -> None:
    assert "Nothing is published yet" in staff.get(staff_url("/versions")).text
    publish(site)
    move(site)
    staff.post(PUBLISH)
    page = staff.get(staff_url("/versions")).text
    assert page.index("Version 2") < page.index("Version 1")
    with site.app_context(), scope.everything():
        name = db.session.get_one(Person, 1).name
    assert page.count(f"<div>{name}</div>") == 1, "the first was published by no person"


def test_any_version_can_be_read_with_what_it_changed(staff: FlaskClient, site: Flask) -> None:
    publish(site)
    move(site)
    staff.post(PUBLISH)
    first = staff.get(staff_url("/versions/1")).text
    assert "18:00–18:50" in first
    assert "This is what readers see now." not in first
    second = staff.get(staff_url("/versions/2")).text
    assert "This is what readers see now." in second
    assert "What it changed" in second
    assert "19:00–19:50" in second
    assert staff.get(staff_url("/versions/3")).status_code == 404


def test_after_the_first_version_the_agenda_is_to_be_mailed(staff: FlaskClient, site: Flask) -> None:
    publish(site)
    page = staff.get(staff_url("/versions/1/told")).text
    assert f"{COMPOSER}agenda" in page
    assert "agenda-changed" not in page


def test_a_moved_sitting_concerns_everybody_and_the_composer_is_one_step_away(staff: FlaskClient, site: Flask) -> None:
    publish(site)
    move(site)
    page = told(staff)
    assert f"{COMPOSER}agenda-changed" in page
    assert "The day of 0 participants changes." in page
    assert "Who chairs or speaks there: Soledad Irigoyen" in page


def test_a_typo_concerns_nobody(staff: FlaskClient, site: Flask) -> None:
    publish(site)
    with site.app_context(), transaction():
        words = {"en": "Opening of the assembly"}
        service.change_item(None, queries.item_of(1, 1), item_draft(words))
    page = told(staff)
    assert "Nobody needs to be told" in page
    assert COMPOSER not in page


def test_other_rooms_say_whom_a_change_concerns(staff: FlaskClient, site: Flask) -> None:
    def concerned(event: object, changes: object) -> list[str]:
        return ["4 people signed up for what is not held."]

    publish(site)
    site.extensions[sections.CONCERNED] = (concerned,)
    move(site)
    assert "4 people signed up for what is not held." in told(staff)


def test_words_are_shown_old_and_new_in_each_language(staff: FlaskClient, site: Flask) -> None:
    publish(site)
    with site.app_context(), transaction():
        item = queries.item_of(1, 1)
        service.change_item(None, item, item_draft({**item.title, "fr": "Grande ouverture", "ru": "Начало"}))
        service.add_speaker(None, item, SpeakerDraft(SpeakerPart.MODERATOR, "Bo Lee"))
        make_item(item.sitting, title={"en": "Debate"}, starts_at=item.ends_at)
    page = staff.get(PUBLISH).text
    assert "<del>Ouverture</del> <ins>Grande ouverture</ins>" in page
    assert "<del>Открытие</del> <ins>Начало</ins>" in page
    assert "<ins>Bo Lee (Moderator)</ins>" in page
    assert "Added" in page


@pytest.mark.both_databases
def test_a_cancelled_sitting_stays_in_the_programme_with_a_higher_sequence(staff: FlaskClient, site: Flask) -> None:
    publish(site)
    assert "rather cancel it" in staff.get(staff_url("/sittings/1/delete")).text
    answer = staff.post(staff_url("/sittings/1/status"), data={"status": "cancelled"})
    assert answer.status_code == 303
    assert "<del>First sitting</del>" in staff.get(staff_url()).text
    assert "Cancelled" in staff.get(PUBLISH).text
    staff.post(PUBLISH)
    with site.app_context():
        programme = queries.published(1)
        assert programme is not None
        [sitting] = programme.sittings
        assert (sitting.status, sitting.sequence) == (SittingStatus.CANCELLED, 1)
    staff.post(
        staff_url("/sittings/1"), data={"title-en": "First", "starts": "2026-12-03T18:00", "ends": "2026-12-03T21:00"}
    )
    assert "Hold it after all" in staff.get(staff_url("/sittings/1")).text, "the form does not undo it"
    staff.post(staff_url("/sittings/1/status"), data={"status": "confirmed"})
    staff.post(PUBLISH)
    with site.app_context():
        programme = queries.published(1)
        assert programme is not None
        assert (programme.sittings[0].cancelled, programme.sittings[0].sequence) == (False, 2)


@pytest.mark.parametrize("published", [True, False])
def test_only_what_readers_know_is_rather_cancelled(staff: FlaskClient, site: Flask, published: bool) -> None:  # noqa: FBT001
    publish(site)
    if not published:
        staff.post(
            staff_url("/sittings/new"),
            data={"title-en": "Second", "starts": "2026-12-04T18:00", "ends": "2026-12-04T21:00"},
        )
    page = staff.get(staff_url(f"/sittings/{1 if published else 2}/delete")).text
    assert ("rather cancel it" in page) is published
