"""The command `count`: ballots in a BLT file, counted again by anybody. It needs no installation."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from assembly.tally.blt import BltFile
    from assembly.tally.counts import Count
    from assembly.tally.stages import Stage, TieBreak

METHODS = ("scottish-stv", "meek-stv", "plurality", "approval", "block")
"""Said here and not taken from the tally, so that `assembly --help` need not load it; a test compares."""

DECIDED_BY_LOT = {
    "seat": "who of them is elected",
    "surplus": "whose surplus is transferred first",
    "exclusion": "who of them is excluded",
}
DONE = {
    "count": "first count",
    "round": "votes distributed",
    "surplus": "surplus of ",
    "exclusion": "exclusion of ",
}


class BrokenFileError(click.ClickException):
    """The file cannot be read as BLT; exits with 2, as for any wrong argument."""

    exit_code = 2


class UndecidedError(click.ClickException):
    """The rule does not break a tie; exits with 3."""

    exit_code = 3


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, readable=True, path_type=Path))
@click.option("--method", type=click.Choice(METHODS), required=True, help="By which rule.")
@click.option("--seats", type=click.IntRange(min=1), help="For how many seats; else as the file says.")
@click.option("--lot", metavar="TEXT", help="What a lot was drawn by: the text that was published with it.")
@click.option("--json", "as_json", is_flag=True, help="For programs: nothing but the count on standard output.")
def count(file: Path, method: str, seats: int | None, lot: str | None, as_json: bool) -> None:  # noqa: FBT001 - click gives flags by name
    """Count the ranked ballots of FILE, in the BLT form, and show every stage.

    A tie that the rule does not break is broken by --lot, or by a line [tie …] of the file, never by the order of the
    list. Exits with 0, with 2 if the file is broken (the line is said), with 3 if a lot is needed (between whom).
    """
    from assembly.tally.blt import BltError, read_blt
    from assembly.tally.counts import Contestants
    from assembly.tally.election import Method
    from assembly.tally.lot import order_of_lot
    from assembly.tally.recount import COUNTERS

    try:
        blt = read_blt(file.read_bytes())
    except BltError as error:
        raise BrokenFileError(f"{file}: {error}") from None
    for note in blt.notes:
        click.echo(f"{file}: {note}", err=True)
    order = blt.tie if lot is None else order_of_lot(lot, dict(enumerate(blt.names, start=1)))
    contestants = Contestants(number=len(blt.names), seats=seats or blt.seats, withdrawn=blt.withdrawn, lot=order)
    counted = COUNTERS[Method(method)](blt.papers, contestants)
    if counted.undecided:
        raise UndecidedError(_lot_needed(blt, counted.undecided))
    told = _as_json(blt, contestants.seats, method, counted, order)
    if as_json:
        click.echo(json.dumps(told, ensure_ascii=False, indent=2))
    else:
        _tell(blt, told)
    if not counted.valid:
        click.echo("There is no valid ballot, so nobody is elected.", err=True)


def _lot_needed(blt: "BltFile", tie: "TieBreak") -> str:
    return (
        f"A lot is needed between {', '.join(_names(blt, tie.between))}: {DECIDED_BY_LOT[tie.purpose]}. Give the text "
        "that it was drawn by with --lot, or its order as a line [tie …] after the first line of the file."
    )


def _as_json(
    blt: "BltFile", seats: int, method: str, counted: "Count", order: tuple[int, ...] | None
) -> dict[str, Any]:
    between = counted.drawn_between
    drawn = [number for number in order or () if number in between]
    return {
        "method": method,
        "seats": seats,
        "valid": counted.valid,
        "quota": None if counted.quota is None else f"{counted.quota:f}",
        "elected": _names(blt, counted.elected),
        "stages": [_stage(blt, stage) for stage in counted.stages],
        "lot": {"between": _names(blt, between), "order": _names(blt, drawn)} if between else None,
    }


def _stage(blt: "BltFile", stage: "Stage") -> dict[str, Any]:
    standing = [number for number in range(1, len(blt.names) + 1) if number not in blt.withdrawn]
    return {
        "stage": stage.number,
        "action": _action(blt, stage),
        "votes": {blt.names[number - 1]: f"{stage.votes[number - 1]:f}" for number in standing},
        "exhausted": f"{stage.exhausted:f}",
    }


def _action(blt: "BltFile", stage: "Stage") -> str:
    said = [DONE[stage.action] + "".join(_names(blt, (stage.candidate,) if stage.candidate else ()))]
    if stage.excluded and not stage.candidate:
        said.append(f"excluded: {', '.join(_names(blt, stage.excluded))}")
    if stage.elected:
        said.append(f"elected: {', '.join(_names(blt, stage.elected))}")
    said += [
        f"tied: {', '.join(_names(blt, tie.between))}, decided by {f'stage {tie.by_stage}' if tie.by_stage else 'lot'}"
        for tie in stage.ties
    ]
    return "; ".join(said)


def _names(blt: "BltFile", numbers: "tuple[int, ...] | list[int]") -> list[str]:
    return [blt.names[number - 1] for number in numbers]


def _tell(blt: "BltFile", told: dict[str, Any]) -> None:
    """Write the count for people: each stage with the votes of all, most first."""
    click.echo(f"{blt.title or 'Election'}: {told['method']}, {told['seats']} to elect, {told['valid']} valid ballots.")
    if told["quota"]:
        click.echo(f"Quota: {told['quota']}")
    for stage in told["stages"]:
        click.echo(f"\nStage {stage['stage']}: {stage['action']}")
        for name, votes in [*stage["votes"].items(), ("Exhausted", stage["exhausted"])]:
            click.echo(f"{votes:>20}  {name}")
    if told["lot"]:
        click.echo(f"\nA lot decided between {', '.join(told['lot']['between'])}: {', '.join(told['lot']['order'])}.")
    click.echo(f"\nElected: {', '.join(told['elected']) or 'nobody'}.")


COMMANDS = (count,)
