"""What each consent means and how long it counts, and the declarations, in the language being spoken."""

from typing import NamedTuple

from assembly.i18n import gettext as _
from assembly.registration.consents.models import ConsentPurpose, Declaration


class ConsentWords(NamedTuple):
    """What is agreed to, in the first person; what it means; how long what comes of it is kept."""

    label: str
    meaning: str
    kept: str


def consent_words(purpose: ConsentPurpose) -> ConsentWords:
    """Return how a consent is put to the person."""
    words = {
        ConsentPurpose.LIST_OF_PARTICIPANTS: ConsentWords(
            _("Show me in the list of participants"),
            _("Other participants see your name, role, position and organisation. They never see your address."),
            _("The list is closed one year after the event."),
        ),
        ConsentPurpose.PICTURES: ConsentWords(
            _("I may be seen in pictures"),
            _("Pictures and screenshots of the event that show you may be published in reports and on the web."),
            _("Pictures are kept for five years; ask us, and we take one down at once."),
        ),
        ConsentPurpose.RECORDINGS: ConsentWords(
            _("I may be heard and seen in recordings"),
            _("Sittings are recorded for the minutes and for participants who could not come."),
            _("Recordings are deleted one year after the event."),
        ),
        ConsentPurpose.HIDDEN: ConsentWords(
            _("Hide me from lists"),
            _(
                "For your safety or for any other reason: no participant finds your name in a list here. "
                "The secretariat and the focal point of your organisation still see it."
            ),
            _("It counts for this event until you change it."),
        ),
    }
    return words[purpose]


def declaration_name(declaration: Declaration) -> str:
    """Return the name of a declaration."""
    names = {
        Declaration.CONDUCT: _("Code of conduct"),
        Declaration.SAFEGUARDING: _("Safeguarding declaration"),
    }
    return names[declaration]


def declaration_label(declaration: Declaration) -> str:
    """Return what a person says who accepts a declaration."""
    labels = {
        Declaration.CONDUCT: _("I have read the code of conduct and will keep to it"),
        Declaration.SAFEGUARDING: _("I declare this"),
    }
    return labels[declaration]


def safeguarding_points() -> list[str]:
    """Return the safeguarding declaration; count up `rules.SAFEGUARDING_VERSION` when it changes."""
    return [
        _("I have never been convicted of an offence against a child, and no such proceedings are open against me."),
        _("I treat every child and every survivor with respect, and am never alone with one during the event."),
        _("I take no pictures of children or survivors, and pass on nothing that could tell who they are."),
        _("If I see or hear of anything that harms a child, I tell the secretariat at once."),
    ]
