from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assembly.voting.receipts import CROCKFORD, RANDOM_BYTES, read_receipt, receipt_code

randoms = st.binary(min_size=RANDOM_BYTES, max_size=RANDOM_BYTES)
codes = st.builds(receipt_code, st.binary(), randoms)


def test_a_code_is_five_groups_of_four():
    code = receipt_code(b"ballot", bytes(16))
    assert [len(group) for group in code.split("-")] == [4] * 5
    assert set(code) <= {*CROCKFORD, "-"}


@given(st.binary(), randoms)
def test_a_code_is_the_first_100_bits_of_the_hash(stored, random):
    bits = "".join(f"{byte:08b}" for byte in sha256(stored + random).digest())
    letters = [CROCKFORD[int(bits[start : start + 5], 2)] for start in range(0, 100, 5)]
    assert receipt_code(stored, random).replace("-", "") == "".join(letters)


def test_the_same_choice_gives_another_code_each_time():
    assert len({receipt_code(b"yes", bytes([n] * 16)) for n in range(200)}) == 200


@pytest.mark.parametrize("size", [0, 15, 17])
def test_fewer_or_more_random_bits_are_refused(size):
    with pytest.raises(ValueError, match="16 random bytes"):
        receipt_code(b"yes", bytes(size))


@given(codes)
def test_a_code_is_read_as_it_was_written(code):
    assert read_receipt(code) == code


@given(codes, st.sampled_from(["", " ", "-", "\u2013", "\u00a0", "\u200b", "\n"]))
def test_case_and_what_stands_between_the_letters_make_no_difference(code, between):
    assert read_receipt(between.join(code.lower().replace("-", ""))) == code


@pytest.mark.parametrize("typed", ["OOOO-IIII-LLLL-oooo-iill", "0000 1111 1111 0000 1111"])
def test_letters_that_look_like_digits_are_digits(typed):
    assert read_receipt(typed) == "0000-1111-1111-0000-1111"


@pytest.mark.parametrize(
    "typed",
    ["", "0000", "0" * 19, "0" * 21, "0" * 19 + "U", "0" * 19 + "*", "0" * 19 + "ß", "0" * 19 + "١"],
)
def test_what_cannot_be_a_code_is_none(typed):
    assert read_receipt(typed) is None
