"""A visa letter as a PDF, in the language that was asked for."""

from datetime import date

import structlog
from babel.dates import format_date

from assembly import pdf
from assembly.errors import NotFoundError
from assembly.events import queries as events
from assembly.events.models import Event
from assembly.i18n import current_language, current_locale, speaking
from assembly.i18n import gettext as _
from assembly.i18n import lazy_gettext as _l
from assembly.mail.letterhead import Letterhead
from assembly.names import country_name, day_name
from assembly.registration.models import Registration
from assembly.registration.papers import codes, visa, wording
from assembly.registration.papers.models import Paper
from assembly.registration.papers.rules import NATIONALITY, shown_code
from assembly.registration.papers.visa import LetterRefusedError, VisaData
from assembly.registration.wording import role_name

log = structlog.get_logger()


class LetterOutOfDateError(LetterRefusedError):
    """What the letter says has changed since it was written; under its code it must not say something else."""

    code = "letter_out_of_date"
    message = _l("The data has changed since this letter was written. Make a new letter, and this one is taken back.")


def letter(paper: Paper) -> bytes:
    """Return a visa letter. Raise `LetterRefusedError` where it cannot be written any more, or says something else."""
    data = visa.visa_data(paper.registration)
    visa.check(data)
    if data.answered_at and data.answered_at > paper.issued_at:
        raise LetterOutOfDateError
    with speaking(paper.language or "en"):
        content = _content(paper, data)
        try:
            return _made(paper, {**content, "logo": _logo()})
        except RuntimeError as error:  # a picture that browsers take, and typst does not
            log.warning("letter_without_logo", error=str(error)[:200])
            return _made(paper, {**content, "logo": None})


def _made(paper: Paper, content: dict[str, pdf.Data]) -> bytes:
    return pdf.render(
        "visa_letter",
        content,
        title=_("Letter of invitation"),
        author=str(content["federation"]),
        language=paper.language or "en",
        made_at=paper.issued_at,
    )


def _content(paper: Paper, data: VisaData) -> dict[str, pdf.Data]:
    registration, event, head = paper.registration, paper.registration.event, events.letterhead()
    title = event.title.read(paper.language or "en", event.source_language).text
    days = [day_name(moment, event.zone) for moment in (event.starts_at, event.ends_at)]
    return {
        "federation": head.wordmark,
        "contact": _contact(head),
        "accent": head.accent,
        "day": day_name(paper.issued_at, head.zone),
        "greeting": _("To whom it may concern"),
        "opening": wording.invitation(head.wordmark, title, *days),
        "facts": [[label, value] for label, value in _facts(registration, event, data) if value],
        "request": wording.request(registration.organisation),
        "questions": _("For questions about this letter, please write to us or call: %(contact)s.",
                       contact=", ".join(_contact(head))),
        "closing": _("Yours faithfully,"),
        "signature": [head.signature_name, head.signature_function, head.wordmark],
        "verify": _("To verify this letter, open the address in the code, or type the code at %(address)s.",
                    address=codes.page_address()),
        "code": shown_code(paper.code),
        "code_says": _("Verify this letter"),
        "pattern": codes.pattern(codes.address(paper)),
    }  # fmt: skip


def _facts(registration: Registration, event: Event, data: VisaData) -> list[tuple[str, str]]:
    home = registration.member or registration.partner
    return [
        (_("Name as in the passport"), data.answers["passport-name"]),
        (_("Number of the passport"), data.answers["passport-number"]),
        (_("Date of birth"), _day(data.day("birth-date"))),
        (_("Nationality"), _country(data.answers.get(NATIONALITY))),
        (_("Organisation"), registration.organisation or ""),
        (_("Country of the organisation"), _country(home.country if home else None)),
        (_("Position"), registration.position or ""),
        (_("Takes part as"), role_name(registration.role)),
        (_("Place of the event"), event.place.read(current_language(), event.source_language).text),
        (_("Day of arrival"), _day(data.day("arrival-day"))),
        (_("Day of departure"), _day(data.day("departure-day"))),
    ]


def _day(day: date | None) -> str:
    return format_date(day, "d MMMM y", locale=current_locale()) if day else ""


def _country(code: str | None) -> str:
    return country_name(code) if code else ""


def _contact(head: Letterhead) -> list[str]:
    unbroken = head.phone.replace(" ", "\u00a0")
    return [line for line in (head.email or head.sender_email, unbroken) if line]


def _logo() -> bytes | None:
    try:
        return events.logo()[0]
    except NotFoundError:
        return None
