"""What a domain must say in the DNS so that mail in its name is believed: SPF, DKIM, DMARC. Pure; asks nobody."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

SIGNED: Final = (
    "From", "Reply-To", "To", "Subject", "Date", "Message-ID", "MIME-Version", "Content-Type", "Content-Language",
    "Auto-Submitted", "List-Unsubscribe", "List-Unsubscribe-Post",
)  # fmt: skip
"""The headers of our mails that a signature should cover."""

LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


@dataclass(frozen=True, slots=True)
class Record:
    """One record that is wanted: its name, its type, what it should hold, and why."""

    name: str
    type: str
    value: str
    why: str

    @property
    def command(self) -> str:
        """What shows whether it is there."""
        return f"dig +short {self.type} {self.name}"


def domain_of(address: str) -> str:
    """Return the domain of an address, in small letters."""
    return address.rpartition("@")[2].strip().rstrip(".").lower()


def wanted_records(sender: str, bounces: str, mail_server: str) -> tuple[Record, ...]:
    """Return the records for mail from `sender`, which comes back to `bounces` and leaves over `mail_server`.

    Without `bounces` it comes back to the sender. A mail server on this machine is told by what the sender's domain
    says of itself (`mx`), since nobody else can look it up.
    """
    ours, returning = domain_of(sender), domain_of(bounces or sender)
    leaves = "mx" if mail_server in LOOPBACK or not mail_server else f"a:{mail_server}"
    return tuple(_records(ours, returning, leaves, bounces))


def _records(ours: str, returning: str, leaves: str, bounces: str) -> Iterator[Record]:
    yield Record(
        returning, "TXT", f"v=spf1 {leaves} -all",
        "SPF: from where mail in the name of this domain may come. If there is such a record, add to it: two are none. "
        "A provider names what to include (include:…).",
    )  # fmt: skip
    yield Record(
        f"SELECTOR._domainkey.{ours}", "TXT", "v=DKIM1; k=rsa; p=KEY",
        "DKIM: the key with which your mail server or provider signs each mail as it leaves (Assembly does not); it "
        "tells you SELECTOR and KEY. The signature must be of this domain, and cover the headers named below.",
    )  # fmt: skip
    yield Record(
        f"_dmarc.{ours}", "TXT", f"v=DMARC1; p=quarantine; rua=mailto:postmaster@{ours}",
        "DMARC: what to do with mail that neither of the two vouches for. Begin with p=none and read the reports.",
    )  # fmt: skip
    if bounces:
        yield Record(returning, "MX", "10 YOUR-INCOMING-SERVER.", "So that what cannot be delivered comes back.")


def advice(sender: str, bounces: str) -> list[str]:
    """Return what the records alone do not mend, a sentence each."""
    ours, returning = domain_of(sender), domain_of(bounces or sender)
    found = [
        f"Let the server sign (DKIM, d={ours}) these headers wherever they are: {', '.join(SIGNED)}. News shows its "
        "button to unsubscribe only where the last two are signed (RFC 8058). docs/mail.md has a relay that does so."
    ]
    if ours != returning and not returning.endswith(f".{ours}") and not ours.endswith(f".{returning}"):
        found.append(
            f"Mail from {ours} comes back to {returning}: SPF vouches for {returning} only, so that DMARC rests on "
            f"DKIM. Take a mailbox in {ours}, or below it."
        )
    if not bounces:
        found.append(
            "Nothing tells which mail came back: add ?bounces=bounces@… to SMTP_URL, and let `assembly mail bounces` "
            "read that mailbox."
        )
    return found
