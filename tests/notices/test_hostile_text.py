"""Names and titles that want to be more than names and titles (security.md, cases 35 to 37)."""

import re

import pytest

from assembly.agenda import service as agenda
from assembly.database import transaction
from tests.calendar_reader import read_calendar
from tests.factories.agenda import make_item, make_sitting
from tests.factories.events import make_event
from tests.factories.notices import (
    register,
)
from tests.notices.mailbox import an_event_with_programme, mail_of, part, released

pytestmark = [pytest.mark.usefixtures("november"), pytest.mark.one_database]


HOSTILE = [
    "<img src=x onerror=alert(1)>",
    "{event.__init__.__globals__}",
    "{{7*7}} ((link))",
    "[win](https://evil.example)",
    "Ann\r\nBcc: evil@evil.example",
    "Ann\u202egnp.exe\u200b",
]


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_name_is_a_name_everywhere(name: str) -> None:
    event, _registration = an_event_with_programme(name=name)
    body = {"en": "Dear ((name)),\n\n- ((name))\n\n[your page](((link)))"}
    mail = mail_of(released(event, subject={"en": "For ((name))"}, body=body))
    html, text = part(mail, "html"), part(mail, "plain")
    assert "<img" not in html
    assert "evil.example" not in re.sub(r">[^<]*<", "><", html)  # never in a tag
    assert "49" not in text.split("\n")[0]
    assert len(mail.get_all("To", [])) == 1
    assert mail["Bcc"] is None
    assert "\n" not in mail["Subject"]
    assert "\u202e" not in html + text + mail["Subject"]
    shown = " ".join(name.replace("\u202e", "").split())
    assert f"Dear {shown}," in text
    calendar = next(found for found in mail.walk() if found.get_content_type() == "text/calendar")
    [entry] = read_calendar(calendar.get_payload(decode=True)).inside("VEVENT")  # type: ignore[arg-type]
    assert entry.one("ATTENDEE").value.startswith("mailto:person-")


def test_a_hostile_title_of_a_sitting_is_a_title() -> None:
    with transaction():
        event = make_event()
        sitting = make_sitting(event, title={"en": "First\r\nATTENDEE:mailto:evil@evil.example"})
        make_item(sitting, title={"en": "# <b>**Opening**</b> [x](https://evil.example)"})
        agenda.publish_agenda(None, event)
        register(event)
    mail = mail_of(released(event))
    assert "<b>" not in part(mail, "html")
    assert "https://evil.example" not in re.findall(r'href="([^"]*)"', part(mail, "html"))
    calendar = next(found for found in mail.walk() if found.get_content_type() == "text/calendar")
    [entry] = read_calendar(calendar.get_payload(decode=True)).inside("VEVENT")  # type: ignore[arg-type]
    assert len(entry.all("ATTENDEE")) == 1
