"""Whether a row is new, changed, unchanged or wrong; and the codes that members get."""

import pytest

from assembly.members.fields import read_row
from assembly.members.folding import looks_key, name_key
from assembly.members.rules import Judge, Known, Verdict, VerdictKind, new_code

ACESEM = Known(
    1,
    {
        "code": "ML-ACESEM",
        "name": "ACESEM",
        "country": "ML",
        "status": "full",
        "website": "https://acesem.example",
        "contact_name": "Aminata Koné",
        "contact_email": "aminata@acesem.example",
        "contact_language": "fr",
        "contact_zone": "Africa/Bamako",
    },
)
ARC = Known(2, {"code": "MV-ARC", "name": "ARC", "country": "MV"})
LAST = Known(3, {**ACESEM.values, "code": "ML-SETTLED", "name": "Settled"}, {"contact_language", "contact_zone"})


def judge(*rows: dict[str, str], register: tuple[Known, ...] = (ACESEM, ARC, LAST)) -> list[Verdict]:
    judging = Judge(register)
    return [judging.judge(read_row(line, row)) for line, row in enumerate(rows, start=2)]


def codes(verdict: Verdict) -> list[tuple[str, str]]:
    return [(problem.column, problem.code) for problem in verdict.problems]


class TestVerdicts:
    def test_nobody_has_the_code_or_the_name_so_it_is_new(self) -> None:
        assert judge({"name": "TAWEA", "country": "TZ"})[0].kind is VerdictKind.NEW

    def test_the_same_name_in_another_country_is_another_member(self) -> None:
        assert judge({"name": "ACESEM", "country": "BF"})[0].kind is VerdictKind.NEW

    def test_nothing_differs_so_it_is_unchanged(self) -> None:
        verdict = judge({"code": "ml-acesem", "name": "ACESEM", "country": "Mali", "status": "full"})[0]
        assert (verdict.kind, verdict.member, verdict.changes) == (VerdictKind.UNCHANGED, ACESEM, {})

    def test_without_a_code_country_and_folded_name_are_the_key(self) -> None:
        verdict = judge({"name": "  acesém ", "country": "ML"})[0]
        assert verdict.member is ACESEM
        assert verdict.changes == {"name": ("ACESEM", "acesém")}

    def test_by_its_code_a_member_may_change_its_name(self) -> None:
        verdict = judge({"code": "ML-ACESEM", "name": "Nouvel ACESEM", "country": "ML", "weight": "2"})[0]
        assert verdict.kind is VerdictKind.CHANGED
        assert verdict.changes == {"name": ("ACESEM", "Nouvel ACESEM"), "weight": (None, 2)}

    def test_blanks_never_overwrite(self) -> None:
        verdict = judge({"code": "ML-ACESEM", "name": "ACESEM", "country": "ML", "website": "", "contact_email": " "})[
            0
        ]
        assert verdict.kind is VerdictKind.UNCHANGED

    def test_what_somebody_has_said_of_themselves_is_not_changed_by_a_sheet(self) -> None:
        row = {"code": "ML-SETTLED", "name": "Settled", "country": "ML", "contact_zone": "Asia/Bangkok"}
        assert judge(row)[0].kind is VerdictKind.UNCHANGED
        other = {**row, "contact_name": "Else", "contact_email": "else@acesem.example"}
        assert "contact_zone" in judge(other)[0].changes


class TestErrors:
    def test_a_member_may_stand_in_a_sheet_once(self) -> None:
        rows = judge(
            {"code": "ML-ACESEM", "name": "ACESEM", "country": "ML"},
            {"name": "acesem", "country": "Mali"},
            {"code": "X", "name": "New", "country": "ML"},
            {"code": "x", "name": "Newer", "country": "ML"},
            {"name": "NEW", "country": "ML"},
        )
        assert [codes(row) for row in rows] == [
            [],
            [("code", "duplicate_in_file")],
            [],
            [("code", "duplicate_in_file")],
            [("name", "duplicate_in_file")],
        ]
        assert "line 2" in rows[1].problems[0].message

    def test_a_new_code_for_a_name_of_the_register_is_told(self) -> None:
        assert codes(judge({"code": "NEW", "name": "ARC", "country": "MV"})[0]) == [("code", "already_registered")]

    def test_a_member_cannot_take_the_name_of_another(self) -> None:
        verdict = judge({"code": "ML-ACESEM", "name": "Settled", "country": "ML"})[0]
        assert codes(verdict) == [("name", "already_registered")]

    @pytest.mark.parametrize(
        ("contact", "expected"),
        [
            ({"contact_name": "Somebody"}, [("contact_email", "required")]),
            ({"contact_email": "somebody@x.example"}, [("contact_name", "required")]),
            ({"contact2_language": "fr"}, [("contact2_name", "required"), ("contact2_email", "required")]),
            (
                {
                    "contact_name": "A",
                    "contact_email": "a@x.example",
                    "contact2_name": "a",
                    "contact2_email": "A@x.example",
                },
                [("contact2_email", "same_contact")],
            ),
        ],
    )
    def test_a_contact_is_one_person_who_can_be_written_to(
        self, contact: dict[str, str], expected: list[tuple[str, str]]
    ) -> None:
        assert codes(judge({"name": "TAWEA", "country": "TZ", **contact})[0]) == expected

    def test_people_who_share_an_address_are_two_contacts(self) -> None:
        row = {
            "contact_name": "A",
            "contact_email": "i@x.example",
            "contact2_name": "B",
            "contact2_email": "i@x.example",
        }
        assert judge({"name": "TAWEA", "country": "TZ", **row})[0].kind is VerdictKind.NEW


class TestLookAlikes:
    @pytest.mark.parametrize("name", ["АСЕЅЕМ", "A.C.E.S.E.M.", "ACESEM\u200b "])
    def test_a_new_name_that_looks_like_another_is_warned_of(self, name: str) -> None:
        verdict = judge({"name": name, "country": "BF"})[0]
        assert verdict.kind is VerdictKind.NEW
        if name_key(name) != "acesem":
            assert [warning.code for warning in verdict.warnings] == ["looks_alike"]

    def test_two_new_names_of_a_sheet_that_look_alike_are_warned_of(self) -> None:
        rows = judge(
            {"name": "Лада", "country": "RU"},
            {"name": "Ladа", "country": "KZ"},
            {"name": "Мара", "country": "RU"},
            {"name": "Mapa", "country": "RU"},
        )
        assert [bool(row.warnings) for row in rows] == [False, False, False, True]

    def test_letters_of_other_scripts_are_not_ornaments(self) -> None:
        assert name_key("กิน") != name_key("กัน")
        assert name_key("が") != name_key("か")
        assert looks_key("中心") == "中心"


class TestCodes:
    @pytest.mark.parametrize(
        ("country", "name", "code"),
        [
            ("ML", "ACESEM", "ML-ACESEM"),
            ("ET", "Emmanuel Development Association", "ET-EDA"),
            ("CO", "Asociación Niñez", "CO-AN"),
            ("CN", "中心", "CN-1"),
            ("GB", "x" * 200, "GB-" + "X" * 24),
        ],
    )
    def test_a_code_is_made_of_country_and_name(self, country: str, name: str, code: str) -> None:
        assert new_code(country, name, set()) == code

    def test_no_two_members_get_the_same_code(self) -> None:
        assert new_code("ML", "ACESEM", {"ML-ACESEM", "ML-ACESEM-2"}) == "ML-ACESEM-3"
        assert new_code("CN", "中心", {"CN-1"}) == "CN-2"
