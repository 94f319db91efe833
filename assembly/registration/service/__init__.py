"""What can be done with invitations, delegations and the people in them. Services flush; callers commit."""

from assembly.registration.service.again import is_offered, mail_new_link
from assembly.registration.service.delegations import (
    check_open,
    decline,
    open_delegation,
    take_part_after_all,
)
from assembly.registration.service.exceptions import ExceptionDraft, remove_exception, set_seats_for
from assembly.registration.service.guests import (
    GuestDraft,
    NotPossibleError,
    TooManyColleaguesError,
    add_colleague,
    decline_guest,
    guest_link,
    invite_guest,
    party_of,
    register_guest,
    take_offer,
    withdraw_guest,
)
from assembly.registration.service.invitations import (
    FocalPointLink,
    focal_point_link,
    invite,
    invite_all,
    invite_new,
    link_by_hand,
    name_right_person,
    open_invitation,
    report_wrong_person,
    withdraw_invitations,
)
from assembly.registration.service.partners import PartnerKnownError, store_partner
from assembly.registration.service.people import (
    Details,
    accept_registrations,
    change_person,
    personal_page,
    refuse_registration,
    register_person,
    substitute_person,
    withdraw_person,
)
from assembly.registration.service.persons import is_independent, shares_address
from assembly.registration.service.places import offer_freed, with_people_waiting
from assembly.registration.service.seats import AlreadyRegisteredError, NoSeatError

__all__ = [
    "AlreadyRegisteredError",
    "Details",
    "ExceptionDraft",
    "FocalPointLink",
    "GuestDraft",
    "NoSeatError",
    "NotPossibleError",
    "PartnerKnownError",
    "TooManyColleaguesError",
    "accept_registrations",
    "add_colleague",
    "change_person",
    "check_open",
    "decline",
    "decline_guest",
    "focal_point_link",
    "guest_link",
    "invite",
    "invite_all",
    "invite_guest",
    "invite_new",
    "is_independent",
    "is_offered",
    "link_by_hand",
    "mail_new_link",
    "name_right_person",
    "offer_freed",
    "open_delegation",
    "open_invitation",
    "party_of",
    "personal_page",
    "refuse_registration",
    "register_guest",
    "register_person",
    "remove_exception",
    "report_wrong_person",
    "set_seats_for",
    "shares_address",
    "store_partner",
    "substitute_person",
    "take_offer",
    "take_part_after_all",
    "with_people_waiting",
    "withdraw_guest",
    "withdraw_invitations",
    "withdraw_person",
]
