"""Whose members vote in one vote: all, those of some regions, or those of a list that the secretariat gives."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import or_, select

from assembly.extensions import db
from assembly.folding import name_key
from assembly.i18n import gettext as _
from assembly.i18n import ngettext
from assembly.members.kinds import Region
from assembly.members.models import Member
from assembly.members.wording import region_label
from assembly.voting import queries
from assembly.voting.models import Vote
from assembly.voting.sheet_parts import listed as in_a_row


def entitled(vote: Vote | None) -> Sequence[Member]:
    """Return who would be on the roll of a draft now, in the order of the register; None: of a vote of all."""
    if vote is None:
        return queries.register()
    if vote.listed:
        wanted = set(vote.listed)
        return [member for member in queries.register() if member.id in wanted]
    return queries.register(vote.regions)


def sentence(vote: Vote) -> str:
    """Return whose members vote, empty where all do."""
    if vote.listed:
        return ngettext("%(num)d member, chosen by name", "%(num)d members, chosen by name", len(vote.listed))
    regions = [region_label(region) for region in Region if region.value in vote.regions]
    return _("Members of these regions: %(regions)s", regions=in_a_row(regions)) if regions else ""


@dataclass(frozen=True, slots=True)
class Named:
    """What was found of a list of members: their ids, and the lines that name nobody, or somebody without a vote."""

    ids: tuple[int, ...]
    unknown: tuple[str, ...]


def named(text: str) -> Named:
    """Find members by lines of text: a name, a code, or both as a spreadsheet gives them."""
    lines = [" ".join(line.split()) for line in text.splitlines() if line.strip()]
    found = _by_key(lines)
    ids = {line: found.get(name_key(line)) or found.get(_code_in(line)) for line in lines}
    known = tuple(dict.fromkeys(one for one in ids.values() if one))
    return Named(known, tuple(line for line, one in ids.items() if not one))


def _by_key(lines: Collection[str]) -> dict[str, int]:
    """Return the ids of members that have a vote, by folded code and folded name; of two of one name the code tells."""
    keys = {name_key(line) for line in lines}
    codes = {_code_in(line).upper() for line in lines} | {line.upper() for line in lines}
    statement = select(Member.id, Member.code, Member.name_key).where(
        Member.in_good_standing, or_(Member.name_key.in_(keys), Member.code.in_(codes))
    )
    rows = db.session.execute(statement).all()
    names = [row.name_key for row in rows]
    by_name = {row.name_key: row.id for row in rows if names.count(row.name_key) == 1}
    return by_name | {name_key(row.code): row.id for row in rows}


def _code_in(line: str) -> str:
    """Return the folded code with which a line begins."""
    return name_key(line.replace(";", " ").replace(",", " ").split()[0]) if line.strip(" ;,") else ""


def as_text(ids: Collection[int]) -> str:
    """Return a list of members as lines of code and name, which `named` reads back."""
    statement = select(Member.code, Member.name).where(Member.id.in_(ids)).order_by(Member.code)
    return "\n".join(f"{code} {name}" for code, name in db.session.execute(statement))
