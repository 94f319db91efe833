"""An audience as a sentence, in the language being spoken: "Delegates who … and …, or who …"."""

from collections.abc import Iterator, Sequence

from babel.lists import format_list

from assembly.events.roles import ParticipantRole
from assembly.i18n import current_locale
from assembly.i18n import gettext as _
from assembly.notices.audience import WAITING, AllOf, AnyOf, Audience, Condition, Has, Not
from assembly.notices.choices import Choices
from assembly.notices.fact_wording import clause
from assembly.notices.kinds import Fact, Group


def sentence(audience: Audience, known: Choices) -> str:
    """Return whom a notice goes to. Every part is a clause in the plural that follows "who"."""
    groups = [group for group in Group if group in audience.groups]
    if audience == WAITING:
        return _("The focal points of the members that have not answered yet.")
    if audience.who in (AllOf(()), AnyOf((AllOf(()),))):
        return _everybody(groups)
    people, who = _named(groups, audience.who)
    if who == AllOf(()):
        return _("%(people)s.", people=people)
    return _("%(people)s who %(conditions)s.", people=people, conditions=_clauses(who, known))


def _everybody(groups: Sequence[Group]) -> str:
    if groups == [Group.PARTICIPANTS]:
        return _("Everybody who is registered.")
    if groups == [Group.FOCAL_POINTS]:
        return _("The focal points of all members.")
    if groups == [Group.UNSETTLED]:
        return _("Everybody whose registration is not settled yet.")
    return _("All of these: %(people)s.", people=_named_together([group_label(group) for group in groups]))


def group_label(group: Group) -> str:
    """Return the name of a group, in the plural."""
    labels = {
        Group.PARTICIPANTS: _("Participants"),
        Group.UNSETTLED: _("Those whose registration is not settled"),
        Group.FOCAL_POINTS: _("Focal points of members"),
    }
    return labels[group]


def _named(groups: Sequence[Group], who: Condition) -> tuple[str, Condition]:
    """Return how the people are called and what is left to say of them: "Delegates" stands for a role."""
    if groups == [Group.PARTICIPANTS] and isinstance(who, AllOf):
        roles = [part for part in who.parts if isinstance(part, Has) and part.fact is Fact.ROLE]
        if len(roles) == 1:
            names = [_role_plural(role) for role in ParticipantRole if role in roles[0].values]
            return _named_together(names), AllOf(tuple(part for part in who.parts if part != roles[0]))
    return _named_together([group_label(group) for group in groups]), who


def _named_together(names: Sequence[str]) -> str:
    """Return names in one sentence: all our languages write only its first word with a capital."""
    return _list([names[0], *(name[:1].lower() + name[1:] for name in names[1:])])


def _role_plural(role: ParticipantRole) -> str:
    names = {
        ParticipantRole.DELEGATE: _("Delegates"),
        ParticipantRole.ALTERNATE: _("Alternates"),
        ParticipantRole.OBSERVER: _("Observers"),
        ParticipantRole.GUEST: _("Guests"),
        ParticipantRole.SPEAKER: _("Speakers"),
        ParticipantRole.INTERPRETER: _("Interpreters"),
        ParticipantRole.STAFF: _("Members of staff"),
    }
    return names[role]


def _clauses(who: Condition, known: Choices) -> str:
    match who:
        case AllOf(parts) | AnyOf(parts) if any(isinstance(part, AllOf | AnyOf) for part in parts):
            return _sets(parts, known, every=isinstance(who, AllOf))
        case AllOf(parts):
            return _list([_clauses(part, known) for part in parts])
        case AnyOf(parts):
            return _list([_clauses(part, known) for part in parts], "or")
        case Not(Has(fact, values)):
            return clause(fact, _values(fact, values, known), holds=False)
        case Has(fact, values):
            return clause(fact, _values(fact, values, known), holds=True)
        case Not(part):
            return _("are not among those who %(conditions)s", conditions=_clauses(part, known))


def _sets(parts: Sequence[Condition], known: Choices, *, every: bool) -> str:
    """Return several sets of conditions: each begins with "who" again, so that it is plain what belongs together."""
    whole = _clauses(parts[0], known)
    for part in parts[1:]:
        more = _clauses(part, known)
        whole = (
            _("%(first)s, and who %(second)s", first=whole, second=more)
            if every
            else _("%(first)s, or who %(second)s", first=whole, second=more)
        )
    return whole


def _values(fact: Fact, values: frozenset[str], known: Choices) -> str:
    """Return the values that were chosen, in the order in which they are offered, joined by "or"."""
    names = known.get(fact, {})
    gone = dict.fromkeys(sorted(values - names.keys()), _("something that is gone"))
    return _list(list(_named_values(fact, values, {**names, **gone})), "or")


def _named_values(fact: Fact, values: frozenset[str], names: dict[str, str]) -> Iterator[str]:
    quoted = fact in {Fact.ANSWER, Fact.STATE, Fact.VOTED, Fact.TO_VOTE, Fact.GOT}
    for value, name in names.items():
        if value in values:
            yield _("“%(name)s”", name=name) if quoted else name


def _list(names: Sequence[str], style: str = "standard") -> str:
    return format_list(names, style=style, locale=current_locale())  # type: ignore[arg-type]
