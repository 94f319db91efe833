"""The demonstration's inbox: what came, newest first; and no way out of its folder."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import time_machine

from assembly.errors import NotFoundError
from assembly.mail import inbox, mime

NOON = datetime(2026, 12, 3, 12, 0, tzinfo=UTC)


def put(folder: Path, subject: str, *, minutes: int = 0) -> None:
    parts = [mime.text_part(f"{subject} in text", "plain"), mime.text_part(f"<p>{subject} in HTML", "html")]
    body = mime.multipart("mixed", [mime.multipart("alternative", parts), mime.file_part(b"c", "text/csv", "c.csv")])
    headers = [
        ("To", mime.address_header("To", "Awa Traoré", "awa@mali.example")),
        ("Subject", mime.text_header("Subject", subject)),
        ("Content-Language", "fr"),
    ]
    with time_machine.travel(NOON + timedelta(minutes=minutes), tick=False):
        inbox.store(folder, mime.message(headers, body))


def test_the_newest_comes_first(tmp_path: Path) -> None:
    for number in range(5):
        put(tmp_path, f"Повестка {number}", minutes=number)
    newest, *others = [inbox.summary(tmp_path, id_) for id_ in inbox.ids(tmp_path)]
    assert [one.subject for one in (newest, *others)] == [f"Повестка {number}" for number in (4, 3, 2, 1, 0)]
    assert newest.received_at == NOON + timedelta(minutes=4)
    assert "awa@mali.example" in newest.recipient
    assert newest.language == "fr"


def test_a_mail_is_read_with_its_texts_and_files(tmp_path: Path) -> None:
    put(tmp_path, "Programme")
    [id_] = inbox.ids(tmp_path)
    mail = inbox.read(tmp_path, id_)
    assert mail.summary == inbox.summary(tmp_path, id_)
    assert mail.text.strip() == "Programme in text"
    assert "Programme in HTML" in mail.html
    assert [(file.filename, file.content_type, file.content) for file in mail.enclosures] == [
        ("c.csv", "text/csv", b"c")
    ]
    assert dict(mail.headers)["Content-Language"] == "fr"


def test_an_empty_or_missing_folder_is_an_empty_inbox(tmp_path: Path) -> None:
    assert inbox.ids(tmp_path) == []
    assert inbox.ids(tmp_path / "none") == []


@pytest.mark.parametrize("id_", ["../secret", "..%2fsecret", "/etc/passwd", "", "20261203T120000000000-xyz", "x" * 50])
def test_an_id_is_no_path(tmp_path: Path, id_: str) -> None:
    (tmp_path / "secret.eml").write_text("secret")
    folder = tmp_path / "mail"
    folder.mkdir()
    with pytest.raises(NotFoundError):
        inbox.read(folder, id_)


def test_a_mail_that_is_not_there_is_not_found(tmp_path: Path) -> None:
    with pytest.raises(NotFoundError):
        inbox.read(tmp_path, "20261203T120000000000-0123abcd")


def test_what_is_being_written_is_not_shown(tmp_path: Path) -> None:
    (tmp_path / ".20261203T120000000000-0123abcd.new").write_text("half a mail")
    assert inbox.ids(tmp_path) == []
