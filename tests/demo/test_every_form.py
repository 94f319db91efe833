"""Every form of every page, sent as no browser would, by everybody who sees it (cases 33 to 37).

A sample, always the same, so that a change is judged by what it changes; with `--faults` each form is sent in every
way. Nothing may fail, nothing that was typed may come back as markup, and what is refused is said, with what was typed
kept.
"""

import random
import re
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from html import unescape
from http import HTTPStatus

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from assembly import scope
from assembly.demo import loader
from assembly.demo.timetable import Stage
from assembly.mail.news import links
from tests.demo.test_every_page import keep_registration_open
from tests.forms_of_pages import FREE, Control, PageForm, forms_of
from tests.journeys.prepared import more_votes
from tests.journeys.test_accessibility import PAGES

MARKUP = "<img src=x onerror=alert(7)>"
TEMPLATE = "{{ 7013 * 7 }} {% raw %} ${7013*7} #{7013*7} {event.__init__.__globals__} %(name)s %s {0.__class__}"
COMPUTED = ("49091", "<function", "&lt;function", "<class", "&lt;class", "__builtins__")
Fields = list[tuple[str, str]]
Way = Callable[[PageForm], Fields]


def typed(form: PageForm, text: str, kinds: frozenset[str] | None = None) -> Fields:
    """What is sent where this text is typed into all controls of some kinds, or of all but hidden ones."""
    return [(c.name, text if _is_of(c, kinds) else c.value) for c in form.controls if _is_sent(c)]


def _is_sent(control: Control) -> bool:
    return bool(control.name) and control.kind not in {"file", "submit"}


def _is_of(control: Control, kinds: frozenset[str] | None) -> bool:
    return control.kind in kinds if kinds else control.kind != "hidden"


TEXTS = frozenset(FREE)
WAYS: dict[str, Way] = {
    "as it is": lambda form: form.as_sent(),
    "nothing": lambda _form: [],
    "empty": lambda form: typed(form, ""),
    "too long": lambda form: typed(form, "é" * 20_000, TEXTS),
    "control signs": lambda form: typed(form, "a\x01\x08\x1b\x7f\u200b\u202e\ufeff\ud7ff", TEXTS),
    "line breaks": lambda form: typed(form, "a\r\nBcc: x@evil.example\r\n\r\nb", TEXTS),
    "a formula": lambda form: typed(form, '=cmd|"/c calc"!A1', TEXTS),
    "markup": lambda form: typed(form, f"\"'>{MARKUP}<script>alert(7)</script>", TEXTS),
    "markup in all": lambda form: typed(form, MARKUP),
    "a template": lambda form: typed(form, TEMPLATE, TEXTS),
    "quotes": lambda form: typed(form, "Ann O'Neill \"x\" \\ ';--", TEXTS),
    "a huge number": lambda form: typed(form, "9" * 40),
    "not a number": lambda form: typed(form, "NaN"),
    "less than nothing": lambda form: typed(form, "-1"),
    "a date that is none": lambda form: typed(form, "2026-02-30T25:61"),
    "a far date": lambda form: typed(form, "9999-12-31T23:59"),
    "no such option": lambda form: typed(form, "../../etc/passwd"),
    "everything twice": lambda form: [*form.as_sent(), *typed(form, "2")],
    "hidden ones changed": lambda form: [(c.name, "x" if c.kind == "hidden" else c.value) for c in form.controls],
    "the sign for nothing": lambda form: typed(form, "a\0b"),
    "more than asked for": lambda form: [
        *form.as_sent(), ("role", "administrator"), ("member_id", "1"), ("weight", "99"), ("person_id", "1"),
    ],
}  # fmt: skip
SAMPLE = 7
"""Seed by which each form gets its one way of `./test`."""

KEPT = {"quotes", "markup", "a template"}
LEFT_ALONE = re.compile(r"/sign-out$|/demo/|/me/sessions/")
"""Forms that end the session, without which nothing more is found."""


@dataclass(frozen=True)
class Sent:
    """A form that was sent in some way, and what came of it."""

    role: str
    way: str
    form: PageForm
    fields: Fields
    answer: TestResponse

    def wrong(self) -> Iterator[str]:
        """Say what is wrong with the answer."""
        status, page = self.answer.status_code, self.answer.get_data(as_text=True)
        if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            yield f"fails with {status}"
        if MARKUP in page or "<script>alert" in page:
            yield "echoes markup"
        if any(word in page for word in COMPUTED):
            yield "computes a template"
        if any("\0" in value for _name, value in self.fields) and status not in {400, 403, 404, 405}:
            yield f"takes the sign for nothing: {status}"
        if status == HTTPStatus.UNPROCESSABLE_ENTITY and self.way in KEPT:
            yield from self._lost(page)

    def _lost(self, page: str) -> Iterator[str]:
        """What was typed into inputs that the page shows again, and is not there any more."""
        shown = {c.name for form in forms_of(page, self.form.action) for c in form.controls if c.kind in FREE}
        text = unescape(page)
        for name, value in self.fields:
            if name in shown and value and value not in text and value.strip() not in text:
                yield f"loses what was typed into {name}"


def test_every_form_withstands_what_no_browser_sends(
    app: Flask, wake_ups: object, request: pytest.FixtureRequest, record_property: Callable[[str, object], None]
) -> None:
    with app.app_context(), scope.everything():
        loader.load(Stage.DURING_VOTE)
        keep_registration_open()
        more_votes()
    drawn = None if request.config.getoption("--faults") else random.Random(SAMPLE)  # noqa: S311 - no secret
    began, wrong, seen = time.process_time(), list[str](), set[tuple[str, ...]]()
    sent = 0
    for role in PAGES:
        for one in sent_by(app, role, drawn, seen):
            sent += 1
            wrong += [f"{role}, {one.way}: {one.form.method} {one.form.action} {what}" for what in one.wrong()]
    assert sent > 80
    for role in PAGES:  # what was stored comes back on pages of others
        wrong += [f"{role} then reads {path}: {what}" for path, what in read_again(app, role, drawn)]
    record_property("seconds", time.process_time() - began)
    assert not wrong, "\n".join(wrong)


def browser_of(app: Flask, role: str) -> FlaskClient:
    browser = app.test_client()
    if role != "visitor":
        assert browser.post(f"/en/demo/{role}").status_code == HTTPStatus.SEE_OTHER
    return browser


def addresses(app: Flask, role: str) -> list[str]:
    with app.app_context():
        tokens = {"no_news": links.token_of(1)}
    return [f"/en{path.format_map(tokens)}" for path in PAGES[role]]


def sent_by(app: Flask, role: str, drawn: random.Random | None, seen: set[tuple[str, ...]]) -> Iterator[Sent]:
    """Send each form that this role finds and nobody before it, in one way, or in all."""
    browser = browser_of(app, role)
    for address in addresses(app, role):
        page = browser.get(address)
        for form in forms_of(page.get_data(as_text=True), address):
            pattern = re.sub(r"\d+", "0", form.action.partition("?")[0])
            key = (form.method, pattern, *form.shape)
            if key in seen or LEFT_ALONE.search(pattern) or form.takes_files:
                continue
            seen.add(key)
            for way in WAYS if drawn is None else [drawn.choice(list(WAYS))]:
                fields = WAYS[way](form)
                one = Sent(role, way, form, fields, send(browser, form, fields))
                yield one
                if "/sign-in" in (one.answer.location or one.answer.request.path):
                    browser = browser_of(app, role)


def send(browser: FlaskClient, form: PageForm, fields: Fields) -> TestResponse:
    data: dict[str, list[str]] = {}
    for name, value in fields:
        data.setdefault(name, []).append(value)
    if form.method == "get":
        return browser.get(form.action.partition("?")[0], query_string=data)
    answer = browser.post(form.action, data=data)
    follow = answer.status_code == HTTPStatus.SEE_OTHER and answer.location.startswith("/")
    return browser.get(answer.location) if follow else answer


def read_again(app: Flask, role: str, drawn: random.Random | None) -> Iterator[tuple[str, str]]:
    browser, all_of_them = browser_of(app, role), addresses(app, role)
    for address in all_of_them if drawn is None else drawn.sample(all_of_them, min(20, len(all_of_them))):
        page = browser.get(address)
        yield from ((address, what) for what in Sent(role, "", PageForm("get", address), [], page).wrong())
