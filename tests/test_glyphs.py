"""Whose names our papers can show, and what becomes of signs that cannot be seen."""

import pytest

from assembly.glyphs import UNKNOWN, can_draw, printable

NAMES = {
    "Latin with marks": "Nguyễn Thị Ánh · Łukasz Ðorđević · Şükrü Ōta · Guðrún Ó Sé",
    "Cyrillic": "Наталья Щербакова · Ђорђе · Ґалина · Ұлпан",
    "Greek": "Ελένη Παπαδοπούλου",
    "Chinese": "北京市朝阳区 中心 喆堃玥 漢字",
    "Japanese": "さくら ハルカ",
    "Amharic": "ብርሃን ለሕፃናት",
    "Thai": "ศูนย์คุ้มครองเด็ก",
    "Arabic": "مركز حماية الطفل",
    "Persian": "می\u200cخواهم پ چ ژ گ",
    "Nepali": "बाल संरक्षण क्षेत्री",
}


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES)
def test_names_of_members_can_be_drawn_as_typed(name):
    assert can_draw(name)
    assert printable(name) == name


def test_a_letter_that_no_font_of_ours_has_is_known_beforehand():
    """A box is shown for it; badges take the Latin form instead."""
    assert not can_draw("한국")
    assert printable("A 한국") == f"A {UNKNOWN}{UNKNOWN}"
    assert can_draw(UNKNOWN)


@pytest.mark.parametrize(
    "name",
    ["A\u202eB", "A\u200bB", "A\x00B", "A\u2066B", "A\ufeffB", "A\x1bB", "A\u200eB"],
    ids=["override", "zero width", "NUL", "isolate", "byte order", "escape", "mark"],
)
def test_signs_that_turn_or_hide_others_are_left_out(name):
    """Case 35."""
    assert printable(name) == "AB"


def test_a_letter_and_its_mark_become_one():
    assert printable("e\u0301") == "é"


def test_white_space_is_a_space_but_for_new_lines_and_what_holds_words_together():
    assert printable("a\tb\u3000c\nd") == "a b c\nd"
    assert printable("+66\u00a02 é\u202f!") == "+66\u00a02 é\u202f!"
