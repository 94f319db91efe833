"""A dry run as a page shows it: what needs a look first, so many rows at a time."""

from collections.abc import Sequence
from dataclasses import dataclass

from assembly.members.importer import Outcome
from assembly.members.rules import Verdict, VerdictKind
from assembly.paging import Place, place

_ORDER = [VerdictKind.ERROR, VerdictKind.CHANGED, VerdictKind.NEW, VerdictKind.UNCHANGED]


@dataclass(frozen=True, slots=True)
class DryRun:
    """One page of the verdicts. `only` is the verdict that is looked at, None for all."""

    outcome: Outcome
    rows: Sequence[Verdict]
    only: VerdictKind | None
    place: Place


def dry_run(outcome: Outcome, only: str | None, page: int) -> DryRun:
    """Put errors first, then what somebody may doubt, then the rest, each in the order of the sheet."""
    kind = next((kind for kind in VerdictKind if kind == only), None)
    wanted = [verdict for verdict in outcome.verdicts if kind in {None, verdict.kind}]
    wanted.sort(key=lambda verdict: (_ORDER.index(verdict.kind), not verdict.warnings))
    here = place(len(wanted), page)
    return DryRun(outcome, here.cut(wanted), kind, here)
