"""What lies in the database or in a page and only we may read: sealed with a key that follows from the site's secret.

A copy of the database alone opens nothing. While a secret is being replaced, the former ones (`SECRET_KEY_FALLBACKS`)
still open what they sealed; what is sealed anew is sealed with the present one.
"""

import hashlib
import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import cast

from flask import current_app
from nacl.exceptions import CryptoError
from nacl.secret import SecretBox


def seal(purpose: str, text: str) -> str:
    """Return a text as only `unseal` with the same purpose reads it; fit for a form or a column."""
    return urlsafe_b64encode(SecretBox(_key(_secrets()[0], purpose)).encrypt(text.encode())).decode()


def unseal(purpose: str, sealed: str) -> str | None:
    """Return what was sealed; None for what is not of ours, was changed, or is for another purpose."""
    try:
        content = urlsafe_b64decode(sealed.encode("ascii"))
    except ValueError:
        return None
    for secret in _secrets():
        try:
            return SecretBox(_key(secret, purpose)).decrypt(content).decode()
        except (CryptoError, ValueError):
            continue
    return None


def is_present(purpose: str, sealed: str) -> bool:
    """Whether something is sealed with the present secret, so that it survives the end of the former ones."""
    try:
        SecretBox(_key(_secrets()[0], purpose)).decrypt(urlsafe_b64decode(sealed.encode("ascii")))
    except (CryptoError, ValueError):
        return False
    return True


def _secrets() -> list[str]:
    former = cast("list[str] | None", current_app.config.get("SECRET_KEY_FALLBACKS"))
    return [str(current_app.config["SECRET_KEY"]), *(former or [])]


def _key(secret: str, purpose: str) -> bytes:
    return hmac.new(secret.encode(), f"seal:{purpose}".encode(), hashlib.sha256).digest()
