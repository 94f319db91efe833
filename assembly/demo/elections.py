"""The committee of the demonstration, elected by region: one seat is decided, one vote is open, the others are drafts.

Candidates are people of invented organisations; all of it is secret, so that no organisation has a visible vote.
"""

from itertools import cycle
from typing import Final

from sqlalchemy import select

from assembly.accounts.models import Person
from assembly.database import transaction
from assembly.database_types import LocalizedText
from assembly.demo.ballots import Chance, actor_of, cast_all, give_key
from assembly.demo.documents import INVENTED, document, table
from assembly.demo.timetable import Timetable
from assembly.events.models import Event
from assembly.extensions import db
from assembly.voting import keys
from assembly.voting import service as voting
from assembly.voting.models import Vote
from assembly.voting.objections import service as objections
from assembly.voting.papers import Marks
from assembly.voting.ready_made import Given, ready_made
from assembly.voting.service import Acceptance, OptionDraft, VoteDraft

COMMITTEE: Final = "committee"
OPEN_IN: Final = "americas"
"""Where the visitor who is a delegate has a vote."""
DECIDED_IN: Final = "middle-east-north-africa"
MORE_THAN_SEATS: Final = 2
"""So many candidates more than seats stand in each region."""
HOURS_TO_OBJECT: Final = 72
NAMED: Final = (1, 1, 0, 1, 2)
"""Whom the ballots name in turn where a seat is decided, so that there is no tie."""


def drafts(event: Event, profile_id: int, when: Timetable) -> dict[str, int]:
    """Write the votes for the committee; return their ids by region."""
    committee = next(one for one in ready_made() if one.key == COMMITTEE)
    closes = document("motion")["closes"]
    return {
        given.regions[0]: voting.create_vote(
            None,
            event,
            VoteDraft(
                question=given.question,
                background=given.background,
                rule_profile_id=profile_id,
                secrecy=given.secrecy,
                closes_at=when.at(closes["day"], closes["at"]),
                kind=given.kind,
                method=given.method,
                seats=given.seats,
                options=_candidates(given),
                regions=given.regions,
                objection_hours=HOURS_TO_OBJECT,
            ),
        ).id
        for given in committee.votes
    }


def _candidates(given: Given) -> tuple[OptionDraft, ...]:
    """Return delegates of invented organisations of the region, as many as the ballot shall have."""
    members = {row["code"]: row["name"] for row in table("members") if row["region"] in given.regions}
    names = [
        f"{row['latin_name'] or row['name']}, {members[row['member_code']]}"
        for row in table("participants")
        if row["votes"] == "1" and members.get(row["member_code"], "").endswith(INVENTED)
    ]
    return tuple(OptionDraft(LocalizedText(en=name)) for name in names[: given.seats + MORE_THAN_SEATS])


def decide(secretary_id: int, vote_id: int, chance: Chance) -> None:
    """Let everybody of a region vote, count it, publish the result, and let one member object to it."""
    give_key(vote_id)
    with transaction():
        voting.open_vote(None, vote_id, Acceptance(small_groups=True))
    options = len(db.session.get_one(Vote, vote_id).options)
    names = cycle(NAMED)
    cast_all(vote_id, chance, lambda: _one_name(next(names), options))
    with transaction():
        voting.close(actor_of(db.session.get_one(Person, secretary_id)), vote_id)
    opened = voting.open_ballots(vote_id, keys.private_key)
    if opened:
        with transaction():
            voting.store_count(opened)
    _object(vote_id)


def names_of_one_or_two(options: int, chance: Chance) -> Marks:
    """Return a ballot with one name or two."""
    chosen = chance.sample(range(options), chance.choice((1, 2)))
    return "".join("1" if number in chosen else "0" for number in range(options))


def _one_name(chosen: int, options: int) -> Marks:
    """Return a ballot with one name."""
    return "".join("1" if number == chosen else "0" for number in range(options))


def _object(vote_id: int) -> None:
    """Raise what one invented member has to say against the result."""
    said = document("objection")
    with transaction():
        person = db.session.scalars(select(Person).where(Person.email == said["person"])).one()
        member_id = next(right.member_id for right in db.session.get_one(Vote, vote_id).rights
                         if right.member.code == said["member"])  # fmt: skip
        objections.raise_objection(actor_of(person), vote_id, member_id, said["words"])
