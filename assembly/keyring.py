"""What is keyed with the secret of this site, so that the secret can be changed without undoing any of it.

New things are keyed with SECRET_KEY. What was keyed before is understood with any of SECRET_KEY_FALLBACKS too. The
cookie, the tokens of forms (`flask_settings`) and what is encrypted (`accounts.sealing`) follow the same rule.
README, "Change the secret key", says how.
"""

import hmac
from collections.abc import Sequence

from flask import current_app

from assembly.config import Settings
from assembly.security import keyed_hash


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
