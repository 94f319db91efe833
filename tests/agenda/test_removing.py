"""What is taken out of the draft stays for readers, with all that hangs on it, until the programme is published."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from assembly import clock
from assembly.agenda import queries, service
from assembly.agenda.channels.joining import published_sitting
from assembly.agenda.documents import service as documents
from assembly.agenda.documents.models import Document
from assembly.agenda.models import AgendaItem, Sitting
from assembly.agenda.service import GoneForGoodError, TimesRefusedError
from assembly.agenda.signups import queries as signups
from assembly.agenda.signups import service as signing_up
from assembly.agenda.signups.models import SignupEntry
from assembly.audit.models import AuditEntry
from assembly.database import transaction
from assembly.errors import NotFoundError
from assembly.extensions import db
from assembly.i18n import speaking
from assembly.mail.kinds import kind_named
from assembly.mail.models import Delivery
from assembly.registration.models import Registration
from tests.agenda.pages import staff_url
from tests.factories.accounts import sign_in, staff
from tests.factories.agenda import make_item, sitting_draft
from tests.factories.documents import folder, make_document, put
from tests.factories.notices import register
from tests.factories.signups import Visit, make_visit

HEADCOUNT = select(func.count()).select_from(SignupEntry)


def sign_up(visit: Visit, **fields: object) -> Registration:
    registration = register(visit.event, **fields)  # type: ignore[arg-type]
    signing_up.sign_up(None, visit.signup, registration, now=clock.now())
    return registration


def called_off() -> list[Delivery]:
    return list(db.session.scalars(select(Delivery).where(Delivery.kind == "signup-called-off").order_by(Delivery.id)))


@pytest.fixture
def visit(context: Flask) -> Visit:
    """A published visit with one place: one has it and one waits."""
    with transaction():
        visit = make_visit(places=1)
        make_item(visit.item.sitting, starts_at=visit.item.ends_at)
        service.publish_agenda(None, visit.event)
        sign_up(visit, language="fr", name="Awa")
        sign_up(visit)
    return visit


@pytest.mark.parametrize("whole_sitting", [False, True])
def test_sign_ups_stay_until_the_programme_is_published_without_the_item_then_people_are_told(
    visit: Visit, *, whole_sitting: bool
) -> None:
    event, item, sitting = visit.event, visit.item, visit.item.sitting
    with transaction():
        if whole_sitting:
            service.remove_sitting(None, sitting)
        else:
            service.remove_item(None, item)
    assert item.id not in [one.id for each in queries.sittings_of(event.id) for one in each.items]
    with pytest.raises(NotFoundError):
        queries.item_of(event.id, item.id)
    assert (db.session.scalar(HEADCOUNT), called_off()) == (2, [])
    assert signups.signup_at(event.id, item.id).places == 1
    assert published_sitting(event, sitting.id)[1] is sitting, "readers still join it"
    with transaction():
        service.publish_agenda(None, event)
    mails = called_off()
    assert len(mails) == 2
    assert db.session.scalars(select(AuditEntry.details).where(AuditEntry.action == "signup.called_off")).all() == [
        {"people": 2}
    ]
    kind = kind_named("signup-called-off")
    assert all(kind.still_due(mail) for mail in mails)
    with speaking("fr"), transaction():
        letter = kind.render(mails[0])
    assert "Visite d'un foyer" in letter.subject
    assert len(letter.facts) == 2
    if not whole_sitting:
        with transaction():
            service.remove_item(None, queries.sittings_of(event.id)[0].items[0])
            service.publish_agenda(None, event)
        assert len(called_off()) == 2, "told once"


def test_what_was_deleted_is_put_back_with_its_sign_ups_before_it_is_published(visit: Visit) -> None:
    event, item = visit.event, visit.item
    version = queries.latest_version(event.id)
    assert version is not None
    with transaction():
        service.remove_item(None, item)
    assert queries.removed_since(event.id, version.published_at) == [item]
    with transaction():
        service.restore_item(None, item)
    assert queries.removed_since(event.id, version.published_at) == []
    assert item in queries.sittings_of(event.id)[0].items
    assert db.session.scalar(HEADCOUNT) == 2
    with pytest.raises(service.NothingToPublishError), transaction():
        service.publish_agenda(None, event)


def test_what_the_programme_was_published_without_cannot_be_put_back(visit: Visit) -> None:
    with transaction():
        service.remove_item(None, visit.item)
        service.publish_agenda(None, visit.event)
    with pytest.raises(GoneForGoodError), transaction():
        service.restore_item(None, visit.item)


def test_an_item_that_no_longer_fits_is_not_put_back(visit: Visit) -> None:
    sitting = visit.item.sitting
    last = sitting.items[1]
    with transaction():
        service.remove_item(None, last)
        service.change_sitting(None, sitting, sitting_draft(starts_at=sitting.starts_at, hours=1))
    with pytest.raises(TimesRefusedError), transaction():
        service.restore_item(None, last)


def test_a_place_that_becomes_free_meanwhile_waits_for_what_is_decided(visit: Visit) -> None:
    first = db.session.scalars(select(SignupEntry).where(SignupEntry.place.is_not(None))).one().registration
    with transaction():
        service.remove_item(None, visit.item)
        signing_up.leave(None, visit.signup, first, now=clock.now())
    assert signing_up.to_fill(clock.now()) == []
    with transaction():
        service.restore_item(None, visit.item)
    assert signing_up.to_fill(clock.now()) == [visit.signup.id]


def test_two_timers_that_fill_at_once_give_each_place_and_each_mail_once(visit: Visit) -> None:
    """Security, case 45, of sign-ups."""
    first = db.session.scalars(select(SignupEntry).where(SignupEntry.place.is_not(None))).one().registration
    with transaction():
        signing_up.leave(None, visit.signup, first, now=clock.now())
    for _timer in range(2):
        with transaction():
            signing_up.fill(visit.signup, clock.now())
    placed = db.session.scalars(select(SignupEntry).where(SignupEntry.place.is_not(None))).all()
    mails = db.session.scalars(select(Delivery).where(Delivery.kind == "signup-place")).all()
    assert (len(placed), len(mails)) == (1, 1)


def test_what_readers_never_saw_goes_at_once(visit: Visit) -> None:
    sitting = visit.item.sitting
    with transaction():
        new = make_item(sitting, starts_at=sitting.items[-1].ends_at).id
        service.remove_item(None, queries.item_of(visit.event.id, new))
    assert db.session.get(AgendaItem, new) is None


def test_documents_stay_for_readers_and_go_with_the_publication(visit: Visit) -> None:
    with transaction():
        put(make_document(visit.item))
        service.publish_agenda(None, visit.event)
        service.remove_item(None, visit.item)
    document = db.session.scalars(select(Document)).one()
    assert document.removed_at is None
    with transaction():
        service.publish_agenda(None, visit.event)
        documents.tidy(visit.event.id, folder(), clock.now())
    assert db.session.scalars(select(Document)).all() == []


def test_the_secretariat_puts_back_what_it_deleted(context: Flask, visit: Visit, client: FlaskClient) -> None:
    with transaction():
        office = staff().id
    sign_in(client, context, office)
    item, sitting = visit.item.id, visit.item.sitting_id
    table = staff_url().replace("/assembly/", f"/{visit.event.slug}/")
    question = client.get(f"{table}/items/{item}/delete").text
    assert "2 people signed up for it: that stays until the programme is published" in question
    client.post(f"{table}/items/{item}/delete")
    assert "Deleted, but readers still see it" in client.get(table).text
    assert client.post(f"{table}/items/{item}/restore").status_code == 303
    assert "Deleted, but readers still see it" not in client.get(table).text
    client.post(f"{table}/sittings/{sitting}/delete")
    page = client.get(table).text
    assert f"{table}/sittings/{sitting}/restore" in page, "also where no sitting is left"
    client.post(f"{table}/sittings/{sitting}/restore")
    assert db.session.get_one(Sitting, sitting, populate_existing=True).removed_at is None
