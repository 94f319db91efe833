"""BLT files as they are found in the wild, and as we write them."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from assembly.tally.blt import BltError, read_blt, write_blt
from assembly.tally.blt_ballots import counted_part

HILL = """4 2
-2
3 1 3 4 0
4 1 3 2 0
2 4 1 3 0
1 2 0
2 2 4 3 1 0
1 3 4 2 0
0
"Adam"
"Basil"
"Charlotte"
"Donald"
"Title"
"""
"""The example of Hill, Wichmann and Woodall, 1987."""
ADAM = ("Adam", "Basil", "Charlotte", "Donald")


def read(text):
    return read_blt(text.encode())


def groups(blt):
    """Rankings and how many ballots are so."""
    found = {}
    for times, rankings in blt.papers.items():
        for ranking in rankings:
            found[ranking] = found.get(ranking, 0) + times
    return found


def ballots(*lines, candidates=3):
    names = "\n".join(f'"{letter}"' for letter in "ABCDEFGH"[:candidates])
    return "\n".join([f"{candidates} 1", *lines, "0", names, '"T"', ""])


def test_the_example_of_its_authors():
    blt = read(HILL)
    assert (blt.seats, blt.names, blt.title, blt.withdrawn) == (2, ADAM, "Title", {2})
    assert groups(blt) == {(1, 3, 4): 3, (1, 3, 2): 4, (4, 1, 3): 2, (2,): 1, (2, 4, 3, 1): 2, (3, 4, 2): 1}
    assert blt.notes == ()


@pytest.mark.parametrize(
    "same",
    [
        HILL.replace("\n", "\r\n"),
        HILL.replace("\n", "\r"),
        "\ufeff" + HILL,
        HILL.replace('"', ""),
        HILL.replace("\n", "\n\n").replace(" ", "\t "),
        HILL.replace("4 2\n", "# found in a drawer\n4 2 # candidates, seats\n").replace("1 2 0", "1 2 0 # Basil"),
        HILL.replace("-2", "/* he said\n -3 */ -2").replace("\n0\n", "\n/* the end */ 0\n"),
        HILL.replace("\n", " "),
        HILL.replace("4 1 3 2 0", "4 1\n3 2\n0"),
        HILL.replace("3 1 3 4 0", "(a 1) 1 1 3 4 0\n(a 2) 1 1 3 4 0\n(a 3) 1 1 3 4 0"),
        HILL.replace("3 1 3 4 0", "1 1 3 4 0\n" * 3),
        HILL.replace("-2", "[withdrawn 2]"),
        HILL.replace('"Title"', '"Title"\n"Source"\n"A comment"'),
        HILL.replace('"Adam"\n"Basil"', '"Adam" "Basil"   # two'),
        HILL.rstrip(),
    ],
)
def test_however_it_is_written_it_says_the_same(same):
    blt, plain = read(same), read(HILL)
    assert (blt.seats, blt.names, blt.withdrawn, groups(blt)) == (plain.seats, ADAM, plain.withdrawn, groups(plain))
    assert blt.title == "Title"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_names_in_any_encoding(encoding):
    blt = read_blt(HILL.replace("Charlotte", "Zoë Núñez").encode(encoding))
    assert blt.names[2] == "Zoë Núñez"
    assert bool(blt.notes) == (encoding == "cp1252")


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ('"Robert "Bob" Smith"', 'Robert "Bob" Smith'),
        ('"#1 candidate"', "#1 candidate"),
        ("Anne Marie  # unquoted", "Anne Marie"),
        ('"  spaced  "', "spaced"),
        ('"Анна [tie]"', "Анна [tie]"),
        ("O'Neil (ind.)", "O'Neil (ind.)"),
        ('"escape \x1b[31m"', "escape  [31m"),
        ('""', "(3)"),
    ],
)
def test_names_as_they_come(written, name):
    assert read(HILL.replace('"Charlotte"', written)).names[2] == name


def test_candidates_of_one_name_are_told_apart():
    blt = read(HILL.replace("Donald", "Adam"))
    assert blt.names == ("Adam (1)", "Basil", "Charlotte", "Adam (4)")
    assert len(blt.notes) == 2


def test_the_title_may_be_missing():
    assert read(HILL.replace('"Title"\n', "")).title == ""


@pytest.mark.parametrize(
    ("line", "ranking"),
    [
        ("1 2 3 2 1 0", (2, 3)),
        ("1 2 - 3 0", (2,)),
        ("1 - 3 0", ()),
        ("1 0", ()),
        ("1 3 3 0", (3,)),
    ],
)
def test_a_ranking_counts_up_to_its_first_gap_or_repeat(line, ranking):
    assert groups(read(ballots(line))) == {ranking: 1}


class TestOptions:
    def test_the_order_drawn_by_lot(self):
        assert read(HILL.replace("-2", "[tie 3 1 4 2 ]")).tie == (3, 1, 4, 2)

    def test_others_are_noted_with_their_line(self):
        blt = read(HILL.replace("-2", "-2\n[nick a b c d]\n[droop rule=meek precision=8]"))
        assert [note.split(":")[0] for note in blt.notes] == ["line 3", "line 4"]
        assert groups(blt) == groups(read(HILL))


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("", 1, "number of candidates"),
        ("# nothing\n", 2, "number of candidates"),
        ("4\n", 2, "number of seats"),
        ("4 0\n", 1, "number of seats"),
        ("x 2\n", 1, "'x'"),
        ("4.0 2\n", 1, "'4.0'"),
        ("٤ 2\n", 1, "number of candidates"),
        ("1" * 5000 + " 2\n", 1, "number of candidates"),
        ("999999999999 1\n1 1 0\n0\n", 1, "fewer letters"),
        (HILL.replace("3 1 3 4 0", "3 1=3 4 0"), 3, "equal"),
        (HILL.replace("3 1 3 4 0", "3 (1 3) 4 0"), 3, "equal"),
        (HILL.replace("2 4 1 3 0", "2 4 5 3 0"), 5, "no candidate 5"),
        (HILL.replace("2 4 1 3 0", "2 4 1 -3 0"), 5, "'-3'"),
        (HILL.replace("1 2 0", "1.5 2 0"), 6, "'1.5'"),
        (HILL.replace("1 2 0", "1 two 0"), 6, "'two'"),
        (HILL.replace("1 2 0", "(7 1 2 0"), 6, "not closed"),
        (HILL.replace("1 3 4 2 0\n0\n", "1 3 4 2 0\n"), 9, "'\"Adam\"'"),
        (HILL.replace('"Donald"\n"Title"\n', ""), 13, "4 names there are 3"),
        (HILL.replace('"Basil"', '"Basil'), 11, "not closed"),
        (HILL.replace("-2", "-5"), 2, "no candidate 5"),
        (HILL.replace("-2", "-"), 2, "candidate's number"),
        (HILL.replace("-2", "[tie 1 2"), 2, "not closed"),
        (HILL.replace("-2", "[tie 1 2 1]"), 2, "twice"),
        (HILL.replace("-2", "[withdrawn 7]"), 2, "no candidate 7"),
        (HILL.replace("1 2 0", "/* 1 2 0"), 6, "file ends"),
    ],
)
def test_a_broken_file_is_told_with_its_line(text, line, said):
    with pytest.raises(BltError) as error:
        read(text)
    assert error.value.line == line, str(error.value)
    assert str(error.value).startswith(f"line {line}: ")
    assert said in str(error.value)


names = st.lists(st.text(st.characters(categories=["L", "N", "P", "Zs"]), max_size=12), min_size=1, max_size=5)
rankings = st.dictionaries(st.lists(st.integers(1, 5), max_size=6).map(tuple), st.integers(1, 2000), max_size=20)


@given(names, st.integers(1, 9), rankings, st.text(max_size=9), st.data())
def test_what_was_written_is_read_back(names, seats, groups_, title, data):
    names = [f"{number}. {name}" for number, name in enumerate(names, start=1)]
    kept = {counted_part(tuple(n for n in ranking if n <= len(names))): times for ranking, times in groups_.items()}
    tie = data.draw(st.none() | st.permutations(range(1, len(names) + 1)))
    withdrawn = data.draw(st.sets(st.integers(1, len(names))))
    blt = read(write_blt(names, seats, kept, title=title, withdrawn=withdrawn, tie=tie))
    assert (blt.seats, groups(blt), blt.withdrawn) == (seats, kept, withdrawn)
    assert blt.tie == (tuple(tie) if tie else None)
    assert blt.names == tuple(" ".join(name.replace('"', "'").split()) for name in names)
    assert blt.notes == ()


def test_it_tells_nothing_of_the_order_in_which_ballots_came():
    written = [write_blt("AB", 1, dict(order)) for order in ([((1,), 2), ((2, 1), 1)], [((2, 1), 1), ((1,), 2)])]
    assert written[0] == written[1] == '2 1\n2 1 0\n1 2 1 0\n0\n"A"\n"B"\n""\n'


WORDS = '0 1 2 3 4 12 -1 -2 - = 1=2 "A" "B "C" "" " [tie [1 2] ] [x] ( (id) ) # /* */'.split(" ")  # noqa: SIM905
pieces = st.lists(st.sampled_from([*WORDS, "[tie 1 2]", "\n", "\n0\n"]), max_size=25)
files = pieces.map(lambda words: " ".join(words).encode()) | st.binary(max_size=60)


@settings(max_examples=400)
@given(files, st.sampled_from([b"", b"3 1\n2 1 2 0\n"]))
@example(b"\xff\xfe4", b"")
@example(b"1 1\n0\n\x00", b"")
def test_whatever_is_in_a_file_it_is_read_or_refused_with_a_line(content, beginning):
    content = beginning + content
    blt, line = read_or_line(content)
    if blt is None:
        assert 1 <= line <= content.count(b"\n") + content.count(b"\r") + 2
    else:
        assert blt.seats >= 1
        assert len(set(blt.names)) == len(blt.names) >= 1


@settings(max_examples=300)
@given(st.lists(st.text("0123 \t", max_size=9), max_size=12), st.booleans())
def test_lines_read_at_once_say_the_same_as_word_by_word(lines, doubled):
    text = ballots(*(lines * (2 if doubled else 1)))
    slowly = text.replace("\n", "\n/* */ ", 1)  # the quick way is for files with nothing but ballots
    (quick, line), (slow, slow_line) = read_or_line(text.encode()), read_or_line(slowly.encode())
    assert (groups(quick) if quick else line) == (groups(slow) if slow else slow_line)


def read_or_line(content):
    try:
        return read_blt(content), 0
    except BltError as error:
        return None, error.line
