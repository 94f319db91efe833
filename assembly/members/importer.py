"""Importing members: what a sheet would do, and doing it: all of it or nothing.

Few statements whatever the number of rows: the register is read once, rows are written in bulk.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.exc import IntegrityError

from assembly import clock
from assembly.accounts.actor import Actor
from assembly.audit import service as audit
from assembly.errors import DomainError
from assembly.extensions import db
from assembly.i18n import lazy_gettext as _l
from assembly.members import contacts
from assembly.members.contacts import chunks
from assembly.members.fields import MEMBER, read_row
from assembly.members.folding import name_key
from assembly.members.geography import likely_language, region_by_country
from assembly.members.kinds import MemberKind, MemberStatus
from assembly.members.models import Member
from assembly.members.register import known_members
from assembly.members.rules import Judge, Value, Verdict, VerdictKind, new_code
from assembly.members.sheet import SheetRow


class RegisterChangedError(DomainError):
    """The register is not as it was when the sheet was checked."""

    code = "register_changed"
    message = _l("The register of members was changed in the meantime. Nothing was stored; check the sheet again.")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a sheet does or did: a verdict for each row, and how many rows were stored."""

    verdicts: tuple[Verdict, ...]
    stored: int = 0

    @property
    def counts(self) -> Counter[VerdictKind]:
        """How many rows have each verdict."""
        return Counter(verdict.kind for verdict in self.verdicts)

    @property
    def good(self) -> bool:
        """Whether every row can be stored."""
        return not self.counts[VerdictKind.ERROR]

    @property
    def to_store(self) -> int:
        """How many rows change the register."""
        return self.counts[VerdictKind.NEW] + self.counts[VerdictKind.CHANGED]

    @property
    def fingerprint(self) -> str:
        """A sign that is the same as long as the sheet would do the same."""
        signs = (
            (
                verdict.reading.line,
                verdict.kind.value,
                sorted((key, *map(str, pair)) for key, pair in verdict.changes.items()),
            )
            for verdict in self.verdicts
        )
        return sha256(repr(list(signs)).encode()).hexdigest()


def rows_of(mappings: Iterable[Mapping[str, str]], first_line: int = 2) -> list[SheetRow]:
    """Make rows of mappings from column to text, for whoever has them from elsewhere than a file."""
    return [SheetRow(line, cells) for line, cells in enumerate(mappings, start=first_line)]


def examine(rows: Iterable[SheetRow]) -> Outcome:
    """Return what storing the rows would do; nothing is stored."""
    judge = Judge(known_members())
    return Outcome(tuple(judge.judge(read_row(row.line, row.cells, row.surplus)) for row in rows))


def store(actor: Actor | None, rows: Iterable[SheetRow], *, confirmed: str | None = None) -> Outcome:
    """Store the rows if every one of them is good, else none.

    `confirmed` is the fingerprint of the outcome that somebody looked at and agreed to: raise
    `RegisterChangedError` where the register has changed since.
    """
    outcome = examine(rows)
    if confirmed is not None and outcome.fingerprint != confirmed:
        raise RegisterChangedError
    if not outcome.good or not outcome.to_store:
        return outcome
    try:
        ids = write(outcome.verdicts)
    except IntegrityError:
        raise RegisterChangedError from None
    added = [ids[v.reading.line] for v in outcome.verdicts if v.kind is VerdictKind.NEW]
    changed = [ids[v.reading.line] for v in outcome.verdicts if v.kind is VerdictKind.CHANGED]
    audit.record(actor.person_id if actor else None, "members.imported", "member", None, added=added, changed=changed)
    return Outcome(outcome.verdicts, outcome.to_store)


def write(verdicts: Sequence[Verdict]) -> dict[int, int]:
    """Write members, then contacts; return the member's id of each line that was written."""
    new = [verdict for verdict in verdicts if verdict.kind is VerdictKind.NEW]
    changed = [verdict for verdict in verdicts if verdict.kind is VerdictKind.CHANGED]
    ids = {verdict.reading.line: verdict.member.id for verdict in changed if verdict.member}
    if new:
        rows = _new_rows(new)
        db.session.execute(insert(Member), rows)
        by_code = _ids_by_code([row["code"] for row in rows])
        ids |= {verdict.reading.line: by_code[row["code"]] for verdict, row in zip(new, rows, strict=True)}
    updates = [row for verdict in changed if len(row := _changed_row(verdict)) > 1]
    if updates:
        db.session.execute(update(Member), updates)
    db.session.expire_all()
    contacts.write([(ids[verdict.reading.line], verdict) for verdict in (*new, *changed)])
    return ids


def _ids_by_code(codes: Sequence[str]) -> dict[str, int]:
    """Return the ids of members that were just added. Asking once is cheaper than being told row by row."""
    return {
        code: member_id
        for part in chunks(codes)
        for code, member_id in db.session.execute(select(Member.code, Member.id).where(Member.code.in_(part)))
    }


def _new_rows(verdicts: Sequence[Verdict]) -> list[dict[str, Any]]:
    """Return the rows of new members, each with a code of its own."""
    taken = set(db.session.scalars(select(Member.code)))
    taken |= {str(verdict.reading.values["code"]) for verdict in verdicts if "code" in verdict.reading.values}
    now, rows = clock.now(), []
    for verdict in verdicts:
        row = _new_row(verdict.reading.values)
        row["code"] = row.get("code") or new_code(row["country"], row["name"], taken)
        row["created_at"] = now
        taken.add(row["code"])
        rows.append(row)
    return rows


def _new_row(values: Mapping[str, Value]) -> dict[str, Any]:
    """Return the columns of a new member; what the sheet leaves out is what it usually is."""
    country = str(values["country"])
    usual = {
        "kind": MemberKind.ORGANISATION,
        "region": region_by_country()[country],
        "status": MemberStatus.FULL,
        "weight": 1,
        "language": likely_language(country),
        "website": None,
        "joined_on": None,
    }
    return {**usual, **_member_values(values), "name_key": name_key(str(values["name"]))}


def _changed_row(verdict: Verdict) -> dict[str, Any]:
    """Return the columns of a member that change, with its id."""
    if verdict.member is None:
        raise ValueError("only a member of the register can change")
    row: dict[str, Any] = {"id": verdict.member.id}
    row |= _member_values({column: new for column, (_old, new) in verdict.changes.items()})
    if "name" in row:
        row["name_key"] = name_key(row["name"])
    return row


def _member_values(values: Mapping[str, Value]) -> dict[str, Value]:
    return {column: value for column, value in values.items() if column in MEMBER}
