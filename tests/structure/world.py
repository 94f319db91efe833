"""An event full of a member's things, another that is empty, and somebody of every role to knock at every address."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from assembly import clock
from assembly.accounts.models import Role, UserSession
from assembly.accounts.service import grant_role
from assembly.agenda.documents.models import PaperHandedIn
from assembly.agenda.drafts import LinkDraft
from assembly.agenda.interpretation.models import InterpreterTurn
from assembly.agenda.models import AgendaItem, Speaker
from assembly.agenda.service import links
from assembly.credentials.models import Proxy
from assembly.database import transaction
from assembly.events.models import Event
from assembly.events.roles import ParticipantRole
from assembly.extensions import db
from assembly.mail.models import Delivery
from assembly.members.models import Member
from assembly.overview.models import SavedView
from assembly.registration.help_desk.models import TelephoneCode
from assembly.registration.helping.models import Helper
from assembly.registration.models import Partner, Registration, SeatException
from assembly.registration.papers.models import Paper
from assembly.registration.papers.rules import PaperKind
from assembly.registration.questions.models import Answer
from assembly.registration.requests.models import ChangeRequest
from assembly.registration.requests.rules import ChangeKind
from assembly.voting.assisted.models import AssistedBallot
from assembly.voting.assisted.rules import Means
from assembly.voting.objections.models import Objection
from tests.factories import accounts, documents, events, notices, questions
from tests.factories import agenda as programmes
from tests.factories import voting as make

NOBODYS: dict[str, Any] = {"code": "M9999", "role": "chair", "language": "en", "key": "xx"}
"""What is nowhere: as long as what is somewhere, so that pages can be compared."""
NOWHERE = 999


@dataclass(frozen=True)
class World:
    """`theirs` names something of the full event or of member A, for each name that stands in an address."""

    theirs: dict[str, Any]
    other_code: str
    people: dict[str, int]


def build() -> World:
    """Make it; opens its own transactions."""
    with transaction():
        scene = make.assembly_of(2, slug="full")
        events.make_event(slug="bare")
    vote_id = make.open_vote(scene)
    decided = _decided(scene)
    with transaction():
        things = _things(scene, vote_id, decided)
        codes = [db.session.get_one(Member, seat.member_id).code for seat in scene.seats]
        people = _people(scene)
    return World({"vote_id": vote_id, "code": codes[0], **things}, codes[1], people)


def _decided(scene: make.Scene) -> int:
    """Return a vote whose result is published."""
    vote_id = make.open_vote(scene, publish_at_once=True)
    make.cast_all(vote_id, scene, "YY")
    make.close(vote_id, scene)
    make.count_ballots(vote_id)
    return vote_id


def _people(scene: make.Scene) -> dict[str, int]:
    """Return the ids of people, one for each role."""
    bare = db.session.scalars(select(Event.id).where(Event.slug == "bare")).one()
    first, second = scene.seats
    helper, guest, interpreter = accounts.person(), accounts.person(), accounts.person()
    grant_role(None, helper, Role.HELPER, event_id=scene.event_id, member_id=first.member_id)
    for person, role in ((guest, ParticipantRole.GUEST), (interpreter, ParticipantRole.INTERPRETER)):
        db.session.add(Registration(event_id=scene.event_id, person_id=person.id, role=role, created_at=clock.now()))
    return {
        "administrator": accounts.staff().id,
        "staff": accounts.staff(Role.STAFF).id,
        "staff of the event": accounts.staff(Role.STAFF, event_id=scene.event_id).id,
        "staff of another event": accounts.staff(Role.STAFF, event_id=bare).id,
        "scrutineer of the event": accounts.staff(Role.SCRUTINEER, event_id=scene.event_id).id,
        "scrutineer of another event": accounts.staff(Role.SCRUTINEER, event_id=bare).id,
        "chair of the event": accounts.staff(Role.CHAIR, event_id=scene.event_id).id,
        "chair of another event": accounts.staff(Role.CHAIR, event_id=bare).id,
        "focal point": first.focal_point_id,
        "focal point of another member": second.focal_point_id,
        "helper": helper.id,
        "participant": first.delegate_id,
        "participant of another member": second.delegate_id,
        "interpreter": interpreter.id,
        "guest": guest.id,
        "somebody": accounts.person().id,
    }


def _things(scene: make.Scene, vote_id: int, decided: int) -> dict[str, Any]:
    """Return a thing for each name in an address, all of them of the first member or of the full event."""
    event, first = db.session.get_one(Event, scene.event_id), scene.seats[0]
    return {
        "event_slug": "full",
        "person_id": first.delegate_id,
        "registration_id": first.registration_id,
        "credential_id": first.credential_id,
        "profile_id": scene.profile_id,
        "role": "scrutineer",
        "language": "en",
        **_programme(event, first),
        **_delegation(event, first),
        **_voting(scene, vote_id, decided),
        **_mail(event, first),
    }


def _programme(event: Event, seat: make.Seat) -> dict[str, Any]:
    now = clock.now()
    sitting = programmes.make_programme(event)
    item = db.session.scalars(select(AgendaItem)).one()
    document = documents.make_document(item)
    handed = PaperHandedIn(
        document_id=document.id, registration_id=seat.registration_id, language="en", stored="x", name="x.pdf",
        type="application/pdf", size=1, digest="0" * 64, handed_in_at=now,
    )  # fmt: skip
    turn = InterpreterTurn(
        sitting_id=sitting.id, registration_id=seat.registration_id, source="en", target="fr",
        starts_at=sitting.starts_at, ends_at=sitting.starts_at + timedelta(minutes=20),
    )  # fmt: skip
    link = links.add_link(None, item, LinkDraft({"en": "Paper"}, "https://papers.example/1"))
    db.session.add_all((handed, turn))
    file = documents.put(document)
    db.session.flush()
    return {
        "sitting_id": sitting.id, "item_id": item.id, "document_id": document.id, "file_id": file.id,
        "handed_id": handed.id, "turn_id": turn.id, "link_id": link.id, "number": 1,
        "speaker_id": db.session.scalars(select(Speaker.id)).one(),
    }  # fmt: skip


def _delegation(event: Event, seat: make.Seat) -> dict[str, Any]:
    now = clock.now()
    question = questions.ask(event)
    answer = Answer(
        registration_id=seat.registration_id, question_id=question.id, person_id=seat.delegate_id,
        member_id=seat.member_id, value="here", answered_at=now,
    )  # fmt: skip
    paper = Paper(
        code="AAAA-BBBB", kind=PaperKind.BADGE, registration_id=seat.registration_id, person_id=seat.delegate_id,
        initials="A", issued_at=now,
    )  # fmt: skip
    request = ChangeRequest(
        delegation_id=seat.delegation_id, member_id=seat.member_id, registration_id=seat.registration_id,
        kind=ChangeKind.WITHDRAW, asked_by_id=seat.focal_point_id, asked_at=now,
    )  # fmt: skip
    helper = Helper(
        delegation_id=seat.delegation_id, member_id=seat.member_id, person_id=accounts.person().id, created_at=now
    )
    exception = SeatException(event_id=event.id, role=ParticipantRole.DELEGATE, member_id=seat.member_id, seats=3)
    partner = Partner(name="Partner", name_key="partner", country="ML", created_at=now)
    view = SavedView(name="Mine", filters={}, person_id=seat.focal_point_id, created_at=now)
    rows: tuple[Any, ...] = (answer, paper, request, helper, exception, partner, view)
    db.session.add_all(rows)
    db.session.flush()
    names = ("answer_id", "paper_id", "request_id", "helper_id", "exception_id", "partner_id", "view_id")
    return {"question_id": question.id, **{name: row.id for name, row in zip(names, rows, strict=True)}}


def _voting(scene: make.Scene, vote_id: int, decided: int) -> dict[str, Any]:
    now, first, second = clock.now(), scene.seats[0], scene.seats[1]
    entry = AssistedBallot(
        vote_id=vote_id, right_id=make.right_of(vote_id, first), means=Means.PAPER, entered_by=scene.staff_id,
        entered_at=now, salt="s", digest="d",
    )  # fmt: skip
    objection = Objection(
        vote_id=decided, member_id=first.member_id, person_id=first.delegate_id, words="No.", raised_at=now
    )
    proxy = Proxy(
        event_id=scene.event_id, member_id=second.member_id, holder_member_id=first.member_id,
        holder_registration_id=first.registration_id, given_at=now,
    )  # fmt: skip
    db.session.add_all((entry, objection, proxy))
    db.session.flush()
    return {"entry_id": entry.id, "decided": decided, "objection_id": objection.id, "proxy_id": proxy.id}


def _mail(event: Event, seat: make.Seat) -> dict[str, Any]:
    now = clock.now()
    notice = notices.make_notice(event)
    delivery = Delivery(
        kind="notice", subject_id=1, person_id=seat.delegate_id, member_id=seat.member_id, event_id=event.id,
        address="a@x.example", name="A", language="en", zone="UTC", message_id="<a@x.example>", created_at=now,
        due_at=now,
    )  # fmt: skip
    session = UserSession(
        hash="0" * 64, person_id=seat.delegate_id, purpose="sign-in", device="", created_at=now, seen_at=now,
        expires_at=now + timedelta(days=1),
    )  # fmt: skip
    code = TelephoneCode(
        event_id=event.id, person_id=seat.delegate_id, reason="x", asked_by_id=seat.focal_point_id, asked_at=now
    )
    db.session.add_all((delivery, session, code))
    db.session.flush()
    return {"notice_id": notice.id, "delivery_id": delivery.id, "session_id": session.id, "code_id": code.id}
