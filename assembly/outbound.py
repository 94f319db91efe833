"""The one way out: every request that this site makes of another goes through here.

The name is resolved once, every address that it has must be public, and the connection is made to the address that was
looked at: a name that says something else a moment later (rebinding) is never asked again. Redirects are not followed,
since they would lead past all of this. Time and size have limits.
"""

import http.client
import socket
import ssl
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import Any
from urllib.parse import SplitResult, urlsplit

SECONDS = 10.0  # for everything: the name, the connection and the whole answer
MOST_BYTES = 1_000_000
CHUNK = 16_384
REDIRECTS = range(300, 400)

Address = IPv4Address | IPv6Address
Resolve = Callable[[str, int], Sequence[str]]


class OutboundError(Exception):
    """The request was not made, or its answer not taken; `code` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back. Names of headers are in small letters."""

    status: int
    headers: Mapping[str, str]
    body: bytes


def addresses_of(host: str, port: int) -> Sequence[str]:
    """Return what a name resolves to now."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise OutboundError("unknown_host") from error
    return [str(one[4][0]) for one in found]


def is_public(address: str) -> bool:
    """Whether an address is one of the internet: of no private network, of no machine itself, of no special use."""
    try:
        ip: Address = ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(ip, IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None) or _translated(ip)
        if inner is not None:
            return is_public(str(inner))
    return ip.is_global and not ip.is_multicast


def _translated(ip: IPv6Address) -> IPv4Address | None:
    """Return the address that NAT64 (RFC 6052) would reach."""
    return IPv4Address(int(ip) & 0xFFFF_FFFF) if int(ip) >> 32 == 0x0064_FF9B << 64 else None


@dataclass(frozen=True, slots=True)
class Client:
    """Asks other sites. With `loopback` it also reaches this machine, without TLS too: for tests and trials only."""

    loopback: bool = False
    seconds: float = SECONDS
    most_bytes: int = MOST_BYTES
    resolve: Resolve = field(default=addresses_of)

    def get(self, url: str, headers: Mapping[str, str] | None = None) -> Answer:
        """Read an address; raise `OutboundError`."""
        return self.ask("GET", url, headers)

    def ask(self, method: str, url: str, headers: Mapping[str, str] | None = None, body: bytes | None = None) -> Answer:
        """Make one request and return its answer, whatever its status but a redirect; raise `OutboundError`."""
        ends = time.monotonic() + self.seconds
        parts = self._parts(url)
        connection = self._connection(parts, ends)
        target = f"{parts.path or '/'}?{parts.query}" if parts.query else parts.path or "/"
        try:
            connection.request(method, target, body, {"Accept-Encoding": "identity", **(headers or {})})
            with connection.getresponse() as response:
                return self._answer(connection, response, ends)
        except (OSError, http.client.HTTPException, ValueError) as error:
            raise OutboundError("unreachable") from error
        finally:
            connection.close()

    def _parts(self, url: str) -> SplitResult:
        try:
            parts = urlsplit(url)
            usable = bool(parts.hostname) and parts.username is None and parts.port != 0
        except ValueError as error:
            raise OutboundError("not_an_address") from error
        if not usable or not url.isascii() or any(character <= " " for character in url):
            raise OutboundError("not_an_address")
        if parts.scheme != "https" and not (self.loopback and parts.scheme == "http"):
            raise OutboundError("not_https")
        return parts

    def _connection(self, parts: SplitResult, ends: float) -> "_Pinned":
        host, secure = parts.hostname or "", parts.scheme == "https"
        port = parts.port or (443 if secure else 80)
        address = self._looked_at(self.resolve(host, port), secure=secure)
        return _Pinned(host, port, address, _left(ends), ssl.create_default_context() if secure else None)

    def _looked_at(self, addresses: Sequence[str], *, secure: bool) -> str:
        """Return the address to connect to; all that the name has must be allowed, or somebody plays with it."""
        if not addresses or not all(self._allowed(address, secure=secure) for address in addresses):
            raise OutboundError("not_public")
        return addresses[0]

    def _allowed(self, address: str, *, secure: bool) -> bool:
        if self.loopback and address in {"127.0.0.1", "::1"}:
            return True
        return secure and is_public(address)

    def _answer(self, connection: "_Pinned", response: http.client.HTTPResponse, ends: float) -> Answer:
        if response.status in REDIRECTS:
            raise OutboundError("redirect")
        body = bytearray()
        while chunk := response.read1(CHUNK):
            body += chunk
            if len(body) > self.most_bytes:
                raise OutboundError("too_large")
            connection.wait_at_most(_left(ends))
        headers = {name.lower(): value for name, value in response.getheaders()}
        return Answer(response.status, headers, bytes(body))


def _left(ends: float) -> float:
    """Return the seconds that are left; raise `OutboundError` where none are: an answer may not drip for ever."""
    left = ends - time.monotonic()
    if left <= 0:
        raise OutboundError("too_slow")
    return left


class _Pinned(http.client.HTTPConnection):
    """A connection to one address, whatever the name that is asked for and shown to TLS."""

    def __init__(self, host: str, port: int, address: str, timeout: float, context: ssl.SSLContext | None) -> None:
        super().__init__(host, port, timeout=timeout)
        self._address, self._context = address, context
        self._wire: socket.socket | None = None

    def connect(self) -> None:
        """Connect to the address that was looked at; no name is resolved any more."""
        raw: Any = socket.create_connection((self._address, self.port), self.timeout)
        try:
            self._wire = self._context.wrap_socket(raw, server_hostname=self.host) if self._context else raw
        except BaseException:
            raw.close()
            raise
        self.sock = self._wire

    def wait_at_most(self, seconds: float) -> None:
        """Set how long the next piece may take; the answer may have taken the connection over by now."""
        if self._wire is not None and self._wire.fileno() >= 0:
            self._wire.settimeout(seconds)
