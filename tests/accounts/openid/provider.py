"""A small OpenID Connect provider on this machine, which can be told to lie in every way that matters."""

import base64
import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from authlib.oauth2.rfc7636 import create_s256_code_challenge
from joserfc import jwt
from joserfc.jwk import RSAKey

from assembly import clock

CLIENT, SECRET = "assembly", "a secret: of / both"
Change = Callable[[dict[str, Any]], object]


@cache
def key(name: str) -> RSAKey:
    """A key that lives as long as the tests, since making one takes long."""
    return RSAKey.generate_key(2048, {"kid": name, "use": "sig"}, private=True)


@dataclass
class FakeProvider:
    """What it says of whoever signs in. `asked` is what it was asked; the rest are lies to be told."""

    issuer: str
    claims: dict[str, Any]
    asked: list[tuple[str, dict[str, list[str]]]] = field(default_factory=list)
    challenge: str = ""
    nonce: str = ""
    signs_with: str = "right"
    algorithm: str = "RS256"
    documents: dict[str, Any] = field(default_factory=dict)
    userinfo: dict[str, Any] = field(default_factory=dict)

    def begun_at(self, location: str) -> dict[str, str]:
        """Read, as its sign-in page would, what a browser was sent with."""
        query = {name: values[0] for name, values in parse_qs(urlsplit(location).query).items()}
        self.challenge, self.nonce = query["code_challenge"], query["nonce"]
        return query

    def token(self) -> str:
        now = int(clock.now().timestamp())
        claims = {"iss": self.issuer, "aud": CLIENT, "exp": now + 300, "iat": now, "nonce": self.nonce} | self.claims
        if self.algorithm == "none":
            parts = ({"alg": "none"}, claims)
            packed = (base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=").decode() for part in parts)
            return ".".join(packed) + "."
        return jwt.encode({"alg": self.algorithm, "kid": "right"}, claims, key(self.signs_with))

    def answer(self, path: str, headers: Any, form: dict[str, list[str]]) -> tuple[int, dict[str, Any]]:
        self.asked.append((path, form))
        if path == "/.well-known/openid-configuration":
            pages = ("authorization", "token", "userinfo")
            found = {f"{page}_endpoint": f"{self.issuer}/{page}" for page in pages}
            return 200, {"issuer": self.issuer, "jwks_uri": f"{self.issuer}/keys", **found, **self.documents}
        if path == "/keys":
            return 200, {"keys": [key("right").as_dict(private=False)]}
        if path == "/userinfo":
            return (200, self.userinfo) if headers["Authorization"] == "Bearer access" else (401, {})
        return self._exchange(headers, form)

    def _exchange(self, headers: Any, form: dict[str, list[str]]) -> tuple[int, dict[str, Any]]:
        known = base64.b64decode(headers["Authorization"].removeprefix("Basic ")).decode().split(":")
        right = [unquote(part) for part in known] == [CLIENT, SECRET] and form["code"] == ["code"]
        if not right or create_s256_code_challenge(form["code_verifier"][0]) != self.challenge:
            return 400, {"error": "invalid_grant"}
        return 200, {"access_token": "access", "token_type": "Bearer", "id_token": self.token()}


@contextmanager
def running_provider() -> Iterator[FakeProvider]:
    """Start one on a free port."""
    told = FakeProvider("", {"sub": "4711", "email": "awa@x.example", "email_verified": True})

    class Handler(BaseHTTPRequestHandler):
        def _say(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            form = parse_qs(self.rfile.read(length).decode())
            status, said = told.answer(urlsplit(self.path).path, self.headers, form)
            body = json.dumps(said).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def do_GET(self) -> None:
            self._say()

        def do_POST(self) -> None:
            self._say()

        def log_message(self, *_arguments: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    told.issuer = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield told
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
