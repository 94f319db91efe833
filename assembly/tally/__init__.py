"""Counting. Pure: no database, no clock, no framework. `result(frozen vote, ballots)` is the one way in."""

from assembly.tally.motion import result

__all__ = ["result"]
