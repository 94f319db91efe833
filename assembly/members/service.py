"""Changing one member of the register by hand. Sheets have a file of their own, `importer.py`."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from sqlalchemy import update

from assembly.accounts.actor import Actor
from assembly.audit import service as audit
from assembly.extensions import db
from assembly.i18n import gettext as _
from assembly.members import contacts, history, importer
from assembly.members.fields import read_row
from assembly.members.history import Change
from assembly.members.models import Member
from assembly.members.register import known_members
from assembly.members.rules import CONTACT_COLUMNS, CONTACT_PREFIXES, Judge, Known, Problem, Verdict, VerdictKind

CLEARABLE = ("website", "status_on", "joined_on", "left_on")


def save_member(actor: Actor | None, cells: Mapping[str, str]) -> tuple[Verdict, str | None]:
    """Store a member as a form has it, by the rules of a sheet's row; return the verdict and the member's code.

    Unlike in a sheet, an empty website, day or contact is taken away. The code is None where the verdict is an error.
    """
    reading = read_row(1, cells)
    reading = replace(reading, problems=(*reading.problems, *_half_contacts(cells)))
    verdict = Judge(known_members()).judge(reading)
    if verdict.kind is VerdictKind.ERROR:
        return verdict, None
    cleared = _cleared(verdict, cells)
    changed = [*verdict.changes, *cleared]
    if verdict.member and not changed:
        return verdict, verdict.member.code
    actor_id = actor.person_id if actor else None
    unchanged = verdict.kind is VerdictKind.UNCHANGED and verdict.member
    member_id = unchanged.id if unchanged else importer.write(actor_id, [verdict])[1]
    if verdict.member:
        _clear(actor_id, verdict.member, cleared)
    action = "member.changed" if verdict.member else "member.added"
    audit.record(actor_id, action, "member", member_id, fields=changed)
    return verdict, db.session.get_one(Member, member_id).code


def _half_contacts(cells: Mapping[str, str]) -> Iterator[Problem]:
    """Tell contacts of whom the form has only the name or only the address."""
    for prefix in CONTACT_PREFIXES:
        name, email = f"{prefix}_name", f"{prefix}_email"
        filled = [column for column in (name, email) if cells.get(column, "").strip()]
        if len(filled) == 1:
            empty = email if filled == [name] else name
            yield Problem(empty, "required", _("A contact needs both a name and a mail address."))


def _cleared(verdict: Verdict, cells: Mapping[str, str]) -> list[str]:
    """Return the columns that were filled in the register and are empty in the form."""
    if verdict.member is None:
        return []
    known = verdict.member.values
    stay = [prefix for prefix in CONTACT_PREFIXES if cells.get(f"{prefix}_email") == known.get(f"{prefix}_email")]
    columns = (*CLEARABLE, *(f"{prefix}_email" for prefix in CONTACT_PREFIXES), *(f"{prefix}_phone" for prefix in stay))
    return [column for column in columns if column in known and not cells.get(column, "").strip()]


def _clear(actor_id: int | None, member: Known, columns: list[str]) -> None:
    """Empty these columns; a contact whose address is one of them goes altogether."""
    values = {column: None for column in columns if column in CLEARABLE}
    if values:
        db.session.execute(update(Member).where(Member.id == member.id).values(**values))
    phones = {place: f"{one}_phone" for place, one in enumerate(CONTACT_PREFIXES, start=1) if f"{one}_phone" in columns}
    contacts.forget_phones(member.id, phones)
    emptied = [place for place, prefix in enumerate(CONTACT_PREFIXES, start=1) if f"{prefix}_email" in columns]
    gone = [column for place in emptied for column in CONTACT_COLUMNS[CONTACT_PREFIXES[place - 1]]]
    before = contacts.holders([member.id])
    if emptied:
        contacts.remove(member.id, emptied)
    changes = [Change(member.id, column, member.values.get(column)) for column in (*values, *phones.values(), *gone)]
    history.note(actor_id, changes, before, contacts.holders([member.id]))
    db.session.expire_all()
