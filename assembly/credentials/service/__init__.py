"""What can be done about who votes: proposed, accepted, handed over within a member, entrusted to another."""

from assembly.credentials.service.credentials import (
    AlreadyDecidedError,
    OrderRefusedError,
    accept_credential,
    accept_credentials,
    hold,
    propose_credential,
    return_credential,
)
from assembly.credentials.service.handing_over import HANDED_OVER, HandOverRefusedError, accepted_of, hand_over
from assembly.credentials.service.proxies import (
    ProxyEndedError,
    ProxyRefusedError,
    accept_proxy,
    decline_proxy,
    give_proxy,
    revoke_proxy,
)

__all__ = [
    "HANDED_OVER",
    "AlreadyDecidedError",
    "HandOverRefusedError",
    "OrderRefusedError",
    "ProxyEndedError",
    "ProxyRefusedError",
    "accept_credential",
    "accept_credentials",
    "accept_proxy",
    "accepted_of",
    "decline_proxy",
    "give_proxy",
    "hand_over",
    "hold",
    "propose_credential",
    "return_credential",
    "revoke_proxy",
]
