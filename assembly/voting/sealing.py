"""Sealing a ballot's marks into a box of one length, and opening it: libsodium's sealed boxes, by PyNaCl.

Anybody with the public key can seal; only the workers' private key opens. What is inside says for which
vote it was made, so that a box moved into another vote is noticed.
"""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Final

from nacl.exceptions import CryptoError
from nacl.public import PrivateKey, PublicKey, SealedBox

from assembly.voting.papers import Marks, Paper

HEAD_LENGTH: Final = 20
"""Bytes for the vote's number, and a colon."""
SHORTEST: Final = 32
SEAL_LENGTH: Final = 48
"""libsodium adds a public key of 32 bytes and a tag of 16."""
THREADS: Final = 2


class SealError(Exception):
    """A box that does not open, or holds no ballot of this vote: the count must stop and be looked into."""


def box_length(paper: Paper) -> int:
    """Return the bytes of every box of a vote with this paper."""
    return _plain_length(paper) + SEAL_LENGTH


def seal(public_key: bytes, vote_id: int, paper: Paper, marks: Marks) -> bytes:
    """Seal marks for the holder of the private key. Two boxes of the same marks have nothing in common."""
    plain = f"{vote_id}:{marks}".encode().ljust(_plain_length(paper))
    if len(plain) != _plain_length(paper) or not paper.holds(marks):
        raise SealError(f"this is no ballot of vote {vote_id}")
    return SealedBox(PublicKey(public_key)).encrypt(plain)


def open_boxes(private_key: PrivateKey, vote_id: int, paper: Paper, boxes: Sequence[bytes]) -> list[Marks]:
    """Open boxes, in their order, in threads (libsodium works without Python's lock; 31 µs a box)."""
    opener = SealedBox(private_key)
    size = max(1, -(-len(boxes) // THREADS))
    parts = [boxes[start : start + size] for start in range(0, len(boxes), size)]
    with ThreadPoolExecutor(THREADS) as threads:
        opened = threads.map(lambda part: _open(opener, vote_id, paper, part), parts)
        return [marks for part in opened for marks in part]


def _plain_length(paper: Paper) -> int:
    return max(SHORTEST, HEAD_LENGTH + paper.width)


def _open(opener: SealedBox[PrivateKey], vote_id: int, paper: Paper, boxes: Sequence[bytes]) -> list[Marks]:
    """Open boxes; what equal ones hold is read once."""
    known: dict[bytes, Marks] = {}
    opened = []
    for box in boxes:
        try:
            plain = opener.decrypt(box)
        except CryptoError as error:
            raise SealError(f"a box of vote {vote_id} does not open") from error
        if plain not in known:
            known[plain] = _read(plain, vote_id, paper)
        opened.append(known[plain])
    return opened


def _read(plain: bytes, vote_id: int, paper: Paper) -> Marks:
    vote, _, marks = plain.decode(errors="replace").rstrip(" ").partition(":")
    if vote != str(vote_id) or not paper.holds(marks):
        raise SealError(f"a box of vote {vote_id} holds no ballot of this vote")
    return marks
