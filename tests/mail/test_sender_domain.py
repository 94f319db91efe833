"""What `assembly check` says about SPF, DKIM and DMARC for the sender that is configured."""

from assembly.mail.sender_domain import advice, wanted_records

SENDER = "Secretariat@Federation.Example"


def names(bounces: str = "", server: str = "mail.federation.example") -> dict[str, str]:
    return {f"{record.type} {record.name}": record.value for record in wanted_records(SENDER, bounces, server)}


def test_the_senders_domain_says_who_may_send_and_who_signs() -> None:
    assert names() == {
        "TXT federation.example": "v=spf1 a:mail.federation.example -all",
        "TXT SELECTOR._domainkey.federation.example": "v=DKIM1; k=rsa; p=KEY",
        "TXT _dmarc.federation.example": "v=DMARC1; p=quarantine; rua=mailto:postmaster@federation.example",
    }


def test_spf_is_asked_of_the_domain_to_which_mail_comes_back() -> None:
    found = names("bounces@assembly.federation.example")
    assert "TXT assembly.federation.example" in found
    assert "MX assembly.federation.example" in found
    assert "TXT _dmarc.federation.example" in found


def test_a_server_on_this_machine_cannot_be_named_to_others() -> None:
    assert names(server="localhost")["TXT federation.example"] == "v=spf1 mx -all"


def test_each_record_says_how_to_look_for_it() -> None:
    assert [record.command for record in wanted_records(SENDER, "", "")][
        2
    ] == "dig +short TXT _dmarc.federation.example"


def test_advice_where_the_domains_have_nothing_to_do_with_each_other() -> None:
    [said] = advice(SENDER, "bounces@provider.example")
    assert "DMARC rests on DKIM" in said
    assert advice(SENDER, "bounces@assembly.federation.example") == []
    assert "bounces=" in advice(SENDER, "")[0]
