"""Talking to the provider: where its pages are, and a code turned into its signed word."""

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from urllib.parse import quote, urlencode

from authlib.oauth2.rfc7636 import create_s256_code_challenge
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from assembly.accounts.openid import rules
from assembly.accounts.openid.rules import Account, Begun, NotSignedInError
from assembly.outbound import Client, OutboundError
from assembly.single_sign_on import SingleSignOn

SECONDS: Final = 5.0
ALGORITHMS: Final = ("RS256", "PS256", "ES256", "EdDSA")
"""None with a shared secret, and not "none": who signs is found out by the provider's public keys alone."""
OK: Final = 200


@dataclass(frozen=True, slots=True)
class Provider:
    """One provider, as the settings name it. Its documents are read at each sign-in: they may change their keys."""

    settings: SingleSignOn

    def address_to_begin(self, begun: Begun, redirect_uri: str, language: str) -> str:
        """Return the provider's page where somebody signs in; raise `NotSignedInError`."""
        query = {
            "response_type": "code",
            "client_id": self.settings.client_id,
            "redirect_uri": redirect_uri,
            "scope": "openid email",
            "state": begun.state,
            "nonce": begun.nonce,
            "code_challenge": create_s256_code_challenge(begun.verifier),
            "code_challenge_method": "S256",
            "ui_locales": language,
        }
        address = self._endpoint(self._documents(), "authorization_endpoint")
        return f"{address}{'&' if '?' in address else '?'}{urlencode(query)}"

    def account(self, begun: Begun, code: str, redirect_uri: str, now: datetime) -> Account:
        """Return whom the provider signed in; raise `NotSignedInError`."""
        documents = self._documents()
        tokens = self._tokens(documents, begun, code, redirect_uri)
        claims = self._claims(documents, str(tokens.get("id_token", "")))
        rules.check_claims(
            claims, issuer=self.settings.issuer, client_id=self.settings.client_id, nonce=begun.nonce, now=now
        )
        about: Mapping[str, Any] = {}
        if "email" not in claims and "userinfo_endpoint" in documents:
            bearer = {"Authorization": f"Bearer {tokens.get('access_token', '')}"}
            about = self._ask("GET", self._endpoint(documents, "userinfo_endpoint"), bearer)
        return rules.account_of(claims, about)

    def _documents(self) -> Mapping[str, Any]:
        address = f"{self.settings.issuer.rstrip('/')}/.well-known/openid-configuration"
        documents = self._ask("GET", address, {})
        if documents.get("issuer") != self.settings.issuer:
            raise NotSignedInError("another_provider")
        return documents

    def _endpoint(self, documents: Mapping[str, Any], name: str) -> str:
        address = documents.get(name)
        secure = isinstance(address, str) and address.startswith("http://" if self.settings.loopback else "https://")
        if not isinstance(address, str) or not (secure or address.startswith("https://")):
            raise NotSignedInError("provider_is_broken")
        return address

    def _tokens(self, documents: Mapping[str, Any], begun: Begun, code: str, redirect_uri: str) -> Mapping[str, Any]:
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": redirect_uri,
            "code_verifier": begun.verifier,
        }
        known = quote(self.settings.client_id, safe=""), quote(self.settings.client_secret, safe="")
        basic = base64.b64encode(":".join(known).encode()).decode()
        headers = {"Authorization": f"Basic {basic}", "Content-Type": "application/x-www-form-urlencoded"}
        return self._ask("POST", self._endpoint(documents, "token_endpoint"), headers, urlencode(form).encode())

    def _claims(self, documents: Mapping[str, Any], token: str) -> Mapping[str, Any]:
        """Return what a token says if one of the provider's keys has signed it."""
        keys = self._ask("GET", self._endpoint(documents, "jwks_uri"), {})
        try:
            known = KeySet.import_key_set(keys)  # type: ignore[arg-type]
            return jwt.decode(token, known, algorithms=ALGORITHMS).claims
        except (JoseError, ValueError, KeyError, TypeError) as error:
            raise NotSignedInError("not_signed_by_provider") from error

    def _ask(
        self, method: str, address: str, headers: Mapping[str, str], body: bytes | None = None
    ) -> Mapping[str, Any]:
        client = Client(loopback=self.settings.loopback, seconds=SECONDS)
        try:
            answer = client.ask(method, address, {"Accept": "application/json", **headers}, body)
            said = json.loads(answer.body)
        except (OutboundError, ValueError) as error:
            raise NotSignedInError("provider_is_away") from error
        if answer.status != OK or not isinstance(said, dict):
            raise NotSignedInError("provider_is_broken")
        return said
