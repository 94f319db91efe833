"""Counting. Pure: no database, no clock, no framework.

Two ways in, both from (frozen vote, ballots): `result` for a motion, `election_result` for an election or a choice.
"""

from assembly.tally.count import election_result
from assembly.tally.motion import result

__all__ = ["election_result", "result"]
