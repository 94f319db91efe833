"""A message that carries the programme goes together with the mails that calendars send themselves."""

from assembly import clock
from assembly.database import transaction
from assembly.events.roles import ParticipantRole
from assembly.extensions import db
from assembly.notices import service as notices
from assembly.notices.kinds import NoticeKind
from assembly.registration.models import Registration
from tests.agenda.calendars.program import deliver
from tests.agenda.calendars.world import LATER, World, world
from tests.factories.agenda import FIRST_EVENING
from tests.factories.notices import make_notice, withdraw

__all__ = ["world"]


def released(world: World) -> None:
    with transaction():
        notice = make_notice(world.event, NoticeKind.AGENDA)
        notices.release_notice(None, notice, notices.Order(world.event.languages))


def test_a_message_with_the_programme_counts_as_sent(world: World) -> None:
    released(world)
    deliver(world.programs)
    assert len(world.program.standing) == 1
    assert world.pass_time() == []
    world.move()
    world.pass_time()
    assert [entry.sequence for entry in world.program.standing] == [1]


def test_a_message_with_the_programme_goes_on_from_what_its_reader_has(world: World) -> None:
    world.pass_time()
    person_id = world.registration.person_id
    with transaction():
        withdraw(world.registration)
    world.pass_time()
    with transaction():
        db.session.add(
            Registration(
                event_id=world.event_id, person_id=person_id, role=ParticipantRole.GUEST, created_at=clock.now()
            )
        )
    released(world)
    deliver(world.programs)
    assert [entry.sequence for entry in world.program.standing] == [2]
    assert world.program.passed_over == []


def test_a_message_that_carries_an_older_programme_puts_nothing_outdated_into_a_calendar(world: World) -> None:
    world.pass_time()
    released(world)
    world.move()
    deliver(world.programs)
    assert [entry.start_datetime for entry in world.program.standing] == [FIRST_EVENING]
    world.pass_time()
    assert [(entry.start_datetime, entry.sequence) for entry in world.program.standing] == [(LATER, 1)]
    assert world.program.passed_over == []
