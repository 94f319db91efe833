"""The address in a mail of news by which its reader asks for no more (RFC 8058).

It works as long as the mail may lie somewhere, and nothing is stored for it: the token is signed with the key of this
site and says who asks, and nothing else can be done with it.
"""

from typing import Final

from assembly.errors import InvalidLinkError
from assembly.i18n import lazy_gettext as _l
from assembly.keyring import is_keyed, keyed
from assembly.links import absolute_url

ENDPOINT: Final = "news.page"
NOBODYS: Final = "0"
"""What stands for the token where a mail is looked at by somebody else than its reader."""


def token_of(person_id: int) -> str:
    """Return the token of one person."""
    return f"{person_id}-{keyed(f'news:{person_id}')}"


def person_of(token: str) -> int:
    """Return whose token it is; raise `InvalidLinkError`."""
    number, _dash, signature = token.partition("-")
    if number.isascii() and number.isdecimal() and is_keyed(f"news:{int(number)}", signature):
        return int(number)
    raise InvalidLinkError(
        _l("This link is not complete. Open it again from the mail, or copy the whole of it."), code="unknown_link"
    )


def address(token: str) -> str:
    """Return the whole address, in the language being spoken."""
    return absolute_url(ENDPOINT, token=token)
