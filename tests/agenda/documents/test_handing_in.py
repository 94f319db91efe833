"""Speakers hand their papers in on a page of their own until a deadline; the secretariat accepts them."""

import errno
import re
from datetime import timedelta
from io import BytesIO

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from assembly import clock, scope
from assembly.agenda import service as agenda
from assembly.agenda.documents import handing_in, queries, service
from assembly.agenda.documents.drafts import DocumentDraft, Upload
from assembly.agenda.documents.handing_in import DeadlinePassedError
from assembly.agenda.documents.kinds import Visibility
from assembly.agenda.documents.models import Document, PaperHandedIn
from assembly.agenda.drafts import SpeakerDraft
from assembly.agenda.kinds import SpeakerPart
from assembly.database import transaction
from assembly.extensions import db
from assembly.i18n import speaking
from assembly.mail.kinds import kind_named
from assembly.mail.models import Delivery
from assembly.registration.mine.held import held_on
from assembly.registration.models import Registration
from tests.factories.accounts import sign_in, staff
from tests.factories.agenda import make_item, make_sitting
from tests.factories.documents import PDF, PNG, folder, make_document
from tests.factories.registration import invited_member, open_event, register


class Scene:
    """An item in which somebody registered speaks, and another delegate who does not; a paper that may be asked for."""

    def __init__(self, app: Flask) -> None:
        with app.app_context(), scope.everything(), transaction():
            event = open_event()
            item = make_item(make_sitting(event, starts_at=event.starts_at))
            speaker, other = (register(invited_member(event).delegation) for _ in range(2))
            agenda.add_speaker(None, item, SpeakerDraft(SpeakerPart.SPEAKER, registration_id=speaker.id))
            self.due = clock.now() + timedelta(days=2)
            self.document = make_document(item, Visibility.PUBLIC, due_at=self.due).id
            agenda.publish_agenda(None, event)
            self.slug, self.speaker, self.other = event.slug, speaker.id, other.id
            self.speaking, self.listening, self.staff = speaker.person_id, other.person_id, staff().id
        self.mine = f"/en/events/{self.slug}/my-papers"
        self.office = f"/en/secretariat/events/{self.slug}/programme/documents"

    def put(self, language: str = "en") -> str:
        return f"{self.mine}/{self.document}/{language}"

    def given(self, content: bytes = PDF, name: str = "talk.pdf", language: str = "en") -> dict[str, object]:
        return {f"{self.document}-{language}-file": (BytesIO(content), name)}


@pytest.fixture
def scene(app: Flask) -> Scene:
    return Scene(app)


@pytest.fixture
def asked(app: Flask, scene: Scene) -> Scene:
    with app.app_context(), scope.everything(), transaction():
        document = db.session.get_one(Document, scene.document)
        speaker = db.session.get_one(Registration, scene.speaker)
        for _twice in range(2):
            handing_in.ask(None, document, speaker, folder=folder(), now=clock.now())
    return scene


def test_from_asking_to_the_programme(app: Flask, client: FlaskClient, scene: Scene) -> None:
    """The secretariat asks, the speaker is told and hands in twice, the secretariat accepts, readers read."""
    sign_in(client, app, scene.staff)
    page = f"{scene.office}/{scene.document}"
    form = client.get(page).text
    assert f'<option value="{scene.speaker}">' in form
    assert f'<option value="{scene.other}">' not in form, "only who speaks there, and interpreters"
    data = {
        "title-en": "Draft framework",
        "visibility": "public",
        "due": "2026-11-30T12:00",
        "asked": str(scene.speaker),
    }
    assert client.post(page, data=data | {"asked": str(scene.speaker)}).status_code == 303
    assert "Not yet: " in client.get(scene.office).text

    sign_in(client, app, scene.speaking)
    assert "Hand in your paper or slides: Draft framework" in client.get(f"/en/events/{scene.slug}/my-assembly").text
    assert "Your paper or slides for “Opening”, until:" in client.get(scene.mine).text
    for name in ("first.pdf", "second.pdf"):
        assert client.post(scene.put(), data=scene.given(name=name)).status_code == 303
    mine = client.get(scene.mine).text
    assert "status-no" not in mine, "the secretariat sees to the other languages"
    french = client.get(scene.mine.replace("/en/", "/fr/")).text
    assert french.index("/my-papers/1/fr") < french.index("/my-papers/1/en"), "one's own language comes first"
    assert "second.pdf" in mine
    assert "first.pdf" not in mine
    assert "Hand in your paper" not in client.get(f"/en/events/{scene.slug}/my-assembly").text
    with app.app_context():
        handed = db.session.scalars(select(PaperHandedIn)).one().id
        assert len(queries.stored_names()) == 1, "what was replaced is gone, what waits is kept from being tidied away"
    own = client.get(f"/en/events/{scene.slug}/handed-in/{handed}")
    assert (own.status_code, own.data) == (200, PDF)

    sign_in(client, app, scene.staff)
    assert "1 file to accept" in client.get(scene.office).text
    assert "second.pdf" in client.get(page).text
    accepted = client.post(f"/en/secretariat/events/{scene.slug}/programme/handed-in/{handed}/accept")
    assert accepted.status_code == 303
    client.post(f"/en/secretariat/events/{scene.slug}/programme/publish")
    with app.app_context():
        assert db.session.scalars(select(PaperHandedIn)).all() == []
        file = queries.current(db.session.get_one(Document, scene.document))["en"]
        address = f"/en/events/{scene.slug}/documents/{file.id}"
    assert app.test_client().get(address).data == PDF


def test_who_is_asked_is_written_to_once_and_sees_it_in_what_is_held(app: Flask, asked: Scene) -> None:
    with app.app_context(), scope.everything():
        mail = db.session.scalars(select(Delivery).where(Delivery.kind == "paper-asked")).one()
        kind = kind_named("paper-asked")
        assert mail.person_id == asked.speaking
        assert kind.still_due(mail)
        with speaking("en"), transaction():
            letter = kind.render(mail)
        assert letter.subject == "Your paper or slides: Draft framework"
        assert letter.button is not None
        assert letter.button.url.endswith(asked.mine)
        speaker = db.session.get_one(Registration, asked.speaker)
        assert "paper_asked" in {one.table for one in held_on(speaker.person)}
        with transaction():
            document = db.session.get_one(Document, asked.document)
            handing_in.ask(None, document, None, folder=folder(), now=clock.now())
        assert not kind.still_due(mail), "asked no longer"


def test_nobody_else_hands_in_or_reads_it_and_types_are_looked_at(
    app: Flask, client: FlaskClient, asked: Scene
) -> None:
    assert client.get(asked.mine).status_code in {302, 303}, "asked to sign in"
    sign_in(client, app, asked.listening)
    assert "No paper is asked of you" in client.get(asked.mine).text
    assert client.post(asked.put(), data=asked.given()).status_code == 404
    sign_in(client, app, asked.speaking)
    refused = client.post(asked.put(), data=asked.given(b"<script>alert(1)</script>", "talk.html"))
    assert refused.status_code == 422
    assert "This file holds macros or programs." in refused.text
    nothing = client.post(asked.put(), data={})
    assert nothing.status_code == 422
    assert "Please choose a file." in nothing.text
    assert client.post(asked.put("de"), data=asked.given(language="de")).status_code == 404
    assert client.post(asked.put(), data=asked.given()).status_code == 303
    with app.app_context():
        handed = db.session.scalars(select(PaperHandedIn)).one().id
    sign_in(client, app, asked.listening)
    assert client.get(f"/en/events/{asked.slug}/handed-in/{handed}").status_code == 404
    accept = f"/en/secretariat/events/{asked.slug}/programme/handed-in/{handed}/accept"
    assert client.post(accept).status_code == 403


def test_after_the_deadline_nothing_is_taken_and_nothing_stays_on_disk(app: Flask, asked: Scene) -> None:
    with app.app_context(), scope.everything():
        place = folder()
        paper = handing_in.asked_for(asked.document)
        assert paper is not None
        for now, taken in ((asked.due - timedelta(seconds=1), True), (asked.due, False)):
            if taken:
                with transaction():
                    handing_in.hand_in(asked.speaking, paper, "en", Upload("a.pdf", PDF), folder=place, now=now)
            else:
                with pytest.raises(DeadlinePassedError), transaction():
                    handing_in.hand_in(asked.speaking, paper, "en", Upload("b.pdf", PDF), folder=place, now=now)
        assert [one.name for one in handing_in.handed_in(asked.document)] == ["a.pdf"]
        assert len(list((place.instance / "documents").iterdir())) == 1


def test_turned_down_or_asked_of_another_what_waited_goes_with_its_file(app: Flask, asked: Scene) -> None:
    with app.app_context(), scope.everything():
        place = folder()
        document = db.session.get_one(Document, asked.document)
        paper = handing_in.asked_for(asked.document)
        assert paper is not None
        with transaction():
            for language in ("en", "fr"):
                upload = Upload(f"{language}.png", PNG)
                handing_in.hand_in(asked.speaking, paper, language, upload, folder=place, now=clock.now())
        with transaction():
            handing_in.turn_down(None, handing_in.handed_in(document.id)[0], folder=place)
        assert [one.language for one in handing_in.handed_in(document.id)] == ["fr"]
        with transaction():
            other = db.session.get_one(Registration, asked.other)
            handing_in.ask(None, document, other, folder=place, now=clock.now())
        assert not handing_in.handed_in(document.id)
        assert list((place.instance / "documents").iterdir()) == []
        assert handing_in.asked_of(asked.speaker) == []


def test_what_is_removed_is_asked_no_longer(app: Flask, asked: Scene) -> None:
    with app.app_context(), scope.everything():
        document = db.session.get_one(Document, asked.document)
        with transaction():
            draft = DocumentDraft(title=document.title, visibility=Visibility.PUBLIC, due_at=asked.due)
            service.change_document(None, document, draft, clock.now())
        assert len(handing_in.asked_of(asked.speaker)) == 1
        with transaction():
            agenda.remove_item(None, handing_in.place_of(document))  # type: ignore[arg-type]
        assert handing_in.asked_of(asked.speaker) == []


def test_every_file_given_out_is_saved_never_shown_and_kept_by_nobody_between(
    app: Flask, client: FlaskClient, asked: Scene
) -> None:
    """Case 35: a file from a stranger's hands is no page of ours, whichever way it is asked for."""
    sign_in(client, app, asked.speaking)
    client.post(asked.put(), data=asked.given(name="Προσχέδιο <b>.pdf"))
    with app.app_context():
        handed = db.session.scalars(select(PaperHandedIn)).one()
        stored, number = handed.stored, handed.id
        assert re.fullmatch(r"[A-Za-z0-9_-]{43}", stored), "its name tells nothing"
        root = app.static_folder or ""
        assert not (folder().instance / "documents").is_relative_to(root), "outside of what the web server serves"
    answer = client.get(f"/en/events/{asked.slug}/handed-in/{number}")
    assert answer.headers["Content-Disposition"].startswith("attachment; filename*=UTF-8''")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "private, no-cache"
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    for guess in (f"/static/documents/{stored}", f"/documents/{stored}", f"/static/../documents/{stored}"):
        assert client.get(guess).status_code == 404


def test_where_the_disk_is_full_it_says_so_and_nothing_is_half_there(
    app: Flask, client: FlaskClient, asked: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Security, case 47, of a paper: thanks are given only for what is kept."""

    def full(_file: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("assembly.agenda.documents.storage.os.fsync", full)
    app.testing, app.config["PROPAGATE_EXCEPTIONS"] = False, False
    sign_in(client, app, asked.speaking)
    answer = client.post(asked.put(), data=asked.given())
    assert answer.status_code == 500
    assert "Thank you" not in answer.text
    with app.app_context():
        assert db.session.scalars(select(PaperHandedIn)).all() == []
        assert list((folder().instance / "documents").iterdir()) == []


def test_whoever_owes_a_paper_is_reminded_once_shortly_before_the_deadline(app: Flask, asked: Scene) -> None:
    with app.app_context(), scope.everything():
        paper = handing_in.asked_for(asked.document)
        assert paper is not None
        with transaction():
            early = handing_in.remind(clock.now())
            paper.asked_at -= timedelta(days=5)
            times = [asked.due - timedelta(days=4), asked.due - timedelta(days=1), asked.due - timedelta(hours=1)]
            assert [early, *map(handing_in.remind, times)] == [0, 0, 1, 0]
        mail = db.session.scalars(select(Delivery).where(Delivery.kind == "paper-due")).one()
        kind = kind_named("paper-due")
        assert kind.still_due(mail)
        with speaking("en"), transaction():
            assert kind.render(mail).subject == "Your paper or slides are due: Draft framework"
        with transaction():
            upload = Upload("a.pdf", PDF)
            handing_in.hand_in(asked.speaking, paper, "en", upload, folder=folder(), now=clock.now())
        assert not kind.still_due(mail)
