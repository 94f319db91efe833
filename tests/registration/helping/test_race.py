"""The same colleague named by two who press at once helps once."""

from flask import Flask
from sqlalchemy import func, select

from assembly import clock
from assembly.accounts.models import Role, RoleGrant
from assembly.database import transaction
from assembly.extensions import db
from assembly.registration.helping import service
from assembly.registration.helping.models import Helper
from assembly.registration.models import Delegation
from tests.factories.registration import invited_member, mails, open_event
from tests.registration.test_race import at_once

PRESSES = 6


def test_a_colleague_who_is_named_twice_at_once_helps_once(context: Flask) -> None:
    with transaction():
        home = invited_member(open_event())
        delegation_id, focal_point = home.delegation.id, home.focal_point.id
    draft = service.HelperDraft("Fatou Sow", "fatou@sow.example", "fr", "Africa/Dakar")

    def press(_number: int) -> None:
        service.name_helper(focal_point, db.session.get_one(Delegation, delegation_id), draft, now=clock.now())

    assert sorted(at_once(context, press, PRESSES)) == ["already_helps"] * (PRESSES - 1) + ["done"]
    db.session.rollback()
    assert db.session.scalar(select(func.count()).select_from(Helper)) == 1
    assert db.session.scalar(select(func.count()).where(RoleGrant.role == Role.HELPER)) == 1
    assert len(mails("helper-named")) == 1
