"""What people hold in their hands: a telephone that shows codes, a key that signs what a browser is asked."""

import hashlib
import json
import re
from dataclasses import dataclass, field
from html import unescape
from typing import Any

import cbor2
import pyotp
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from flask.testing import FlaskClient
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url

ORIGIN = "http://localhost"
PRESENT, VERIFIED, ATTESTED = 0x01, 0x04, 0x40


def secret_in(page: str) -> str:
    """The secret that a page shows for typing."""
    found = re.search(r'<code class="code">([A-Z2-7 ]+)</code>', page)
    assert found, page
    return found[1].replace(" ", "")


def sealed_in(page: str) -> str:
    found = re.search(r'name="sealed"[^>]*value="([^"]+)"', page)
    assert found
    return unescape(found[1])


def recovery_codes_in(page: str) -> list[str]:
    return re.findall(r'<code class="code">([0-9a-z-]{14})</code>', page)


def set_up_app(client: FlaskClient) -> tuple[pyotp.TOTP, list[str]]:
    """Set an app up as the page asks; return it, and the recovery codes."""
    page = client.get("/en/second-step/app")
    assert page.status_code == 200, page.location
    app = pyotp.TOTP(secret_in(page.text))
    typed = f"{app.now()[:3]}-{app.now()[3:]} "  # as some write it
    answer = client.post("/en/second-step/app", data={"sealed": sealed_in(page.text), "code": typed})
    return app, recovery_codes_in(answer.text)


def options_in(page: str) -> dict[str, Any]:
    found = re.search(r'data-options="([^"]+)"', page)
    assert found, page
    options: dict[str, Any] = json.loads(unescape(found[1]))
    return options


@dataclass
class Key:
    """A passkey as a device keeps it: one credential, a counter, and whether it asks for a finger."""

    flags: int = PRESENT | VERIFIED
    count: int = 0
    id: bytes = b"credential-0001"
    private: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))

    def create(self, options: dict[str, Any], origin: str = ORIGIN) -> str:
        """Answer what a browser is asked when a passkey is added."""
        data = self._data(options["rp"]["id"], ATTESTED) + bytes(16) + len(self.id).to_bytes(2, "big") + self.id
        attestation = cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": data + self._public()})
        return self._answer(
            clientDataJSON=self._client_data("webauthn.create", options, origin), attestationObject=attestation
        )

    def get(self, options: dict[str, Any], origin: str = ORIGIN) -> str:
        """Answer what a browser is asked when a passkey is shown."""
        self.count += 1
        data = self._data(options["rpId"], 0)
        client = self._client_data("webauthn.get", options, origin)
        signature = self.private.sign(data + hashlib.sha256(client).digest(), ec.ECDSA(hashes.SHA256()))
        return self._answer(clientDataJSON=client, authenticatorData=data, signature=signature)

    def _data(self, host: str, more: int) -> bytes:
        return hashlib.sha256(host.encode()).digest() + bytes([self.flags | more]) + self.count.to_bytes(4, "big")

    def _public(self) -> bytes:
        numbers = self.private.public_key().public_numbers()
        return cbor2.dumps({1: 2, 3: -7, -1: 1, -2: numbers.x.to_bytes(32, "big"), -3: numbers.y.to_bytes(32, "big")})

    def _client_data(self, kind: str, options: dict[str, Any], origin: str) -> bytes:
        said = {"type": kind, "challenge": options["challenge"], "origin": origin, "crossOrigin": False}
        assert base64url_to_bytes(options["challenge"])
        return json.dumps(said).encode()

    def _answer(self, **response: bytes) -> str:
        name = bytes_to_base64url(self.id)
        encoded = {key: bytes_to_base64url(value) for key, value in response.items()}
        return json.dumps({"id": name, "rawId": name, "type": "public-key", "response": encoded})
