"""Whose request it is behind a proxy: what the proxies that the settings name report is believed, and nobody else."""

from collections.abc import Callable, Iterable, Mapping
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Any

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

REPORTED = ("HTTP_X_FORWARDED_FOR", "HTTP_X_FORWARDED_PROTO")


def networks(text: str) -> tuple[Network, ...]:
    """Read addresses and networks, with spaces or commas between them; raise `ValueError` for anything else."""
    return tuple(ip_network(part) for part in text.replace(",", " ").split())


class NamedProxies:
    """Puts the reader's address and scheme in place of the proxy's (WSGI), and drops what anybody else claims."""

    def __init__(self, app: Callable[..., Iterable[bytes]], trusted: tuple[Network, ...]) -> None:
        self.app = app
        self.trusted = trusted

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        """Hand the request on."""
        reported = {name: str(environ.pop(name, "")) for name in REPORTED}
        if self._is_ours(_read(environ.get("REMOTE_ADDR", ""))):
            environ["REMOTE_ADDR"] = self._reader(environ["REMOTE_ADDR"], reported["HTTP_X_FORWARDED_FOR"])
            environ["wsgi.url_scheme"] = _scheme(reported, environ)
        return self.app(environ, start_response)

    def _reader(self, proxy: str, chain: str) -> str:
        """Return the last address that no proxy of ours has; what stands before it anybody could have written."""
        found = proxy
        for part in reversed(chain.split(",")):
            address = _read(part.strip())
            if address is None:
                break
            found = str(address)
            if not self._is_ours(address):
                break
        return found

    def _is_ours(self, address: Address | None) -> bool:
        return address is not None and any(
            address.version == network.version and address in network for network in self.trusted
        )


def _read(text: str) -> Address | None:
    try:
        address = ip_address(text)
    except ValueError:
        return None
    return address.ipv4_mapped or address if isinstance(address, IPv6Address) else address


def _scheme(reported: Mapping[str, str], environ: Mapping[str, Any]) -> str:
    told = reported["HTTP_X_FORWARDED_PROTO"].rpartition(",")[2].strip().lower()
    return told if told in {"http", "https"} else str(environ["wsgi.url_scheme"])
