"""What an event asks of its participants, and what of it is open: decided from facts alone."""

import hashlib
from collections.abc import Collection, Iterable, Mapping
from typing import Final

from assembly.registration.consents.models import ConsentPurpose, Declaration

SAFEGUARDING_VERSION: Final = "1"
"""Count up whenever the wording of the declaration changes, so that everybody is asked anew."""

Versions = Mapping[Declaration, str]


def version_of(text: str) -> str:
    """Return what stands for a text: the same for the same words, whatever the line ends."""
    return hashlib.sha256(" ".join(text.split()).encode()).hexdigest()[:16]


def asked(conduct: str, *, safeguarding: bool) -> dict[Declaration, str]:
    """Return what participants have to accept, with the version that counts now.

    `conduct` is the code in the language that the others are translated from: a translation that comes
    later asks nobody anew.
    """
    found = {Declaration.CONDUCT: version_of(conduct)} if conduct.strip() else {}
    return found | ({Declaration.SAFEGUARDING: SAFEGUARDING_VERSION} if safeguarding else {})


def outstanding(wanted: Versions, accepted: Collection[tuple[Declaration, str]]) -> list[Declaration]:
    """Return what is still to be accepted; an earlier version does not count."""
    return [declaration for declaration, version in wanted.items() if (declaration, version) not in accepted]


def changes(
    standing: Collection[ConsentPurpose], wanted: Iterable[ConsentPurpose]
) -> tuple[set[ConsentPurpose], set[ConsentPurpose]]:
    """Return what is to be given and what is to be withdrawn.

    Whoever wants to be hidden is on no list: the consent to be listed ends with it.
    """
    after = set(wanted)
    if ConsentPurpose.HIDDEN in after:
        after.discard(ConsentPurpose.LIST_OF_PARTICIPANTS)
    return after - set(standing), set(standing) - after
