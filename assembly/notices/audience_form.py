"""The audience as it stands on its page: sets of rows, each a fact that is or is not so.

Rows are added and taken away by buttons of the same form, so that it works without a script; until it is saved, all
that was typed travels with the form.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from werkzeug.datastructures import MultiDict

from assembly.notices.audience import AllOf, AnyOf, Audience, Condition, Has, Not
from assembly.notices.choices import Choices
from assembly.notices.kinds import EITHER_WAY, YES, Fact, Group

MOST_SETS, MOST_ROWS = 6, 12
ALL, ANY = "all", "any"


@dataclass(frozen=True, slots=True)
class Row:
    """One condition: the fact, whether it has to be so, and the values that count."""

    fact: Fact
    holds: bool = True
    values: frozenset[str] = frozenset()

    @property
    def incomplete(self) -> bool:
        """Whether no value was chosen yet."""
        return not self.values


@dataclass(frozen=True, slots=True)
class Set:
    """Rows that belong together: all of them have to be so, or any."""

    joint: str = ALL
    rows: tuple[Row, ...] = ()


@dataclass(frozen=True, slots=True)
class Typed:
    """What stands on the page."""

    groups: frozenset[Group]
    joint: str = ALL
    sets: tuple[Set, ...] = field(default=(Set(),))

    @property
    def problems(self) -> int:
        """How many things have to be mended before it can be saved."""
        return sum(row.incomplete for one in self.sets for row in one.rows) + (not self.groups)


def typed_of(audience: Audience) -> Typed | None:
    """Return an audience as the page shows it; None for one made by a program that the page has no rows for."""
    who = audience.who
    if not isinstance(who, AllOf | AnyOf):
        who = AllOf((who,))
    nested = [isinstance(part, AllOf | AnyOf) for part in who.parts]
    parts = who.parts if any(nested) else (who,)
    sets = [_set_of(part) for part in parts]
    if not all(sets):
        return None
    return Typed(audience.groups, _joint(who), tuple(one for one in sets if one) or (Set(),))


def _joint(condition: Condition) -> str:
    return ANY if isinstance(condition, AnyOf) else ALL


def _set_of(condition: Condition) -> Set | None:
    parts = condition.parts if isinstance(condition, AllOf | AnyOf) else (condition,)
    rows = [_row_of(part) for part in parts]
    return Set(_joint(condition), tuple(row for row in rows if row)) if all(rows) else None


def _row_of(condition: Condition) -> Row | None:
    match condition:
        case Has(fact, values):
            return Row(fact, values=values)
        case Not(Has(fact, values)):
            return Row(fact, holds=False, values=values)
    return None


def read(form: MultiDict[str, str], known: Choices) -> Typed:
    """Return what was typed. Values that the event does not have are dropped, as a box that nobody could tick."""
    groups = frozenset(Group(name) for name in form.getlist("group") if name in set(Group))
    count = min(form.get("sets", 1, type=int), MOST_SETS)
    return Typed(groups, _one_of(form.get("joint")), tuple(_read_set(form, number, known) for number in range(count)))


def _one_of(joint: str | None) -> str:
    return ANY if joint == ANY else ALL


def _read_set(form: MultiDict[str, str], number: int, known: Choices) -> Set:
    rows = []
    for place in range(MOST_ROWS):
        name = f"{number}-{place}"
        fact = form.get(f"{name}-fact")
        if fact in set(Fact):
            rows.append(_read_row(form, name, Fact(fact), known))
    return Set(_one_of(form.get(f"{number}-joint")), tuple(rows))


def _read_row(form: MultiDict[str, str], name: str, fact: Fact, known: Choices) -> Row:
    ticked = frozenset(form.getlist(f"{name}-values")) & known[fact].keys()
    values = frozenset({YES}) if fact in EITHER_WAY else ticked
    return Row(fact, holds=form.get(f"{name}-holds") != "no", values=values)


def changed(typed: Typed, form: MultiDict[str, str]) -> Typed | None:
    """Return what a button other than "Save" makes of it; None where it was "Save"."""
    if form.get("add", "").isdecimal():
        number = int(form["add"])
        fact = form.get(f"{number}-new")
        return _with_row(typed, number, Fact(fact)) if fact in set(Fact) and number < len(typed.sets) else typed
    if "add-set" in form:
        return replace(typed, sets=(*typed.sets, Set())[:MOST_SETS])
    if "drop" in form:
        return _without(typed, form["drop"])
    return None


def _with_row(typed: Typed, number: int, fact: Fact) -> Typed:
    row = Row(fact, values=frozenset({YES}) if fact in EITHER_WAY else frozenset())
    one = typed.sets[number]
    grown = replace(one, rows=(*one.rows, row)[:MOST_ROWS])
    return replace(typed, sets=(*typed.sets[:number], grown, *typed.sets[number + 1 :]))


def _without(typed: Typed, name: str) -> Typed:
    """Take one row away ("0-2"), and with its last row the set, unless it is the only one."""
    sets = tuple(
        replace(one, rows=tuple(row for place, row in enumerate(one.rows) if f"{number}-{place}" != name))
        for number, one in enumerate(typed.sets)
    )
    kept = tuple(one for one, before in zip(sets, typed.sets, strict=True) if one.rows or not before.rows)
    return replace(typed, sets=kept or (Set(),))


def to_audience(typed: Typed) -> Audience:
    """Return what is to be stored; empty sets say nothing and are left out."""
    sets = [one for one in typed.sets if one.rows]
    parts = [_join(one.joint, [_condition(row) for row in one.rows]) for one in sets]
    who = parts[0] if len(parts) == 1 else _join(typed.joint, parts)
    return Audience(typed.groups, who)


def _join(joint: str, parts: Sequence[Condition]) -> Condition:
    return AnyOf(tuple(parts)) if joint == ANY and parts else AllOf(tuple(parts))


def _condition(row: Row) -> Condition:
    found = Has(row.fact, row.values)
    return found if row.holds else Not(found)
