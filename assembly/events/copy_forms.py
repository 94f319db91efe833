"""The form of an event that begins as the copy of a former one."""

import hashlib
from collections.abc import Sequence
from datetime import datetime

from wtforms import HiddenField

from assembly.database_types import LocalizedText
from assembly.events import copy_rules, copying, service
from assembly.events.copying import Copied
from assembly.events.drafts import EventDraft
from assembly.events.forms import EventForm
from assembly.events.models import Event


class CopyForm(EventForm):
    """What, when and where, filled in from a former event. `seen` stands for what was shown of the copy before."""

    seen = HiddenField()

    def fill_from(self, former: Event, now: datetime) -> None:
        """Fill in the former event, at the same days of the week by years later; the theme is a new one."""
        if not self.is_submitted():
            self._fill(former, list(former.languages), former.zone)
            self.theme.data = LocalizedText()
            begins, ends = copy_rules.next_time(former.starts_at, former.ends_at, former.zone, now)
            for field, moment in ((self.starts_at, begins), (self.ends_at, ends)):
                field.show(moment)
        self.prepare_languages(former)

    def prepare_languages(self, former: Event) -> None:
        """Edit the texts in the languages that were chosen."""
        codes = [code for code in former.languages if code in (self.languages.data or former.languages)]
        for field in (self.title, self.theme, self.place):
            field.prepare(codes or former.languages)

    def copy_draft(self, former: Event, now: datetime) -> EventDraft:
        """Return the copy as typed."""
        return copying.dated(self.draft(service.draft_of(former), now), former, now)

    def was_seen(self, draft: EventDraft, preview: Sequence[Copied]) -> bool:
        """Whether exactly this was shown before; it is from now on."""
        texts = (sorted(text.items()) for text in (draft.title, draft.theme, draft.place))
        facts = (*texts, draft.zone, draft.languages, draft.starts_at, draft.ends_at, draft.online, preview)
        digest = hashlib.sha256(repr(facts).encode()).hexdigest()
        before, self.seen.data = self.seen.data, digest
        return bool(before == digest)
