"""The register as a sheet: the headings and words that the import reads, so that it comes back unchanged."""

from assembly.exports import Cell, Table
from assembly.members.fields import COLUMNS
from assembly.members.queries import MemberFilter, member_ids
from assembly.members.register import known_members
from assembly.members.rules import Known


def export_table(wanted: MemberFilter) -> Table:
    """Return the members that a filter lets through, with their contacts, in the order of the list."""
    ids = member_ids(wanted)
    known = {member.id: member for member in known_members(ids)}
    return Table("members", list(COLUMNS), (_row(known[member_id]) for member_id in ids))


def _row(member: Known) -> list[Cell]:
    return [_cell(member.values.get(column)) for column in COLUMNS]


def _cell(value: Cell) -> Cell:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value) if isinstance(value, str) else value  # words of the register are enums
