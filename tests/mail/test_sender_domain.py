"""What `assembly check` says about SPF, DKIM and DMARC for the sender that is configured."""

import dataclasses
from pathlib import Path

import pytest
from click.testing import CliRunner
from flask import Flask

from assembly.cli.group import main
from assembly.database import transaction
from assembly.mail.sender_domain import SIGNED, advice, wanted_records
from tests.factories.events import make_federation
from tests.factories.mail import a_letter
from tests.faults.processes import environment
from tests.mail.sink import Sink
from tests.mail.test_render import mail

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
    [signing, said] = advice(SENDER, "bounces@provider.example")
    assert "DMARC rests on DKIM" in said
    assert advice(SENDER, "bounces@assembly.federation.example") == [signing]
    assert "bounces=" in advice(SENDER, "")[1]


@pytest.mark.usefixtures("context")
def test_all_that_a_mail_has_is_to_be_signed() -> None:
    """A header that we begin to send and nobody signs could be changed on the way."""
    headers = mail(a_letter(unsubscribe_url="https://assembly.example/no-news/1")).keys()
    assert set(headers) == set(SIGNED)
    [signing, *_rest] = advice(SENDER, "")
    assert all(header in signing for header in SIGNED)
    relays = Path("docs/mail.md").read_text(encoding="utf-8").lower()
    assert all(header.lower() in relays.partition("\nsignheaders")[2].partition("\n")[0] for header in SIGNED)
    assert all(header.lower() in relays.partition("\nsign_headers")[2].partition("\n")[0] for header in SIGNED)


@pytest.mark.parametrize("known", [False, True])
def test_assembly_check_tells_it_of_the_sender_that_is_configured(context: Flask, sink: Sink, *, known: bool) -> None:
    if known:
        with transaction():
            make_federation(sender_email="office@federation.example")
    settings = dataclasses.replace(
        context.extensions["settings"], demo=False, smtp_url=f"{sink.url}?bounces=bounces@assembly.federation.example"
    )
    answer = CliRunner(env=environment(settings)).invoke(main, ["check"])
    assert answer.exit_code == 0, answer.output
    assert ("_dmarc.federation.example TXT" in answer.output) is known
    assert "assembly.federation.example TXT" in answer.output
