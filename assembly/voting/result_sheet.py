"""The result of a vote as page, screen, minutes and mail show it: the numbers of the one Result, worded."""

from assembly.tally.election_result import ElectionResult
from assembly.tally.result import MotionResult
from assembly.voting.election_sheet import election_sheet
from assembly.voting.motion_sheet import motion_sheet
from assembly.voting.sheet_parts import Sheet


def sheet(result: MotionResult | ElectionResult, source_language: str) -> Sheet:
    """Word a result; what is missing in the language being spoken is in the source's."""
    if isinstance(result, ElectionResult):
        return election_sheet(result, source_language)
    return motion_sheet(result, source_language)
