"""Writing notices, trying them out, releasing them, and steering them while they go out."""

from assembly.notices.service.refusals import (
    AddressError,
    AlreadyReleasedError,
    ChangedMeanwhileError,
    GateError,
    NobodyError,
    NoProgrammeError,
    NothingToMendError,
    NotOnItsWayError,
    TimeHasPassedError,
    UnknownPlaceholderError,
)
from assembly.notices.service.release import (
    Order,
    fingerprint,
    language_lines,
    recipients_of,
    release_notice,
)
from assembly.notices.service.steering import Stopped, cancel, pause, resume, send_again, send_all_again
from assembly.notices.service.writing import (
    NoticeDraft,
    change_audience,
    change_notice,
    copy_notice,
    create_notice,
    remove_notice,
    send_test,
)

__all__ = [
    "AddressError",
    "AlreadyReleasedError",
    "ChangedMeanwhileError",
    "GateError",
    "NoProgrammeError",
    "NobodyError",
    "NotOnItsWayError",
    "NothingToMendError",
    "NoticeDraft",
    "Order",
    "Stopped",
    "TimeHasPassedError",
    "UnknownPlaceholderError",
    "cancel",
    "change_audience",
    "change_notice",
    "copy_notice",
    "create_notice",
    "fingerprint",
    "language_lines",
    "pause",
    "recipients_of",
    "release_notice",
    "remove_notice",
    "resume",
    "send_again",
    "send_all_again",
    "send_test",
]
