"""The facts of the overview of an event, as they stand after people have changed their minds."""

from datetime import UTC, date, datetime

from flask import Flask

from assembly import clock
from assembly.database import transaction
from assembly.events import queries as events
from assembly.members.kinds import Region
from assembly.overview.queries import event_facts, event_page
from assembly.registration import service as registration
from tests.factories.credentials import give, propose, voting_member
from tests.factories.events import make_event
from tests.factories.members import make_member
from tests.factories.registration import invited_member, open_event, register


def test_only_the_statement_that_stands_is_counted(context: Flask) -> None:
    with transaction():
        event = open_event()
        home, delegate = voting_member(event)
        for _ in range(2):
            waiting = propose(home, delegate)
    assert waiting.ended_at is None
    facts = event_facts(event)
    assert (facts.credentials_accepted, facts.credentials_waiting) == (1, 1)


def test_a_member_that_gave_a_proxy_is_counted_once(context: Flask) -> None:
    with transaction():
        event = open_event()
        holder, _delegate = voting_member(event)
        principal, _delegate = voting_member(event)
        give(principal, holder)
    facts = event_facts(event)
    assert (facts.credentials_accepted, facts.proxies) == (1, 1)


def test_who_declined_has_answered_and_needs_no_voter(context: Flask) -> None:
    with transaction():
        event = open_event()
        register(invited_member(event).delegation)
        registration.decline(None, invited_member(event).delegation, now=clock.now())
    facts = event_facts(event)
    assert (facts.answered, facts.declined) == (2, 1)


def test_an_event_of_one_region_counts_the_members_of_that_region(context: Flask) -> None:
    with transaction():
        event = open_event()
        make_member(region=Region.ASIA_PACIFIC)
        make_member(region=Region.EUROPE)
        make_member(region=Region.EUROPE)
    assert event_facts(event).members == 3
    with transaction():
        invited_member(event, region=Region.ASIA_PACIFIC)
    assert event_facts(event).members == 2  # of the same region, invited or not yet


def test_the_last_assembly_was_on_the_day_that_its_clocks_showed(context: Flask) -> None:
    midnight_in_bangkok = datetime(2023, 11, 29, 17, tzinfo=UTC)
    with transaction():
        event = make_event(last_assembly_at=midnight_in_bangkok, zone="Asia/Bangkok")
        make_member(joined_on=date(2023, 11, 30))
        later = make_member(joined_on=date(2023, 12, 1))
    met_at = events.last_assembly_at()
    assert met_at
    assert met_at.date() == date(2023, 11, 30)
    assert event_page(event.slug)[1].new_members == [(later.name, later.country)]


def test_the_public_page_counts_anew_after_each_act(context: Flask) -> None:
    """Its facts are kept in memory until something happens: an act that was not noticed would stand there for ever."""
    with transaction():
        event = open_event()
        homes = [invited_member(event) for _ in range(2)]
    counts = []
    for home in homes:
        counts.append(event_page(event.slug)[1].participation.participants)
        with transaction():
            register(home.delegation)
    assert [*counts, event_page(event.slug)[1].participation.participants] == [0, 1, 2]
