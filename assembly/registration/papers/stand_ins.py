"""What papers print in the place of names that none of our fonts can draw: a box would name nobody."""

from typing import Final

from sqlalchemy import select

from assembly import glyphs
from assembly.accounts.models import Person
from assembly.extensions import db
from assembly.members.models import Member
from assembly.registration.models import Partner, Registration
from assembly.scope import everything

DASHES: Final = frozenset("–-·")


def stand_ins(event_id: int) -> dict[str, str]:
    """Return the names of an event that cannot be drawn, with what is printed instead.

    Of a person the Latin form; of an organisation, which has none, the words of its name that can be drawn.
    """
    people = select(Person.name, Person.latin_name).join(Registration, Registration.person_id == Person.id)
    people = people.where(Registration.event_id == event_id, Person.latin_name.is_not(None)).distinct()
    with everything():
        found = {name: latin for name, latin in db.session.execute(people) if latin and not glyphs.can_draw(name)}
    organisations = select(Member.name).union(select(Partner.name))
    names = (name for name in db.session.scalars(organisations) if not glyphs.can_draw(name))
    return found | {name: shorter for name in names if (shorter := drawable_words(name))}


def drawable_words(name: str) -> str:
    """Return the words of a name that can be drawn, without a dash that leads nowhere any more; empty if none is."""
    words = [word for word in name.split() if glyphs.can_draw(word)]
    after = [*words[1:], "("] if words else []
    kept = [word for word, following in zip(words, after, strict=True) if word not in DASHES or _leads_on(following)]
    return " ".join(kept).lstrip("".join(DASHES)).strip()


def _leads_on(word: str) -> bool:
    """Whether a dash before this word leads to something that was said."""
    return word not in DASHES and not word.startswith("(")
