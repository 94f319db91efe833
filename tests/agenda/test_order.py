"""Items in another order: by the service, and by the buttons of the page, with and without a script."""

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from assembly.agenda import queries, service
from assembly.agenda.models import Sitting
from assembly.database import transaction
from tests.agenda.pages import staff_url, the_event
from tests.factories.agenda import FIRST_EVENING, make_item, make_sitting
from tests.factories.events import make_event

MINUTE = timedelta(minutes=1)


def three_items(sitting: Sitting) -> None:
    """Add an opening of 50 minutes, a break of 10, and an hour of debate. Inside of a transaction."""
    for title, start, minutes in (("Opening", 0, 50), ("Break", 50, 10), ("Debate", 60, 60)):
        make_item(sitting, title={"en": title}, starts_at=FIRST_EVENING + start * MINUTE, minutes=minutes)


def order(event_id: int) -> list[tuple[str, int, int]]:
    """Return the items in order, each with its first and last minute of the sitting."""
    programme = queries.draft_of(the_event(), queries.sittings_of(event_id))
    minutes = [
        (item.title["en"], (item.starts_at - FIRST_EVENING) // MINUTE, (item.ends_at - FIRST_EVENING) // MINUTE)
        for item in programme.sittings[0].items
    ]
    return sorted(minutes, key=lambda one: one[1])


def test_an_item_is_moved_to_another_place_and_times_follow(context: Flask) -> None:
    with transaction():
        event = make_event(slug="assembly")
        three_items(make_sitting(event))
    debate = queries.sittings_of(event.id)[0].items[2]
    with transaction():
        assert service.place_item(None, debate, 0)
    assert order(event.id) == [("Debate", 0, 60), ("Opening", 60, 110), ("Break", 110, 120)]
    with transaction():
        assert not service.place_item(None, debate, -1)
        assert service.place_item(None, debate, 99)
    assert order(event.id) == [("Opening", 0, 50), ("Break", 50, 60), ("Debate", 60, 120)]


def test_items_at_the_same_time_have_no_order(context: Flask) -> None:
    with transaction():
        sitting = make_sitting(make_event())
        item = make_item(sitting)
        make_item(sitting)
    with pytest.raises(service.SameTimeError), transaction():
        service.place_item(None, item, 1)


def test_the_buttons_work_without_a_script(staff: FlaskClient, site: Flask) -> None:
    with site.app_context(), transaction():
        three_items(make_sitting(the_event()))
    page = staff.get(staff_url()).text
    assert "Move “Opening” later" in page
    assert "Move “Opening” earlier" not in page
    assert "Move “Debate” later" not in page
    answer = staff.post(staff_url("/items/1/place"), data={"place": "1"})
    assert (answer.status_code, answer.location) == (303, staff_url() + "#item-1")
    assert "“Opening” now begins at 18:10." in staff.get(staff_url()).text
    with site.app_context():
        assert order(1)[0] == ("Break", 0, 10)


def test_what_cannot_be_moved_says_why(staff: FlaskClient, site: Flask) -> None:
    with site.app_context(), transaction():
        sitting = make_sitting(the_event())
        make_item(sitting)
        make_item(sitting)
    page = staff.post(staff_url("/items/1/place"), data={"place": "1"}, follow_redirects=True).text
    assert "These items are held at the same time" in page


def test_an_item_of_another_event_is_not_moved(staff: FlaskClient, site: Flask) -> None:
    with site.app_context(), transaction():
        three_items(make_sitting(the_event()))
        make_event(slug="other")
    assert staff.post("/en/secretariat/events/other/programme/items/1/place", data={"place": "1"}).status_code == 404


@pytest.mark.both_databases
def test_an_item_goes_to_another_sitting_with_all_that_is_in_it(staff: FlaskClient, site: Flask) -> None:
    with site.app_context(), transaction():
        three_items(make_sitting(the_event()))
        make_sitting(the_event(), title={"en": "Second sitting"}, starts_at=FIRST_EVENING + timedelta(days=1))
    data = {"title-en": "Opening", "kind": "opening", "starts": "2026-12-04T18:00", "ends": "2026-12-04T18:50"}
    assert "Second sitting" in staff.get(staff_url("/items/1")).text
    refused = staff.post(staff_url("/items/1"), data=data | {"sitting_id": "1"}).text
    assert "The item must lie within its sitting." in refused
    assert staff.post(staff_url("/items/1"), data=data | {"sitting_id": "2"}).status_code == 303
    assert staff.post(staff_url("/items/1"), data=data | {"sitting_id": "77"}).status_code == 200
    with site.app_context():
        first, second = queries.draft_of(the_event(), queries.sittings_of(1)).sittings
        assert [item.title["en"] for item in first.items] == ["Break", "Debate"]
        assert [(item.title["en"], len(item.speakers)) for item in second.items] == [("Opening", 1)]
