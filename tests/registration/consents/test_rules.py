"""What an event asks, and what is open of it."""

from hypothesis import given
from hypothesis import strategies as st

from assembly.registration.consents.models import ConsentPurpose, Declaration
from assembly.registration.consents.rules import SAFEGUARDING_VERSION, asked, changes, outstanding, version_of

CONDUCT, SAFEGUARDING = Declaration
LISTED, PICTURES, RECORDINGS, HIDDEN = ConsentPurpose
SOME = st.sets(st.sampled_from(ConsentPurpose))


def test_an_empty_code_is_not_asked_for() -> None:
    assert asked(" \n", safeguarding=False) == {}
    assert list(asked("Be kind.", safeguarding=False)) == [CONDUCT]
    assert asked("", safeguarding=True) == {SAFEGUARDING: SAFEGUARDING_VERSION}


def test_other_words_are_another_version_and_other_line_ends_are_not() -> None:
    assert version_of("Be kind.\n\nAlways.") == version_of("Be kind.\r\n\r\nAlways. ")
    assert version_of("Be kind.") != version_of("Be careful.")


def test_an_earlier_version_does_not_count() -> None:
    wanted = asked("Be kind.", safeguarding=True)
    assert outstanding(wanted, set()) == [CONDUCT, SAFEGUARDING]
    assert outstanding(wanted, {(CONDUCT, "earlier")}) == [CONDUCT, SAFEGUARDING]
    assert outstanding(wanted, {(CONDUCT, wanted[CONDUCT])}) == [SAFEGUARDING]
    assert outstanding(wanted, set(wanted.items())) == []


def test_whoever_wants_to_be_hidden_is_on_no_list() -> None:
    assert changes({LISTED, PICTURES}, {LISTED, PICTURES, HIDDEN}) == ({HIDDEN}, {LISTED})
    assert changes(set(), {LISTED, HIDDEN}) == ({HIDDEN}, set())
    assert changes({HIDDEN}, {LISTED}) == ({LISTED}, {HIDDEN})


@given(SOME, SOME)
def test_changes_lead_from_what_stands_to_what_is_wanted(
    standing: set[ConsentPurpose], wanted: set[ConsentPurpose]
) -> None:
    given_now, withdrawn = changes(standing, wanted)
    after = (standing | given_now) - withdrawn
    assert after == wanted - ({LISTED} if HIDDEN in wanted else set())
    assert given_now.isdisjoint(standing)
    assert withdrawn <= standing
