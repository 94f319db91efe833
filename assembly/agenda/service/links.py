"""Links to what came of an item."""

from assembly import clock
from assembly.agenda import rules
from assembly.agenda.drafts import LinkDraft
from assembly.agenda.models import AgendaItem, ItemLink
from assembly.agenda.service.refusals import LinkRefusedError
from assembly.audit.service import record
from assembly.database_types import LocalizedText
from assembly.extensions import db
from assembly.texts import confirm_texts, set_text


def add_link(actor_id: int | None, item: AgendaItem, draft: LinkDraft) -> ItemLink:
    """Add a link after those that there are. Raise `LinkRefusedError`."""
    position = max((one.position for one in item.links), default=0) + 1
    link = ItemLink(position=position, label=LocalizedText(), edited={})
    _fill(link, draft)
    item.links.append(link)
    db.session.flush()
    record(actor_id, "agenda.link_added", "agenda_item", item.id, link=link.id)
    return link


def change_link(actor_id: int | None, link: ItemLink, draft: LinkDraft) -> None:
    """Change a link. Raise `LinkRefusedError`."""
    _fill(link, draft)
    db.session.flush()
    record(actor_id, "agenda.link_changed", "agenda_item", link.item_id, link=link.id)


def _fill(link: ItemLink, draft: LinkDraft) -> None:
    if not rules.is_safe_link(draft.address):
        raise LinkRefusedError
    link.address = draft.address
    now = clock.now()
    set_text(link, "label", draft.label, now)
    confirm_texts(link, draft.still_right, now)


def remove_link(actor_id: int | None, link: ItemLink) -> None:
    """Take a link out of the draft."""
    record(actor_id, "agenda.link_removed", "agenda_item", link.item_id, link=link.id)
    link.item.links.remove(link)
    db.session.flush()
