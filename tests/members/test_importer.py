"""Importing: all or nothing, blanks never overwrite, few statements whatever the number of rows."""

from collections.abc import Sequence
from datetime import date

import pytest
from sqlalchemy import func, select

from assembly.accounts.models import Person, Role, RoleGrant
from assembly.audit.models import AuditEntry
from assembly.database import transaction
from assembly.extensions import db
from assembly.members import importer
from assembly.members.importer import Outcome, RegisterChangedError
from assembly.members.kinds import MemberKind, MemberStatus, Region
from assembly.members.models import Contact, Member
from assembly.members.queries import member_by_code
from tests.factories.members import make_member, statements

ACESEM = {
    "code": "ML-ACESEM",
    "name": "ACESEM",
    "country": "ML",
    "website": "https://acesem.example",
    "joined_on": "2019-03-25",
    "contact_name": "Aminata Koné",
    "contact_email": "Aminata@acesem.example",
    "contact_zone": "Africa/Bamako",
    "contact2_name": "Moussa Keïta",
    "contact2_email": "moussa@acesem.example",
    "contact2_language": "en",
}


def store(*rows: dict[str, str]) -> Outcome:
    with transaction():
        return importer.store(None, importer.rows_of(rows))


def examine(*rows: dict[str, str]) -> Outcome:
    return importer.examine(importer.rows_of(rows))


def verdicts(outcome: Outcome) -> list[str]:
    return [verdict.kind.value for verdict in outcome.verdicts]


def contacts(code: str) -> list[tuple[int, str, str]]:
    """(position, name, address) of each contact of a member."""
    statement = select(Contact.position, Person.name, Person.email).join(Person).join(Member)
    return [tuple(row) for row in db.session.execute(statement.where(Member.code == code).order_by(Contact.position))]


def focal_points(code: str) -> set[str]:
    """Who may act for a member."""
    statement = select(Person.name).join(RoleGrant).join(Member, RoleGrant.member_id == Member.id)
    return set(db.session.scalars(statement.where(Member.code == code, RoleGrant.role == Role.FOCAL_POINT)))


def people() -> int:
    return db.session.scalar(select(func.count(Person.id))) or 0


def trail() -> Sequence[AuditEntry]:
    return db.session.scalars(select(AuditEntry).order_by(AuditEntry.id)).all()


@pytest.mark.usefixtures("context")
class TestStoring:
    def test_a_new_member_is_stored_with_what_its_country_tells(self) -> None:
        assert store({"name": "Бюро «Лада»", "country": "Россия"}).stored == 1
        member = db.session.scalars(select(Member)).one()
        assert (member.name, member.country, member.region) == ("Бюро «Лада»", "RU", Region.EUROPE)
        assert (member.code, member.language, member.weight) == ("RU-1", "ru", 1)
        assert (member.kind, member.status) == (MemberKind.ORGANISATION, MemberStatus.FULL)

    def test_contacts_are_people_in_order_who_may_act_for_the_member(self) -> None:
        store(ACESEM)
        assert contacts("ML-ACESEM") == [
            (1, "Aminata Koné", "aminata@acesem.example"),
            (2, "Moussa Keïta", "moussa@acesem.example"),
        ]
        assert focal_points("ML-ACESEM") == {"Aminata Koné", "Moussa Keïta"}
        aminata, moussa = db.session.scalars(select(Person).order_by(Person.name))
        assert (aminata.language, aminata.zone, aminata.zone_confirmed) == ("fr", "Africa/Bamako", False)
        assert (moussa.language, moussa.zone) == ("en", "Africa/Bamako")

    def test_a_sheet_stored_twice_is_unchanged(self) -> None:
        store(ACESEM)
        again = store(ACESEM)
        assert (verdicts(again), again.stored, people(), len(trail())) == (["unchanged"], 0, 2, 1)

    def test_changes_are_stored_and_blanks_overwrite_nothing(self) -> None:
        store(ACESEM)
        row = {
            "code": "ML-ACESEM",
            "name": "Nouvel ACESEM",
            "country": "ML",
            "website": "",
            "joined_on": "",
            "weight": "2",
        }
        outcome = store({**row, "contact_name": "", "contact_email": ""})
        assert (verdicts(outcome), outcome.stored) == (["changed"], 1)
        member = member_by_code("ML-ACESEM")
        assert (member.name, member.name_key, member.weight) == ("Nouvel ACESEM", "nouvel acesem", 2)
        assert (member.website, member.joined_on) == ("https://acesem.example", date(2019, 3, 25))
        assert len(contacts("ML-ACESEM")) == 2

    def test_if_one_row_fails_none_is_stored(self) -> None:
        outcome = store(ACESEM, {"name": "TAWEA", "country": "Atlantis"})
        assert (verdicts(outcome), outcome.stored) == (["new", "error"], 0)
        assert (db.session.scalar(select(func.count(Member.id))), people(), trail()) == (0, 0, [])

    def test_a_dry_run_stores_nothing(self) -> None:
        with transaction():
            assert verdicts(examine(ACESEM)) == ["new"]
        assert (people(), trail()) == (0, [])

    def test_one_entry_of_the_trail_tells_of_all_and_nothing_personal(self) -> None:
        store(ACESEM, {"name": "TAWEA", "country": "TZ"})
        store({**ACESEM, "weight": "2"})
        first, second = trail()
        ids = sorted(db.session.scalars(select(Member.id)))
        assert (first.action, first.details) == ("members.imported", {"added": ids, "changed": []})
        assert second.details == {"added": [], "changed": [member_by_code("ML-ACESEM").id]}

    def test_codes_that_are_made_are_unlike_those_of_the_sheet_and_the_register(self) -> None:
        with transaction():
            make_member(code="ML-A", name="Old")
        store(
            {"name": "A", "country": "ML"},
            {"name": "B", "country": "ML", "code": "ML-A-2"},
            {"name": "a.", "country": "ML"},
        )
        assert set(db.session.scalars(select(Member.code))) == {"ML-A", "ML-A-2", "ML-A-3", "ML-A-4"}

    def test_what_was_confirmed_and_nothing_else_is_stored(self) -> None:
        rows = importer.rows_of([ACESEM])
        confirmed = importer.examine(rows).fingerprint
        with transaction():
            make_member(code="ML-ACESEM", name="Earlier")
        with pytest.raises(RegisterChangedError), transaction():
            importer.store(None, rows, confirmed=confirmed)
        assert member_by_code("ML-ACESEM").name == "Earlier"


@pytest.mark.usefixtures("context")
class TestContacts:
    def test_another_person_takes_the_place_and_who_leaves_may_act_no_more(self) -> None:
        store(ACESEM)
        store({**ACESEM, "contact_name": "Fatou Diarra", "contact_email": "fatou@acesem.example"})
        assert [name for _place, name, _email in contacts("ML-ACESEM")] == ["Fatou Diarra", "Moussa Keïta"]
        assert focal_points("ML-ACESEM") == {"Fatou Diarra", "Moussa Keïta"}
        assert people() == 3

    def test_the_second_moves_up_and_leaves_the_second_place(self) -> None:
        store(ACESEM)
        store(
            {
                "code": "ML-ACESEM",
                "name": "ACESEM",
                "country": "ML",
                "contact_name": "Moussa Keïta",
                "contact_email": "moussa@acesem.example",
            }
        )
        assert contacts("ML-ACESEM") == [(1, "Moussa Keïta", "moussa@acesem.example")]
        assert focal_points("ML-ACESEM") == {"Moussa Keïta"}

    def test_the_two_change_places(self) -> None:
        store(ACESEM)
        swapped = {
            key.replace("contact2", "first").replace("contact", "contact2").replace("first", "contact"): value
            for key, value in ACESEM.items()
        }
        store(swapped)
        assert [name for _place, name, _email in contacts("ML-ACESEM")] == ["Moussa Keïta", "Aminata Koné"]
        assert focal_points("ML-ACESEM") == {"Aminata Koné", "Moussa Keïta"}

    def test_a_correction_is_of_the_same_person(self) -> None:
        store(ACESEM)
        outcome = store({**ACESEM, "contact_name": "AMINATA KONÉ", "contact_language": "en"})
        assert list(outcome.verdicts[0].changes) == ["contact_name", "contact_language"]
        person = db.session.scalars(select(Person).where(Person.email == "aminata@acesem.example")).one()
        assert (person.name, person.language) == ("AMINATA KONÉ", "en")

    def test_what_somebody_confirmed_stays_theirs(self) -> None:
        store(ACESEM)
        with transaction() as session:
            for person in session.scalars(select(Person)):
                person.zone, person.zone_confirmed = "Asia/Bangkok", True
        assert verdicts(store(ACESEM)) == ["unchanged"]

    def test_one_person_may_be_the_contact_of_two_members(self) -> None:
        other = {
            "name": "APLE",
            "country": "KH",
            "contact_name": "aminata koné",
            "contact_email": "aminata@acesem.example",
        }
        store(ACESEM, other)
        assert people() == 2
        assert focal_points("KH-APLE") == {"Aminata Koné"} or focal_points("KH-APLE") == {"aminata koné"}

    def test_people_who_share_an_address_stay_two(self) -> None:
        store({**ACESEM, "contact2_email": "aminata@acesem.example"})
        assert people() == 2

    def test_a_role_that_was_given_otherwise_is_left_alone(self) -> None:
        with transaction() as session:
            member = make_member(contact=True, code="ML-ACESEM", name="ACESEM")
            helper = Person(email="h@x.example", name="Helper", language="fr", zone="UTC", created_at=member.created_at)
            session.add(helper)
            session.flush()
            session.add(RoleGrant(person_id=helper.id, role=Role.FOCAL_POINT, member_id=member.id))
        store(ACESEM)
        assert focal_points("ML-ACESEM") == {"Aminata Koné", "Moussa Keïta", "Helper"}


def sheet(size: int) -> list[dict[str, str]]:
    return [
        {
            **ACESEM,
            "code": f"ML-{number}",
            "name": f"Association {number}",
            "contact_email": f"a@{number}.example",
            "contact2_email": f"b@{number}.example",
        }
        for number in range(size)
    ]


@pytest.mark.usefixtures("context")
def test_statements_do_not_grow_with_the_rows() -> None:
    counts = []
    for size in (1, 300):
        with statements() as first:
            store(*sheet(size))
        with statements() as second:
            store(*({**row, "weight": "2", "contact_name": f"Successor {size}"} for row in sheet(size)))
        with statements() as third:
            store(*sheet(size)[:0])
        counts.append((len(first), len(second), len(third)))
    for one, many in zip(*counts, strict=True):
        assert many <= one + 10  # ids are asked for in parts of 500
