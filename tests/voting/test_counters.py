"""While a vote is open nobody is told more than turnout: whatever was chosen, all that anybody reads is the same.

Case 27. The same rights are used by the same people; then, behind everybody's back, each ballot says the opposite,
and every page, file and mail is asked for once more.
"""

import re
from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import case, select, update

from assembly import scope
from assembly.accounts.models import Role
from assembly.database import transaction
from assembly.events.models import Event
from assembly.extensions import db
from assembly.i18n import speaking
from assembly.mail.kinds import kind_named
from assembly.mail.models import Delivery
from assembly.voting import freezing, sealing, service
from assembly.voting.heads import service as heads
from assembly.voting.models import RollCallBallot, SealedBallot, Secrecy, Vote
from tests.factories import accounts, agenda
from tests.factories import voting as make
from tests.factories.accounts import sign_in
from tests.factories.voting import Scene

ABOUT_VOTES = ("voting", "reports", "live", "overview", "presence", "credentials.my_vote")
"""Blueprints, by the beginning of their names, whose pages have to do with a vote."""
CHANGES_BY_ITSELF = re.compile(
    rb'(name="csrf[^>]*|name="cast_id"[^>]*|data-csrf="[^"]*"|content="[^"]*" name="csrf[^>]*)'
)

Read = dict[tuple[str, str], tuple[int, bytes]]


def addresses(app: Flask, scene: Scene, vote_id: int, sitting_id: int) -> Iterator[str]:
    """Yield every address about this vote, or about the event and its votes, that shows something."""
    values = {"lang": "en", "event_slug": scene.slug, "vote_id": vote_id, "sitting_id": sitting_id}
    build = app.url_map.bind("localhost").build
    for rule in app.url_map.iter_rules():
        known = "event_slug" in rule.arguments and rule.arguments <= values.keys()
        if known and "GET" in (rule.methods or ()) and rule.endpoint.startswith(ABOUT_VOTES):
            yield build(rule.endpoint, {name: values[name] for name in rule.arguments})


def read(app: Flask, people: dict[str, int | None], pages: list[str]) -> Read:
    found: Read = {}
    for role, person_id in people.items():
        client = app.test_client()
        if person_id:
            sign_in(client, app, person_id)
        for page in pages:
            answer = client.get(page)
            found[role, page] = answer.status_code, CHANGES_BY_ITSELF.sub(b"", answer.data)
    return found


def mails(app: Flask) -> list[tuple[str, str]]:
    """Return all that was mailed, as it would be written now."""
    written = []
    with app.app_context(), scope.everything():
        for mail in db.session.scalars(select(Delivery).order_by(Delivery.id)):
            with speaking(mail.language):
                written.append((mail.kind, repr(kind_named(mail.kind).render(mail))))
    return written


def turn_every_ballot(vote_id: int) -> None:
    """Let each ballot say the opposite, and nothing else change."""
    with transaction() as session:
        vote = session.get_one(Vote, vote_id)
        session.execute(
            update(RollCallBallot)
            .where(RollCallBallot.vote_id == vote_id)
            .values(choice=case((RollCallBallot.choice == "Y", "N"), else_="Y"))
        )
        for right_id in session.scalars(select(SealedBallot.right_id).where(SealedBallot.vote_id == vote_id)).all():
            box = sealing.seal(vote.public_key or b"", vote_id, freezing.paper_of(vote), "A")
            session.execute(update(SealedBallot).where(SealedBallot.right_id == right_id).values(sealed=box))


@pytest.mark.both_databases
@pytest.mark.parametrize("secrecy", Secrecy)
def test_nobody_reads_more_than_turnout(app: Flask, client: FlaskClient, secrecy: Secrecy) -> None:
    with app.app_context(), scope.everything():
        with transaction():
            scene = make.assembly_of(4)
            sitting_id = agenda.make_sitting(db.session.get_one(Event, scene.event_id)).id
            scrutineer = accounts.staff(Role.SCRUTINEER, event_id=scene.event_id).id
            chair = accounts.staff(Role.CHAIR, event_id=scene.event_id).id
        vote_id = make.open_vote(scene, secrecy=secrecy, revoting=True, objection_hours=1)
        make.cast_all(vote_id, scene, "YYN")
        make.cast(vote_id, scene.seats[2], "Y")
        with transaction():
            service.remind(make.acting(scene.staff_id), vote_id)
            heads.mail_head(scene.event_id)
    pages = list(addresses(app, scene, vote_id, sitting_id))
    voter = scene.seats[0]
    people = {
        "visitor": None, "secretariat": scene.staff_id, "scrutineer": scrutineer, "chair": chair,
        "has voted": voter.delegate_id, "focal point": voter.focal_point_id,
    }  # fmt: skip
    before, mailed = read(app, people, pages), mails(app)
    _is_all_there(before, scene, vote_id)
    with app.app_context(), scope.everything():
        turn_every_ballot(vote_id)
    after = read(app, people, pages)
    assert [key for key in before if before[key] != after[key]] == []
    assert mailed == mails(app)


def _is_all_there(found: Read, scene: Scene, vote_id: int) -> None:
    """Each page that exists works and tells turnout; what there is only after the end does not exist for anybody."""
    assert {status for status, _content in found.values()} <= {200, 302, 303, 403, 404}
    at = f"/en/events/{scene.slug}/results/{vote_id}"
    late = (".json", "/ballots.blt", "/ballots.csv", "/receipts.txt", "/receipts", "/minutes.pdf", "/ballots")
    for role in {role for role, _page in found}:
        assert {found[role, at + name][0] for name in late} == {404}, role
    for role, page in (
        ("secretariat", f"/en/secretariat/events/{scene.slug}/votes/{vote_id}"),
        ("scrutineer", f"/en/scrutiny/events/{scene.slug}/votes/{vote_id}"),
    ):
        assert b"3 of 4" in found[role, page][1]
