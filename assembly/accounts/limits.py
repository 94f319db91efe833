"""How often one network may try, and whose browser it is that tries."""

from flask import request

from assembly.accounts import rules
from assembly.accounts.factors.acts import Place
from assembly.keyring import keyed

# A whole assembly may sit behind one address, so the limit of a network is wide. Guessing is stopped by the
# count of each request or person, and the flood of one mailbox by the worker, who stops at what its owner can use.
NETWORK_LIMIT = "30/minute;300/hour"
ADDRESS_LIMIT = "5/minute"
LONGEST_DEVICE = 200


def network() -> str:
    """Return the network that this request's tries are counted by."""
    return rules.network_of(request.remote_addr or "")


def address_in_network() -> str:
    """Return the address together with the network: tries from elsewhere do not lock its owner out.

    Keyed, since it is kept in Redis and written into the log where there were too many.
    """
    return f"{network()} {keyed('limit:' + rules.normal_address(request.form.get('email', '')))}"


def place() -> Place:
    """Return where this request came from."""
    return Place(network(), request.user_agent.string[:LONGEST_DEVICE])
