"""What is believed of a provider's word. Pure: the time comes in as an argument."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from hmac import compare_digest
from typing import Any

LEEWAY = timedelta(minutes=1)  # by which clocks may differ
OLDEST = timedelta(minutes=10)  # of a sign-in that was begun here, and of the provider's word
SEVERAL_FACTORS = "mfa"  # RFC 8176


class NotSignedInError(Exception):
    """Nobody is signed in; `code` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Begun:
    """A sign-in that was begun in a browser, whose cookie keeps it until the browser comes back."""

    state: str
    nonce: str
    verifier: str
    at: float  # seconds since 1970
    next_path: str


@dataclass(frozen=True, slots=True)
class Account:
    """Whom the provider says that it signed in; `several_factors`: by more than one thing."""

    subject: str
    email: str
    several_factors: bool


def check_return(begun: Begun | None, given: Mapping[str, str], issuer: str, now: datetime) -> str:
    """Return the code that a browser came back with; raise `NotSignedInError` where it is not of this sign-in."""
    if begun is None or not compare_digest(begun.state.encode(), given.get("state", "").encode()):
        raise NotSignedInError("another_browser")
    if now.timestamp() - begun.at > OLDEST.total_seconds():
        raise NotSignedInError("too_late")
    if given.get("iss", issuer) != issuer:  # RFC 9207: whose answer it is
        raise NotSignedInError("another_provider")
    if not given.get("code"):
        raise NotSignedInError("refused")
    return given["code"]


def check_claims(claims: Mapping[str, Any], *, issuer: str, client_id: str, nonce: str, now: datetime) -> None:
    """Raise `NotSignedInError` where a token whose signature is right was not made for us, for this, and now."""
    audience = claims.get("aud")
    audiences = [audience] if isinstance(audience, str) else audience if isinstance(audience, list) else []
    for_us = client_id in audiences and (len(audiences) == 1 or claims.get("azp") == client_id)
    expires, issued = _moment(claims.get("exp")), _moment(claims.get("iat"))
    seconds, leeway = now.timestamp(), LEEWAY.total_seconds()
    in_time = seconds < expires + leeway and abs(seconds - issued) < OLDEST.total_seconds() + leeway
    said = str(claims.get("nonce", ""))
    if claims.get("iss") != issuer or not for_us or not in_time or not compare_digest(said.encode(), nonce.encode()):
        raise NotSignedInError("not_for_us")


def _moment(value: Any) -> float:
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else 0.0


def account_of(claims: Mapping[str, Any], about: Mapping[str, Any]) -> Account:
    """Return whom a token is about; its address has to be verified. `about`: what the provider tells besides."""
    subject = claims.get("sub")
    told = claims if "email" in claims else about
    if not isinstance(subject, str) or not subject or (told is about and about.get("sub") != subject):
        raise NotSignedInError("not_for_us")
    email = told.get("email")
    if not isinstance(email, str) or not email or told.get("email_verified") is not True:
        raise NotSignedInError("address_not_verified")
    methods = claims.get("amr")
    return Account(subject, email, several_factors=isinstance(methods, list) and SEVERAL_FACTORS in methods)
