"""What can be done with a vote. Services take who acts, and flush; entry points commit."""

from assembly.voting.service.beginning import begin_ready_made
from assembly.voting.service.casting import cast
from assembly.voting.service.conduct import (
    annul,
    close,
    close_if_due,
    confirm_count,
    extend_deadline,
    publish,
    resume,
    suspend,
)
from assembly.voting.service.copying import copy_as_draft
from assembly.voting.service.counting import OpenedBallots, decide_tie, draw_lot, open_ballots, recounts, store_count
from assembly.voting.service.drafts import (
    OptionDraft,
    VoteDraft,
    create_vote,
    delete_draft,
    edit_vote,
    give_key,
)
from assembly.voting.service.opening import (
    Acceptance,
    Readiness,
    open_vote,
    readiness,
    tell_new_holders,
    with_new_holders,
)
from assembly.voting.service.profiles import create_profile, edit_profile
from assembly.voting.service.reminding import not_voted, remind, remind_before_deadline, to_remind

__all__ = [
    "Acceptance",
    "OpenedBallots",
    "OptionDraft",
    "Readiness",
    "VoteDraft",
    "annul",
    "begin_ready_made",
    "cast",
    "close",
    "close_if_due",
    "confirm_count",
    "copy_as_draft",
    "create_profile",
    "create_vote",
    "decide_tie",
    "delete_draft",
    "draw_lot",
    "edit_profile",
    "edit_vote",
    "extend_deadline",
    "give_key",
    "not_voted",
    "open_ballots",
    "open_vote",
    "publish",
    "readiness",
    "recounts",
    "remind",
    "remind_before_deadline",
    "resume",
    "store_count",
    "suspend",
    "tell_new_holders",
    "to_remind",
    "with_new_holders",
]
