"""What is written for thousands at once is what each would be written alone, and asks the database no more often."""

from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

from sqlalchemy import select

from assembly import clock
from assembly.agenda.calendars.models import CalendarEntry
from assembly.database import transaction
from assembly.extensions import db
from assembly.i18n import speaking
from assembly.mail.kinds import Form, kind_named
from assembly.mail.letterhead import current_letterhead
from assembly.mail.models import Delivery, DeliveryState
from assembly.mail.render import filled, skeleton
from tests.agenda.calendars.program import Program, deliver
from tests.agenda.calendars.world import QUARTER, World, world
from tests.factories.notices import register, withdraw
from tests.notices.mailbox import mail_of, part
from tests.statements import statements

__all__ = ["world"]
ZONES = ("Africa/Bamako", "Asia/Bangkok", "Pacific/Auckland")


def crowd(world: World, number: int = 12) -> None:
    with transaction():
        for n in range(number):
            register(world.event, name=f"José *{n}*", language=("en", "es", "fr", "ru")[n % 4], zone=ZONES[n % 3])
    world.traveller.shift(QUARTER)
    world.reconcile()


def waiting() -> list[Delivery]:
    return list(
        db.session.scalars(select(Delivery).where(Delivery.state == DeliveryState.PENDING).order_by(Delivery.id))
    )


def together(rows: list[Delivery]) -> list[EmailMessage]:
    in_bulk = kind_named(rows[0].kind).in_bulk
    assert in_bulk
    made: dict[object, Form] = {}
    mails = []
    for row, form in zip(rows, in_bulk.forms(rows), strict=True):
        assert form
        with speaking(row.language):
            first = made.setdefault((form.key, row.language), form)
            sheet = skeleton(first.make(), current_letterhead())
            content = filled(sheet, row, form.values, form.calendar, clock.now())
        mails.append(message_from_bytes(content, policy=default))
    assert len(made) < len(rows)
    return mails  # type: ignore[return-value]


def calendars(mail: EmailMessage) -> list[object]:
    return [part.get_payload(decode=True) for part in mail.walk() if part.get_content_type() == "text/calendar"]


def test_each_reads_what_a_mail_for_them_alone_says(world: World) -> None:
    crowd(world)
    rows = waiting()
    with transaction():
        found = together(rows)
    for row, mail in zip(rows, found, strict=True):
        alone = mail_of(row)
        assert (mail["Subject"], calendars(mail)) == (alone["Subject"], calendars(alone))
        assert [part(mail, kind) for kind in ("plain", "html")] == [part(alone, kind) for kind in ("plain", "html")]
    assert len(db.session.scalars(select(CalendarEntry)).all()) == len(rows)


def test_a_large_batch_asks_no_more_than_a_small_one(world: World) -> None:
    crowd(world)
    counts = []
    for number in (2, 13):
        with transaction():
            rows = waiting()[:number]
            assert len(rows) == number
            in_bulk = kind_named(rows[0].kind).in_bulk
            assert in_bulk
            with statements() as asked:
                in_bulk.forms(rows)
                in_bulk.due(rows)
        counts.append(len([sql for sql in asked if sql.startswith("SELECT")]))
    assert counts[1] <= counts[0] + 3, "one more for each language"


def test_who_is_in_step_by_now_gets_nothing(world: World) -> None:
    crowd(world)
    with transaction():
        withdraw(world.registration)
    rows = waiting()
    kind = kind_named(rows[0].kind)
    assert kind.in_bulk
    with transaction():
        forms = kind.in_bulk.forms(rows)
    assert [row.person_id for row, form in zip(rows, forms, strict=True) if form is None] == [
        world.registration.person_id
    ]
    assert [id_ for id_, due in kind.in_bulk.due(rows).items() if not due] == [rows[forms.index(None)].id]


def test_what_was_sent_can_be_read_again_as_it_was(world: World) -> None:
    world.pass_time()
    world.move()
    [delivery] = (world.traveller.shift(QUARTER), world.reconcile(), waiting())[-1]
    programs: dict[int, Program] = {}
    programs[delivery.person_id] = world.program
    [sent] = deliver(programs)
    again = mail_of(delivery)
    assert part(again, "plain") == part(sent, "plain")
    assert calendars(again) == calendars(sent)
