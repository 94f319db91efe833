"""Importing members: what a sheet would do, and doing it: all of it or nothing.

Few statements whatever the number of rows: the register is read once, rows are written in bulk.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from assembly import clock
from assembly.accounts.actor import Actor
from assembly.audit import service as audit
from assembly.errors import DomainError
from assembly.extensions import db
from assembly.i18n import lazy_gettext as _l
from assembly.members import bulk, contacts, history
from assembly.members.fields import MEMBER, read_row
from assembly.members.folding import name_key
from assembly.members.geography import likely_language, region_by_country
from assembly.members.history import Change
from assembly.members.kinds import MemberKind, MemberStatus
from assembly.members.models import Member
from assembly.members.register import known_members
from assembly.members.rules import Judge, Known, Value, Verdict, VerdictKind, new_code
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
    return Outcome(tuple(judged(rows, known_members())))


def judged(rows: Iterable[SheetRow], register: Iterable[Known]) -> Iterator[Verdict]:
    """Yield what each row would do to a register."""
    judge = Judge(register)
    return (judge.judge(read_row(row.line, row.cells, row.surplus)) for row in rows)


def store(actor: Actor | None, rows: Iterable[SheetRow], *, confirmed: str | None = None) -> Outcome:
    """Store the rows if every one of them is good, else none.

    `confirmed` is the fingerprint of the outcome that somebody looked at and agreed to: raise
    `RegisterChangedError` where the register has changed since.
    """
    outcome = examine(rows)
    if confirmed is not None and outcome.fingerprint != confirmed:
        raise RegisterChangedError
    return keep(actor.person_id if actor else None, outcome)


def keep(actor_id: int | None, outcome: Outcome) -> Outcome:
    """Store what was examined, if every row of it is good, else nothing.

    Raise `RegisterChangedError` where somebody else was quicker.
    """
    if not outcome.good or not outcome.to_store:
        return outcome
    try:
        ids = write(actor_id, outcome.verdicts)
    except IntegrityError:
        raise RegisterChangedError from None
    added = [ids[v.reading.line] for v in outcome.verdicts if v.kind is VerdictKind.NEW]
    changed = [ids[v.reading.line] for v in outcome.verdicts if v.kind is VerdictKind.CHANGED]
    audit.record(actor_id, "members.imported", "member", None, added=added, changed=changed)
    return Outcome(outcome.verdicts, outcome.to_store)


def write(actor_id: int | None, verdicts: Sequence[Verdict]) -> dict[int, int]:
    """Write members, then contacts, then history; return the member's id of each line that was written."""
    new = [verdict for verdict in verdicts if verdict.kind is VerdictKind.NEW]
    changed = [verdict for verdict in verdicts if verdict.kind is VerdictKind.CHANGED]
    ids = {verdict.reading.line: verdict.member.id for verdict in changed if verdict.member}
    if new:
        rows = _new_rows(new)
        bulk.add(Member, rows)
        ids |= {verdict.reading.line: row["id"] for verdict, row in zip(new, rows, strict=True)}
    updates = [row for verdict in changed if len(row := _changed_row(verdict)) > 1]
    if updates:
        db.session.execute(update(Member), updates)
    db.session.expire_all()
    history_of = [Change(ids[verdict.reading.line], history.ADDED) for verdict in new]
    history_of += [
        Change(ids[verdict.reading.line], column, old, value)
        for verdict in changed
        for column, (old, value) in verdict.changes.items()
    ]
    touched = history.touching_contacts(history_of)
    before = contacts.holders(touched)
    contacts.write([(ids[verdict.reading.line], verdict) for verdict in (*new, *changed)])
    history.note(actor_id, history_of, before, contacts.holders(touched))
    return ids


def _new_rows(verdicts: Sequence[Verdict]) -> list[dict[str, Any]]:
    """Return the rows of new members, each with a code of its own."""
    taken = set(db.session.scalars(select(Member.code)))
    taken |= {str(verdict.reading.values["code"]) for verdict in verdicts if "code" in verdict.reading.values}
    now, rows = clock.now(), []
    for member_id, verdict in zip(bulk.new_ids(Member, len(verdicts)), verdicts, strict=True):
        row = {"id": member_id, **_new_row(verdict.reading.values)}
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
        "status_on": None,
        "joined_on": None,
        "left_on": None,
        "listed": True,
        "website_shown": True,
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
    if "status" in row:
        row.setdefault("status_on", clock.now().date())
    return row


def _member_values(values: Mapping[str, Value]) -> dict[str, Value]:
    return {column: value for column, value in values.items() if column in MEMBER}
