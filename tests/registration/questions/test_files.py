"""Files that are answers: where they are kept, and when they go."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from assembly.database import transaction
from assembly.extensions import db
from assembly.registration.questions import answering, queries, service
from assembly.registration.questions.answering import Files
from assembly.registration.questions.drafts import Upload
from assembly.registration.questions.kinds import QuestionKind
from assembly.registration.questions.models import Answer, Question
from assembly.registration.questions.rules import WrongAnswer
from tests.factories.questions import PDF, PNG, answer, ask
from tests.registration.questions.worlds import World, last_act


def test_a_file_is_kept_outside_and_goes_with_its_answer(world: World, tmp_path: Path) -> None:
    folder = tmp_path / "answers"
    with transaction():
        question = ask(world.event, QuestionKind.FILE)
        answer(world.awa, {question.id: Upload("../Паспорт.exe", PDF)}, instance=tmp_path)
    value = world.answers(world.awa)[question.id]
    assert isinstance(value, dict)
    assert (value["name"], value["type"], value["size"]) == ("Паспорт.pdf", "application/pdf", len(PDF))
    assert (folder / value["file"]).read_bytes() == PDF
    assert (folder / value["file"]).stat().st_mode & 0o777 == 0o600
    with transaction():
        answer(world.awa, {question.id: Upload("new.png", PNG)}, instance=tmp_path)
    assert [path.read_bytes() for path in folder.iterdir()] == [PNG]
    with transaction():
        answer(world.awa, {question.id: None}, instance=tmp_path)
    assert list(folder.iterdir()) == []


def test_what_is_no_picture_and_no_document_is_not_kept(world: World, tmp_path: Path) -> None:
    with transaction():
        question = ask(world.event, QuestionKind.FILE)
    with pytest.raises(WrongAnswer), transaction():
        answer(world.awa, {question.id: Upload("passport.pdf", b"<script>")}, instance=tmp_path)
    assert world.answers(world.awa) == {}
    assert not (tmp_path / "answers").exists()


def test_removing_a_question_says_and_removes_what_goes_with_it(world: World, tmp_path: Path) -> None:
    with transaction():
        question = ask(world.event, QuestionKind.FILE)
        for one in (world.awa, world.moussa):
            answer(one, {question.id: Upload("a.pdf", PDF)}, instance=tmp_path)
    assert queries.stored_answers(question.id) == 2
    with transaction():
        assert service.remove(None, question, Files(tmp_path, [])) == 2
    assert list((tmp_path / "answers").iterdir()) == []
    assert db.session.scalars(select(Answer)).all() == []
    assert db.session.scalars(select(Question)).all() == []


def test_answers_whose_time_is_over_go_with_their_files(world: World, tmp_path: Path) -> None:
    with transaction():
        short = ask(world.event, QuestionKind.FILE, kept_days=30)
        long = ask(world.event, kept_days=365)
        answer(world.awa, {short.id: Upload("a.pdf", PDF), long.id: "stays"}, instance=tmp_path)
    for days, gone in ((29, 0), (30, 1), (31, 0)):
        with transaction():
            now = world.event.ends_at + timedelta(days=days)
            assert answering.forget_expired(Files(tmp_path, []), now) == gone
    assert world.answers(world.awa) == {long.id: "stays"}
    assert list((tmp_path / "answers").iterdir()) == []
    assert last_act().action == "answers.expired"
