"""The four languages: which one is being spoken now, and what a message is in it.

Babel alone, without Flask-Babel: a mail is written in the recipient's language by a process that
has no request, so the language is a context variable that a page, a mail and a command set alike.
"""

import contextlib
from collections.abc import Iterator
from contextvars import ContextVar
from functools import cache
from gettext import NullTranslations
from typing import Any

from babel import Locale
from babel.messages.pofile import read_po
from babel.support import LazyProxy, Translations

from assembly import resources

DEFAULT_LANGUAGE = "en"
LANGUAGES: dict[str, str] = {"en": "English", "es": "Español", "fr": "Français", "ru": "Русский"}

_language: ContextVar[str] = ContextVar("language", default=DEFAULT_LANGUAGE)


def current_language() -> str:
    """Return the code of the language being spoken."""
    return _language.get()


def current_locale() -> Locale:
    """Return Babel's locale of the language being spoken."""
    return locale_of(current_language())


@cache
def locale_of(language: str) -> Locale:
    """Return Babel's locale; British English, since the federation's English has day before month."""
    return Locale.parse("en_GB" if language == DEFAULT_LANGUAGE else language)


def set_language(language: str) -> None:
    """Speak this language for the rest of the request."""
    _language.set(language)


@contextlib.contextmanager
def speaking(language: str) -> Iterator[None]:
    """Speak another language for a while, such as a recipient's."""
    token = _language.set(language)
    try:
        yield
    finally:
        _language.reset(token)


@cache
def catalog(language: str) -> NullTranslations:
    """Return the messages of a language, read from the catalog on first use (about 0.05 s)."""
    path = resources.folder("translations") / language / "LC_MESSAGES" / "messages.po"
    if not path.exists():
        return NullTranslations()
    with path.open("rb") as file:
        return _compile(read_po(file, locale=language))


def _compile(messages: Any) -> NullTranslations:
    from io import BytesIO

    from babel.messages.mofile import write_mo

    compiled = BytesIO()
    write_mo(compiled, messages)
    compiled.seek(0)
    return Translations(compiled)


def gettext(message: str, /, **variables: Any) -> str:
    """Return the message in the language being spoken, its named places filled."""
    translated = catalog(current_language()).gettext(message)
    return translated % variables if variables else translated


def plural_form(singular: str, plural: str, num: int, /) -> str:
    """Return the form of the message that goes with `num`, its places still open: templates fill them."""
    return catalog(current_language()).ngettext(singular, plural, num)


def ngettext(singular: str, plural: str, num: int, /, **variables: Any) -> str:
    """Return the form of the message that goes with `num`, which is also its place `num`."""
    return plural_form(singular, plural, num) % {"num": num, **variables}


def pgettext(context: str, message: str, /, **variables: Any) -> str:
    """Return the message as used in a context, where one English word has several translations."""
    translated = catalog(current_language()).pgettext(context, message)
    return translated % variables if variables else translated


def lazy_gettext(message: str, /, **variables: Any) -> Any:
    """Return the message, put into the reader's language only when it is shown."""
    return LazyProxy(gettext, message, enable_cache=False, **variables)


def lazy_pgettext(context: str, message: str, /) -> Any:
    """Return the message as used in a context, put into the reader's language only when it is shown."""
    return LazyProxy(pgettext, context, message, enable_cache=False)


def best_language(accepted: list[str], offered: list[str]) -> str:
    """Return the first accepted language that is offered, by its base; else the first that is offered."""
    for language in accepted:
        base = language.replace("_", "-").partition("-")[0].lower()
        if base in offered:
            return base
    return offered[0]
