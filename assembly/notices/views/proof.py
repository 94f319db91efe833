"""Proof of notice: the page, and the sheet that is kept with the minutes."""

from collections.abc import Iterator

from flask import Response, abort, redirect, render_template, url_for
from werkzeug.wrappers import Response as BaseResponse

from assembly.accounts.permissions import Permission
from assembly.events.models import Event
from assembly.events.queries import event_by_slug
from assembly.exports import Cell, FileKind, Table, download
from assembly.i18n import gettext as _
from assembly.names import country_name, language_name
from assembly.notices import proof, queries, wording
from assembly.notices.models import Notice
from assembly.notices.proof import MemberProof
from assembly.notices.views.write import blueprint
from assembly.security import requires
from assembly.timezones import zone

MISSING_SHOWN = 100


@blueprint.get("/<int:notice_id>/proof")
@requires(Permission.SEND_NOTICES)
def proof_of_notice(event_slug: str, notice_id: int) -> str | BaseResponse:
    """Proof of notice: was every member told, and in time?"""
    event = event_by_slug(event_slug)
    notice = queries.notice_of(event.id, notice_id)
    if not notice.versions:
        return redirect(url_for(".compose", event_slug=event_slug, notice_id=notice_id))
    late_from = proof.late_from(event, notice.notice_days)
    found = proof.period(proof.of_members(notice.versions[-1].id), late_from)
    return render_template(
        "notices/proof.html",
        event=event,
        notice=notice,
        version=notice.versions[-1],
        found=found,
        missing=found.missing[:MISSING_SHOWN],
        late_from=late_from,
        wording=wording,
    )


@blueprint.get("/<int:notice_id>/proof.<ending>")
@requires(Permission.SEND_NOTICES)
def proof_sheet(event_slug: str, notice_id: int, ending: str) -> Response:
    """Give the proof as a sheet: a row for each mail, and one for each member that none went to."""
    event = event_by_slug(event_slug)
    notice = queries.notice_of(event.id, notice_id)
    if ending not in set(FileKind) or not notice.versions:
        abort(404)
    table = Table(f"proof-of-notice-{event.slug}-{notice.id}", _headings(), _cells(event, notice))
    return download(table, FileKind(ending))


def _headings() -> list[str]:
    return [
        _("Organisation"),
        _("Code"),
        _("Country"),
        _("Name"),
        _("Mail address"),
        _("Language"),
        _("State"),
        _("Sent"),
        _("In time"),
        _("Answer"),
        _("Message-ID"),
    ]


def _cells(event: Event, notice: Notice) -> Iterator[list[Cell]]:
    """Yield the members, then those who belong to none. Times by the event's clock, with their distance from UTC."""
    version_id, late_from = notice.versions[-1].id, proof.late_from(event, notice.notice_days)
    for row in proof.of_members(version_id):
        in_time = row.reached and row.sent_at is not None and (late_from is None or row.sent_at < late_from)
        yield [row.member, row.code, country_name(row.country), *_mail(row, event), _yes(in_time), *_evidence(row)]
    for one in proof.guests(version_id):
        sent = one.sent_at.astimezone(zone(event.zone)) if one.sent_at else None
        state = wording.delivery_status(one.state)[1]
        yield ["", "", "", one.name, one.address, language_name(one.language), state, sent, "", one.answer, ""]
    for spared in queries.left_out_of(version_id):
        since = spared.refused_at.astimezone(zone(event.zone))
        member = spared.member.name if spared.member else ""
        name, state = spared.person.name, _("Not sent: asked for no news")
        yield [member, "", "", name, "", "", state, "", "", _("since %(day)s", day=since.date().isoformat()), ""]


def _mail(row: MemberProof, event: Event) -> list[Cell]:
    if row.state is None or row.language is None:
        return [None, None, None, _("No mail"), None]
    sent = row.sent_at.astimezone(zone(event.zone)) if row.sent_at else None
    return [row.name, row.address, language_name(row.language), wording.delivery_status(row.state)[1], sent]


def _evidence(row: MemberProof) -> list[Cell]:
    return [row.answer, row.message_id]


def _yes(so: bool) -> str:  # noqa: FBT001 - a cell
    return _("yes") if so else _("no")
