"""Files of the instance that are a person's, or name them: they go once the erasure is committed."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import delete, select

from assembly.accounts.models import Person
from assembly.agenda.documents import storage
from assembly.agenda.documents.models import DocumentFile, PaperHandedIn
from assembly.database import after_commit
from assembly.extensions import db
from assembly.members import uploads
from assembly.members.models import MemberImport
from assembly.members.runs import UNDER_WAY
from assembly.members.sheet import read_raw
from assembly.members.table import UnreadableSheetError
from assembly.privacy.mentions import Names
from assembly.registration.questions import files as answers
from assembly.registration.questions.models import Answer


def remove(person: Person, registrations: Sequence[int], names: Names, instance: Path, inbox: Path | None) -> None:
    """Have the files of a person removed: what they gave as answers and papers, sheets and mails that name them."""
    for value in db.session.scalars(select(Answer.value).where(Answer.person_id == person.id)).all():
        if isinstance(value, dict):
            remove_answer(instance, value)
    handed = select(PaperHandedIn.stored).where(PaperHandedIn.registration_id.in_(registrations))
    for stored in db.session.scalars(handed).all():
        remove_paper(instance, stored)
    _remove_sheets(person, names, instance)
    if inbox is not None:
        after_commit(lambda: _remove_mails(inbox, person_address(names)))


def remove_answer(instance: Path, stored: Any) -> None:
    """Remove the file of an answer once its row is gone for good."""
    after_commit(lambda: answers.remove(instance, stored))


def remove_paper(instance: Path, stored: str) -> None:
    """Remove a file that was handed in, unless it became a document's."""
    if db.session.scalar(select(DocumentFile.id).where(DocumentFile.stored == stored).limit(1)) is None:
        after_commit(lambda: storage.remove(instance, stored))


def remove_sheet(run: MemberImport, instance: Path) -> None:
    """Forget a sheet that was brought in."""
    person_id, token = run.person_id, run.token
    db.session.execute(delete(MemberImport).where(MemberImport.id == run.id))
    after_commit(lambda: uploads.remove(instance, person_id, token))


def remove_orphans(instance: Path, now: datetime) -> None:
    """Remove old files that no row knows: a process was killed between the commit and their removal."""
    values = db.session.scalars(select(Answer.value)).all()
    known = {value["file"] for value in values if isinstance(value, dict) and "file" in value}
    before = (now - storage.ORPHANED_AFTER).timestamp()
    for path in (*_in(instance / "answers"), *_in(instance / "uploads")):
        if path.name not in known and path.stat().st_mtime < before:
            path.unlink(missing_ok=True)


def _in(folder: Path) -> list[Path]:
    return [path for path in folder.iterdir() if path.is_file()] if folder.is_dir() else []


def _remove_sheets(person: Person, names: Names, instance: Path) -> None:
    """Forget the sheets that the person brought in, and those that name them unless they are being stored just now."""
    for run in db.session.scalars(select(MemberImport)).all():
        if run.person_id == person.id or (run.state not in UNDER_WAY and _names(run, names, instance)):
            remove_sheet(run, instance)


def _names(run: MemberImport, names: Names, instance: Path) -> bool:
    path = instance / "uploads" / f"members-{run.person_id}-{run.token}"
    if not names.words or not path.exists():
        return False
    try:
        text = "\n".join(str(line) for line in read_raw(path.read_bytes()).lines)
    except UnreadableSheetError:
        return True  # nobody can use it, and nobody can say whom it names
    return names.pattern.search(text + str(run.mends)) is not None


def person_address(names: Names) -> str | None:
    """Return the address among what a person is known by."""
    return next((word for word in names.words if "@" in word), None)


def _remove_mails(inbox: Path, address: str | None) -> None:
    """Remove what a demonstration keeps of the mails to an address."""
    if address is not None:
        for path in _mails(inbox):
            if address.encode() in path.read_bytes():
                path.unlink(missing_ok=True)


def _mails(inbox: Path) -> Iterator[Path]:
    return (path for path in inbox.glob("**/*") if path.is_file())
