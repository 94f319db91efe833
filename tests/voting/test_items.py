"""Votes and the items of the agenda that they belong to."""

from flask import Flask, url_for

from assembly.agenda import service as agenda
from assembly.agenda.models import AgendaItem
from assembly.agenda.sections import outcomes_of, sections_of
from assembly.database import transaction
from assembly.events.models import Event
from assembly.extensions import db
from assembly.scope import everything
from assembly.voting import items
from assembly.voting.models import VoteItem
from tests.factories.agenda import make_item, make_sitting
from tests.factories.events import make_event
from tests.factories.voting import Scene, cast_all, close, count_ballots, draft_vote, open_vote


def item_of(scene: Scene) -> AgendaItem:
    with transaction():
        return make_item(make_sitting(db.session.get_one(Event, scene.event_id)))


def test_a_result_is_found_at_its_item_once_it_is_published(context: Flask, scene: Scene) -> None:
    item, vote_id = item_of(scene), open_vote(scene)
    event = item.sitting.event
    with transaction():
        items.set_votes(None, item, [vote_id])
    with context.test_request_context():
        assert outcomes_of(event) == {}, "while members vote there is none"
    cast_all(vote_id, scene, "YYN")
    close(vote_id, scene)
    count_ballots(vote_id)
    with context.test_request_context():
        [outcome] = outcomes_of(event)[item.id]
        assert outcome.text == "Result of the vote: Does the assembly approve the framework?"
        assert outcome.url == url_for("voting.result", event_slug=event.slug, vote_id=vote_id)
    with transaction():
        agenda.publish_agenda(None, event)
    page = context.test_client().get(f"/fr/events/{event.slug}/programme").text
    assert f'href="/fr/events/{event.slug}/results/{vote_id}"' in page
    assert "L’assemblée approuve-t-elle le cadre" in page


def test_a_vote_belongs_to_one_item_at_most_and_goes_with_none(context: Flask, scene: Scene) -> None:
    first, second, vote_id = item_of(scene), item_of(scene), draft_vote(scene)
    for item in (first, second):
        with transaction():
            items.set_votes(None, item, [vote_id])
    assert [len(items.votes_of_item(item.id)) for item in (first, second)] == [0, 1]
    with transaction():
        agenda.remove_item(None, second)
    assert db.session.query(VoteItem).count() == 0


def test_a_vote_of_another_event_does_not_belong_to_an_item(context: Flask, scene: Scene) -> None:
    vote_id = draft_vote(scene)
    with transaction():
        item = make_item(make_sitting(make_event()))
        items.set_votes(None, item, [vote_id])
    assert items.votes_of_item(item.id) == []


def test_the_item_s_page_says_which_votes_belong_to_it(context: Flask, scene: Scene) -> None:
    item = item_of(scene)
    with context.test_request_context(), everything():
        headings = [section.heading for section in sections_of(item.sitting.event, item)]
    assert "Vote" not in headings, "an event without votes says nothing of them"
    vote_id = draft_vote(scene)
    with transaction():
        items.set_votes(None, item, [vote_id])
    with context.test_request_context(), everything():
        [section] = [one for one in sections_of(item.sitting.event, item) if one.heading == "Vote"]
    assert section.text == "Does the assembly approve the framework?"
