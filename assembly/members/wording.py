"""The register's words as readers see them, in the language being spoken."""

from datetime import date, datetime

from babel.dates import format_date

from assembly import timezones
from assembly.i18n import current_locale, pgettext
from assembly.i18n import gettext as _
from assembly.members.kinds import MemberKind, MemberStatus, Region
from assembly.names import country_name, language_name


def kind_label(kind: MemberKind) -> str:
    """Return what a member is."""
    labels = {MemberKind.ORGANISATION: _("Organisation"), MemberKind.COALITION: _("Coalition")}
    return labels[kind]


def status_label(status: MemberStatus) -> str:
    """Return how a member stands."""
    labels = {
        MemberStatus.FULL: _("Full member"),
        MemberStatus.AFFILIATE: _("Affiliate member"),
        MemberStatus.SUSPENDED: _("Suspended"),
    }
    return labels[status]


def region_label(region: Region) -> str:
    """Return the name of a region."""
    labels = {
        Region.AMERICAS: _("Americas"),
        Region.SUB_SAHARAN_AFRICA: _("Sub-Saharan Africa"),
        Region.EUROPE: _("Europe"),
        Region.MIDDLE_EAST_NORTH_AFRICA: _("Middle East and North Africa"),
        Region.ASIA_PACIFIC: _("Asia-Pacific"),
    }
    return labels[region]


def reason_label() -> str:
    """Return the heading of the column that says why a row cannot be stored."""
    return _("What is wrong")


def consent_label(*, agreed: bool) -> str:
    """Return whether a member agreed to something."""
    return pgettext("an answer", "Yes") if agreed else pgettext("an answer", "No")


def column_label(column: str) -> str:
    """Return the heading of a column of the sheet."""
    labels = {
        "code": _("Code"),
        "name": pgettext("of an organisation", "Name"),
        "kind": _("Kind"),
        "country": _("Country"),
        "region": _("Region"),
        "status": _("Status"),
        "weight": pgettext("how many", "Votes"),
        "language": _("Language"),
        "website": _("Website"),
        "status_on": _("Status since"),
        "joined_on": _("Joined on"),
        "left_on": _("Left on"),
        "listed": _("In the public directory"),
        "website_shown": _("Website in the public directory"),
    }
    if column in labels:
        return labels[column]
    prefix, _separator, part = column.partition("_")
    number = int(prefix.removeprefix("contact") or 1)
    parts = {
        "name": _("Contact %(number)d: name", number=number),
        "email": _("Contact %(number)d: mail address", number=number),
        "language": _("Contact %(number)d: language", number=number),
        "zone": _("Contact %(number)d: time zone", number=number),
        "phone": _("Contact %(number)d: telephone", number=number),
    }
    return parts[part]


def value_label(column: str, value: str | int | date) -> str:
    """Return the content of a cell as readers see it: a country by its name, a day in their language."""
    if isinstance(value, bool):
        return consent_label(agreed=value)
    if isinstance(value, date):
        return day(value)
    readers = {
        "country": country_name,
        "region": lambda text: region_label(Region(text)),
        "status": lambda text: status_label(MemberStatus(text)),
        "kind": lambda text: kind_label(MemberKind(text)),
        "language": language_name,
    }
    part = column.rpartition("_")[2]
    return readers[part](str(value)) if part in readers else str(value)


def stored_label(column: str, text: str) -> str:
    """Return what the history noted of a column as readers see it, or as it stands if that word is gone."""
    try:
        value = text if text not in {"yes", "no"} else text == "yes"
        dated = column.endswith("_on")
        return value_label(column, date.fromisoformat(text) if dated else value)
    except (KeyError, ValueError):
        return text


def day_in(moment: datetime, zone: str) -> str:
    """Return the day on which a moment falls in a time zone, with its year."""
    return day(moment.astimezone(timezones.zone(zone)).date())


def day(value: date) -> str:
    """Return a day, such as "25 March 2019"."""
    return format_date(value, "long", locale=current_locale())
