"""Sealed ballots: one size, one vote, one key; and nothing of the choice anywhere in the database."""

import pytest
from nacl.public import PrivateKey
from sqlalchemy import select

from assembly.config import Settings
from assembly.extensions import db
from assembly.voting import boxes, freezing, sealing
from assembly.voting.models import SealedBallot, Secrecy
from assembly.voting.papers import MOTION, Paper, Style
from tests.factories import voting as make
from tests.factories.voting import Scene

KEY = PrivateKey.generate()
PUBLIC = bytes(KEY.public_key)


def test_what_was_sealed_is_opened_in_its_order() -> None:
    every = [*"YNA", "N"] * 10
    sealed = [sealing.seal(PUBLIC, 7, MOTION, marks) for marks in every]
    assert sealing.open_boxes(KEY, 7, MOTION, sealed) == every
    assert sealing.open_boxes(KEY, 7, MOTION, []) == []


def test_every_box_has_one_length_and_no_two_are_equal() -> None:
    sealed = [sealing.seal(PUBLIC, vote, MOTION, marks) for vote in (1, 10**18) for marks in "YNA" * 3]
    assert {len(box) for box in sealed} == {sealing.box_length(MOTION)}
    assert len(set(sealed)) == len(sealed)


def test_a_box_of_another_vote_is_noticed() -> None:
    with pytest.raises(sealing.SealError, match="holds no ballot of this vote"):
        sealing.open_boxes(KEY, 8, MOTION, [sealing.seal(PUBLIC, 7, MOTION, "Y")])


def test_a_box_for_another_key_does_not_open() -> None:
    other = bytes(PrivateKey.generate().public_key)
    with pytest.raises(sealing.SealError, match="does not open"):
        sealing.open_boxes(KEY, 7, MOTION, [sealing.seal(other, 7, MOTION, "Y")])


def test_a_box_that_was_changed_does_not_open() -> None:
    box = bytearray(sealing.seal(PUBLIC, 7, MOTION, "Y"))
    box[-1] ^= 1
    with pytest.raises(sealing.SealError, match="does not open"):
        sealing.open_boxes(KEY, 7, MOTION, [bytes(box)])


@pytest.mark.parametrize("marks", ["-", "YY", "", "é"])
def test_what_is_no_ballot_of_the_vote_is_not_sealed(marks: str) -> None:
    with pytest.raises(sealing.SealError):
        sealing.seal(PUBLIC, 7, MOTION, marks)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)  # the other's files belong to its server
class TestASecretChoice:
    """Case 26: a marked choice is searched for wherever it could have been left."""

    MARK = b"YNAYYNNAAYNAYYNNAAYN"
    """A ballot that nothing else looks like: what it says of twenty candidates."""

    @pytest.fixture
    def vote_id(self, scene: Scene, monkeypatch: pytest.MonkeyPatch) -> int:
        """An open secret vote on twenty candidates."""
        vote_id = make.open_vote(scene, secrecy=Secrecy.SEALED)
        monkeypatch.setattr(freezing, "paper_of", lambda _vote: Paper(Style.EACH, options=len(self.MARK)))
        return vote_id

    def everything_written(self, settings: Settings) -> bytes:
        files = [path for path in settings.instance.rglob("*") if path.is_file()]
        return b"".join(path.read_bytes() for path in files if settings.keys_dir not in path.parents)

    def test_is_nowhere_in_the_files(
        self, scene: Scene, vote_id: int, settings: Settings, capfd: pytest.CaptureFixture[str]
    ) -> None:
        make.cast_all(vote_id, scene, [self.MARK.decode()] * 3)
        assert self.MARK not in self.everything_written(settings)
        told = capfd.readouterr()
        assert self.MARK.decode() not in told.out + told.err

    def test_would_be_found_if_it_were_not_sealed(
        self, scene: Scene, vote_id: int, settings: Settings, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(boxes.sealing, "seal", lambda *_: self.MARK.ljust(64))
        make.cast_all(vote_id, scene, [self.MARK.decode()])
        assert self.MARK in self.everything_written(settings)


def test_no_row_of_a_secret_ballot_tells_more_than_its_right(scene: Scene) -> None:
    vote_id = make.open_vote(scene, secrecy=Secrecy.SEALED)
    make.cast_all(vote_id, scene, "YNAYN")
    assert {column.name for column in SealedBallot.__table__.columns} == {"right_id", "vote_id", "sealed"}
    assert {len(box) for box in db.session.scalars(select(SealedBallot.sealed))} == {sealing.box_length(MOTION)}
