"""Times as a mail says them."""

from assembly.mail.facts import capital


def test_a_line_begins_with_a_capital() -> None:
    assert capital("jeudi 3 décembre") == "Jeudi 3 décembre"
    assert capital("") == ""
