"""When a visa letter can be written, which paper counts, and how a code is read."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assembly.registration.papers.rules import (
    ALPHABET,
    CODE_LENGTH,
    NATIONALITY,
    NEEDED,
    WANTED,
    LetterFacts,
    Refusal,
    initials,
    is_valid,
    missing,
    read_code,
    refusal,
    shown_code,
)
from assembly.registration.papers.service import new_code

READY = LetterFacts(
    online=False, accepted=True, place=True, signed=True, asked={WANTED, *NEEDED}, answered=NEEDED, wanted=True
)


def test_a_letter_is_written_for_who_is_accepted_and_has_said_everything():
    assert refusal(READY) is None
    assert missing(READY) == []


@pytest.mark.parametrize(
    ("fact", "reason"),
    [
        ({"online": True}, Refusal.ONLINE),
        ({"accepted": False}, Refusal.NOT_ACCEPTED),
        ({"place": False}, Refusal.NO_PLACE),
        ({"signed": False}, Refusal.NOBODY_SIGNS),
        ({"asked": {WANTED, "passport-name"}}, Refusal.NOT_ASKED),
        ({"wanted": False}, Refusal.NOT_WANTED),
        ({"wanted": None}, Refusal.INCOMPLETE),
        ({"answered": NEEDED[1:]}, Refusal.INCOMPLETE),
        ({"asked": {WANTED, NATIONALITY, *NEEDED}}, Refusal.INCOMPLETE),
    ],
    ids=lambda each: each if isinstance(each, Refusal) else "",
)
def test_each_reason_against_a_letter(fact, reason):
    assert refusal(replace(READY, **fact)) is reason


def test_what_is_missing_is_named():
    assert missing(replace(READY, wanted=None, answered=["passport-name"])) == ["visa", "passport-number", "birth-date"]


@pytest.mark.parametrize(
    "facts",
    [
        {"withdrawn": True, "accepted": True, "same_person": True},
        {"withdrawn": False, "accepted": False, "same_person": True},
        {"withdrawn": False, "accepted": True, "same_person": False},
    ],
)
def test_a_paper_counts_for_who_comes_until_it_is_taken_back(facts):
    assert is_valid(withdrawn=False, accepted=True, same_person=True)
    assert not is_valid(**facts)


@given(st.text(ALPHABET, min_size=CODE_LENGTH, max_size=CODE_LENGTH))
def test_a_code_is_read_as_it_is_shown(code):
    assert read_code(shown_code(code)) == code
    assert read_code(f" {shown_code(code).lower().replace('-', ' ')} ") == code


def test_letters_that_are_taken_for_digits_are_read_as_these():
    assert read_code("oOiI-lL01") == "00111101"
    assert not set("OIL") & set(ALPHABET)


def test_codes_carry_eighty_bits_and_do_not_repeat():
    codes = {new_code() for _number in range(2000)}
    assert len(codes) == 2000
    assert len(ALPHABET) ** CODE_LENGTH >= 2**80
    assert set("".join(codes)) == set(ALPHABET)


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Awa Diallo", "A. D."),
        ("de la Cruz", "D. L. C."),
        ("Ана-Мария Петрова", "А. М. П."),
        ("李中心", "李."),
        ("<img onerror>", "O."),
        ("a b c d e f", "A. B. C. D."),
        ("", ""),
    ],
)
def test_initials_tell_little(name, shown):
    assert initials(name) == shown
