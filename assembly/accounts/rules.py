"""Rules of signing in: what is the same address, the same name, the same network; and the limits."""

import unicodedata
from datetime import timedelta
from ipaddress import IPv6Address, ip_address, ip_network

LINK_LIFETIME = timedelta(minutes=30)
GUESSES = 5  # tries of a code, of which there are a million, for each mail that was asked for
MAILS_WITHIN_LIFETIME = 5

BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"),
    ("CriOS", "Chrome"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("Linux", "Linux"),
)


def normal_address(address: str) -> str:
    """Return the one form in which an address is stored and compared."""
    return unicodedata.normalize("NFC", address).strip().lower()


def same_name(one: str, other: str) -> bool:
    """Whether two names are the same but for spaces, case and the way their letters are encoded."""
    return _name_key(one) == _name_key(other)


def _name_key(name: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


def network_of(address: str) -> str:
    """Return whose tries are counted together: an IPv4 address, or the /64 that one IPv6 subscriber has."""
    try:
        ip = ip_address(address)
    except ValueError:
        return address
    if isinstance(ip, IPv6Address):
        return str(ip.ipv4_mapped) if ip.ipv4_mapped else f"{ip.exploded[:19]}::/64"
    return str(ip)


def place_of(address: str) -> str:
    """Return the part of an address that tells its owner where a browser was used, and leaves out whose line it is.

    A country would need a table of networks that is out of date in a month, or a question to somebody else's server.
    """
    try:
        ip = ip_address(address)
    except ValueError:
        return ""
    if isinstance(ip, IPv6Address) and ip.ipv4_mapped:
        ip = ip.ipv4_mapped
    kept = 48 if isinstance(ip, IPv6Address) else 24
    return str(ip_network((ip, kept), strict=False))


def place_name(network: str | None) -> str:
    """Return such a part of an address as its owner may know it from their router: `203.0.113.…`."""
    start, _, kept = (network or "").partition("/")
    if kept == "24":
        return start.removesuffix("0") + "…"
    return f"{start.rstrip(':')}:…" if kept else start


def mailed_enough(mails: int) -> bool:
    """Whether an address has links enough for now.

    Each lives as long as the time in which they are counted: whoever floods an address with requests
    gets few codes to guess at, and its owner always has a link that works.
    """
    return mails >= MAILS_WITHIN_LIFETIME


def plain_code(typed: str) -> str:
    """Return the digits of a code, however they were grouped."""
    return "".join(character for character in typed if character.isdigit())


def device_name(user_agent: str) -> str:
    """Return browser and system in their makers' words, or an empty string where they are not known."""
    names = [next((name for sign, name in table if sign in user_agent), "") for table in (BROWSERS, SYSTEMS)]
    return " · ".join(name for name in names if name)
