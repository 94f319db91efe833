"""What makes an event possible, its address, and which logo is taken."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assembly.events import rules
from assembly.events.drafts import EventDraft
from assembly.events.roles import ParticipantRole
from assembly.events.rules import Problem

NOON = datetime(2026, 12, 3, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
GOOD = EventDraft(
    title={"en": "International Assembly"},
    zone="Asia/Bangkok",
    languages=("en", "fr"),
    starts_at=NOON,
    ends_at=NOON + HOUR,
    registration_opens_at=NOON - 2 * HOUR,
    registration_closes_at=NOON - HOUR,
    quotas={ParticipantRole.DELEGATE: 2},
)


def test_a_complete_event_has_no_problem() -> None:
    assert rules.problems(GOOD) == []


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"languages": ()}, Problem.NO_LANGUAGE),
        ({"title": {"en": "  ", "fr": "Assemblée"}}, Problem.NO_TITLE),
        ({"online": False}, Problem.NO_PLACE),
        ({"online": False, "place": {"en": " "}}, Problem.NO_PLACE),
        ({"ends_at": NOON}, Problem.ENDS_FIRST),
        ({"registration_closes_at": NOON - 2 * HOUR}, Problem.REGISTRATION_CLOSES_FIRST),
        ({"registration_closes_at": NOON + 2 * HOUR}, Problem.REGISTRATION_TOO_LATE),
        ({"quotas": {ParticipantRole.OBSERVER: -1}}, Problem.SEATS),
        ({"quotas": {ParticipantRole.OBSERVER: 101}}, Problem.SEATS),
        ({"proxy_cap": -1}, Problem.PROXY_CAP),
        ({"proxy_cap": 21}, Problem.PROXY_CAP),
        ({"slug": "new"}, Problem.ADDRESS),
    ],
)
def test_each_problem_is_named(change: dict[str, object], problem: Problem) -> None:
    assert rules.problems(replace(GOOD, **change)) == [problem]  # type: ignore[arg-type]


def test_all_problems_are_named_at_once() -> None:
    bad = replace(GOOD, title={}, ends_at=NOON - HOUR, online=False)
    assert set(rules.problems(bad)) == {Problem.NO_TITLE, Problem.ENDS_FIRST, Problem.NO_PLACE}


@pytest.mark.parametrize(
    "change",
    [
        {"online": False, "place": {"fr": "Dakar"}},
        {"registration_closes_at": NOON + HOUR},
        {"quotas": {ParticipantRole.DELEGATE: 0}},
        {"slug": "assembly-2026"},
    ],
)
def test_what_is_only_unusual_is_possible(change: dict[str, object]) -> None:
    assert rules.problems(replace(GOOD, **change)) == []  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("title", "source", "taken", "slug"),
    [
        ({"en": "International Assembly"}, "en", (), "international-assembly-2026"),
        ({"en": "International Assembly 2026"}, "en", (), "international-assembly-2026"),
        ({"en": "Été à l’École & más"}, "en", (), "ete-a-lecole-mas-2026"),
        ({"ru": "Международная ассамблея"}, "ru", (), "mezhdunarodnaia-assambleia-2026"),
        ({"ar": "الجمعية", "fr": "Assemblée"}, "ar", (), "assemblee-2026"),
        ({"ar": "الجمعية"}, "ar", (), "event-2026"),
        ({"en": "Assembly"}, "en", ("assembly-2026", "assembly-2026-2"), "assembly-2026-3"),
        ({"en": "New"}, "en", (), "new-2026"),
    ],
)
def test_an_address_is_made_of_title_and_year(
    title: dict[str, str], source: str, taken: tuple[str, ...], slug: str
) -> None:
    assert rules.slug_of(title, source, 2026, taken) == slug


@given(st.text(max_size=200), st.integers(1, 5))
def test_every_title_has_an_address(title: str, events: int) -> None:
    taken: list[str] = []
    for _event in range(events):
        slug = rules.slug_of({"en": title}, "en", 2026, taken)
        assert rules.is_slug(slug)
        assert slug not in taken
        taken.append(slug)


@given(st.datetimes(datetime(2020, 1, 1), datetime(2040, 1, 1)), st.timedeltas(timedelta(0), timedelta(days=400)))  # noqa: DTZ001 - made aware below
def test_the_window_that_is_proposed_is_always_possible(naive: datetime, ahead: timedelta) -> None:
    now = naive.replace(tzinfo=UTC)
    starts_at = now + ahead
    opens, closes = rules.proposed_window(now, starts_at)
    assert opens < closes <= starts_at


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"\x89PNG\r\n\x1a\n....", "image/png"),
        (b"\xff\xd8\xff\xe0....", "image/jpeg"),
        (b"RIFF\x00\x00\x00\x00WEBPVP8 ", "image/webp"),
        (b"RIFF\x00\x00\x00\x00AVI ", None),
        (b'<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>', None),
        (b"GIF89a", None),
        (b"<!doctype html>", None),
        (b"", None),
    ],
)
def test_a_picture_is_known_by_its_content(content: bytes, kind: str | None) -> None:
    assert rules.logo_type(content) == kind
