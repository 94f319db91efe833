"""A dry run as a page shows it: what needs a look first, so many rows at a time."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from assembly.members.importer import Outcome
from assembly.members.rules import Verdict, VerdictKind

PAGE_SIZE: Final = 200
_ORDER = [VerdictKind.ERROR, VerdictKind.CHANGED, VerdictKind.NEW, VerdictKind.UNCHANGED]


@dataclass(frozen=True, slots=True)
class DryRun:
    """One page of the verdicts; pages count from 1. `only` is the verdict that is looked at, None for all."""

    outcome: Outcome
    rows: Sequence[Verdict]
    only: VerdictKind | None
    page: int
    pages: int


def dry_run(outcome: Outcome, only: str | None, page: int) -> DryRun:
    """Put errors first, then what somebody may doubt, then the rest, each in the order of the sheet."""
    kind = next((kind for kind in VerdictKind if kind == only), None)
    wanted = [verdict for verdict in outcome.verdicts if kind in {None, verdict.kind}]
    wanted.sort(key=lambda verdict: (_ORDER.index(verdict.kind), not verdict.warnings))
    pages = max(1, -(-len(wanted) // PAGE_SIZE))
    page = min(max(1, page), pages)
    return DryRun(outcome, wanted[(page - 1) * PAGE_SIZE : page * PAGE_SIZE], kind, page, pages)
