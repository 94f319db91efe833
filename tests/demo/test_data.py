"""The demonstration's members and people: the case of 2021, whole, and nothing made up about what is real."""

import csv
import json
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from importlib.resources import files
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from babel import Locale

from assembly.events.roles import DELEGATION_ROLES
from assembly.members.models import MemberKind, MemberStatus, Region
from assembly.timezones import is_zone

DATA = files("assembly").joinpath("demo", "data")
LANGUAGES = ["en", "es", "fr", "ru"]
NEW_MEMBERS = {
    ("APLE", "KH"),
    ("Emmanuel Development Association", "ET"),
    ("MODS", "RS"),
    ("KAACR", "KE"),
    ("ECPAT Portugal", "PT"),
    ("CHIDDO", "SS"),
    ("Jelly Beanz", "ZA"),
    ("Stepping Stones", "BW"),
    ("People Serving Girls at Risk", "MW"),
    ("C-SEMA", "TZ"),
    ("ChildSafeNet", "NP"),
    ("Iraqi Al-Amal", "IQ"),
    ("Sana Sezim", "KZ"),
    ("Lifeline Childline", "NA"),
    ("ACESEM", "ML"),
    ("TAWEA", "TZ"),
    ("Hintalovon", "HU"),
    ("Monde des Enfants", "GN"),
    ("ARC", "MV"),
}
OTHER_REAL_MEMBERS = {
    ("ECPAT Austria", "AT"),
    ("ECPAT Philippines", "PH"),
    ("ECPAT Sweden", "SE"),
    ("ECPAT-USA", "US"),
    ("MAIS", "DO"),
    ("SAWA", "PS"),
    ("UYDEL", "UG"),
}
INVENTED = {"en": "(example)", "es": "(ejemplo)", "fr": "(exemple)", "ru": "(пример)"}


def rows(name: str) -> list[dict[str, str]]:
    """Read a table, each row with all of its columns and no more."""
    with DATA.joinpath(name).open(encoding="utf-8", newline="") as file:
        table = list(csv.DictReader(file, strict=True))
    assert all(None not in row and None not in row.values() for row in table)
    return table


def document(name: str) -> Any:
    return json.loads(DATA.joinpath(name).read_text(encoding="utf-8"))


def scripts(name: str) -> set[str]:
    """The scripts of a name's letters, as Unicode names them: LATIN, CYRILLIC, ARABIC, CJK …"""
    return {unicodedata.name(letter).split()[0] for letter in name if letter.isalpha()}


def zones_of_countries() -> dict[str, set[str]]:
    lines = files("tzdata").joinpath("zoneinfo", "zone.tab").read_text(encoding="utf-8").splitlines()
    found: dict[str, set[str]] = {}
    for country, _, zone, *_ in (line.split("\t") for line in lines if not line.startswith("#")):
        found.setdefault(country, set()).add(zone)
    return found


MEMBERS = {row["code"]: row for row in rows("members.csv")}
PARTICIPANTS = rows("participants.csv")
PROXIES = {row["principal_code"]: row["holder_code"] for row in rows("proxies.csv")}
REAL_MEMBERS = NEW_MEMBERS | OTHER_REAL_MEMBERS
REAL = {code for code, row in MEMBERS.items() if (row["name"], row["country"]) in REAL_MEMBERS}
GUESTS = rows("guests.csv")
PARTNERS = document("partners.json")
STAFF = [person for group in document("staff.json").values() for person in group]


def contacts() -> Iterator[tuple[str, dict[str, str]]]:
    for code, row in MEMBERS.items():
        for column in ("contact", "contact2"):
            if row[f"{column}_name"]:
                yield code, {key: row[f"{column}_{key}"] for key in ("name", "email", "language", "zone")}


class TestTheCaseIsWhole:
    def test_118_members_in_102_countries_register_232_participants(self):
        assert len(rows("members.csv")) == len(MEMBERS) == 118
        assert len({row["country"] for row in MEMBERS.values()}) == 102
        assert len(PARTICIPANTS) == 232
        assert {row["member_code"] for row in PARTICIPANTS if row["role"] == "delegate"} == set(MEMBERS)

    def test_participants_read_four_languages(self):
        assert Counter(row["language"] for row in PARTICIPANTS) == {"en": 141, "es": 38, "fr": 35, "ru": 18}

    @pytest.mark.parametrize("month", range(1, 13))
    def test_participants_live_in_at_least_19_offsets_whatever_the_season(self, month):
        moment = datetime(2026, month, 15, 12, tzinfo=UTC)
        offsets = {moment.astimezone(ZoneInfo(row["zone"])).utcoffset() for row in PARTICIPANTS}
        assert len(offsets) >= 19

    def test_some_offsets_are_not_whole_hours(self):
        assert {"Asia/Kabul", "Asia/Kolkata", "Asia/Kathmandu", "America/St_Johns"} <= {
            row["zone"] for row in PARTICIPANTS
        }

    def test_names_are_written_in_many_scripts(self):
        written = set().union(*(scripts(row["name"]) for row in PARTICIPANTS))
        assert written >= {"LATIN", "CYRILLIC", "ARABIC", "CJK", "ETHIOPIC", "THAI", "GEORGIAN", "DEVANAGARI"}

    def test_the_19_new_members_and_no_others_are_new(self):
        new = [row for row in MEMBERS.values() if row["joined_on"] == "new"]
        assert {(row["name"], row["country"]) for row in new} == NEW_MEMBERS

    def test_the_other_named_members_are_there(self):
        assert {(row["name"], row["country"]) for row in MEMBERS.values()} >= OTHER_REAL_MEMBERS


class TestMembers:
    def test_countries_regions_kinds_and_statuses_are_known(self):
        territories = Locale("en").territories
        for code, row in MEMBERS.items():
            assert re.fullmatch(r"[A-Z]{2}-[A-Z]+", code)
            assert row["country"] == code[:2]
            assert row["country"] in territories
            assert Region(row["region"])
            assert MemberKind(row["kind"])
            assert row["language"] in LANGUAGES
            assert row["weight"] == "1"

    def test_a_country_lies_in_one_region_and_all_five_are_there(self):
        regions = {(row["country"], row["region"]) for row in MEMBERS.values()}
        assert len(regions) == 102
        assert {region for _, region in regions} == set(Region)

    def test_invented_organisations_say_so(self):
        for code in MEMBERS.keys() - REAL:
            assert MEMBERS[code]["name"].endswith(INVENTED[MEMBERS[code]["language"]])

    def test_invented_organisations_joined_long_ago(self):
        for code in MEMBERS.keys() - REAL:
            joined = MEMBERS[code]["joined_on"]
            assert "1990" < datetime.strptime(joined, "%Y-%m-%d").replace(tzinfo=UTC).isoformat() < "2018"

    def test_nothing_is_invented_about_real_organisations(self):
        for code in REAL:
            assert MEMBERS[code]["status"] == MemberStatus.FULL
            assert MEMBERS[code]["website"] == ""
            assert MEMBERS[code]["joined_on"] in {"new", ""}
        assert not REAL & (PROXIES.keys() | set(PROXIES.values()))

    def test_nobody_is_suspended_and_few_are_affiliates(self):
        statuses = Counter(row["status"] for row in MEMBERS.values())
        assert statuses.keys() == {"full", "affiliate"}
        assert statuses["affiliate"] < 10

    def test_every_member_has_a_contact_and_some_a_second(self):
        assert all(row["contact_name"] for row in MEMBERS.values())
        assert sum(bool(row["contact2_name"]) for row in MEMBERS.values()) > 50


class TestPeople:
    def test_no_address_can_be_delivered_to(self):
        everybody = [*PARTICIPANTS, *GUESTS, *STAFF, *(person for _, person in contacts())]
        assert all(re.fullmatch(r"[a-z.-]+@[a-z-]+\.example", person["email"]) for person in everybody)
        for row in MEMBERS.values():
            assert re.fullmatch(r"(https://[a-z-]+\.example)?", row["website"])

    def test_nobody_shares_an_address(self):
        registered = {row["email"]: row for row in PARTICIPANTS}
        assert len(registered) == 232
        assert len({person["email"] for person in STAFF} - registered.keys()) == len(STAFF)
        named = {(person["email"], person["name"]) for _, person in contacts()}
        assert len({email for email, _ in named}) == len(named)

    def test_a_contact_who_takes_part_is_the_same_person(self):
        registered = {row["email"]: row for row in PARTICIPANTS}
        for code, person in contacts():
            row = registered.get(person["email"])
            if row:
                assert row["member_code"] == code
                assert person.items() <= row.items()

    def test_a_latin_form_stands_beside_names_in_other_scripts_only(self):
        for row in [*PARTICIPANTS, *GUESTS]:
            assert bool(row["latin_name"]) == (scripts(row["name"]) != {"LATIN"}), row
            assert scripts(row["latin_name"]) <= {"LATIN"}

    def test_zones_are_of_the_members_country(self):
        zones = zones_of_countries()
        for row in PARTICIPANTS:
            assert row["zone"] in zones[row["member_code"][:2]], row
        for code, person in contacts():
            assert person["zone"] in zones[code[:2]], person
        assert all(is_zone(person["zone"]) for person in STAFF)

    def test_everybody_reads_one_of_the_languages_and_has_a_position(self):
        everybody = [*PARTICIPANTS, *GUESTS, *STAFF]
        assert all(person["language"] in LANGUAGES and person["position"] for person in everybody)


class TestDelegationsAndVotes:
    def test_no_delegation_exceeds_its_seats(self):
        quotas = document("event.json")["event"]["quotas"]
        assert quotas.keys() == set(DELEGATION_ROLES)
        taken = Counter((row["member_code"], row["role"]) for row in PARTICIPANTS)
        assert all(number <= quotas[role] for (_, role), number in taken.items())

    def test_who_votes_is_a_delegate_and_others_stand_in_without_gaps(self):
        for code in MEMBERS.keys() - PROXIES.keys():
            delegation = [row for row in PARTICIPANTS if row["member_code"] == code]
            voters = {int(row["votes"]): row for row in delegation if row["votes"]}
            assert sorted(voters) == list(range(1, len(voters) + 1))
            assert voters[1]["role"] == "delegate"
            assert all(row["role"] != "observer" for row in voters.values())

    def test_who_gave_a_proxy_names_no_voter(self):
        assert not [row for row in PARTICIPANTS if row["member_code"] in PROXIES and row["votes"]]

    def test_eight_proxies_within_the_cap_and_without_chains(self):
        assert len(rows("proxies.csv")) == len(PROXIES) == 8
        assert PROXIES.keys() <= MEMBERS.keys()
        assert set(PROXIES.values()) <= MEMBERS.keys()
        assert not PROXIES.keys() & set(PROXIES.values())
        cap = document("event.json")["event"]["proxy_cap"]
        assert max(Counter(PROXIES.values()).values()) <= cap == 2

    def test_the_demonstration_persons_are_who_they_should_be(self):
        roles = document("roles.json")
        staff = document("staff.json")
        assert roles["secretariat"] in {person["email"] for person in staff["secretariat"]}
        assert roles["chair"] in {person["email"] for person in staff["chairs"]}
        assert roles["scrutineer"] in {person["email"] for person in staff["scrutineers"]}
        assert (roles["focal_point"], "Aminata Koné") == (
            MEMBERS["ML-ACESEM"]["contact_email"],
            MEMBERS["ML-ACESEM"]["contact_name"],
        )
        delegate = next(row for row in PARTICIPANTS if row["email"] == roles["delegate"])
        assert (delegate["votes"], delegate["zone"]) == ("1", "America/Lima")
        assert delegate["member_code"] not in REAL


class TestGuests:
    def test_partners_are_invented_and_each_has_an_agreement_on_file(self):
        for partner in PARTNERS.values():
            assert partner["name"].endswith("(example)")
            assert partner["agreement"]
        assert {row["partner"] for row in GUESTS} == {"", *PARTNERS}

    def test_who_comes_to_both_events_is_the_same_person(self):
        known: dict[str, tuple[str, ...]] = {}
        for row in GUESTS:
            person = (row["name"], row["latin_name"], row["language"], row["zone"])
            assert known.setdefault(row["email"], person) == person
        staff = {person["email"]: person for person in STAFF}
        assert all(staff[row["email"]]["name"] == row["name"] for row in GUESTS if row["role"] == "staff")
        assert not known.keys() & {row["email"] for row in PARTICIPANTS}

    def test_zones_exist(self):
        assert all(is_zone(row["zone"]) for row in GUESTS)
