"""Votes and the items of the agenda that they belong to: what the pages of the agenda say of them."""

from collections.abc import Collection, Sequence

from flask import url_for
from sqlalchemy import delete, select

from assembly.agenda.models import AgendaItem
from assembly.agenda.sections import Outcome, Place, Section
from assembly.audit.service import record
from assembly.events.models import Event
from assembly.extensions import db
from assembly.i18n import current_language, ngettext
from assembly.i18n import gettext as _
from assembly.voting.models import Vote, VoteItem
from assembly.voting.rules import VoteState
from assembly.voting.wording import question_of


def votes_of_item(item_id: int) -> Sequence[Vote]:
    """Return the votes that belong to an item, in the order in which they were written."""
    statement = select(Vote).join(VoteItem, VoteItem.vote_id == Vote.id).where(VoteItem.item_id == item_id)
    return db.session.scalars(statement.order_by(Vote.id)).all()


def set_votes(actor_id: int | None, item: AgendaItem, vote_ids: Collection[int]) -> None:
    """Let these votes of the event belong to an item, and no others; one that belonged elsewhere moves here."""
    wanted = select(Vote.id).where(Vote.event_id == item.sitting.event_id, Vote.id.in_(vote_ids))
    known = sorted(db.session.scalars(wanted))
    db.session.execute(delete(VoteItem).where((VoteItem.item_id == item.id) | VoteItem.vote_id.in_(known)))
    db.session.add_all(VoteItem(vote_id=vote_id, item_id=item.id) for vote_id in known)
    db.session.flush()
    record(actor_id, "agenda.votes_set", "agenda_item", item.id, votes=known)


def section(event: Event, place: Place) -> list[Section]:
    """Return what votes add to the secretariat's page of an item; nothing while the event has none."""
    if not isinstance(place, AgendaItem):
        return []
    if db.session.scalar(select(Vote.id).where(Vote.event_id == event.id).limit(1)) is None:
        return []
    questions = [_question(vote, event) for vote in votes_of_item(place.id)]
    url = url_for("voting_staff.of_item", event_slug=event.slug, item_id=place.id)
    text = "; ".join(questions) or _("No vote belongs to this item.")
    heading = ngettext("Vote", "Votes", max(len(questions), 1))
    return [Section(heading, text, url, _("Say which votes belong to it"))]


def outcomes(event: Event) -> list[Outcome]:
    """Return the published results of votes that belong to items, for whoever reads the programme; in one query."""
    statement = (
        select(Vote, VoteItem.item_id)
        .join(VoteItem, VoteItem.vote_id == Vote.id)
        .where(Vote.event_id == event.id, Vote.state == VoteState.PUBLISHED, Vote.practice.is_(False))
        .order_by(Vote.id)
    )
    return [
        Outcome(
            item_id,
            _("Result of the vote: %(question)s", question=_question(vote, event)),
            url_for("voting.result", event_slug=event.slug, vote_id=vote.id),
        )
        for vote, item_id in db.session.execute(statement)
    ]


def _question(vote: Vote, event: Event) -> str:
    return question_of(vote).read(current_language(), event.source_language).text
