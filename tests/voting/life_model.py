"""What the rules of the house say of the life of a vote, in a page: it knows no database, and none of the product."""

from collections import Counter
from collections.abc import Sequence

MEMBERS = 4
CHOICES = {True: ("01", "02"), False: ("Y", "N", "A")}
"""What can be cast: in an election of one of two, and on a motion."""
AFTER_CLOSING = {"closed", "counted", "published"}


class LifeModel:
    """What may happen in which state, who casts for whom, what the ballots add up to."""

    delegates: Sequence[int]
    """The delegate of each member, as the vote began."""
    electing: bool
    revoting: bool

    def begin_as_a_draft(self) -> None:
        self.state = "draft"
        self.ballots: dict[int, tuple[int, str]] = {}
        """Of each member that has voted: who cast, and the marks."""
        self.replaced = 0
        self.proxies: dict[int, int] = {}
        self.successors: dict[int, int] = {}
        self.waits_for_lot = self.drawn = self.confirmed = False
        self.verdict: str | None = None

    def counts_next(self) -> bool:
        return self.state == "closed" and (self.drawn or not self.waits_for_lot)

    def may_cast(self, seat: int, person: int) -> bool:
        earlier = self.ballots.get(seat)
        used = earlier is not None and not (self.revoting and earlier[0] == person)
        return self.state == "open" and self.holder(seat) == person and not used

    def votes(self) -> Counter[str]:
        return Counter(marks for _person, marks in self.ballots.values())

    def tied(self) -> bool:
        votes = self.votes()
        return self.electing and len(self.ballots) * 2 >= MEMBERS and votes["01"] == votes["02"]

    def decided(self) -> str:
        votes = self.votes()
        if len(self.ballots) * 2 < MEMBERS:
            return "no_quorum"
        if self.electing:
            return "elected"
        return "adopted" if votes["Y"] > votes["N"] else "rejected"

    def holder(self, seat: int) -> int:
        return self.delegate(self.proxies.get(seat, seat))

    def delegate(self, seat: int) -> int:
        return self.successors.get(seat, self.delegates[seat])
