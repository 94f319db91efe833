"""The nightly task removes answers whose time is over, and their files."""

from datetime import timedelta

import pytest
from flask import Flask

from assembly import clock
from assembly.config import Settings
from assembly.database import transaction
from assembly.extensions import db
from assembly.registration.questions import queries
from assembly.registration.questions.drafts import Upload
from assembly.registration.questions.kinds import QuestionKind
from tests.factories.questions import PDF, answer, ask
from tests.factories.registration import invited_member, open_event, register
from worker.privacy import remove_expired


def test_answers_and_files_go_when_their_time_is_over(
    context: Flask, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    with transaction():
        event = open_event()
        one = register(invited_member(event).delegation)
        scan = ask(event, QuestionKind.FILE, kept_days=30)
        answer(one, {scan.id: Upload("scan.pdf", PDF)}, instance=settings.instance)
    folder = settings.instance / "answers"
    remove_expired()
    assert queries.stored_answers(scan.id) == 1
    assert len(list(folder.iterdir())) == 1
    later = event.ends_at + timedelta(days=30)
    monkeypatch.setattr(clock, "now", lambda: later)
    db.session.rollback()  # what the session read would stay as it was
    for _ in range(2):
        remove_expired()
    assert queries.stored_answers(scan.id) == 0
    assert list(folder.iterdir()) == []
