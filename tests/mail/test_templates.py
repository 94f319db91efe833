"""Letters from templates: in the language being spoken, values literal, nothing missing unnoticed."""

import jinja2
import pytest
from flask import Flask

from assembly import i18n
from assembly.mail.kinds import Button, Fact
from assembly.mail.markdown import Markdown, body_of
from assembly.mail.templates import letter

pytestmark = pytest.mark.one_database

SUBJECT = '{{ _("News for %(name)s", name=name) }}\n'
BODY = """\
{{ _("Dear **%(name)s**,", name=name) }}

{{ ngettext("%(num)d seat of %(total)d is taken.", "%(num)d seats of %(total)d are taken.", count, total=9) }}
{% for thing in things %}
- {{ thing }}
{% endfor %}

{% trans url=url %}Open the [page]({{ url }}).{% endtrans %}
"""


@pytest.fixture(autouse=True)
def templates(app: Flask) -> None:
    files = {"email/news/subject.txt": SUBJECT, "email/news/body.md": BODY}
    app.jinja_env.loader = jinja2.ChoiceLoader(
        [jinja2.DictLoader(files), app.jinja_env.loader or jinja2.DictLoader({})]
    )


VALUES = {"name": "Ada", "count": 2, "things": ["one", "two"], "url": "https://a.example/x_y_z"}


def test_a_letter_is_its_two_templates_filled(context: Flask) -> None:
    written = letter("news", **VALUES)
    assert written.subject == "News for Ada"
    assert body_of(written.body).text == (
        "Dear Ada,\n\n2 seats of 9 are taken.\n\n- one\n- two\n\nOpen the page (https://a.example/x_y_z)."
    )


def test_facts_button_and_the_rest_go_along(context: Flask) -> None:
    fact, button = Fact("When", "18:00"), Button("Open", "https://a.example")
    written = letter("news", facts=[fact], button=button, unsubscribe_url="https://a.example/u", **VALUES)
    assert (written.facts, written.button, written.unsubscribe_url) == ((fact,), button, "https://a.example/u")


def test_a_value_cannot_become_a_link_markup_or_a_template(context: Flask) -> None:
    name = "[x](https://evil.example) **b** {{7*7}} {event.__init__}"
    body = body_of(letter("news", **VALUES | {"name": name, "things": [name]}).body)
    assert body.text.count(name) == 2
    assert 'evil.example"' not in body.html


def test_markdown_that_is_meant_passes(context: Flask) -> None:
    written = letter("news", **VALUES | {"things": [Markdown("**meant**")]})
    assert "<strong>meant</strong>" in body_of(written.body).html


def test_a_line_break_in_a_value_stays_out_of_the_subject(context: Flask) -> None:
    assert letter("news", **VALUES | {"name": "A\r\nBcc: evil@evil.example"}).subject == (
        "News for A Bcc: evil@evil.example"
    )


def test_a_value_that_is_missing_is_a_fault_not_a_gap(context: Flask) -> None:
    with pytest.raises(jinja2.UndefinedError):
        letter("news", name="Ada")


def test_it_is_in_the_language_being_spoken(context: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    class French(i18n.NullTranslations):
        def gettext(self, message: str) -> str:
            return message.replace("News for", "Nouvelles pour").replace("Dear", "Cher")

        def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
            return "%(num)d sièges sur %(total)d sont pris."

    monkeypatch.setattr(i18n, "catalog", lambda _language: French())
    with i18n.speaking("fr"):
        written = letter("news", **VALUES)
    assert written.subject == "Nouvelles pour Ada"
    assert "Cher **Ada**" in written.body
    assert "2 sièges sur 9 sont pris\\." in written.body or "2 sièges sur 9 sont pris." in written.body
