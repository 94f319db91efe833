"""Settings of signing in by an OpenID Connect provider; without them there is none."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

KEYS = ("OIDC_ISSUER", "OIDC_CLIENT_ID", "OIDC_CLIENT_SECRET")


@dataclass(frozen=True, slots=True)
class SingleSignOn:
    """One provider. `name` stands on its button; `loopback` lets it be on this machine, for trials only."""

    issuer: str
    client_id: str
    client_secret: str
    name: str
    loopback: bool = False


def read(values: Mapping[str, str]) -> SingleSignOn | None:
    """Return the provider that the settings name, if they name one."""
    if not values.get("OIDC_ISSUER"):
        return None
    issuer, client_id, client_secret = (values[key] for key in KEYS)
    name = values.get("OIDC_NAME") or urlsplit(issuer).hostname or issuer
    return SingleSignOn(issuer, client_id, client_secret, name, loopback=values.get("OIDC_LOOPBACK") == "1")


def check(values: Mapping[str, str]) -> list[str]:
    """Return what is wrong with the settings of a provider."""
    missing = [key for key in KEYS if not values.get(key)]
    if len(missing) == len(KEYS):
        return []
    if missing:
        return [f"{' and '.join(missing)} must be set too: a provider of sign-ins needs {', '.join(KEYS)}."]
    issuer = values["OIDC_ISSUER"]
    if issuer.startswith("https://") or (values.get("OIDC_LOOPBACK") == "1" and issuer.startswith("http://")):
        return []
    return [f"OIDC_ISSUER must begin with https://; it is {issuer!r}."]
