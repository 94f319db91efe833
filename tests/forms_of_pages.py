"""The forms of a page, as a browser would send them: parsed from its HTML, filled with what it holds."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Final
from urllib.parse import urljoin, urlsplit

WITHOUT_END: Final = {"input", "button", "select", "textarea"}
FREE: Final = {"text", "search", "email", "tel", "url", "textarea", "password"}
"""Kinds of inputs into which anything can be typed; others are numbers, times, choices."""


@dataclass
class Control:
    """One control: its kind, what it holds, and what may be chosen."""

    name: str
    kind: str
    value: str = ""
    checked: bool = True
    options: list[str] = field(default_factory=list)


@dataclass
class PageForm:
    """A form with its address on this site."""

    method: str
    action: str
    controls: list[Control] = field(default_factory=list)

    @property
    def takes_files(self) -> bool:
        return any(control.kind == "file" for control in self.controls)

    @property
    def shape(self) -> tuple[str, ...]:
        """What tells it from forms of the same kind for other things: names without numbers."""
        return tuple(sorted({"".join(c for c in control.name if not c.isdigit()) for control in self.controls}))

    def as_sent(self) -> list[tuple[str, str]]:
        """What a browser sends if nothing is changed."""
        return [(c.name, c.value) for c in self.controls if c.name and c.checked and c.kind not in {"file", "submit"}]


def forms_of(html: str, address: str) -> list[PageForm]:
    """Return the forms of a page."""
    parser = _Parser(address)
    parser.feed(html)
    return parser.forms


class _Parser(HTMLParser):
    def __init__(self, address: str) -> None:
        super().__init__(convert_charrefs=True)
        self.address, self.forms = address, list[PageForm]()
        self._form: PageForm | None = None
        self._select: Control | None = None
        self._area: Control | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            parts = urlsplit(urljoin(self.address, given.get("action", "") or self.address))
            target = f"{parts.path}?{parts.query}" if parts.query else parts.path
            self._form = PageForm(given.get("method", "get").lower(), target)
            self.forms.append(self._form)
        elif self._form is not None:
            self._control(tag, given)

    def _control(self, tag: str, given: dict[str, str]) -> None:
        assert self._form
        name, kind = given.get("name", ""), given.get("type", "text").lower()
        if tag == "input":
            chosen = kind not in {"checkbox", "radio"} or "checked" in given
            self._form.controls.append(Control(name, kind, given.get("value", ""), chosen))
        elif tag == "button":
            self._form.controls.append(Control(name, "submit", given.get("value", "")))
        elif tag == "textarea":
            self._area = Control(name, "textarea")
            self._form.controls.append(self._area)
        elif tag == "select":
            self._select = Control(name, "select")
            self._form.controls.append(self._select)
        elif tag == "option" and self._select is not None:
            self._select.options.append(given.get("value", ""))
            if "selected" in given or len(self._select.options) == 1:
                self._select.value = given.get("value", "")

    def handle_data(self, data: str) -> None:
        if self._area is not None:
            self._area.value += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        elif tag == "select":
            self._select = None
        elif tag == "textarea":
            self._area = None


def texts_of(html: str) -> Iterator[str]:
    """Yield what stands in a page to be read or kept in its controls."""
    parser = _Texts()
    parser.feed(html)
    yield from parser.texts


class _Texts(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.texts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.texts += [value for name, value in attrs if name == "value" and value]

    def handle_data(self, data: str) -> None:
        self.texts.append(data)
