"""The ballot papers: which marks a voter may cast, and that all of a vote have one width."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assembly.voting.papers import MOTION, Paper, Style

ONE = Paper(Style.ONE, options=12)
SOME = Paper(Style.SOME, options=4, most=2)
EACH = Paper(Style.EACH, options=3)
RANKED = Paper(Style.RANKED, options=3)


@pytest.mark.parametrize(
    ("paper", "marks"),
    [
        (MOTION, "Y"), (MOTION, "N"), (MOTION, "A"),
        (ONE, "01"), (ONE, "12"), (Paper(Style.ONE, 3, blank=True), "00"),
        (SOME, "1001"), (SOME, "0100"), (Paper(Style.SOME, 4, blank=True), "0000"),
        (EACH, "YNA"), (EACH, "AAA"),
        (RANKED, "030102"), (RANKED, "020000"), (Paper(Style.RANKED, 3, blank=True), "000000"),
    ],
)  # fmt: skip
def test_marks_that_may_be_cast(paper: Paper, marks: str) -> None:
    assert paper.takes(marks)
    assert len(marks) == paper.width


@pytest.mark.parametrize(
    ("paper", "marks"),
    [
        (MOTION, "B"), (MOTION, "-"), (MOTION, ""), (MOTION, "YY"), (MOTION, "y"),
        (ONE, "00"), (ONE, "13"), (ONE, "1"), (ONE, "--"), (ONE, "٠١"),
        (SOME, "0000"), (SOME, "1110"), (SOME, "1200"), (SOME, "110"),
        (EACH, "YN"), (EACH, "YN-"), (EACH, "YNB"),
        (RANKED, "000000"), (RANKED, "010100"), (RANKED, "010003"), (RANKED, "040000"), (RANKED, "0102"),
    ],
)  # fmt: skip
def test_marks_that_are_refused(paper: Paper, marks: str) -> None:
    assert not paper.takes(marks)


@given(st.permutations([1, 2, 3, 4, 5]), st.integers(1, 5))
def test_a_ranking_is_read_as_it_was_written(order: list[int], places: int) -> None:
    paper = Paper(Style.RANKED, options=5)
    chosen = tuple(order[:places])
    assert paper.takes(paper.marks_of(chosen))
    assert paper.chosen(paper.marks_of(chosen)) == chosen


@given(st.text(alphabet="0123456789YNAB-", max_size=8))
def test_no_text_breaks_a_paper_and_whatever_is_taken_has_its_width(text: str) -> None:
    for paper in (MOTION, ONE, SOME, EACH, RANKED):
        assert not paper.takes(text) or len(text) == paper.width


@pytest.mark.parametrize("paper", [MOTION, ONE, SOME, EACH, RANKED])
def test_the_seal_is_tried_with_marks_that_may_be_cast(paper: Paper) -> None:
    assert all(paper.takes(marks) for marks in paper.samples)
