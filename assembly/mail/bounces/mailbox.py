"""The mailbox for bounces: a Maildir, a file of mails (mbox), or one mail."""

import mailbox
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

SEEN = "S"
Box = mailbox.Mailbox[mailbox.MaildirMessage] | mailbox.Mailbox[mailbox.mboxMessage]


@contextmanager
def unread(path: Path) -> Iterator[Iterator[bytes]]:
    """Give the mails that were not read yet; they count as read where the block ends without a fault.

    Raise `OSError` or `mailbox.Error` where there is no mailbox.
    """
    box: Box = mailbox.Maildir(path, create=False) if path.is_dir() else mailbox.mbox(path, create=False)
    read: list[str] = []
    box.lock()
    try:
        yield _contents(box, read)
        for key in read:
            _mark(box, key)
        box.flush()
    finally:
        box.unlock()
        box.close()


def _contents(box: Box, read: list[str]) -> Iterator[bytes]:
    for key in box.keys():  # noqa: SIM118 - a mailbox yields mails, not keys
        message = box[key]
        flags = message.get_flags()
        if SEEN not in flags and "R" not in flags:
            read.append(key)
            yield message.as_bytes()


def _mark(box: Box, key: str) -> None:
    message = box[key]
    if isinstance(message, mailbox.MaildirMessage):
        message.set_subdir("cur")
        message.add_flag(SEEN)
    else:
        message.add_flag("R")
    box[key] = message
