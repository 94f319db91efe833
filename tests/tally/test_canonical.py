import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assembly.tally.canonical import canonical_hash, canonical_json, read_json

text = st.text(st.characters(exclude_categories=["Cs"]))
values = st.recursive(
    st.none() | st.booleans() | st.integers() | text,
    lambda inner: st.lists(inner) | st.dictionaries(text, inner),
)


def test_keys_are_sorted_and_nothing_is_padded():
    assert canonical_json({"b": [1, None, True], "a": "x"}) == '{"a":"x","b":[1,null,true]}'


def test_text_stays_as_typed():
    composed, decomposed = "\u00e9", "e\u0301"
    assert canonical_json({"fr": composed}) == '{"fr":"\u00e9"}'
    assert canonical_hash(composed) != canonical_hash(decomposed)


def test_the_hash_is_that_of_the_utf8_bytes():
    """The second figure is what `printf '"é"' | sha256sum` prints."""
    assert canonical_hash({}) == "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"
    assert canonical_hash("é") == "f2886017e9c7abacf804b54d64787dce2b611c9544ba21f3affdd126a6e50086"


@given(values)
def test_what_was_written_is_read_back(value):
    assert read_json(canonical_json(value)) == value


@given(st.dictionaries(text, st.integers()))
def test_the_order_in_which_keys_came_makes_no_difference(value):
    assert canonical_hash(dict(reversed(value.items()))) == canonical_hash(value)


@pytest.mark.parametrize("value", [0.5, float("nan"), {"a": [1.0]}, {1: "a"}, {"a": {2}}, b"a"])
def test_what_has_no_single_spelling_is_refused(value):
    with pytest.raises(TypeError):
        canonical_json(value)


def test_half_a_surrogate_pair_is_refused():
    with pytest.raises(ValueError, match="surrogates"):
        canonical_json("\ud800")


@pytest.mark.parametrize("value", [0.5, float("inf"), [1e3]])
def test_reading_refuses_a_number_that_is_not_whole(value):
    with pytest.raises(ValueError, match="not a whole number"):
        read_json(json.dumps(value))
