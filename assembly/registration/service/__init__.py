"""What can be done with invitations, delegations and the people in them. Services flush; callers commit."""

from assembly.registration.service.delegations import (
    check_open,
    decline,
    open_delegation,
    take_part_after_all,
)
from assembly.registration.service.invitations import (
    FocalPointLink,
    focal_point_link,
    invite,
    invite_all,
    open_invitation,
    report_wrong_person,
    withdraw_invitations,
)
from assembly.registration.service.people import (
    Details,
    change_person,
    personal_page,
    register_person,
    substitute_person,
    withdraw_person,
)
from assembly.registration.service.persons import is_independent, shares_address
from assembly.registration.service.seats import AlreadyRegisteredError, NoSeatError

__all__ = [
    "AlreadyRegisteredError",
    "Details",
    "FocalPointLink",
    "NoSeatError",
    "change_person",
    "check_open",
    "decline",
    "focal_point_link",
    "invite",
    "invite_all",
    "is_independent",
    "open_delegation",
    "open_invitation",
    "personal_page",
    "register_person",
    "report_wrong_person",
    "shares_address",
    "substitute_person",
    "take_part_after_all",
    "withdraw_invitations",
    "withdraw_person",
]
