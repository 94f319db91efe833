"""Names of countries and languages in the language being spoken, from CLDR, with our corrections."""

from datetime import datetime

from babel.dates import format_date

from assembly.i18n import LANGUAGES, current_language, current_locale
from assembly.timezones import zone

# Where members have a name for their country that CLDR does not use.
COUNTRIES: dict[tuple[str, str], str] = {
    ("PS", "en"): "Palestine",
    ("PS", "es"): "Palestina",
    ("PS", "fr"): "Palestine",
    ("PS", "ru"): "Палестина",
}


def country_name(code: str) -> str:
    """Return a country's name; its code where CLDR does not know it."""
    override = COUNTRIES.get((code, current_language()))
    return override or current_locale().territories.get(code) or code


def language_name(code: str) -> str:
    """Return a language's name, such as "French" or "français"."""
    return current_locale().languages.get(code) or LANGUAGES.get(code, code)


def day_name(moment: datetime, zone_name: str) -> str:
    """Return the day of a moment in a zone, such as "21 November 2026".

    Without the Russian "г.": its full stop would meet the one of a sentence that ends with a day.
    """
    return format_date(moment.astimezone(zone(zone_name)), "long", locale=current_locale()).removesuffix("\u202fг.")
