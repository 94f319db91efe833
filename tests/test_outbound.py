"""The one way out of this site leads to public addresses only, however they are written (security.md, case 38)."""

import threading
from collections.abc import Callable, Iterator, Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from assembly.outbound import Client, OutboundError, is_public

Serve = Callable[[Callable[[BaseHTTPRequestHandler], None]], str]


@pytest.fixture
def serve() -> Iterator[Serve]:
    """Starts a site on this machine that answers as it is told."""
    servers: list[ThreadingHTTPServer] = []

    def start(answer: Callable[[BaseHTTPRequestHandler], None]) -> str:
        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                answer(self)

            def log_message(self, *_arguments: object) -> None:
                """Say nothing."""

        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        servers.append(server)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        return f"http://127.0.0.1:{server.server_address[1]}"

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


def say(body: bytes, status: int = 200, **headers: str) -> Callable[[BaseHTTPRequestHandler], None]:
    def answer(request: BaseHTTPRequestHandler) -> None:
        request.send_response(status)
        for name, value in headers.items():
            request.send_header(name, value)
        request.send_header("Content-Length", str(len(body)))
        request.end_headers()
        request.wfile.write(body)

    return answer


def refused(client: Client, url: str) -> str:
    with pytest.raises(OutboundError) as caught:
        client.get(url)
    return caught.value.code


def answers(*addresses: str) -> Callable[[str, int], Sequence[str]]:
    return lambda _host, _port: addresses


@pytest.mark.parametrize(
    "host",
    [
        "127.1", "127.0.0.1", "0x7f000001", "2130706433", "localhost", "[::1]", "[::ffff:10.0.0.1]", "[::ffff:7f00:1]",
        "[::]", "0.0.0.1", "10.0.0.1", "172.16.3.4", "192.168.1.1", "169.254.169.254", "100.64.0.1", "[fe80::1]",
        "[fd00::1]", "[2002:7f00:1::]", "[64:ff9b::a00:1]", "224.0.0.1", "255.255.255.255",
    ],
)  # fmt: skip
def test_an_address_within_is_refused_however_it_is_written(host: str) -> None:
    assert refused(Client(), f"https://{host}/") in {"not_public", "unknown_host"}


@pytest.mark.parametrize("address", ["93.184.216.34", "2606:2800:220:1:248:1893:25c8:1946", "64:ff9b::5db8:d822"])
def test_an_address_of_the_internet_is_public(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("http://site.example/", "not_https"),
        ("file:///etc/passwd", "not_an_address"),
        ("gopher://site.example/", "not_https"),
        ("https://user:word@site.example/", "not_an_address"),
        ("https://site.example/a b", "not_an_address"),
        ("https://site.example/a\r\nHost: other", "not_an_address"),
        ("https://[site/", "not_an_address"),
        ("https://site.example:0/", "not_an_address"),
    ],
)
def test_what_is_no_address_of_a_safe_site_is_not_asked(url: str, code: str) -> None:
    assert refused(Client(resolve=answers("93.184.216.34")), url) == code


def test_a_name_with_one_address_within_is_refused_whatever_its_others_are() -> None:
    assert refused(Client(resolve=answers("93.184.216.34", "10.0.0.1")), "https://site.example/") == "not_public"


def test_a_name_that_changes_its_mind_is_asked_once_and_kept_to_its_word(
    serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Rebinding: the second answer of the name is never heard, the connection goes to the first."""
    asked: list[str] = []
    first = iter(["127.0.0.1"])

    def resolve(host: str, _port: int) -> Sequence[str]:
        asked.append(host)
        return [next(first)]

    monkeypatch.setattr("socket.getaddrinfo", _only_addresses)
    port = serve(say(b"here")).rpartition(":")[2]
    client = Client(loopback=True, resolve=resolve)
    assert client.get(f"http://rebinding.example:{port}/").body == b"here"
    assert asked == ["rebinding.example"]


def _only_addresses(host: str, port: int, *arguments: object, **_more: object) -> list[object]:
    assert host == "127.0.0.1", "the name was resolved a second time"
    import socket

    return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (host, port))]


def test_a_redirect_is_not_followed(serve: Serve) -> None:
    reached: list[str] = []
    within = serve(lambda request: reached.append(request.path))
    outside = serve(say(b"", 302, Location=f"{within}/secret"))
    assert refused(Client(loopback=True), f"{outside}/") == "redirect"
    assert reached == []


def test_loopback_is_reached_only_where_the_settings_say_so(serve: Serve) -> None:
    url = serve(say(b"{}"))
    assert Client(loopback=True).get(f"{url}/x?y=1").body == b"{}"
    assert refused(Client(), url) == "not_https"
    assert refused(Client(), url.replace("http", "https")) == "not_public"
    assert refused(Client(loopback=True), "http://10.0.0.1/") == "not_public"
    assert refused(Client(loopback=True, resolve=answers("93.184.216.34")), "http://site.example/") == "not_public"


def test_an_answer_that_is_too_large_or_never_ends_is_cut(serve: Serve) -> None:
    large = serve(say(b"x" * 2000))
    assert refused(Client(loopback=True, most_bytes=1999), large) == "too_large"
    assert len(Client(loopback=True, most_bytes=2000).get(large).body) == 2000
    over = threading.Event()

    def drip(request: BaseHTTPRequestHandler) -> None:
        request.send_response(200)
        request.send_header("Content-Length", "1000000")
        request.end_headers()
        while not over.wait(0.02):
            request.wfile.write(b"x")
            request.wfile.flush()

    slow = serve(drip)
    assert refused(Client(loopback=True, seconds=0.3), slow) in {"too_slow", "unreachable"}
    over.set()
