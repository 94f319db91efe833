"""The address to which one mail comes back: `bounces+17-8f3a…@assembly.example` (VERP). Pure.

It is signed, so that nobody can say of somebody else's mail that it came back; and the signature covers the Message-ID,
so that a mail that was sent anew, to another address, has nothing to do with what the old address still returns.
"""

import hmac
import re

TAG_LENGTH = 20
"""Characters of the signature: 80 bits."""

_RETURN = re.compile(r"\+(\d{1,9})-([0-9a-f]{20})@", re.IGNORECASE)


def mark_of(key: str, delivery_id: int, message_id: str) -> str:
    """Return what stands between the name and the domain of the mailbox for bounces."""
    return f"+{delivery_id}-{_signature(key, delivery_id, message_id)}"


def delivery_in(address: str) -> tuple[int, str] | None:
    """Return the id and the signature in an address, not yet checked; None where there are none."""
    found = _RETURN.search(address)
    return (int(found[1]), found[2].lower()) if found else None


def is_genuine(key: str, delivery_id: int, message_id: str, signature: str) -> bool:
    """Whether we wrote that address for this mail."""
    return hmac.compare_digest(_signature(key, delivery_id, message_id), signature)


def _signature(key: str, delivery_id: int, message_id: str) -> str:
    signed = f"bounce:{delivery_id}:{message_id}".encode()
    return hmac.new(key.encode(), signed, "sha256").hexdigest()[:TAG_LENGTH]
