"""Lists of people that are kept by a name: of one person, or of the whole secretariat."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.exc import IntegrityError

from assembly.accounts.actor import Actor
from assembly.audit.service import record
from assembly.errors import DomainError, NotFoundError
from assembly.extensions import db
from assembly.i18n import lazy_gettext as _l
from assembly.overview.models import SavedView


class NameTakenError(DomainError):
    """There is a saved list of this name: one's own, or everybody's."""

    code = "name_taken"
    message = _l("There is a list of this name already.")


def views_of(actor: Actor) -> Sequence[SavedView]:
    """Return the lists that somebody can choose from: everybody's, then their own, by name."""
    mine = or_(SavedView.person_id.is_(None), SavedView.person_id == actor.person_id)
    return db.session.scalars(
        select(SavedView).where(mine).order_by(SavedView.person_id.is_not(None), SavedView.name, SavedView.id)
    ).all()


def view_of(actor: Actor, view_id: int) -> SavedView:
    """Return a list that is everybody's or one's own; raise `NotFoundError`."""
    found = db.session.get(SavedView, view_id)
    if found is None or found.person_id not in {None, actor.person_id}:
        raise NotFoundError
    return found


def save(actor: Actor, name: str, filters: Mapping[str, str], *, shared: bool, now: datetime) -> SavedView:
    """Keep filters by a name; raise `NameTakenError`."""
    row = SavedView(name=name, filters=dict(filters), person_id=None if shared else actor.person_id, created_at=now)
    _store(row)
    record(actor.person_id, "view.saved", "saved_view", row.id, shared=shared)
    return row


def rename(actor: Actor, view: SavedView, name: str, *, shared: bool) -> None:
    """Give a list another name, or to everybody, or back to oneself; raise `NameTakenError`."""
    view.name, view.person_id = name, None if shared else actor.person_id
    _store(view)
    record(actor.person_id, "view.renamed", "saved_view", view.id, shared=shared)


def remove(actor: Actor, view: SavedView) -> None:
    """Forget a list. The people in it are not touched."""
    record(actor.person_id, "view.removed", "saved_view", view.id)
    db.session.delete(view)


def _store(view: SavedView) -> None:
    try:
        with db.session.begin_nested():
            db.session.add(view)
            db.session.flush()
    except IntegrityError as error:
        raise NameTakenError from error
