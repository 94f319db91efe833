"""Loads the demonstration through the same services and importer as a user's data."""

from collections.abc import Mapping
from typing import Any, Final

from sqlalchemy import select

from assembly import clock
from assembly.accounts import service as accounts
from assembly.accounts.models import Person, Role
from assembly.agenda import service as agenda
from assembly.agenda.channels.drafts import ChannelDraft
from assembly.agenda.drafts import ItemDraft, SittingDraft, SpeakerDraft
from assembly.agenda.kinds import ItemKind, SpeakerPart
from assembly.database import transaction
from assembly.database_types import LocalizedText
from assembly.demo import agreed, ballots, consultation, delegations, elections, online, posted, signed_in, visitors
from assembly.demo.documents import document, table
from assembly.demo.timetable import Stage, Timetable, timetable
from assembly.events import service as events
from assembly.events.drafts import EventDraft, FederationDraft
from assembly.events.models import Event, Federation
from assembly.events.roles import ParticipantRole
from assembly.extensions import db
from assembly.members import importer
from assembly.members.models import Member
from assembly.notices import service as notices
from assembly.notices.audience import Audience
from assembly.notices.kinds import NoticeKind
from assembly.notices.service import NoticeDraft
from assembly.tally.rules import RuleProfile
from assembly.voting import service as voting
from assembly.voting.models import Secrecy, Vote
from assembly.voting.planned import service as planned
from assembly.voting.service import Acceptance, VoteDraft

NEW = "new"
OFFICERS: Final = {Role.CHAIR: "chairs", Role.SCRUTINEER: "scrutineers"}
"""Those who have a role at the event, by where they stand in the document."""


def is_empty() -> bool:
    """Whether nothing was loaded or set up in this database yet."""
    return db.session.scalar(select(Federation.id)) is None


def load(stage: str) -> None:
    """Load everything up to a stage; in one transaction, so that half a demonstration cannot be."""
    found = document("event")
    when = timetable(found["event"], Stage(stage), clock.now())
    with transaction():
        secretary = _people()
        _federation(found["federation"])
        event = _event(found["event"], when)
        _officers(event)
        _members(when)
        if stage != Stage.BEFORE_REGISTRATION:
            delegations.load(secretary, event, when)
            visitors.load(secretary, event, visitors.partners(secretary, when.loaded_at), now=when.registered_at)
            agreed.load(event)
            signed_in.load(event, when.loaded_at)
        _programme(secretary, event, when)
        motion = _motion(event, when)
        _agenda_notice(secretary, event)
        if stage != Stage.BEFORE_REGISTRATION:
            regional = elections.drafts(event, motion.rule_profile_id, when)
            online.interpreters(secretary, event)
            consultation.load(secretary, now=when.loaded_at)
        posted.calendars()
    if stage == Stage.DURING_VOTE:
        _vote(secretary, motion.id, regional)


def _people() -> int:
    """Add the secretariat; return the id of the one who sets everything up, its administrator."""
    staff = document("staff")
    people = [_person(person) for person in staff["secretariat"]]
    for number, person in enumerate(people):
        accounts.grant_role(None, person, Role.STAFF if number else Role.ADMINISTRATOR)
    return people[0].id


def _officers(event: Event) -> None:
    """Add who presides, and who scrutinises the votes."""
    staff = document("staff")
    for described, role in ((one, role) for role, key in OFFICERS.items() for one in staff[key]):
        accounts.grant_role(None, _person(described), role, event_id=event.id)


def _person(described: Mapping[str, str]) -> Person:
    fields = ("name", "email", "language", "zone", "latin_name")
    return accounts.person_for(None, **{field: described.get(field) for field in fields})  # type: ignore[arg-type]


def _federation(described: Mapping[str, Any]) -> None:
    events.set_federation(None, FederationDraft(**{**described, "languages": tuple(described["languages"])}))


def _event(described: Mapping[str, Any], when: Timetable) -> Event:
    return events.create_event(
        None,
        EventDraft(
            slug=described["slug"],
            title=described["title"],
            theme=described["theme"],
            place=described["place"],
            online=described["online"],
            zone=when.zone,
            languages=tuple(described["languages"]),
            starts_at=when.at(1, "18:00"),
            ends_at=when.at(when.days, "21:00"),
            registration_opens_at=when.registration_opens_at,
            registration_closes_at=when.registration_closes_at,
            last_assembly_at=when.last_assembly_at,
            quotas={ParticipantRole(role): seats for role, seats in described["quotas"].items()},
            proxy_cap=described["proxy_cap"],
        ),
    )


def _members(when: Timetable) -> None:
    """Import the register as a user would; members that are new joined a year after the last assembly."""
    joined = (when.last_assembly_at.date().replace(day=1)).replace(year=when.last_assembly_at.year + 1).isoformat()
    rows = [{**row, "joined_on": joined if row["joined_on"] == NEW else row["joined_on"]} for row in table("members")]
    importer.store(None, importer.rows_of(rows))


def _programme(actor_id: int, event: Event, when: Timetable) -> None:
    found = document("programme")
    channels = tuple(ChannelDraft(**channel) for channel in found["channels"])
    names = dict(db.session.execute(select(Member.code, Member.name)).all())
    for described in found["sittings"]:
        day = described["day"]
        draft = SittingDraft(
            described["title"], when.at(day, described["starts"]), when.at(day, described["ends"]), channels
        )
        sitting = agenda.create_sitting(actor_id, event, draft)
        for item in described["items"]:
            agenda.create_item(actor_id, sitting, _item(item, day, when, names))
    db.session.flush()
    db.session.expire_all()
    online.paper(actor_id, event)
    online.speaker(actor_id, event, when)
    agenda.publish_agenda(actor_id, event)


def _item(item: Mapping[str, Any], day: int, when: Timetable, names: Mapping[str, str]) -> ItemDraft:
    speakers = tuple(
        SpeakerDraft(
            part=SpeakerPart(speaker["part"]),
            name=names[speaker["member"]] if "member" in speaker else speaker["person"],
        )
        for speaker in item["speakers"]
    )
    return ItemDraft(
        kind=ItemKind(item["kind"]),
        title=item["title"],
        starts_at=when.at(day, item["starts"]),
        ends_at=when.at(day, item["ends"]),
        description=item["description"],
        speakers=speakers,
    )


def _motion(event: Event, when: Timetable) -> Vote:
    found = document("motion")
    described = found["rule_profile"]
    profile = voting.create_profile(
        None,
        name=LocalizedText(described["name"]),
        article=LocalizedText(described["article"]),
        rules=RuleProfile.from_data(described["rules"]),
    )
    closes = found["closes"]
    draft = VoteDraft(
        question=LocalizedText(found["question"]),
        background=LocalizedText(found["background"]),
        rule_profile_id=profile.id,
        secrecy=Secrecy(found["secrecy"]),
        closes_at=when.at(closes["day"], closes["at"]),
    )
    return voting.create_vote(None, event, draft)


def _vote(secretary_id: int, motion_id: int, regional: Mapping[str, int]) -> None:
    """Open the motion and one election together, with some ballots in each; have another election decided."""
    chance, election_id = ballots.chance(), regional[elections.OPEN_IN]
    for vote_id in (motion_id, election_id):
        ballots.give_key(vote_id)
    with transaction():
        secretary = ballots.actor_of(db.session.get_one(Person, secretary_id))
        planned.open_together(secretary, (motion_id, election_id), Acceptance(small_groups=True))
    ballots.cast_all(motion_id, chance, lambda: ballots.on_a_motion(chance), ballots.TURNOUT)
    options = len(db.session.get_one(Vote, election_id).options)
    ballots.cast_all(election_id, chance, lambda: elections.names_of_one_or_two(options, chance), ballots.TURNOUT)
    decided_id = regional[elections.DECIDED_IN]
    elections.decide(secretary_id, decided_id, chance)
    with transaction():
        posted.result(decided_id)


def _agenda_notice(actor_id: int, event: Event) -> None:
    """Leave the message with the agenda as a draft: releasing it is the secretariat's next step."""
    found = document("notices")
    texts = found[NoticeKind.AGENDA.value]
    draft = NoticeDraft(subject=texts["subject"], body=texts["body"])
    notices.create_notice(actor_id, event, NoticeKind.AGENDA, draft, Audience())
