"""The columns of a sheet of members: how each cell is read, and what is wrong with one that cannot be."""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import cache
from typing import Any
from urllib.parse import urlsplit

from assembly import timezones
from assembly.accounts.rules import normal_address
from assembly.forms import valid_address
from assembly.i18n import LANGUAGES, locale_of, speaking
from assembly.i18n import gettext as _
from assembly.members import wording
from assembly.members.folding import name_key, word_key
from assembly.members.geography import country_by_word
from assembly.members.kinds import MemberKind, MemberStatus, Region
from assembly.members.rules import CONTACT_PREFIXES, REQUIRED, Problem, Reading, Value

LONGEST_NAME = 200
LONGEST_ADDRESS = 254
LONGEST_WEBSITE = 300
HEAVIEST = 9999
_CODE = re.compile(r"[A-Z0-9][A-Z0-9._-]{0,31}")
# What every rule of mail addresses allows, so that a long sheet is not judged by all of them address by address.
_PLAIN_ADDRESS = re.compile(
    r"[A-Za-z0-9_]{1,30}(?:[.+-][A-Za-z0-9_]{1,30}){0,1}@(?:[a-z0-9]{1,50}-)?[a-z0-9]{1,50}\.(?:com|org|net|int|ngo|example)"
)
_PHONE = re.compile(r"\+?[0-9(][0-9 ()./-]{4,38}")
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f]")
_DATE = re.compile(r"(?P<y>\d{4})-(?P<m>\d\d?)-(?P<d>\d\d?)|(?P<d2>\d\d?)\.(?P<m2>\d\d?)\.(?P<y2>\d{4})")


class UnreadableCellError(ValueError):
    """A cell means nothing in its column."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(code)
        self.code = code
        self.message = message


def read_code(text: str) -> Value:
    """A short sign of the member, part of addresses of pages."""
    code = text.upper()
    if not _CODE.fullmatch(code):
        raise UnreadableCellError(
            "not_a_code", _("A code has at most 32 letters A–Z, digits, hyphens, dots and underscores.")
        )
    return code


def read_name(text: str) -> Value:
    """A name in any script, as typed."""
    if max(len(text), len(name_key(text))) > LONGEST_NAME:
        raise UnreadableCellError("too_long", _("Please use at most %(max)d characters.", max=LONGEST_NAME))
    if not name_key(text):
        raise UnreadableCellError("required", _("This name has no letters."))
    return text


def read_country(text: str) -> Value:
    """A country: two letters of ISO 3166-1, or its name in one of the four languages."""
    country = country_by_word().get(word_key(text))
    if country is None:
        message = _("“%(text)s” is no country that we know. Use its two letters, such as ML.", text=text)
        raise UnreadableCellError("unknown_country", message)
    return country


def read_weight(text: str) -> Value:
    """How many votes the member has."""
    if not (text.isascii() and text.isdecimal() and 1 <= int(text[:9]) <= HEAVIEST):
        raise UnreadableCellError("not_a_number", _("Use a whole number, 1 or more."))
    return int(text)


def read_website(text: str) -> Value:
    """The address of a site; `https://` is added where it is missing."""
    url = text if "://" in text else f"https://{text}"
    try:
        parts = urlsplit(url)
        usable = parts.scheme in {"http", "https"} and "." in (parts.hostname or "") and " " not in url
    except ValueError:
        usable = False
    if not usable:
        raise UnreadableCellError("not_a_website", _("Use the address of a site, such as https://member.example."))
    if len(url) > LONGEST_WEBSITE:
        raise UnreadableCellError("too_long", _("Please use at most %(max)d characters.", max=LONGEST_WEBSITE))
    return url


def read_date(text: str) -> Value:
    """A day. Where day and month could be mistaken for each other it is refused."""
    found = _DATE.fullmatch(text.partition("T")[0])
    parts = [int(found[key] or found[f"{key}2"]) for key in ("y", "m", "d")] if found else [0, 0, 0]
    try:
        return date(parts[0], parts[1], parts[2])
    except ValueError:
        raise UnreadableCellError("not_a_date", _("Write the day as 2019-03-25.")) from None


def read_address(text: str) -> Value:
    """A mail address."""
    if len(text) > LONGEST_ADDRESS or not (_PLAIN_ADDRESS.fullmatch(text) or valid_address(text)):
        raise UnreadableCellError("not_an_address", _("“%(text)s” is not a mail address.", text=text))
    return normal_address(text)


def is_telephone(text: str) -> bool:
    """Whether this can be dialled."""
    return bool(_PHONE.fullmatch(text))


def read_phone(text: str) -> Value:
    """A telephone number."""
    if not is_telephone(text):
        message = _("A telephone number has digits, and begins with + and the code of its country.")
        raise UnreadableCellError("not_a_telephone", message)
    return text


def read_zone(text: str) -> Value:
    """A time zone by its IANA name."""
    if not timezones.is_zone(text):
        message = _("“%(text)s” is no time zone. Use a name such as Africa/Bamako.", text=text)
        raise UnreadableCellError("unknown_zone", message)
    return text


def read_consent(text: str) -> Value:
    """Whether a member agreed to something: yes or no, in one of the four languages."""
    meant = _consents().get(word_key(text))
    if meant is None:
        raise UnreadableCellError("not_yes_or_no", _("Write yes or no."))
    return meant


@cache
def _consents() -> dict[str, bool]:
    found = {"yes": True, "no": False, "true": True, "false": False, "1": True, "0": False}
    for language in LANGUAGES:
        with speaking(language):
            found.update({word_key(wording.consent_label(agreed=agreed)): agreed for agreed in (True, False)})
    return found


def _one_of(words: Callable[[], Mapping[str, str]], code: str) -> Callable[[str], Value]:
    """Return the reader of a column that holds one word of a list."""

    def read(text: str) -> Value:
        meant = words().get(word_key(text))
        if meant is None:
            known = ", ".join(dict.fromkeys(words().values()))
            message = _("“%(text)s” is not known here. Use one of: %(known)s.", text=text, known=known)
            raise UnreadableCellError(code, message)
        return meant

    return read


def _words_of(kind: Any, label: Callable[[Any], str]) -> dict[str, str]:
    """Return the values of an enum by themselves and by their labels in the four languages."""
    found = {word_key(member.value): str(member.value) for member in kind}
    for language in LANGUAGES:
        with speaking(language):
            found.update({word_key(label(member)): str(member.value) for member in kind})
    return found


@cache
def _kinds() -> dict[str, str]:
    return _words_of(MemberKind, wording.kind_label)


@cache
def _statuses() -> dict[str, str]:
    return _words_of(MemberStatus, wording.status_label)


@cache
def _regions() -> dict[str, str]:
    return _words_of(Region, wording.region_label)


@cache
def _languages() -> dict[str, str]:
    names = {
        word_key(locale_of(spoken).languages.get(language, language)): language
        for spoken in LANGUAGES
        for language in LANGUAGES
    }
    return {language: language for language in LANGUAGES} | names


_CONTACT: dict[str, Callable[[str], Value]] = {
    "name": read_name,
    "email": read_address,
    "language": _one_of(_languages, "unknown_language"),
    "zone": read_zone,
    "phone": read_phone,
}

MEMBER: dict[str, Callable[[str], Value]] = {
    "code": read_code,
    "name": read_name,
    "kind": _one_of(_kinds, "unknown_kind"),
    "country": read_country,
    "region": _one_of(_regions, "unknown_region"),
    "status": _one_of(_statuses, "unknown_status"),
    "status_on": read_date,
    "weight": read_weight,
    "language": _one_of(_languages, "unknown_language"),
    "website": read_website,
    "joined_on": read_date,
    "left_on": read_date,
    "listed": read_consent,
    "website_shown": read_consent,
}

COLUMNS: dict[str, Callable[[str], Value]] = MEMBER | {
    f"{prefix}_{part}": read for prefix in CONTACT_PREFIXES for part, read in _CONTACT.items()
}


def read_row(line: int, cells: Mapping[str, str], surplus: Sequence[str] = ()) -> Reading:
    """Understand a row, given as the text of its cells by column. What cannot be understood is a problem each.

    `surplus` are texts beyond the last heading: mostly a separator within a name, which shifts all that follows.
    """
    values: dict[str, Value] = {}
    filled = {column: text for column, cell in cells.items() if (text := plain(cell))}
    problems = [Problem(column, "required", _("Please fill this in.")) for column in REQUIRED if column not in filled]
    if surplus:
        message = _("There are more cells than headings. Put quotation marks around texts with separators.")
        problems.append(Problem("", "too_many_cells", message))
    for column, read in COLUMNS.items():
        if column in filled:
            try:
                values[column] = read(filled[column])
            except UnreadableCellError as error:
                problems.append(Problem(column, error.code, error.message))
    return Reading(line, cells, values, tuple(problems))


def plain(text: str) -> str:
    """Return what was typed in a cell as one line, without control characters."""
    if text.isprintable() and "  " not in text:
        return text.strip()
    return " ".join(_CONTROL.sub(" ", text).split())
