"""Erasing a person leaves none of their data anywhere, and a restored backup is made to forget again (case 50)."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import insert, select, update

from assembly import clock
from assembly.accounts.models import Person, Role
from assembly.accounts.queries import is_erased
from assembly.audit.models import AuditEntry
from assembly.database import transaction
from assembly.database_types import Base, Retention
from assembly.extensions import db
from assembly.mail.models import Delivery, DeliveryState
from assembly.mail.outbox import post, recipient_of
from assembly.members import uploads
from assembly.members.models import MemberImport
from assembly.privacy import declared, erasing, ledger, rows
from assembly.privacy.erasing import Block, NotErasableError, Places
from assembly.privacy.replay import replay
from assembly.registration.escalation.models import MemberCall
from assembly.registration.mine import held
from assembly.registration.models import Registration
from assembly.registration.questions.models import Answer
from tests.factories.accounts import person, staff
from tests.factories.registration import invited_member, open_event, register
from tests.privacy.planting import Planter

OVERWRITTEN = 1  # the mark in an answer that became a file
Rows = dict[str, list[dict[str, Any]]]


@pytest.fixture
def places(context: Flask) -> Places:
    return Places.of(context.extensions["settings"])


class Known:
    """Somebody of whom there is something in every table, and somebody else of whom there is as much."""

    def __init__(self, places: Places) -> None:
        with transaction():
            marked = {
                "email": "zqmail@marks.example",
                "name": "Zqname Zqsurname",
                "latin_name": "Zqlatin",
                "phone": "zqphone",
            }
            self.one, self.other = (
                person(**marked, language="fr"),
                person(name="Other Name", email="other@people.example"),
            )
            planter, beside = Planter(self.one, self.other), Planter(self.other, self.one)
            self.tables = planter.plant_all()
            beside.parents |= {"person": self.other.id}
            beside.plant_all()
            self.marks = [*planter.marks, "zqmail", "Zqname", "zqname", "Zqlatin", "zqphone"]
            self._name_elsewhere(planter)
            self._give_files(planter, places)
        self.one_id, self.other_id = self.one.id, self.other.id

    def _name_elsewhere(self, planter: Planter) -> None:
        """As a guest in the programme, as somebody who owes a paper, in a search that somebody saved."""
        for table, values in (
            ("speaker", {"name": "Zqname Zqsurname", "registration_id": None}),
            ("document", {"owed_by": "zqname zqsurname"}),
            ("saved_view", {"name": "Zqlatin", "filters": {"q": "Zqname Zqsurname"}, "person_id": None}),
            ("agenda_version", {"content": {"speakers": [{"name": "Zqname Zqsurname"}]}}),
        ):
            found = Base.metadata.tables[table]
            db.session.execute(insert(found).values(planter.values(found, marked=False) | values))

    def _give_files(self, planter: Planter, places: Places) -> None:
        stored = {"file": "a" * 43, "name": "passport.pdf", "type": "application/pdf", "size": 6}
        self._file(places.instance / "answers" / stored["file"], planter)
        db.session.execute(update(Answer).where(Answer.person_id == self.one.id).values(value=stored))
        handed = Base.metadata.tables["paper_handed_in"]
        mine = handed.c.registration_id == planter.parents["registration"]
        db.session.execute(update(handed).where(mine).values(stored="b" * 43))
        self._file(places.instance / "documents" / ("b" * 43), planter)
        sheet = uploads.keep(places.instance, self.other.id, b"Name,Country,Contact\nHome,ML,Zqname Zqsurname")
        runs = Base.metadata.tables["member_import"]
        db.session.execute(
            insert(runs).values(planter.values(runs, marked=False) | {"person_id": self.other.id, "token": sheet})
        )
        mine = {
            "person_id": self.one.id,
            "token": uploads.keep(places.instance, self.one.id, planter.marks[0].encode()),
        }
        db.session.execute(insert(runs).values(planter.values(runs, marked=True) | mine))
        assert places.inbox
        self._file(places.inbox / "one.eml", planter, b"To: zqmail@marks.example\n")

    def _file(self, path: Path, planter: Planter, more: bytes = b"") -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(more + planter.marks[0].encode())


def everything_stored() -> str:
    """All rows of all tables, as a dump has them."""
    found = [(table.name, db.session.execute(select(table)).all()) for table in Base.metadata.sorted_tables]
    db.session.rollback()
    return repr([(name, [list(map(plainly, row)) for row in all_rows]) for name, all_rows in found])


def plainly(value: object) -> object:
    return value.decode("latin-1") if isinstance(value, bytes) else value


def on_disk(places: Places) -> bytes:
    """All files of the instance; on SQLite the database's pages, free ones too."""
    if db.engine.dialect.name == "sqlite":
        with db.engine.connect() as connection:
            connection.exec_driver_sql("ROLLBACK")
            connection.connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return b"".join(path.read_bytes() for path in places.instance.rglob("*") if path.is_file())


def left(known: Known, places: Places) -> list[str]:
    stored, files = everything_stored(), on_disk(places)
    return [mark for mark in known.marks if mark in stored or mark.encode() in files]


def rows_of(who: Person) -> Rows:
    found = {
        own.table.name: db.session.execute(select(own.table).where(own.condition)).mappings().all()
        for own in rows.of_person(who)
    }
    return {name: [dict(row) for row in some] for name, some in found.items() if some}


def test_nothing_of_a_person_is_left_anywhere_and_nobody_else_is_touched(context: Flask, places: Places) -> None:
    known = Known(places)
    assert len(left(known, places)) == len(known.marks) - OVERWRITTEN
    others = rows_of(known.other)
    db.session.rollback()
    with transaction():
        erasing.erase(known.other_id, known.one, places, now=clock.now())
    assert left(known, places) == []
    one, other = db.session.get_one(Person, known.one_id), db.session.get_one(Person, known.other_id)
    assert (one.email, one.name, one.language, one.zone) == ("", "Erased person", "en", "UTC")
    assert is_erased(one)
    kept = rows_of(other)
    assert others == kept
    assert db.session.scalars(select(MemberImport)).all() == []  # one was theirs, the other named them
    assert set(rows_of(one)) <= set(declared.KEPT)
    acts = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "person.erased")).all()
    assert [(act.actor_id, act.object_id) for act in acts] == [(known.other_id, known.one_id)]


def test_a_restored_database_forgets_again(context: Flask, places: Places) -> None:
    known = Known(places)
    before = rows_of(known.one)
    db.session.rollback()
    with transaction():
        erasing.erase(None, known.one, places, now=clock.now())
    put_back(before)
    assert left(known, places)
    assert replay(places.ledger) == 1
    assert left(known, places) == []
    assert replay(places.ledger) == 0


def put_back(before: Rows) -> None:
    """Have the person's rows as they were, as a backup has them."""
    with transaction():
        for table in Base.metadata.sorted_tables:
            for row in before.get(table.name, []):
                same = [column == row[column.name] for column in table.primary_key]
                if db.session.execute(select(*table.primary_key).where(*same)).first():
                    db.session.execute(update(table).where(*same).values(row))
                else:
                    db.session.execute(insert(table).values(row))


def test_somebody_who_has_the_number_of_an_erased_person_stays(context: Flask, places: Places) -> None:
    with transaction():
        gone = person(created_at=clock.now() - timedelta(days=3))
        erasing.erase(None, gone, places, now=clock.now())
    with transaction():
        gone.email, gone.name, gone.created_at, gone.disabled_at = "new@people.example", "New", clock.now(), None
    assert replay(places.ledger) == 0


def test_the_ledger_is_written_before_the_commit_and_names_nobody(context: Flask, places: Places) -> None:
    with pytest.raises(ZeroDivisionError), transaction():
        erasing.erase(None, person(), places, now=clock.now())
        raise ZeroDivisionError
    assert ledger.noted(places.ledger) == frozenset()
    with transaction():
        gone = person(name="Zqname Zqsurname")
        erasing.erase(None, gone, places, now=clock.now())
    line = places.ledger.read_text()
    assert line.split()[0] == ledger.opaque_id(gone)
    assert "Zq" not in line
    with places.ledger.open("a") as file:
        file.write(line[:20])  # a crash in the middle of a line
    assert len(ledger.noted(places.ledger)) == 1
    ledger.note(places.ledger, "f" * 64, clock.now())
    assert "f" * 64 in ledger.noted(places.ledger), "a line that was cut short swallows none"


def test_others_who_are_called_the_same_keep_their_names_and_notes_lose_the_name(
    context: Flask, places: Places
) -> None:
    with transaction():
        event = open_event()
        home = invited_member(event)
        gone = person(name="Ana Ruiz", email="shared@people.example")
        namesake = register(home.delegation, name="Ana Ruiz", email="namesake@people.example")
        neighbour = register(home.delegation, name="Eva Ruiz", email="shared@people.example").person_id
        call = MemberCall(
            event_id=event.id, member_id=home.member.id, person_id=home.focal_point.id, caller_id=home.focal_point.id,
            begun_at=clock.now(), note="Ana Ruiz comes, not Anabel.",
        )  # fmt: skip
        db.session.add(call)
        db.session.flush()
        namesake_id = namesake.person_id
    with transaction():
        assert erasing.plan(gone, clock.now()).mentions == 1
        erasing.erase(None, gone, places, now=clock.now())
    assert db.session.get_one(Person, namesake_id).name == "Ana Ruiz"
    assert db.session.get_one(Person, neighbour).email == "shared@people.example"
    assert db.session.get_one(MemberCall, call.id).note == "… comes, not Anabel."


def test_the_preview_says_what_goes_what_stays_and_what_comes_first(context: Flask, places: Places) -> None:
    with transaction():
        registered = register(invited_member(open_event()).delegation, name="Awa Diallo")
        boss = staff(Role.ADMINISTRATOR)
    found = erasing.plan(registered.person, clock.now())
    assert found.blocks == [Block.COMING_EVENT]
    assert {part.table for part in found.stays} >= {"person", "registration", "delivery"}
    assert {part.table for part in found.goes} <= {table.name for table, _ in declared.tables()} | {"token", "consent"}
    assert erasing.plan(boss, clock.now()).blocks == [Block.LAST_ADMINISTRATOR]
    with pytest.raises(NotErasableError), transaction():
        erasing.erase(None, registered.person, places, now=clock.now())


def test_mail_that_waits_is_not_sent_and_a_restored_place_is_given_back(context: Flask, places: Places) -> None:
    with transaction():
        registered = register(invited_member(open_event()).delegation)
        person_id = registered.person_id
    with transaction():
        erasing.wipe(None, registered.person, places, now=clock.now())
    with transaction():
        assert post("erasure-asked", 1, [recipient_of(db.session.get_one(Person, person_id))]) == 0
    states = set(db.session.scalars(select(Delivery.state).where(Delivery.person_id == person_id)))
    assert states == {DeliveryState.CANCELLED}
    again = db.session.scalars(select(Registration).where(Registration.person_id == person_id)).one()
    assert (again.state.value, again.seat, again.person.name) == ("withdrawn", None, "Erased person")


def test_every_table_of_a_person_goes_with_them_or_says_why_it_stays(context: Flask) -> None:
    """What goes must not be pointed at; what stays must be able to be blanked."""
    with transaction():
        somebody = person()
    going = {own.table.name for own in rows.of_person(somebody) if not own.stays}
    pointed_at = {
        f"{table.name}.{column.name}"
        for table in Base.metadata.sorted_tables
        for column in table.columns
        for key in column.foreign_keys
        if key.column.table.name in going and table.name not in going and not key.ondelete
    }
    assert pointed_at == set(), "say in privacy/declared.py KEPT why the rows stay"
    known = {own.table.name for own in rows.of_person(somebody)}
    assert set(declared.KEPT) <= known
    silent = [
        f"{table.name}.{column.name}"
        for table, columns in declared.tables()
        for column in columns
        if table.name in held.NOT_BY_PERSON
        and column not in declared.erasable(table)
        and declared.declaration(column).retention is not Retention.STATUTORY
    ]
    assert silent == []
