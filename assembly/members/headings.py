"""The headings that a sheet of members may have, in any order: our own codes, and words of the four languages."""

from functools import cache

from assembly.i18n import LANGUAGES, speaking
from assembly.members import wording
from assembly.members.fields import COLUMNS
from assembly.members.folding import word_key

_ALSO: dict[str, tuple[str, ...]] = {
    "code": ("member code", "código", "code membre", "код"),
    "name": (
        "member", "organisation", "organization", "member organisation", "nombre", "organización", "miembro",
        "nom", "membre", "nom de l’organisation", "название", "наименование", "организация", "член",
    ),
    "kind": ("type", "tipo", "type d’organisation", "genre", "тип", "вид"),
    "country": ("país", "pays", "страна"),
    "region": ("región", "région", "регион"),
    "status": ("estado", "estatus", "statut", "статус"),
    "weight": ("votes", "votos", "voix", "голоса", "число голосов"),
    "language": ("idioma", "lengua", "langue", "язык"),
    "website": ("web", "site", "web site", "sitio web", "página web", "site web", "site internet", "сайт"),
    "joined_on": (
        "joined", "member since", "miembro desde", "fecha de ingreso", "membre depuis", "date d’adhésion",
        "член с", "дата вступления",
    ),
    "status_on": ("status since", "estado desde", "statut depuis", "статус с"),
    "left_on": ("left", "fecha de salida", "fecha de baja", "date de départ", "date de sortie", "дата выхода"),
    "listed": ("public directory", "directorio público", "annuaire public", "публичный справочник"),
    "website_shown": ("website in the directory", "web en el directorio", "site dans l’annuaire", "сайт в справочнике"),
    "contact_name": ("contact", "contact person", "focal point", "contacto", "persona de contacto",
        "punto focal", "personne de contact", "point focal", "контакт", "контактное лицо"),
    "contact_email": ("email", "e-mail", "mail", "contact e-mail", "correo", "correo electrónico", "courriel",
        "adresse e-mail", "почта", "электронная почта", "эл. почта"),
    "contact_language": ("language of the contact", "idioma del contacto", "langue du contact", "язык контакта"),
    "contact_phone": ("telephone", "phone", "mobile", "tel", "teléfono", "móvil", "téléphone", "tél", "мобильный",
        "телефон", "тел"),
    "contact_zone": ("time zone", "timezone", "zona horaria", "huso horario", "fuseau horaire", "часовой пояс"),
}  # fmt: skip


@cache
def _columns() -> dict[str, str]:
    words = {word_key(word): column for column, also in _ALSO.items() for word in also}
    return _labels() | words | {word_key(column): column for column in COLUMNS}


def _labels() -> dict[str, str]:
    """Return our own labels in every language: what was exported is understood."""
    found: dict[str, str] = {}
    for language in LANGUAGES:
        with speaking(language):
            found |= {word_key(wording.column_label(column)): column for column in COLUMNS}
    return found


@cache
def _reasons() -> frozenset[str]:
    found = []
    for language in LANGUAGES:
        with speaking(language):
            found.append(word_key(wording.reason_label()))
    return frozenset(found)


def is_ours_to_pass_over(heading: str) -> bool:
    """Whether this is the heading that we add ourselves to rows that could not be stored."""
    return word_key(heading) in _reasons()


def column_of(heading: str) -> str | None:
    """Return the column that a heading means, None if it means none of ours."""
    return _columns().get(word_key(heading))
