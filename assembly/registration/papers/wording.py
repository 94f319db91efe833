"""The words of papers, in the language being spoken."""

from collections.abc import Iterable

from assembly.i18n import gettext as _
from assembly.registration.papers.rules import PaperKind, Refusal


def kind_name(kind: PaperKind) -> str:
    """Return what a paper is called."""
    return {PaperKind.BADGE: _("Badge"), PaperKind.VISA_LETTER: _("Visa letter")}[kind]


def refused(reason: Refusal) -> str:
    """Return why a letter cannot be written, and what to do."""
    reasons = {
        Refusal.ONLINE: _("This event is held online: nobody travels, so no visa letter is written."),
        Refusal.NOT_ACCEPTED: _("A visa letter is written once the registration is accepted."),
        Refusal.NO_PLACE: _("A visa letter names the place of the event, and it is not known yet."),
        Refusal.NOBODY_SIGNS: _("It is not known who signs: the federation’s contact has no name yet."),
        Refusal.NOT_ASKED: _("This event does not ask for the data of a visa letter."),
        Refusal.NOT_WANTED: _("The answer to the question about a visa says that no letter is needed."),
    }
    return reasons[reason]


def incomplete(names: Iterable[str]) -> str:
    """Return which answers are missing."""
    words = {
        "visa": _("whether a letter is needed"),
        "passport-name": _("name as in the passport"),
        "passport-number": _("number of the passport"),
        "birth-date": _("date of birth"),
        "nationality": _("nationality"),
    }
    return _("These answers are missing: %(answers)s.", answers=", ".join(words[name] for name in names))


def invitation(federation: str, event: str, first: str, last: str) -> str:
    """Return the sentence that invites; `first` and `last` are days, which may be one."""
    names = {"federation": federation, "event": event, "first": first, "last": last}
    if first == last:
        return _(
            "%(federation)s confirms that the person named below is invited to take part in “%(event)s”, which will "
            "be held on %(first)s.",
            **names,
        )
    return _(
        "%(federation)s confirms that the person named below is invited to take part in “%(event)s”, which will be "
        "held from %(first)s to %(last)s.",
        **names,
    )


def request(organisation: str | None) -> str:
    """Return the sentences that ask for the visa."""
    if organisation is None:
        return _(
            "Their presence is important to the success of the meeting. We would be grateful if you would issue the "
            "visa that is needed for the time of the stay, and we thank you for your kind help."
        )
    return _(
        "They will take part on behalf of %(organisation)s, and their presence is important to the success of the "
        "meeting. We would be grateful if you would issue the visa that is needed for the time of the stay, and we "
        "thank you for your kind help.",
        organisation=organisation,
    )
