"""What the demonstration's people were mailed before somebody looks at it: as if it had been posted.

Without that, an hour of looking around would send each of them a mail about something that nobody did, and a
result that is no news would fill the inbox.
"""

from sqlalchemy import select, update

from assembly import clock
from assembly.agenda.calendars import queries, rules, service
from assembly.agenda.calendars.kinds import CHANGED
from assembly.agenda.calendars.models import CalendarRound
from assembly.extensions import db
from assembly.mail.models import Delivery, DeliveryState


def calendars() -> None:
    """Note that everybody was sent the sittings of the published programmes; no mail waits for it."""
    now = clock.now()  # after the programmes were published
    for event_id in queries.unfinished_events(now):
        service.reconcile(event_id, now + rules.GATHERING)
        posted = select(Delivery).where(Delivery.event_id == event_id, Delivery.kind == CHANGED)
        rows = db.session.scalars(posted).all()
        needed = service.needs(rows, event_id, now)
        service.note(event_id, {row: needed[row.id].changes.asked for row in rows})
        db.session.execute(update(CalendarRound).where(CalendarRound.event_id == event_id).values(made_at=now))
        for row in rows:
            row.state, row.sent_at, row.attempts = DeliveryState.SENT, now, 1
    db.session.flush()


def result(vote_id: int) -> None:
    """Note that everybody was mailed the result of a vote that is over, and that it had been open."""
    over = Delivery.subject_id == vote_id, Delivery.kind.in_(("result", "vote-opened"))
    sent = {"state": DeliveryState.SENT, "sent_at": clock.now(), "attempts": 1}
    db.session.execute(update(Delivery).where(*over).values(sent))
