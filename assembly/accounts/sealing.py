"""What lies in the database or in a page and only we may read: sealed with a key that follows from the site's secret.

A copy of the database alone opens nothing. While a secret is being replaced, the former ones (`SECRET_KEY_FALLBACKS`)
still open what they sealed; what is sealed anew is sealed with the present one.
"""

import hashlib
import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode

from nacl.exceptions import CryptoError
from nacl.secret import SecretBox

from assembly import keyring


def seal(purpose: str, text: str) -> str:
    """Return a text as only `unseal` with the same purpose reads it; fit for a form or a column."""
    return urlsafe_b64encode(SecretBox(_key(keyring.all_keys()[0], purpose)).encrypt(text.encode())).decode()


def unseal(purpose: str, sealed: str) -> str | None:
    """Return what was sealed; None for what is not of ours, was changed, or is for another purpose."""
    return _opened(purpose, sealed)[0]


def sealed_anew(purpose: str, sealed: str) -> str | None:
    """Return what a former secret sealed as the present one seals it; None where nothing is to be done, or can be."""
    text, former = _opened(purpose, sealed)
    return seal(purpose, text) if text is not None and former else None


def _opened(purpose: str, sealed: str) -> tuple[str | None, bool]:
    """Return the text, and whether a former secret sealed it."""
    try:
        content = urlsafe_b64decode(sealed.encode("ascii"))
    except ValueError:
        return None, False
    for number, secret in enumerate(keyring.all_keys()):
        try:
            return SecretBox(_key(secret, purpose)).decrypt(content).decode(), number > 0
        except (CryptoError, ValueError):
            continue
    return None, False


def _key(secret: str, purpose: str) -> bytes:
    return hmac.new(secret.encode(), f"seal:{purpose}".encode(), hashlib.sha256).digest()
