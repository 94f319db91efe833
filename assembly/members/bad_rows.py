"""The rows of a sheet that cannot be stored, as a sheet: as they came, with what is wrong in a column of its own."""

from collections.abc import Iterator, Sequence

from assembly.exports import Cell, Table
from assembly.members.rules import Verdict, VerdictKind
from assembly.members.sheet import RawSheet
from assembly.members.wording import column_label, reason_label


def bad_rows(raw: RawSheet, columns: Sequence[str], verdicts: Sequence[Verdict]) -> Table:
    """Return the rows with errors; under the headings of the file, so that it can be uploaded once it is mended."""
    lines = {line.number: line.cells for line in raw.lines}
    rows = (
        [*_cells(verdict, columns, lines[verdict.reading.line]), reason(verdict)]
        for verdict in verdicts
        if verdict.kind is VerdictKind.ERROR
    )
    return Table("members-to-mend", [*raw.headings, reason_label()], rows)


def reason(verdict: Verdict) -> str:
    """Return what is wrong with a row in one text."""
    return "; ".join(
        f"{column_label(problem.column)}: {problem.message}" if problem.column else problem.message
        for problem in verdict.problems
    )


def _cells(verdict: Verdict, columns: Sequence[str], cells: Sequence[str]) -> Iterator[Cell]:
    """Yield the cells of a row as they are now; those of headings that are passed over, as they came."""
    for number, column in enumerate(columns):
        came = cells[number].strip() if number < len(cells) else ""
        yield verdict.reading.cells.get(column, "") if column else came
