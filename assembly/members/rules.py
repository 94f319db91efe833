"""What each row of a sheet means for the register: new, changed, unchanged or wrong. Decided from facts alone."""

import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from itertools import chain, count
from typing import Final, NamedTuple

from assembly.accounts.rules import same_name
from assembly.i18n import gettext as _
from assembly.members.folding import looks_key, name_key

Value = str | int | date
"""What a cell means. Words of the register are plain strings here, as the database stores them."""

REQUIRED: Final = ("name", "country")
CONTACT_PREFIXES: Final = ("contact", "contact2", "contact3")
"""Prefix of the columns of each contact, in order of escalation: the first stands at position 1."""
CONTACT_PARTS: Final = ("name", "email", "language", "zone", "phone")
CONTACT_COLUMNS: Final = {prefix: tuple(f"{prefix}_{part}" for part in CONTACT_PARTS) for prefix in CONTACT_PREFIXES}
"""The columns of each contact, in the order of their parts."""

LONGEST_CODE: Final = 32


class Problem(NamedTuple):
    """What is wrong with a cell: its column, a stable code for programs, a sentence for people."""

    column: str
    code: str
    message: str


@dataclass(frozen=True, slots=True)
class Reading:
    """A row as it was understood. `values` has only the cells that were filled: a blank overwrites nothing."""

    line: int
    cells: Mapping[str, str]
    values: Mapping[str, Value]
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class Known:
    """A member of the register, in the words of the sheet. `settled` are columns that a person has said themselves."""

    id: int
    values: Mapping[str, Value]
    settled: Collection[str] = ()

    @property
    def code(self) -> str:
        """The member's code."""
        return str(self.values["code"])


class VerdictKind(StrEnum):
    """What storing a row would do."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What storing a row would do, with old and new of each column that changes."""

    reading: Reading
    kind: VerdictKind
    member: Known | None = None
    changes: Mapping[str, tuple[Value | None, Value]] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    warnings: tuple[Problem, ...] = ()


Key = tuple[str, str]


def key_of(values: Mapping[str, Value]) -> Key:
    """Return by what a member is recognised when there is no code: country and folded name."""
    return str(values["country"]), name_key(str(values["name"]))


class Judge:
    """Judges the rows of one sheet, in their order, against the register and against each other."""

    def __init__(self, register: Iterable[Known]) -> None:
        self._by_code: dict[str, Known] = {}
        self._by_key: dict[Key, Known] = {}
        self._looks: dict[str, str] = {}
        self._seen: dict[str | Key, int] = {}
        for member in register:
            self._by_code[member.code] = member
            self._by_key[key_of(member.values)] = member
            self._looks[looks_key(str(member.values["name"]))] = str(member.values["name"])

    def judge(self, reading: Reading) -> Verdict:
        """Return what storing a row would do."""
        if reading.problems:
            return Verdict(reading, VerdictKind.ERROR, problems=reading.problems)
        member = self._member(reading.values)
        problems = [
            *self._identity_problems(reading, member),
            *contact_problems(reading.values, member),
            *day_problems(reading.values, member),
        ]
        if problems:
            return Verdict(reading, VerdictKind.ERROR, member, problems=tuple(problems))
        if member is None:
            return Verdict(reading, VerdictKind.NEW, warnings=self._looks_like(reading))
        changes = changes_of(reading.values, member)
        warnings = self._looks_like(reading, member) if "name" in changes else ()
        kind = VerdictKind.CHANGED if changes else VerdictKind.UNCHANGED
        return Verdict(reading, kind, member, changes, warnings=warnings)

    def _member(self, values: Mapping[str, Value]) -> Known | None:
        code = values.get("code")
        return self._by_key.get(key_of(values)) if code is None else self._by_code.get(str(code))

    def _identity_problems(self, reading: Reading, member: Known | None) -> Iterable[Problem]:
        """Tell a row that means the same member as another one, in the sheet or in the register."""
        values, key = reading.values, key_of(reading.values)
        codes = {str(values["code"])} if "code" in values else {member.code} if member else set()
        repeated = [sign for sign in (*codes, key) if sign in self._seen]
        if repeated:
            message = _("This member stands in line %(line)d already.", line=self._seen[repeated[0]])
            yield Problem("code" if repeated[0] in codes else "name", "duplicate_in_file", message)
            return
        self._seen.update(dict.fromkeys((*codes, key), reading.line))
        namesake = self._by_key.get(key)
        if namesake is not None and namesake is not member:
            message = _("This name is in the register with the code %(code)s.", code=namesake.code)
            yield Problem("code" if member is None else "name", "already_registered", message)

    def _looks_like(self, reading: Reading, member: Known | None = None) -> tuple[Problem, ...]:
        name = str(reading.values["name"])
        other = self._looks.setdefault(looks_key(name), name)
        if other == name or (member and other == member.values["name"]):
            return ()
        return (Problem("name", "looks_alike", _("This name looks like “%(name)s”.", name=other)),)


def changes_of(values: Mapping[str, Value], member: Known) -> dict[str, tuple[Value | None, Value]]:
    """Return old and new of each column that a row changes."""
    found = {
        column: (member.values.get(column), value)
        for column, value in values.items()
        if member.values.get(column) != value
    }
    for prefix in CONTACT_PREFIXES:
        if same_contact(values, member, prefix):
            for column in member.settled:
                if column.startswith(f"{prefix}_"):
                    found.pop(column, None)
    return found


def same_contact(values: Mapping[str, Value], member: Known | None, prefix: str) -> bool:
    """Whether a row speaks of the person who is the member's contact at that place already."""
    name, email, *_others = CONTACT_COLUMNS[prefix]
    if member is None or email not in member.values:
        return False
    return values.get(email, member.values[email]) == member.values[email] and same_name(
        str(values.get(name, member.values[name])), str(member.values[name])
    )


def contact_problems(values: Mapping[str, Value], member: Known | None) -> Iterable[Problem]:
    """Tell contacts that cannot be written to, and one that is named twice."""
    named: set[tuple[str, str]] = set()
    for prefix in CONTACT_PREFIXES:
        if values.keys().isdisjoint(CONTACT_COLUMNS[prefix]):
            continue
        columns = zip(CONTACT_PARTS, CONTACT_COLUMNS[prefix], strict=True)
        parts = {part: values[column] for part, column in columns if column in values}
        if not same_contact(values, member, prefix):
            for part in ("name", "email"):
                if part not in parts:
                    message = _("A contact needs both a name and a mail address.")
                    yield Problem(f"{prefix}_{part}", "required", message)
        person = (str(parts.get("email")), name_key(str(parts.get("name"))))
        if len(parts) > 1 and person in named:
            yield Problem(f"{prefix}_email", "same_contact", _("This person is a contact of this member already."))
        named.add(person)


def day_problems(values: Mapping[str, Value], member: Known | None) -> Iterable[Problem]:
    """Tell a member that left before it joined."""
    known = member.values if member else {}
    joined, left = (values.get(column, known.get(column)) for column in ("joined_on", "left_on"))
    if isinstance(joined, date) and isinstance(left, date) and left < joined:
        column = "left_on" if "left_on" in values else "joined_on"
        yield Problem(column, "left_before_joining", _("A member cannot leave before it joined."))


def new_code(country: str, name: str, taken: Collection[str]) -> str:
    """Return a code that nobody has: the country and a short of the name, such as `ET-EDA` or `ML-ACESEM`."""
    ascii_name = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().upper()
    words = re.findall(r"[A-Z0-9]+", ascii_name)
    long = [word for word in words if len(word) > 3] or words  # noqa: PLR2004 - "of", "de la", "the"
    short = "".join(word[0] for word in long) if len(long) > 1 else "".join(long)
    base = f"{country}-{short}"[: LONGEST_CODE - 5].rstrip("-")
    numbered = (f"{base}-{number}" for number in count(2 if short else 1))
    return next(code for code in chain([base] if short else [], numbered) if code not in taken)
