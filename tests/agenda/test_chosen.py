"""The programme as a reader picks of it, without a script: one day, one kind, and what is going on now."""

import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient

from assembly.agenda import chosen, queries, service
from assembly.agenda.changes import ChangeKind, differences
from assembly.agenda.channels.kinds import ChannelKind
from assembly.agenda.channels.service import set_channels
from assembly.agenda.drafts import ChannelDraft
from assembly.agenda.kinds import ItemKind, SittingStatus
from assembly.agenda.programme import Programme, from_json, to_json
from assembly.database import transaction
from tests.agenda.pages import SLUG, staff_url, the_event
from tests.agenda.programmes import HOUR, PROGRAMME, SITTING, with_sitting
from tests.factories.agenda import FIRST_EVENING, make_item, make_sitting
from tests.statements import statements

ADDRESS = f"/en/events/{SLUG}/programme"


@pytest.fixture
def programme(site: Flask) -> Flask:
    """Two evenings in Bangkok: a plenary and a vote on the first, a panel on the second."""
    with site.app_context(), transaction():
        first = make_sitting(the_event())
        make_item(first, title={"en": "Debate"})
        make_item(first, title={"en": "Ballot"}, starts_at=FIRST_EVENING + HOUR, kind=ItemKind.VOTE, minutes=30)
        second = make_sitting(the_event(), title={"en": "Second sitting"}, starts_at=FIRST_EVENING + 24 * HOUR)
        make_item(second, title={"en": "Panel of members"}, kind=ItemKind.PANEL)
        service.publish_agenda(None, the_event())
    return site


def titles(client: FlaskClient, **query: str) -> list[str]:
    return re.findall(r"<h3>([^<]*)</h3>", client.get(ADDRESS, query_string=query).text)


@pytest.mark.usefixtures("programme")
def test_a_day_and_a_kind_are_picked_by_address_alone(client: FlaskClient) -> None:
    everything = ["Debate", "Ballot", "Panel of members"]
    assert titles(client) == everything
    assert titles(client, day="2026-12-03") == ["Debate", "Ballot"]
    assert titles(client, kind="vote") == ["Ballot"]
    assert titles(client, kind="panel", day="2026-12-03") == []
    assert titles(client, day="") == titles(client, kind="dance", day="yesterday") == everything
    assert titles(client, day="1999-01-01") == everything  # no day of this event
    page = client.get(ADDRESS, query_string={"kind": "panel"}).text
    assert "Second sitting" in page
    assert "First sitting" not in page
    assert "This is a part of the programme" in page
    assert "Show the whole programme" in page
    assert '<option value="panel" selected>' in page
    assert '<option value="break"' not in page  # there is none


@pytest.mark.usefixtures("programme")
def test_the_days_are_those_of_the_reader_s_calendar(client: FlaskClient) -> None:
    assert titles(client, zone="Pacific/Auckland", day="2026-12-04") == ["Debate", "Ballot"]
    page = client.get(ADDRESS, query_string={"zone": "Pacific/Auckland"}).text
    assert '<option value="2026-12-05"' in page


@pytest.mark.usefixtures("programme")
def test_what_is_going_on_is_marked_and_the_mark_moves_with_the_clock(client: FlaskClient) -> None:
    def marked(at: datetime) -> list[str]:
        with time_machine.travel(at, tick=False):
            page = client.get(ADDRESS).text
        assert page.count('class="status status-now"') == 2 * page.count('aria-current="time"')
        return re.findall(r'aria-current="time">.*?<h3>([^<]*)</h3>', page, re.DOTALL)

    assert marked(FIRST_EVENING - timedelta(minutes=1)) == []
    assert marked(FIRST_EVENING) == ["Debate"]
    assert marked(FIRST_EVENING + timedelta(minutes=49)) == ["Debate"]
    assert marked(FIRST_EVENING + timedelta(minutes=50)) == []  # within the same hour, and without any act
    assert marked(FIRST_EVENING + timedelta(minutes=60)) == ["Ballot"]
    assert marked(FIRST_EVENING + timedelta(days=9)) == []


@pytest.mark.usefixtures("programme")
def test_the_mark_costs_the_second_reader_nothing(client: FlaskClient) -> None:
    with time_machine.travel(FIRST_EVENING, tick=False):
        client.get(ADDRESS)
    with time_machine.travel(FIRST_EVENING + timedelta(minutes=3), tick=False), statements() as asked:
        assert 'aria-current="time"' in client.get(ADDRESS).text
    assert len([sql for sql in asked if sql.startswith("SELECT")]) <= 2


def test_what_is_cancelled_is_not_going_on(programme: Flask, client: FlaskClient) -> None:
    with programme.app_context(), transaction():
        service.set_status(None, queries.sittings_of(the_event().id)[0], SittingStatus.CANCELLED)
        service.publish_agenda(None, the_event())
    with time_machine.travel(FIRST_EVENING, tick=False):
        assert 'aria-current="time"' not in client.get(ADDRESS).text


def test_the_moments_at_which_something_changes() -> None:
    [item] = SITTING.items
    assert chosen.turns(PROGRAMME) == (item.starts_at, item.ends_at)
    assert chosen.turns(with_sitting(status=SittingStatus.CANCELLED)) == ()
    assert chosen.going_on((), datetime(2026, 12, 3, tzinfo=UTC)) == []


def test_captions_and_sign_languages_are_said_in_the_published_programme(site: Flask, client: FlaskClient) -> None:
    channels = (
        ChannelDraft("en", "", floor=True),
        ChannelDraft("en", "", kind=ChannelKind.CAPTIONS),
        ChannelDraft("ils", "", kind=ChannelKind.SIGN),
    )
    with site.app_context(), transaction():
        make_item(make_sitting(the_event(), channels=channels))
        service.publish_agenda(None, the_event())
    page = client.get(ADDRESS).text
    assert "Captions: English" in page
    assert "Sign language: International Sign" in page


def test_an_item_in_a_room_of_its_own_says_in_which_languages_it_is_held_and_when_that_changes(
    site: Flask, client: FlaskClient, staff: FlaskClient
) -> None:
    ways = (ChannelDraft("fr", "", floor=True), ChannelDraft("fr", "", kind=ChannelKind.CAPTIONS))
    with site.app_context(), transaction():
        sitting = make_sitting(the_event(), channels=(ChannelDraft("en", "", floor=True),))
        make_item(sitting)
        workshop = make_item(sitting, starts_at=FIRST_EVENING + HOUR, minutes=30)
        service.publish_agenda(None, the_event())
        set_channels(workshop, ways)
    page = staff.get(staff_url("/publish")).text
    assert "as in its sitting" in page
    assert "spoken: French; captions: French" in page
    with site.app_context(), transaction():
        service.publish_agenda(None, the_event())
    page = client.get(ADDRESS).text
    assert (page.count("Spoken: English"), page.count("Spoken: French"), page.count("Captions: French")) == (1, 1, 1)
    assert page.index("Spoken: French") > page.index('id="item-2"')
    from_before = to_json(PROGRAMME)
    for name in ("floor", "interpretation", "captions", "signs"):
        del from_before["sittings"][0]["items"][0][name]
    assert from_json(from_before) == PROGRAMME


def test_they_are_kept_with_the_version_and_their_change_can_be_published() -> None:
    after = with_sitting(captions=("en", "fr"), signs=("ils",))
    assert from_json(to_json(after)).sittings[0].signs == ("ils",)
    stored = to_json(PROGRAMME)
    for name in ("captions", "signs"):
        del stored["sittings"][0][name]  # a version of before
    assert from_json(stored) == Programme(PROGRAMME.sittings, PROGRAMME.states)
    assert [change.kind for change in differences(PROGRAMME, after)] == [ChangeKind.OTHER_LANGUAGES]
    assert not differences(after, with_sitting(captions=("fr", "en"), signs=("ils",)))
