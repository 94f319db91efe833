"""What can be done about who votes: proposed by the member, accepted by the secretariat, or entrusted to another."""

from assembly.credentials.service.credentials import (
    AlreadyDecidedError,
    OrderRefusedError,
    accept_credential,
    accept_credentials,
    hold,
    propose_credential,
    return_credential,
)
from assembly.credentials.service.proxies import (
    ProxyEndedError,
    ProxyRefusedError,
    accept_proxy,
    decline_proxy,
    give_proxy,
    revoke_proxy,
)

__all__ = [
    "AlreadyDecidedError",
    "OrderRefusedError",
    "ProxyEndedError",
    "ProxyRefusedError",
    "accept_credential",
    "accept_credentials",
    "accept_proxy",
    "decline_proxy",
    "give_proxy",
    "hold",
    "propose_credential",
    "return_credential",
    "revoke_proxy",
]
