"""Passkeys (WebAuthn): a key in the person's device signs our question; we keep its public half.

The question (challenge) is signed and dated by us and bound to the browser, so that asking stores nothing; what is
stored is that it was answered.
"""

import ipaddress
import json
import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

import webauthn
from flask import current_app
from itsdangerous import BadData, URLSafeTimedSerializer
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url, parse_client_data_json
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    AuthenticatorTransport,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from assembly import keyring
from assembly.accounts.factors import rules
from assembly.accounts.factors.acts import Place, note
from assembly.accounts.factors.models import Act, Passkey, UsedChallenge
from assembly.accounts.models import Person
from assembly.config import Settings
from assembly.errors import InvalidInputError
from assembly.extensions import db
from assembly.i18n import lazy_gettext as _l
from assembly.security import new_token, token_hash

LONGEST = 20_000  # characters of what a browser says of a passkey
NAMED = re.compile(r"[\w-]{1,1400}", re.ASCII)
"""What a credential is called: base64url."""
MALFORMED = (WebAuthnException, ValueError, KeyError, TypeError)
"""What the library raises for what does not fit, or cannot even be read."""


@dataclass(frozen=True, slots=True)
class Site:
    """What passkeys are bound to: they work under this address of the site and under no other."""

    host: str
    origin: str

    @property
    def possible(self) -> bool:
        """Whether browsers offer passkeys here: by name, not by number, and over TLS or on this machine."""
        try:
            ipaddress.ip_address(self.host)
        except ValueError:
            return self.origin.startswith("https://") or self.host == "localhost"
        return False


@dataclass(frozen=True, slots=True)
class Made:
    """A new passkey: what its owner calls it, and what the browser says of it."""

    name: str
    said: str


def site() -> Site:
    """Return what passkeys of this installation are bound to."""
    settings: Settings = current_app.extensions["settings"]
    return Site(urlsplit(settings.base_url).hostname or "", settings.base_url)


def refused() -> InvalidInputError:
    """Return the refusal of a passkey, which tells nobody why."""
    return InvalidInputError(_l("This passkey was not accepted. Try again, or use another way."), code="passkey")


def adding_options(person: Person, known: tuple[Passkey, ...], binding: str) -> str:
    """Return as JSON what the browser is asked when a passkey is added; a device that has one is left out."""
    options = webauthn.generate_registration_options(
        rp_id=site().host,
        rp_name=site().host,
        user_id=f"person-{person.id}".encode(),
        user_name=person.email,
        user_display_name=person.name,
        challenge=_challenge(binding),
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.PREFERRED, user_verification=UserVerificationRequirement.PREFERRED
        ),
        exclude_credentials=[_described(one) for one in known],
    )
    return webauthn.options_to_json(options)


def asking_options(known: tuple[Passkey, ...], binding: str, *, alone: bool = False) -> str:
    """Return as JSON what the browser is asked when a passkey is shown.

    `alone`: nothing else is shown, so that the device has to make sure who holds it.
    """
    need = UserVerificationRequirement.REQUIRED if alone else UserVerificationRequirement.PREFERRED
    options = webauthn.generate_authentication_options(
        rp_id=site().host,
        challenge=_challenge(binding),
        allow_credentials=[_described(one) for one in known],
        user_verification=need,
    )
    return webauthn.options_to_json(options)


def add(person_id: int, binding: str, made: Made, now: datetime, place: Place) -> None:
    """Take a new passkey; raise `InvalidInputError` where what the browser said does not fit."""
    credential = _parsed(made.said)
    expected = _answered(credential, binding, now)
    try:
        verified = webauthn.verify_registration_response(
            credential=credential,
            expected_challenge=expected,
            expected_rp_id=site().host,
            expected_origin=site().origin,
        )
    except MALFORMED as error:
        raise refused() from error
    row = Passkey(
        person_id=person_id,
        name=made.name,
        credential=bytes_to_base64url(verified.credential_id),
        public_key=bytes_to_base64url(verified.credential_public_key),
        sign_count=verified.sign_count,
        transports=_transports(credential),
        created_at=now,
    )
    _store(row)
    note(person_id, Act.PASSKEY_ADDED, now, place)


def show(binding: str, said: str, now: datetime, *, person_id: int | None = None) -> Passkey:
    """Return the passkey that answered, of this person or, without one, of whomever; raise `InvalidInputError`.

    Where the person is not known yet, the device must have made sure who holds it: it is two steps in one.
    """
    credential = _parsed(said)
    expected = _answered(credential, binding, now)
    row = db.session.scalar(select(Passkey).where(Passkey.credential == str(credential.get("id"))).with_for_update())
    if row is None or row.person.disabled_at is not None or person_id not in {None, row.person_id}:
        raise refused()
    try:
        verified = webauthn.verify_authentication_response(
            credential=credential,
            expected_challenge=expected,
            expected_rp_id=site().host,
            expected_origin=site().origin,
            credential_public_key=base64url_to_bytes(row.public_key),
            credential_current_sign_count=row.sign_count,
            require_user_verification=person_id is None,
        )
    except MALFORMED as error:
        raise refused() from error
    row.sign_count, row.used_at = verified.new_sign_count, now
    return row


def _described(passkey: Passkey) -> PublicKeyCredentialDescriptor:
    return PublicKeyCredentialDescriptor(
        id=base64url_to_bytes(passkey.credential),
        transports=[AuthenticatorTransport(way) for way in passkey.transports],
    )


def _parsed(said: str) -> dict[str, Any]:
    try:
        credential = json.loads(said) if len(said) <= LONGEST else None
    except ValueError:
        credential = None
    if not isinstance(credential, dict) or not isinstance(credential.get("response"), dict):
        raise refused()
    if not NAMED.fullmatch(str(credential.get("id"))):
        raise refused()
    return credential


def _transports(credential: dict[str, Any]) -> list[str]:
    told = credential["response"].get("transports")
    known = {way.value for way in AuthenticatorTransport}
    return sorted(known.intersection(str(way) for way in told)) if isinstance(told, list) else []


def _serializer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(list(reversed(keyring.all_keys())), salt="passkey")  # the last one signs


def _challenge(binding: str) -> bytes:
    return str(_serializer().dumps([binding, new_token()])).encode()


def _answered(credential: dict[str, Any], binding: str, now: datetime) -> bytes:
    """Return the challenge that was answered, if it is ours, of this browser, young, and answered the first time."""
    try:
        data = parse_client_data_json(base64url_to_bytes(str(credential["response"].get("clientDataJSON"))))
        lifetime = int(rules.CHALLENGE_LIFETIME.total_seconds())
        bound_to, _nonce = _serializer().loads(data.challenge, max_age=lifetime)
    except (BadData, *MALFORMED) as error:
        raise refused() from error
    if bound_to != binding:
        raise refused()
    _store(UsedChallenge(hash=token_hash(data.challenge.decode()), used_at=now))
    return data.challenge


def _store(row: UsedChallenge | Passkey) -> None:
    """Store what there may be once only; the database decides between two that come at the same time."""
    try:
        with db.session.begin_nested():
            db.session.add(row)
    except IntegrityError as error:
        raise refused() from error
