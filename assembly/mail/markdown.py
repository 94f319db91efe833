"""The small Markdown of mail: to HTML, to plain text, and values that must not become Markdown."""

import re
import unicodedata
from collections.abc import Mapping
from functools import cache
from typing import Any

BIDI_CONTROLS = dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A)])
INLINE = re.compile(r"([\\`*_\[\]<>&])")
AT_THE_START = re.compile(r"^(\d+(?=[.)](?:\s|$))|(?=[#+\-=~]))")  # would begin a list, heading, line or code
TAGS = {"a", "blockquote", "br", "code", "em", "h1", "h2", "h3", "hr", "li", "ol", "p", "pre", "strong", "ul"}
SCHEMES = {"http", "https", "mailto", "tel"}


def one_line(value: object) -> str:
    """Return a value as one line of plain text, without what could reorder or break the text around it."""
    text = "".join(
        " " if unicodedata.category(character) in {"Cc", "Zl", "Zp"} else character
        for character in str(value).translate(BIDI_CONTROLS)
    )
    return " ".join(text.split())


def escape(value: object) -> str:
    """Return a value such that Markdown shows it literally: a name stays a name whatever is in it."""
    return AT_THE_START.sub(r"\1\\", INLINE.sub(r"\\\1", one_line(value)))


class Markdown(str):
    """Text that is meant as Markdown. Values that are put into its places with `%` are escaped."""

    __slots__ = ()

    def __mod__(self, values: Any) -> "Markdown":
        """Fill the places; text is escaped, numbers and Markdown are not."""
        if isinstance(values, Mapping):
            return Markdown(str.__mod__(self, {key: _literal(value) for key, value in values.items()}))
        return Markdown(str.__mod__(self, _literal(values)))


def _literal(value: Any) -> Any:
    return value if isinstance(value, Markdown | int | float) else escape(value)


def finish(value: object) -> object:
    """Escape what a template puts out, unless it is meant as Markdown."""
    return _literal(value)


@cache
def _parser() -> Any:
    from markdown_it import MarkdownIt

    return MarkdownIt("commonmark", {"html": False, "breaks": True}).disable("image")


def to_html(source: str) -> str:
    """Return the HTML of a body: a few plain tags, links to ordinary addresses, nothing else."""
    import nh3

    return nh3.clean(_parser().render(source), tags=TAGS, attributes={"a": {"href"}}, url_schemes=SCHEMES)
