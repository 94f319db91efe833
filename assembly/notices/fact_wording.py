"""The words of the facts by which people are chosen. A clause follows "who", in the plural, so or not so."""

from typing import Any

from assembly.i18n import lazy_gettext as _l
from assembly.notices.kinds import Fact

LABELS: dict[Fact, Any] = {
    Fact.ROLE: _l("Role"),
    Fact.REGION: _l("Region"),
    Fact.COUNTRY: _l("Country"),
    Fact.STATUS: _l("Status of the member"),
    Fact.NEW_MEMBER: _l("New member"),
    Fact.PARTNER: _l("Partner organisation"),
    Fact.LANGUAGE: _l("Language"),
    Fact.STATE: _l("How the registration stands"),
    Fact.ANSWER: _l("What the member has answered"),
    Fact.WHO_VOTES: _l("The member has said who votes"),
    Fact.VOTER: _l("Votes or stands in"),
    Fact.VOTED: _l("Has voted"),
    Fact.TO_VOTE: _l("Has still to vote"),
    Fact.DECLARED: _l("Has accepted the declarations"),
    Fact.OWES_PAPER: _l("Owes a paper or slides"),
    Fact.CONSENT: _l("Has agreed to something"),
    Fact.GOT: _l("Was sent a message"),
}

_CLAUSES: dict[Fact, tuple[Any, Any]] = {
    Fact.ROLE: (_l("have the role %(values)s"), _l("do not have the role %(values)s")),
    Fact.REGION: (_l("belong to the region %(values)s"), _l("do not belong to the region %(values)s")),
    Fact.COUNTRY: (_l("are from %(values)s"), _l("are not from %(values)s")),
    Fact.STATUS: (
        _l("belong to a member with the status %(values)s"),
        _l("belong to a member without the status %(values)s"),
    ),
    Fact.NEW_MEMBER: (_l("belong to a new member"), _l("do not belong to a new member")),
    Fact.PARTNER: (_l("come from %(values)s"), _l("do not come from %(values)s")),
    Fact.LANGUAGE: (_l("read %(values)s"), _l("do not read %(values)s")),
    Fact.STATE: (_l("are marked %(values)s"), _l("are not marked %(values)s")),
    Fact.ANSWER: (
        _l("belong to a member that is marked %(values)s"),
        _l("belong to a member that is not marked %(values)s"),
    ),
    Fact.WHO_VOTES: (
        _l("belong to a member that has said who votes"),
        _l("belong to a member that has not said who votes"),
    ),
    Fact.VOTER: (_l("vote for a member or stand in"), _l("neither vote for a member nor stand in")),
    Fact.VOTED: (_l("have voted in %(values)s"), _l("have not voted in %(values)s")),
    Fact.TO_VOTE: (_l("have still to vote in %(values)s"), _l("have nothing left to vote on in %(values)s")),
    Fact.DECLARED: (_l("have accepted all declarations"), _l("have not accepted all declarations")),
    Fact.OWES_PAPER: (_l("owe a paper or slides"), _l("owe no paper or slides")),
    Fact.CONSENT: (_l("have agreed to %(values)s"), _l("have not agreed to %(values)s")),
    Fact.GOT: (_l("were sent %(values)s"), _l("were not sent %(values)s")),
}


def clause(fact: Fact, values: str, *, holds: bool) -> str:
    """Return what is, or is not, so of people."""
    so, not_so = _CLAUSES[fact]
    return str(so if holds else not_so) % {"values": values}
