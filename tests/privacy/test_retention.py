"""Every kind of retention has a period; what is due is foretold, and removed once a day."""

import os
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select, update

from assembly import clock
from assembly.accounts.models import Person
from assembly.audit.models import AuditEntry
from assembly.database import transaction
from assembly.database_types import Base, Retention
from assembly.events.models import Event, Federation
from assembly.extensions import db
from assembly.privacy import declared, retention
from assembly.privacy.erasing import Places
from assembly.privacy.kinds import SWEPT, Timed, kinds
from assembly.privacy.periods import PERIODS, reference
from assembly.privacy.wording import KEPT_FOR
from assembly.registration.questions.drafts import Upload
from assembly.registration.questions.kinds import QuestionKind
from tests.factories.accounts import person
from tests.factories.events import make_federation
from tests.factories.questions import PDF, answer, ask
from tests.factories.registration import invited_member, open_event, register
from tests.privacy.planting import Planter
from worker.privacy import remove_expired

YEAR = timedelta(days=366)
REGISTERED = {"part": "speaker", "registration_id": 7}
PUBLISHED = {"sittings": [{"items": [{"speakers": [{"part": "chair", "name": "A Guest"}, REGISTERED]}]}], "states": {}}


@pytest.fixture
def places(context: Flask) -> Places:
    return Places.of(context.extensions["settings"])


def test_every_retention_has_its_period_and_its_words() -> None:
    assert set(PERIODS) == set(Retention) == set(KEPT_FOR)


def test_every_timed_column_has_an_event_or_a_day_from_which_its_time_runs() -> None:
    timed = [kind for kind in kinds() if isinstance(kind, Timed)]
    assert [kind.table for kind in timed if reference(kind.rows) is None] == []
    covered = {(kind.table, kind.retention) for kind in kinds()} | {(name, Retention.SESSION) for name in SWEPT}
    wanted = {
        (table.name, declared.declaration(column).retention)
        for table, columns in declared.tables()
        for column in columns
        if declared.declaration(column).retention in {Retention.EVENT, Retention.NOTICE, Retention.SESSION}
    }
    assert wanted <= covered


def test_what_belongs_to_an_event_goes_when_its_time_is_over_and_no_day_before(context: Flask, places: Places) -> None:
    with transaction():
        make_federation()
        planter = Planter(person(), person())
        planter.plant_all()
        planter.plant(Base.metadata.tables["presence"])
        for name in ("speaker", "document", "credential", "agenda_version"):
            db.session.execute(Base.metadata.tables[name].insert().values(values(planter, name)))
    ends_at = db.session.scalar(select(Event.ends_at))
    assert ends_at
    of_event = {line.table for line in kinds() if line.retention is Retention.EVENT} - {"proxy_instruction"}
    early, late = ends_at + timedelta(days=365) - timedelta(seconds=1), ends_at + timedelta(days=365)
    assert {kind.table for kind in kinds() if kind.retention is Retention.EVENT and kind.due(early)} == set()
    assert {kind.table for kind in kinds() if kind.retention is Retention.EVENT and kind.due(late)} == of_event
    db.session.rollback()
    assert retention.run_if_due(places, late)
    assert [kind.table for kind in kinds() if kind.retention is Retention.EVENT and kind.due(late)] == []
    stored = repr([db.session.execute(select(table)).all() for table in Base.metadata.sorted_tables])
    of_account = [mark for mark in planter.marks if mark in stored]
    assert len(of_account) < len(planter.marks)
    assert "A Guest" not in stored
    assert repr(REGISTERED) in stored
    removed = db.session.scalars(select(AuditEntry.object_type).where(AuditEntry.action == "retention.removed")).all()
    assert of_event <= set(removed)
    assert len(removed) == len(set(removed))


def values(planter: Planter, name: str) -> dict[str, object]:
    """A row that names somebody without pointing at them."""
    table = Base.metadata.tables[name]
    named = {"speaker": {"name": "A Guest", "registration_id": None}, "document": {"owed_by": "A Guest"}}
    named["agenda_version"] = {"content": PUBLISHED}
    return planter.values(table, marked=True) | named.get(name, {})


def test_proof_of_notice_is_blanked_after_three_years_and_the_mails_stay_counted(
    context: Flask, places: Places
) -> None:
    with transaction():
        registered = register(invited_member(open_event()).delegation, name="Awa Diallo")
        ends_at, person_id = registered.event.ends_at, registered.person_id
    mails = Base.metadata.tables["delivery"]
    mine = select(mails.c.address, mails.c.name).where(mails.c.person_id == person_id)
    number = len(db.session.execute(mine).all())
    db.session.rollback()
    retention.run_if_due(places, ends_at + 2 * YEAR)
    assert {row.name for row in db.session.execute(mine)} == {"Awa Diallo"}
    db.session.rollback()
    retention.run_if_due(places, ends_at + 3 * YEAR)
    assert [tuple(row) for row in db.session.execute(mine)] == [("", "")] * number


def test_the_preview_foretells_answers_question_by_question(context: Flask, places: Places) -> None:
    with transaction():
        event = open_event()
        visa = ask(event, label={"en": "Passport number"}, kept_days=30)
        for _ in range(3):
            answer(register(invited_member(event).delegation), {visa.id: "X1"})
        ends_at = event.ends_at
    day = ends_at + timedelta(days=29)
    line = next(line for line in retention.preview(day) if "Passport number" in line.name)
    assert (line.due, line.coming, line.kept) == (0, 3, "Until 30 days after the event.")
    line = next(line for line in retention.preview(day + timedelta(days=1)) if "Passport number" in line.name)
    assert (line.due, line.coming) == (3, 0)
    db.session.rollback()
    assert retention.run_if_due(places, day + timedelta(days=1)) == 3
    assert not [line for line in retention.preview(day + timedelta(days=1)) if "Passport number" in line.name]


def test_it_runs_once_a_day_at_night(context: Flask, places: Places, monkeypatch: pytest.MonkeyPatch) -> None:
    with transaction():
        make_federation()
        db.session.execute(update(Federation).values(zone="Asia/Bangkok"))
    noon = datetime(2026, 11, 22, 5, 0, tzinfo=UTC)  # 12:00 in Bangkok
    monkeypatch.setattr(clock, "now", lambda: noon)
    assert retention.next_run(noon) == noon
    db.session.rollback()
    remove_expired()
    assert retention.last_run() == noon
    assert retention.next_run(noon) == datetime(2026, 11, 22, 20, 0, tzinfo=UTC)  # 3:00 the next day
    db.session.rollback()
    assert retention.run_if_due(places, noon + timedelta(hours=14, minutes=59)) is None
    assert retention.run_if_due(places, noon + timedelta(hours=15)) == 0


def test_files_that_a_crash_left_behind_go_in_the_night(context: Flask, places: Places) -> None:
    with transaction():
        event = open_event()
        scan = ask(event, QuestionKind.FILE, kept_days=30)
        one = register(invited_member(event).delegation)
        answer(one, {scan.id: Upload("scan.pdf", PDF)}, instance=places.instance)
    folder = places.instance / "answers"
    (known,) = folder.iterdir()
    lost, fresh, sheet = folder / ("l" * 43), folder / ("f" * 43), places.instance / "uploads" / "members-1-x"
    sheet.parent.mkdir()
    for path in (lost, fresh, sheet):
        path.write_text("a passport")
    for path in (known, lost, sheet):
        os.utime(path, (0, 0))
    retention.run_if_due(places, clock.now())
    assert set(folder.iterdir()) == {known, fresh}
    assert not sheet.exists()


def test_a_closed_account_is_erased_after_thirty_days(context: Flask, places: Places) -> None:
    now = clock.now()
    with transaction():
        make_federation()
        person(name="Still open")
        person(name="Just closed", disabled_at=now - timedelta(days=29))
        person(name="Long closed", disabled_at=now - timedelta(days=30))
    retention.run_if_due(places, now)
    names = db.session.scalars(select(Person.name).order_by(Person.id)).all()
    assert names == ["Still open", "Just closed", "Erased person"]
