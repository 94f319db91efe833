"""What counts as the same address, name and network; and how a browser is named."""

import pytest

from assembly.accounts import rules


@pytest.mark.parametrize("typed", ["Ada@Example.org", " ada@example.org\n", "ADA@EXAMPLE.ORG"])
def test_an_address_has_one_form(typed: str) -> None:
    assert rules.normal_address(typed) == "ada@example.org"


def test_letters_that_are_encoded_differently_are_the_same_address() -> None:
    assert rules.normal_address("jose\u0301@example.org") == rules.normal_address("josé@example.org")


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Aminata Koné", "aminata  koné ", True),
        ("Jose\u0301 Pérez", "José Pérez", True),
        ("ИВАН ПЕТРОВ", "Иван Петров", True),
        ("Ada Lovelace", "Ada Byron", False),
        ("José", "Jose", False),
    ],
)
def test_names_are_compared_without_spaces_case_and_encoding(one: str, other: str, *, same: bool) -> None:
    assert rules.same_name(one, other) is same


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:aaaa::1", "2001:0db8:0001:0002::/64"),
        ("2001:db8:1:2:bbbb::2", "2001:0db8:0001:0002::/64"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("unix:", "unix:"),
    ],
)
def test_one_subscriber_is_one_network(address: str, network: str) -> None:
    assert rules.network_of(address) == network


@pytest.mark.parametrize("typed", ["123456", "123 456", " 12-34-56 ", "123\u00a0456"])
def test_a_code_may_be_grouped(typed: str) -> None:
    assert rules.plain_code(typed) == "123456"


@pytest.mark.parametrize(
    ("user_agent", "name"),
    [
        ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox · Linux"),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
            "Version/18.0 Mobile/15E148 Safari/604.1",
            "Safari · iPhone",
        ),
        (
            "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) "
            "Chrome/140.0 Mobile Safari/537.36",
            "Chrome · Android",
        ),
        ("curl/8", ""),
        ("", ""),
    ],
)
def test_a_browser_is_named_so_that_its_owner_knows_it(user_agent: str, name: str) -> None:
    assert rules.device_name(user_agent) == name


@pytest.mark.parametrize(
    ("address", "kept", "shown"),
    [
        ("203.0.113.77", "203.0.113.0/24", "203.0.113.…"),
        ("10.20.30.40", "10.20.30.0/24", "10.20.30.…"),
        ("::ffff:203.0.113.77", "203.0.113.0/24", "203.0.113.…"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1::/48", "2001:db8:1:…"),
        ("", "", ""),
        ("unix", "", ""),
    ],
)
def test_of_a_network_address_only_a_part_is_kept(address: str, kept: str, shown: str) -> None:
    assert rules.place_of(address) == kept
    assert rules.place_name(kept) == shown
