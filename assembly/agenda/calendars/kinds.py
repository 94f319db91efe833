"""The kinds of mail that keep calendars in step: one METHOD each, since a mail program acts on one."""

from typing import Final

CHANGED: Final = "calendar-changed"
CANCELLED: Final = "calendar-cancelled"
