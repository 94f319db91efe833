"""Filling places: one pass, a closed list, and nothing that a value contains is ever run or filled."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assembly.mail.markdown import body_of, escape
from assembly.notices.placeholders import IN_BODY, IN_SUBJECT, Placeholder, allowed, fill, unknown, used

NAMES = st.sampled_from(list(Placeholder))


def test_a_place_is_filled_wherever_it_stands() -> None:
    values = {Placeholder.NAME: "Aminata", Placeholder.MEMBER: "ACESEM"}
    assert fill("Dear ((name)) of (( member )), dear ((name))", values) == ("Dear Aminata of ACESEM, dear Aminata")


def test_a_place_inside_of_a_link_is_filled() -> None:
    text = fill("[open your page](((link)))", {Placeholder.LINK: "<https://assembly.example/a_b>"})
    assert '<a href="https://assembly.example/a_b"' in body_of(text).html
    alone = fill("It is here: ((link))", {Placeholder.LINK: "<https://assembly.example/a_b>"})
    assert body_of(alone).text == "It is here: https://assembly.example/a_b"


def test_names_that_nobody_knows_are_told() -> None:
    assert unknown("((nmae)) ((name)) ((event.__init__)) ((Name))", IN_BODY) == [
        "Name",
        "event.__init__",
        "nmae",
    ]
    assert unknown("((see below))", IN_BODY) == ["see below"]
    assert unknown("(a) ((name)) f(g(x))", IN_BODY) == []


def test_a_subject_carries_no_address() -> None:
    assert unknown("((event)) ((link)) ((programme))", IN_SUBJECT) == ["link", "programme"]
    assert unknown("((vote))", IN_SUBJECT) == ["vote"]  # phones lie on tables


def test_what_concerns_a_vote_is_filled_only_in_a_notice_about_one() -> None:
    text = "((vote)) ((vote-deadline)) ((name))"
    assert unknown(text, allowed(IN_BODY, about_vote=False)) == ["vote", "vote-deadline"]
    assert unknown(text, allowed(IN_BODY, about_vote=True)) == []


@pytest.mark.parametrize(
    "value", ["((member))", "{{7*7}}", "{event.__init__.__globals__}", "%(name)s", "${name}", "((name))"]
)
def test_what_a_value_contains_stays_literal(value: str) -> None:
    text = fill("Dear ((name)),", {Placeholder.NAME: escape(value), Placeholder.MEMBER: "SECRET"})
    assert body_of(text).text == f"Dear {value},"
    assert "49" not in text
    assert "SECRET" not in text


@pytest.mark.parametrize(
    "value",
    ["<img src=x onerror=alert(1)>", "[win](https://evil.example)", "**bold**", "# head", "> quote", "`x`"],
)
def test_a_value_becomes_neither_html_nor_markdown(value: str) -> None:
    for text in ("((name))", "- ((name))", "Dear ((name)),"):
        body = body_of(fill(text, {Placeholder.NAME: escape(value)}))
        assert value in body.text
        for tag in ("<img", "<a ", "<strong", "<h1", "<blockquote", "<code"):
            assert tag not in body.html


def test_a_value_cannot_turn_the_text_around_or_break_the_line() -> None:
    text = fill("Dear ((name)),", {Placeholder.NAME: escape("Ann\r\nBcc: x\u202egnp.exe\u2066")})
    assert text == "Dear Ann Bcc: xgnp.exe,"


@given(st.dictionaries(NAMES, st.text(max_size=30)), st.lists(NAMES, max_size=8))
def test_each_place_is_filled_once_with_exactly_its_value(
    values: dict[Placeholder, str], places: list[Placeholder]
) -> None:
    text = "|".join(f"(({place}))" for place in places)
    expected = "|".join(values.get(place, f"(({place}))") for place in places)
    assert fill(text, values) == expected


@given(st.text(max_size=80))
def test_any_text_can_be_read_and_only_its_places_change(text: str) -> None:
    filled = fill(text, dict.fromkeys(Placeholder, ""))
    if not used(text) & set(Placeholder):
        assert filled == text
