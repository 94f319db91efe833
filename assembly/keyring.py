"""What is keyed with the secret of this site, so that the secret can be changed without undoing any of it.

New things are keyed with SECRET_KEY. What was keyed before is understood with any of SECRET_KEY_FALLBACKS too. The
cookie and the tokens of forms follow the same rule (see `flask_settings`). README, "Change the secret key".
"""

import hmac
from collections.abc import Sequence
from hashlib import blake2b

from flask import current_app
from nacl.exceptions import CryptoError
from nacl.secret import SecretBox

from assembly.config import Settings
from assembly.security import keyed_hash


class SealedElsewhereError(Exception):
    """None of the keys of this site opens what was sealed: it was sealed with another, or changed."""


def all_keys() -> tuple[str, ...]:
    """Return the secret key, then the former ones."""
    settings: Settings = current_app.extensions["settings"]
    return (settings.secret_key, *settings.secret_key_fallbacks)


def keyed(value: str) -> str:
    """Return what is stored of a value, or signs it: 64 hexadecimal digits."""
    return keyed_hash(all_keys()[0], value)


def all_keyed(value: str) -> Sequence[str]:
    """Return what may be stored of a value, by each key: for `IN` in a query."""
    return [keyed_hash(key, value) for key in all_keys()]


def is_keyed(value: str, digest: str) -> bool:
    """Whether a digest is that of the value, by any key; takes as long for each answer."""
    return any([hmac.compare_digest(one.encode(), digest.encode()) for one in all_keyed(value)])  # noqa: C419 - all


def seal(purpose: str, content: bytes) -> bytes:
    """Encrypt and sign what the database keeps and must not tell whoever reads it (XSalsa20-Poly1305).

    `purpose` says what it is, and whose: sealed for one thing it cannot be put in the place of another.
    """
    return bytes(_box(all_keys()[0], purpose).encrypt(content))


def unseal(purpose: str, sealed: bytes) -> bytes:
    """Return what was sealed with this key or a former one; raise `SealedElsewhereError`."""
    for key in all_keys():
        try:
            return _box(key, purpose).decrypt(sealed)
        except CryptoError:
            continue
    raise SealedElsewhereError(f"sealed with another key: {purpose}")


def _box(key: str, purpose: str) -> SecretBox:
    master = blake2b(key.encode(), digest_size=SecretBox.KEY_SIZE).digest()
    return SecretBox(blake2b(purpose.encode(), key=master, digest_size=SecretBox.KEY_SIZE).digest())
