"""What notices add to the copy of an event: the messages of the former one to start from, as drafts."""

from collections.abc import Mapping, Sequence

from sqlalchemy import select

from assembly.events.copying import Copied, Copying, Part, copy_texts
from assembly.events.models import Event
from assembly.extensions import db
from assembly.i18n import gettext as _
from assembly.i18n import ngettext
from assembly.notices import audience as audiences
from assembly.notices.kinds import Fact
from assembly.notices.models import Notice

OF_ONE_EVENT = frozenset({Fact.VOTED, Fact.TO_VOTE, Fact.GOT})
"""Facts that ask about votes and messages of the former event itself: of another event they say nothing."""


def _notices(there: Copying) -> tuple[list[Notice], int]:
    """Return the messages that can be used again, and how many are about that event alone."""
    found = db.session.scalars(select(Notice).where(Notice.event_id == there.former.id).order_by(Notice.id)).all()
    usable = [notice for notice in found if _is_usable(notice)]
    return usable, len(found) - len(usable)


def _is_usable(notice: Notice) -> bool:
    asked = audiences.asked(audiences.from_json(notice.audience).who)
    return notice.vote_id is None and OF_ONE_EVENT.isdisjoint(asked)


def _preview(there: Copying) -> Sequence[Copied]:
    usable, others = _notices(there)
    if not usable and not others:
        return []
    text = ngettext(
        "%(num)d message as a draft: nothing is sent before you release it.",
        "%(num)d messages as drafts: nothing is sent before you release them.",
        len(usable),
    )
    left_out = ngettext(
        "%(num)d that was about a vote, or about who had got another message, is left out.",
        "%(num)d that were about votes, or about who had got other messages, are left out.",
        others,
    )
    return [Copied(_("Messages"), text, left_out=left_out if others else None)]


def _copy(there: Copying, event: Event) -> Mapping[str, int]:
    usable, _others = _notices(there)
    for old in usable:
        new = Notice(
            event_id=event.id,
            kind=old.kind,
            audience=old.audience,
            news=old.news,
            notice_days=old.notice_days,
            created_at=there.now,
        )
        copy_texts(old, new, ("subject", "body"))
        db.session.add(new)
    db.session.flush()
    return {"messages": len(usable)}


PARTS = (Part(_preview, _copy),)
