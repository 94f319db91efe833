"""Copying a former event: what is copied, to when, what never is, and what has to be checked."""

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from assembly.agenda.channels.models import Channel, Room
from assembly.agenda.documents.models import Document
from assembly.agenda.models import AgendaItem, Sitting, Speaker
from assembly.agenda.signups.models import Signup, SignupEntry
from assembly.audit.models import AuditEntry
from assembly.database import transaction
from assembly.database_types import LocalizedText
from assembly.events import copy_rules
from assembly.events.models import Event
from assembly.events.queries import event_by_slug
from assembly.events.roles import ParticipantRole
from assembly.extensions import db
from assembly.notices.audience import AllOf, Audience, Has
from assembly.notices.kinds import Fact
from assembly.notices.models import Notice, NoticeVersion
from assembly.registration.models import Registration, SeatException
from assembly.registration.questions.kinds import QuestionKind
from assembly.registration.questions.models import Question
from assembly.registration.questions.rules import Condition
from assembly.scope import everything
from assembly.texts import TO_CHECK, TextState, text_state
from tests.factories.accounts import sign_in, staff
from tests.factories.agenda import make_item
from tests.factories.documents import make_document
from tests.factories.events import make_federation
from tests.factories.notices import make_notice, register
from tests.factories.questions import ask
from tests.factories.signups import make_visit

BANGKOK, LIMA = "Asia/Bangkok", "America/Lima"
FORM = {
    "title-en": "International Assembly 2028", "online": "online", "zone": LIMA, "source": "en",
    "languages": ["en", "es", "fr", "ru"], "starts_at": "2028-05-04T09:00", "ends_at": "2028-05-05T20:00",
}  # fmt: skip


def test_a_moment_stays_as_many_days_after_the_start_and_at_the_same_time_on_the_wall() -> None:
    was = datetime(2026, 12, 3, 11, tzinfo=UTC), BANGKOK  # Thursday 18:00
    late_on_the_second_day = datetime(2026, 12, 4, 16, 30, tzinfo=UTC)  # Friday 23:30
    assert copy_rules.moved(late_on_the_second_day, was, (datetime(2028, 5, 5, 3, tzinfo=UTC), LIMA)) == datetime(
        2028, 5, 6, 4, 30, tzinfo=UTC
    )  # the 4th in Lima when it starts, so Friday the 5th, 23:30 there
    berlin = datetime(2027, 3, 27, 9, tzinfo=UTC), "Europe/Berlin"  # the clocks change in the night
    assert copy_rules.moved(late_on_the_second_day, was, berlin) == datetime(2027, 3, 28, 21, 30, tzinfo=UTC)


def test_a_new_date_is_offered_on_the_same_day_of_the_week_and_not_in_the_past() -> None:
    start, end = datetime(2023, 11, 30, 11, tzinfo=UTC), datetime(2023, 12, 1, 15, tzinfo=UTC)
    begins, ends = copy_rules.next_time(start, end, BANGKOK, datetime(2026, 1, 1, tzinfo=UTC))
    assert (begins, ends - begins) == (datetime(2026, 11, 26, 11, tzinfo=UTC), end - start)
    assert begins.weekday() == start.weekday()


@pytest.mark.parametrize(
    "text",
    [
        "Assembly 2026",
        "On 3 December",
        "le jeudi",
        "el 4 de marzo",
        "в декабре",
        "до 4.12.26",
        "before 3/12",
        "May Day",
    ],
)
def test_a_text_that_speaks_of_a_day_is_known(text: str) -> None:
    assert copy_rules.holds_date(text)


@pytest.mark.parametrize("text", ["You may speak", "Item 3.2", "At 18:00, room 120", "Room 20261", "Dear ((name))", ""])
def test_other_figures_and_words_are_no_dates(text: str) -> None:
    assert not copy_rules.holds_date(text)


def test_what_is_to_be_checked_is_out_of_date_in_every_language_also_in_the_first() -> None:
    text, edited = {"en": "In 2026", "fr": "En 2026", "es": "Este año"}, {"en": TO_CHECK, "fr": TO_CHECK, "es": "2026"}
    assert [text_state(text, edited, code, "en") for code in text] == [
        TextState.STALE, TextState.STALE, TextState.COMPLETE,
    ]  # fmt: skip


@pytest.fixture
def office(app: Flask, client: FlaskClient) -> FlaskClient:
    with app.app_context(), transaction():
        make_federation()
        administrator = staff(zone="Africa/Bamako").id
    sign_in(client, app, administrator)
    return client


@pytest.fixture
def former(app: Flask) -> str:
    """An event of which everything that can be copied, and everything that must not, is there."""
    with app.app_context(), transaction(), everything():
        visit = make_visit(places=12)
        event = visit.event
        event.title = LocalizedText(en="International Assembly 2026", fr="Assemblée internationale")
        event.conduct, event.safeguarding, event.proxy_cap = LocalizedText(en="Be kind."), True, 5
        item = make_item(
            visit.item.sitting, title={"en": "Review of 2026", "es": "Repaso"}, starts_at=visit.item.ends_at
        )
        item.edited = {"title": {"en": "2026-11-01", "es": "2026-11-01"}}
        words = LocalizedText(en="Press the globe.")
        db.session.add(Room(sitting_id=item.sitting_id, address="https://meet.example/secret", instructions=words,
                            pin="1234", telephones="+66 2", edited={}))  # fmt: skip
        make_document(item)
        someone = register(event)
        db.session.add(SignupEntry(signup_id=visit.signup.id, registration_id=someone.id, place=1,
                                   joined_at=event.created_at))  # fmt: skip
        db.session.add(SeatException(event_id=event.id, role=ParticipantRole.DELEGATE, status="full", seats=3))
        first = ask(event, QuestionKind.YES_NO)
        ask(event, QuestionKind.CHOICE, condition=Condition(first.id, frozenset({"yes"})))
        notice = make_notice(event, subject={"en": "Come on 3 December"}, notice_days=30)
        make_notice(event, audience=Audience(who=AllOf((Has(Fact.GOT, frozenset({str(notice.id)})),))))
        return event.slug


def test_a_copy_is_shown_before_it_is_made_and_holds_all_but_people(
    app: Flask, office: FlaskClient, former: str
) -> None:
    assert f'value="{former}"' in office.get("/en/secretariat/events/new").text
    address = f"/en/secretariat/events/new/copy?former={former}"
    assert 'value="International Assembly 2026"' in office.get(address).text

    shown = office.post(address, data=FORM)
    assert "1 sitting with 2 items" in shown.text
    assert "2 questions" in shown.text
    assert "1 exception" in shown.text
    assert "1 message as a draft" in shown.text
    assert "1 that was about a vote" in shown.text
    assert "Thursday 4 May 2028" in shown.text.replace(",", "")
    with app.app_context():
        assert db.session.scalars(select(Event.slug)).all() == [former]

    seen = shown.text.split('name="seen" type="hidden" value="')[1].split('"')[0]
    moved = office.post(address, data=FORM | {"seen": seen, "starts_at": "2028-05-05T09:00"})
    assert moved.status_code == 200  # other dates than those that were shown: shown anew, nothing made
    assert office.post(address, data=FORM | {"seen": seen, "again": "1"}).status_code == 200

    made = office.post(address, data=FORM | {"seen": seen})
    assert made.status_code == 303
    assert "/setup/registration?step=2" in made.headers["Location"]
    with app.app_context(), everything():
        _check_copy(event_by_slug(former), event_by_slug("international-assembly-2028"))


def _check_copy(old: Event, new: Event) -> None:
    assert (new.zone, new.proxy_cap, new.safeguarding, new.conduct) == (LIMA, 5, True, {"en": "Be kind."})
    assert new.last_assembly_at == old.starts_at
    assert new.theme == {}
    assert {q.role: q.seats for q in new.quotas} == {q.role: q.seats for q in old.quotas}
    sitting = db.session.scalars(select(Sitting).where(Sitting.event_id == new.id)).one()
    was = db.session.scalars(select(Sitting).where(Sitting.event_id == old.id)).one()
    assert sitting.uid != was.uid
    assert sitting.title == was.title
    assert sitting.wall_starts == "2028-05-04" + (was.wall_starts or "")[10:]
    assert sitting.zone == LIMA
    assert sitting.ends_at - sitting.starts_at == was.ends_at - was.starts_at
    visit, review = sitting.items
    assert (visit.starts_at, review.starts_at) == (
        sitting.starts_at, sitting.starts_at + (was.items[1].starts_at - was.starts_at),
    )  # fmt: skip
    assert review.edited["title"] == {"en": TO_CHECK, "es": "2026-11-01"}
    _check_what_hangs_on_it(sitting, visit)
    _check_words(new)
    assert not db.session.scalars(select(Registration).where(Registration.event_id == new.id)).all()
    copied = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "event.copied")).one()
    assert copied.object_id == new.id
    assert copied.details["copied_from"] == old.id
    assert copied.details["items"] == 2


def _check_what_hangs_on_it(sitting: Sitting, visit: AgendaItem) -> None:
    room = db.session.scalars(select(Room).where(Room.sitting_id == sitting.id)).one()
    assert (room.address, room.telephones, room.pin) == ("", "", "")
    assert room.instructions == {"en": "Press the globe."}
    channels = db.session.scalars(select(Channel).where(Channel.sitting_id == sitting.id)).all()
    assert [(one.language, one.floor, one.address) for one in channels] == [("en", True, ""), ("fr", False, "")]
    signup = db.session.scalars(select(Signup).where(Signup.item_id == visit.id)).one()
    assert signup.places == 12
    assert visit.starts_at - signup.closes_at == timedelta(days=1)
    assert not db.session.scalars(select(SignupEntry).where(SignupEntry.signup_id == signup.id)).all()
    assert not db.session.scalars(select(Speaker).where(Speaker.item_id == visit.id)).all()
    items = [item.id for item in sitting.items]
    assert not db.session.scalars(select(Document).where(Document.item_id.in_(items))).all()


def _check_words(new: Event) -> None:
    first, second = db.session.scalars(select(Question).where(Question.event_id == new.id).order_by(Question.position))
    assert (second.condition_id, second.condition_keys) == (first.id, ["yes"])
    assert [option.key for option in second.options] == ["red", "blue"]
    assert db.session.scalars(select(SeatException).where(SeatException.event_id == new.id)).one().seats == 3
    notice = db.session.scalars(select(Notice).where(Notice.event_id == new.id)).one()
    assert notice.subject == {"en": "Come on 3 December"}
    assert notice.edited["subject"]["en"] == TO_CHECK
    assert notice.notice_days == 30
    assert not db.session.scalars(select(NoticeVersion).where(NoticeVersion.notice_id == notice.id)).all()


def test_a_title_left_with_its_year_is_to_be_checked(app: Flask, office: FlaskClient, former: str) -> None:
    address = f"/en/secretariat/events/new/copy?former={former}"
    form = FORM | {"title-en": "International Assembly 2026", "starts_at": "2028-05-04T09:00"}
    seen = office.post(address, data=form).text.split('name="seen" type="hidden" value="')[1].split('"')[0]
    office.post(address, data=form | {"seen": seen})
    with app.app_context():
        new = db.session.scalars(select(Event).where(Event.slug != former)).one()
        assert new.edited["title"]["en"] == TO_CHECK


def test_an_event_that_is_not_there_cannot_be_copied(office: FlaskClient) -> None:
    assert office.get("/en/secretariat/events/new/copy?former=nothing").status_code == 404
    assert office.get("/en/secretariat/events/new/copy").status_code == 404


def test_a_copy_that_fails_half_way_leaves_nothing(
    app: Flask, office: FlaskClient, former: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = f"/en/secretariat/events/new/copy?former={former}"
    seen = office.post(address, data=FORM).text.split('name="seen" type="hidden" value="')[1].split('"')[0]

    def broken(*_of: object) -> None:
        raise RuntimeError

    monkeypatch.setattr("assembly.notices.copying.copy_texts", broken)
    app.config["PROPAGATE_EXCEPTIONS"] = False
    app.testing = False
    assert office.post(address, data=FORM | {"seen": seen}).status_code == 500
    with app.app_context():
        assert db.session.scalars(select(Event.slug)).all() == [former]
