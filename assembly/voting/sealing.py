"""Sealing a choice into a box of one length, and opening it: libsodium's sealed boxes, by PyNaCl.

Anybody with the public key can seal; only the workers' private key opens. What is inside says for which
vote it was made, so that a box moved into another vote is noticed.
"""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Final

from nacl.exceptions import CryptoError
from nacl.public import PrivateKey, PublicKey, SealedBox

from assembly.tally.ballot import MotionChoice
from assembly.voting.choices import LETTERS, choice_of

PLAIN_LENGTH: Final = 32
"""Bytes inside every box: the vote's number, a colon, one letter, and spaces."""
BOX_LENGTH: Final = PLAIN_LENGTH + 48
"""libsodium adds a public key of 32 bytes and a tag of 16."""
THREADS: Final = 2


class SealError(Exception):
    """A box that does not open, or holds no ballot of this vote: the count must stop and be looked into."""


def seal(public_key: bytes, vote_id: int, choice: MotionChoice) -> bytes:
    """Seal a choice for the holder of the private key. Two boxes of one choice have nothing in common."""
    plain = f"{vote_id}:{LETTERS[choice]}".encode().ljust(PLAIN_LENGTH)
    if len(plain) != PLAIN_LENGTH:
        raise SealError(f"the number of vote {vote_id} does not fit into a box")
    return SealedBox(PublicKey(public_key)).encrypt(plain)


def open_boxes(private_key: PrivateKey, vote_id: int, boxes: Sequence[bytes]) -> list[MotionChoice]:
    """Open boxes, in their order, in threads (libsodium works without Python's lock; 31 µs a box)."""
    opener = SealedBox(private_key)
    size = max(1, -(-len(boxes) // THREADS))
    parts = [boxes[start : start + size] for start in range(0, len(boxes), size)]
    with ThreadPoolExecutor(THREADS) as threads:
        opened = threads.map(lambda part: [_open(opener, vote_id, box) for box in part], parts)
        return [choice for part in opened for choice in part]


def _open(opener: SealedBox[PrivateKey], vote_id: int, box: bytes) -> MotionChoice:
    try:
        vote, _, letter = opener.decrypt(box).decode().rstrip(" ").partition(":")
    except (CryptoError, UnicodeDecodeError) as error:
        raise SealError(f"a box of vote {vote_id} does not open") from error
    choice = choice_of(letter)
    if vote != str(vote_id) or choice is None:
        raise SealError(f"a box of vote {vote_id} holds no ballot of this vote")
    return choice
