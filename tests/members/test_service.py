"""Changing one member by hand: the same rules as a sheet's, but what is emptied is taken away."""

import pytest
from sqlalchemy import select

from assembly.accounts.models import Role, RoleGrant
from assembly.audit.models import AuditEntry
from assembly.database import transaction
from assembly.extensions import db
from assembly.members import service
from assembly.members.models import Contact
from assembly.members.queries import member_by_code
from assembly.members.rules import Verdict
from tests.factories.members import make_member

FORM = {"name": "ACESEM", "country": "ML", "website": "https://acesem.example", "joined_on": "2019-03-25"}
CONTACT = {"contact_name": "Aminata Koné", "contact_email": "aminata@acesem.example"}


def save(**cells: str) -> tuple[Verdict, str | None]:
    with transaction():
        return service.save_member(None, cells)


@pytest.mark.usefixtures("context")
class TestSaving:
    def test_a_member_is_added(self) -> None:
        assert save(**FORM, **CONTACT)[1] == "ML-ACESEM"
        assert member_by_code("ML-ACESEM").contacts[0].person.name == "Aminata Koné"

    def test_a_mistake_stores_nothing_and_says_where(self) -> None:
        verdict, code = save(**{**FORM, "country": "", "contact_name": "Only a name"})
        assert code is None
        assert ("country", "required") in {(problem.column, problem.code) for problem in verdict.problems}

    def test_what_is_emptied_is_taken_away(self) -> None:
        save(**FORM, **CONTACT)
        save(code="ML-ACESEM", name="ACESEM", country="ML")
        member = member_by_code("ML-ACESEM")
        assert (member.website, member.joined_on) == (None, None)
        assert db.session.scalars(select(Contact)).all() == []
        assert db.session.scalars(select(RoleGrant).where(RoleGrant.role == Role.FOCAL_POINT)).all() == []

    def test_a_contact_without_an_address_is_refused_rather_than_taken_away(self) -> None:
        save(**FORM, **CONTACT)
        verdict, code = save(code="ML-ACESEM", **FORM, **{**CONTACT, "contact_email": ""})
        assert (code, [problem.column for problem in verdict.problems]) == (None, ["contact_email"])

    def test_the_trail_names_the_fields_and_nothing_is_written_where_nothing_changed(self) -> None:
        save(**FORM, **CONTACT)
        save(code="ML-ACESEM", **{**FORM, "website": ""}, **CONTACT)
        save(code="ML-ACESEM", **{**FORM, "website": ""}, **CONTACT)
        entries = db.session.scalars(select(AuditEntry).order_by(AuditEntry.id)).all()
        assert [entry.action for entry in entries] == ["member.added", "member.changed"]
        assert entries[1].details == {"fields": ["website"]}

    def test_another_members_name_is_refused(self) -> None:
        with transaction():
            make_member(name="Taken", code="ML-TAKEN")
        save(**FORM)
        verdict, code = save(**{**FORM, "code": "ML-ACESEM", "name": "Taken"})
        assert (code, verdict.problems[0].code) == (None, "already_registered")

    def test_a_telephone_number_is_kept_corrected_and_taken_away(self) -> None:
        save(**FORM, **CONTACT, contact_phone="+223 20 22 00 01")
        person = member_by_code("ML-ACESEM").contacts[0].person
        assert person.phone == "+223 20 22 00 01"
        verdict, _code = save(code="ML-ACESEM", **FORM, **CONTACT, contact_phone="ask Ada")
        assert [problem.code for problem in verdict.problems] == ["not_a_telephone"]
        save(code="ML-ACESEM", **FORM, **CONTACT, contact_phone="")
        db.session.expire_all()
        assert person.phone is None
        save(code="ML-ACESEM", **FORM, **CONTACT, contact_phone="+223 20 22 00 02")
        other = {"contact_name": "Awa Diallo", "contact_email": "awa@acesem.example"}
        save(code="ML-ACESEM", **FORM, **other, contact_phone="")
        db.session.expire_all()
        assert (person.phone, member_by_code("ML-ACESEM").contacts[0].person.phone) == ("+223 20 22 00 02", None)
