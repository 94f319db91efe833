"""What a role makes of somebody: staff, or one who sees their own members' data and no more."""

import pytest

from assembly.accounts.actor import Actor, Grant
from assembly.accounts.models import Purpose, Role
from assembly.scope import EVERYTHING, Scope
from assembly.web import _scope_of

MEMBER = 7


def somebody(role: Role) -> Actor:
    grant = Grant(role, event_id=None, member_id=MEMBER if role is Role.FOCAL_POINT else None)
    return Actor(1, 1, "Awa", "fr", "Africa/Bamako", Purpose.SIGN_IN, (grant,))


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.STAFF])
def test_the_secretariat_reads_everything(role: Role) -> None:
    assert somebody(role).works_everywhere
    assert _scope_of(somebody(role)) == EVERYTHING


@pytest.mark.parametrize("role", [Role.FOCAL_POINT, Role.SCRUTINEER, Role.CHAIR])
def test_others_read_their_own_and_their_members_data_though_the_secretariat_may_do_what_they_do(role: Role) -> None:
    assert not somebody(role).is_staff
    members = frozenset({MEMBER}) if role is Role.FOCAL_POINT else frozenset[int]()
    assert _scope_of(somebody(role)) == Scope(member_ids=members, person_id=1)
