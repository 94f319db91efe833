"""When a zone's rules change, sittings keep the time on the wall, and everybody concerned is told."""

from datetime import timedelta

from sqlalchemy import select

from assembly import clock
from assembly.agenda import queries
from assembly.agenda.clocks import service
from assembly.agenda.models import AgendaVersion
from assembly.agenda.programme import from_json, to_json
from assembly.audit.models import AuditEntry
from assembly.database import transaction
from assembly.extensions import db
from tests.agenda.calendars.program import Program, deliver
from tests.agenda.calendars.world import World, world
from tests.factories import accounts
from tests.factories.agenda import FIRST_EVENING

__all__ = ["world"]
HOUR = timedelta(hours=1)


def set_by_former_rules(world: World) -> None:
    """Let all be as if the rules had been others when the times were set: what was meant is an hour later now."""
    with transaction():
        sitting = world.sitting
        service.note(sitting, "Asia/Jakarta")  # the same clock, under another name
        sitting.wall_starts, sitting.wall_ends = "2026-12-03T19:00", "2026-12-03T22:00"
        version = db.session.scalars(select(AgendaVersion)).one()
        content = to_json(from_json(version.content))
        content["sittings"][0]["clock"] = {
            "zone": sitting.zone,
            "starts": sitting.wall_starts,
            "ends": sitting.wall_ends,
        }
        version.content = content


def follow(world: World) -> int:
    with transaction():
        return service.follow(world.event_id, clock.now())


def test_as_long_as_the_rules_stay_nothing_happens(world: World) -> None:
    assert follow(world) == 0
    assert db.session.scalars(select(AgendaVersion.number)).all() == [1]


def test_the_sitting_its_items_and_the_published_programme_keep_the_time_on_the_wall(world: World) -> None:
    set_by_former_rules(world)
    assert follow(world) == 1
    assert world.sitting.starts_at == FIRST_EVENING + HOUR
    assert world.sitting.items[0].starts_at == FIRST_EVENING + HOUR
    version = queries.latest_version(world.event_id)
    assert version
    [published] = from_json(version.content).sittings
    assert (published.starts_at, published.sequence) == (FIRST_EVENING + HOUR, 1)
    assert published.items[0].starts_at == FIRST_EVENING + HOUR
    assert follow(world) == 0, "harmless to run twice"


def test_nothing_else_of_the_draft_is_published_by_it(world: World) -> None:
    set_by_former_rules(world)
    with transaction():
        world.sitting.title = {**world.sitting.title, "en": "Not yet public"}
    follow(world)
    version = queries.latest_version(world.event_id)
    assert version
    assert version.content["sittings"][0]["title"]["en"] == "First sitting"


def test_calendars_follow_and_the_secretariat_is_told(world: World) -> None:
    world.pass_time()
    set_by_former_rules(world)
    with transaction():
        member_of_staff = accounts.staff().id
    follow(world)
    programs: dict[int, Program] = {}
    [mail] = deliver(programs)
    assert mail["Subject"] == "Clocks change by other rules: International Assembly"
    assert programs[member_of_staff].entries == {}
    assert len(world.pass_time()) == 1
    assert [entry.start_datetime for entry in world.program.standing] == [FIRST_EVENING + HOUR]
    assert "agenda.clocks_followed" in db.session.scalars(select(AuditEntry.action)).all()


def test_a_sitting_of_which_nothing_was_noted_is_taken_to_be_right(world: World) -> None:
    with transaction():
        world.sitting.zone = world.sitting.wall_starts = world.sitting.wall_ends = None
    assert follow(world) == 0
    meant = queries.clock_of(world.sitting)
    assert meant
    assert (meant.zone, meant.starts) == ("Asia/Bangkok", "2026-12-03T18:00")


def test_what_is_over_stays_as_it_was(world: World) -> None:
    set_by_former_rules(world)
    world.traveller.move_to(FIRST_EVENING + timedelta(days=1), tick=False)
    assert follow(world) == 0
