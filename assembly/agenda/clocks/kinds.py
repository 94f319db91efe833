"""The kind of mail that tells the secretariat of it."""

from typing import Final

FOLLOWED: Final = "clocks-followed"
