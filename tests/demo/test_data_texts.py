"""The demonstration's texts, programme and motion: complete in four languages, in the words of the field."""

import csv
import json
import re
from collections.abc import Iterator
from datetime import time
from importlib.resources import files
from typing import Any

import pytest

from assembly.agenda.models import ItemKind, SpeakerPart
from assembly.tally.rules import Basis, QuorumMoment, RuleProfile
from assembly.voting.models import Secrecy

DATA = files("assembly").joinpath("demo", "data")
DOCUMENTS = ("event.json", "programme.json", "motion.json", "notices.json", "consultation.json")
LANGUAGES = ["en", "es", "fr", "ru"]
PLACEHOLDERS = {"name", "member", "event", "dates", "link"}
AVOIDED = (
    "child prostitution|sex tourism|prostitución infantil|turismo sexual|"
    "tourisme sexuel|prostitution enfantine|секс-туризм|детская проституция"
)


def document(name: str) -> Any:
    return json.loads(DATA.joinpath(name).read_text(encoding="utf-8"))


def texts(value: Any) -> Iterator[dict[str, str]]:
    """Every text in several languages, wherever it stands in a document."""
    if isinstance(value, dict):
        if value.keys() & set(LANGUAGES):
            yield value
        else:
            for part in value.values():
                yield from texts(part)
    elif isinstance(value, list):
        for part in value:
            yield from texts(part)


def items() -> list[dict[str, Any]]:
    return [item for sitting in document("programme.json")["sittings"] for item in sitting["items"]]


def member_names() -> dict[str, str]:
    with DATA.joinpath("members.csv").open(encoding="utf-8", newline="") as file:
        return {row["code"]: row["name"] for row in csv.DictReader(file)}


class TestTexts:
    @pytest.mark.parametrize("name", DOCUMENTS)
    def test_every_text_is_complete_in_four_languages(self, name):
        found = list(texts(document(name)))
        assert found
        for text in found:
            assert list(text) == LANGUAGES
            assert all(words.strip() == words and words for words in text.values()), text

    def test_notices_use_known_placeholders_alike_in_every_language(self):
        for text in texts(document("notices.json")):
            used = [sorted(set(re.findall(r"\(\((\w+)\)\)", words))) for words in text.values()]
            assert all(placeholders == used[0] for placeholders in used)
            assert set(used[0]) <= PLACEHOLDERS

    def test_subjects_do_not_tell_what_the_meeting_is_about(self):
        telling = re.compile(r"explo|child|niñ|enfan|дет|эксплуат|theme|tema|thème|тема", re.IGNORECASE)
        event = document("event.json")["event"]
        for notice in document("notices.json").values():
            for text in (notice["subject"], event["title"]):
                assert not any(telling.search(words) for words in text.values())

    @pytest.mark.parametrize("name", DOCUMENTS)
    def test_the_words_of_the_field_are_used(self, name):
        assert not re.search(AVOIDED, DATA.joinpath(name).read_text(encoding="utf-8"), re.IGNORECASE)


class TestProgrammeAndMotion:
    def test_items_follow_one_another_within_their_sitting(self):
        programme = document("programme.json")
        assert [sitting["day"] for sitting in programme["sittings"]] == [1, 2]
        for sitting in programme["sittings"]:
            edges = [sitting["starts"], *(item["ends"] for item in sitting["items"])]
            assert [item["starts"] for item in sitting["items"]] == edges[:-1]
            assert edges == sorted(set(edges), key=time.fromisoformat)
            assert edges[-1] == sitting["ends"]

    def test_the_five_items_of_2021_stand_in_order(self):
        assert all(ItemKind(item["kind"]) for item in items())
        assert [item["key"] for item in items() if item["kind"] != "break"] == [
            "opening", "covid-panel", "new-members", "strategic-framework", "closing",
        ]  # fmt: skip

    def test_speakers_are_members_or_persons_and_the_panel_is_the_one_of_2021(self):
        names = member_names()
        speakers = {item["key"]: item["speakers"] for item in items()}
        assert [(each["part"], names[each["member"]]) for each in speakers["covid-panel"]] == [
            ("chair", "ECPAT Austria"), ("speaker", "APLE"), ("speaker", "MAIS"),
            ("speaker", "SAWA"), ("speaker", "UYDEL"),
        ]  # fmt: skip
        for each in (speaker for group in speakers.values() for speaker in group):
            assert each.get("member", "ML-ACESEM") in names
            assert SpeakerPart(each["part"])
            assert each.keys() in ({"part", "member"}, {"part", "person"})

    def test_the_floor_and_each_interpretation_have_a_channel(self):
        channels = document("programme.json")["channels"]
        assert [channel["language"] for channel in channels] == LANGUAGES
        assert document("event.json")["event"]["languages"] == LANGUAGES
        assert [channel["floor"] for channel in channels] == [True, False, False, False]
        assert all(channel["address"].startswith("https://meet.example/") for channel in channels)

    def test_the_motion_is_decided_by_a_simple_majority_with_a_quorum_of_half_on_cast(self):
        motion = document("motion.json")
        profile = RuleProfile.from_data(motion["rule_profile"]["rules"])
        assert profile.as_data() == motion["rule_profile"]["rules"]
        assert (profile.basis, profile.threshold.as_data()["fraction"]) == (Basis.FOR_AND_AGAINST, "1/2")
        assert profile.quorum
        assert profile.quorum.measured_on is QuorumMoment.CAST

    def test_real_organisations_never_appear_with_a_visible_vote(self):
        assert document("motion.json")["secrecy"] == Secrecy.SEALED
