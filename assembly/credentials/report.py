"""The report of the credentials committee as a PDF, in the language being spoken: who may vote, and by what right."""

from collections.abc import Sequence
from datetime import datetime

from assembly import pdf
from assembly.credentials import overview, queries
from assembly.credentials.overview import MemberVote
from assembly.credentials.queries import RollFacts
from assembly.credentials.wording import vote_status
from assembly.events.models import Event
from assembly.events.wording import title_of
from assembly.i18n import current_language, ngettext
from assembly.i18n import gettext as _
from assembly.mail.letterhead import current_letterhead
from assembly.names import country_name, day_name
from assembly.registration.papers.stand_ins import stand_ins
from assembly.timezones import local_time


def credentials_report(event: Event, now: datetime) -> bytes:
    """Return the report as it stands now, to be printed and signed."""
    head = current_letterhead()
    moment = local_time(now, event.zone)
    members, roll = overview.member_votes(event.id), queries.roll_facts(event.id)
    voting = [one for one in members if one.member.id in roll]
    clock = f"{moment.time} {moment.place} ({moment.offset})"
    return pdf.render(
        "credentials",
        {
            "federation": head.wordmark,
            "accent": head.accent,
            "event": title_of(event),
            "state": _("As it stood on %(day)s, %(time)s.", day=day_name(now, event.zone), time=clock),
            "sentence": _sentence(members, voting, roll),
            "voting": _voting(voting, roll),
            "not_voting": _not_voting([one for one in members if one.member.id not in roll]),
            "signatures": [_("For the credentials committee"), _("For the secretariat")],
            "sign": _("Name, place and date, signature"),
        },
        title=_("Report of the credentials committee"),
        author=head.wordmark,
        language=current_language(),
        made_at=now,
        stand_ins=stand_ins(event.id),
    )


def _sentence(members: Sequence[MemberVote], voting: Sequence[MemberVote], roll: dict[int, RollFacts]) -> str:
    by_proxy = sum(roll[one.member.id].proxy is not None for one in voting)
    return ngettext(
        "%(voting)d of %(num)d member can vote: %(direct)d by its own people, %(proxy)d by proxy.",
        "%(voting)d of %(num)d members can vote: %(direct)d by their own people, %(proxy)d by proxy.",
        len(members),
        voting=len(voting),
        direct=len(voting) - by_proxy,
        proxy=by_proxy,
    )


def _voting(voting: Sequence[MemberVote], roll: dict[int, RollFacts]) -> dict[str, pdf.Data]:
    return {
        "title": _("Members that can vote"),
        "head": [_("Member"), _("Who votes"), _("Stands in, in this order")],
        "rows": [[_name(one), *_people(roll[one.member.id])] for one in voting],
    }


def _people(facts: RollFacts) -> tuple[str, str]:
    """Return who votes, and who stands in; while a proxy stands, its holder alone."""
    if facts.proxy is not None:
        values = {"name": facts.proxy.person_name, "member": facts.proxy.holder_member_name}
        return _("By proxy: %(name)s (%(member)s)", **values), ""
    return facts.voters[0].name, ", ".join(voter.name for voter in facts.voters[1:])


def _not_voting(others: Sequence[MemberVote]) -> dict[str, pdf.Data]:
    return {
        "title": _("Members for which nobody can vote yet"),
        "head": [_("Member"), _("State")],
        "rows": [[_name(one), vote_status(one.state)[1]] for one in others],
    }


def _name(one: MemberVote) -> str:
    return f"{one.member.name}\n{country_name(one.member.country)}"
