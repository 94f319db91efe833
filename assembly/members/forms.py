"""Forms of the register: one member with its contacts, the filter of the list, a sheet to import."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from babel.support import LazyProxy
from flask_wtf.file import FileField
from wtforms import BooleanField, EmailField, HiddenField, SelectField, StringField, TelField
from wtforms.validators import InputRequired

from assembly.accounts import zones
from assembly.forms import Form, required
from assembly.i18n import LANGUAGES
from assembly.i18n import gettext as _
from assembly.i18n import lazy_gettext as _l
from assembly.members.fields import COLUMNS
from assembly.members.folding import word_key
from assembly.members.geography import region_by_country
from assembly.members.kinds import MemberKind, MemberStatus, Region
from assembly.members.queries import MemberFilter, Order
from assembly.members.rules import CONTACT_PREFIXES, REQUIRED, Known, Problem
from assembly.members.wording import column_label, kind_label, region_label, status_label
from assembly.names import country_name


def _label(column: str) -> Any:
    return LazyProxy(column_label, column, enable_cache=False)


class MemberForm(Form):
    """One member. Its fields have the names of a sheet's columns, and are judged by the same rules."""

    code = StringField(_label("code"))
    name = StringField(_label("name"), validators=[required()])
    kind = SelectField(_label("kind"), validators=[required()])
    country = SelectField(_label("country"), validators=[required()])
    region = SelectField(_label("region"), default="")
    status = SelectField(_label("status"), validators=[required()])
    weight = StringField(_label("weight"), default="1", validators=[required()])
    language = SelectField(_label("language"), default="")
    website = StringField(_label("website"))
    status_on = StringField(_label("status_on"))
    joined_on = StringField(_label("joined_on"))
    left_on = StringField(_label("left_on"))
    listed = BooleanField(_l("List it in the public directory"), default=True)
    website_shown = BooleanField(_l("Show its website there"), default=True)

    def prepare(self, known: Known | None, now: datetime) -> None:
        """Offer the choices, and fill in what is known."""
        if not self.is_submitted() and known:
            for column, value in known.values.items():
                self[column].data = value if isinstance(value, bool) else str(value)
        self.kind.choices = [(kind.value, kind_label(kind)) for kind in MemberKind]
        self.status.choices = [(status.value, status_label(status)) for status in MemberStatus]
        by_name = sorted(
            ((country_name(code), code) for code in region_by_country()), key=lambda pair: word_key(pair[0])
        )
        self.country.choices = [("", _("Choose")), *((code, name) for name, code in by_name)]
        self.region.choices = [("", _("As the country")), *((region.value, region_label(region)) for region in Region)]
        languages = list(LANGUAGES.items())
        self.language.choices = [("", _("As the country")), *languages]
        for prefix in CONTACT_PREFIXES:
            self[f"{prefix}_language"].choices = [("", _("As the member")), *languages]
            zone = self[f"{prefix}_zone"]
            zone.choices = [("", _("As the country")), *zones.choices(now, zone.data)]

    def cells(self, code: str | None) -> dict[str, str]:
        """Return what was typed as the row of a sheet. A contact without name and address is none."""
        typed = {column: _typed(self[column].data) for column in COLUMNS}
        for prefix in CONTACT_PREFIXES:
            if not (typed[f"{prefix}_name"].strip() or typed[f"{prefix}_email"].strip()):
                typed |= {column: "" for column in typed if column.startswith(f"{prefix}_")}
        return typed if code is None else {**typed, "code": code}


def _typed(data: Any) -> str:
    if isinstance(data, bool):
        return "yes" if data else "no"
    return str(data or "")


for _prefix in CONTACT_PREFIXES:
    setattr(MemberForm, f"{_prefix}_name", StringField(_l("Name")))
    setattr(MemberForm, f"{_prefix}_email", EmailField(_l("Mail address")))
    setattr(MemberForm, f"{_prefix}_language", SelectField(_l("Language"), default=""))
    setattr(MemberForm, f"{_prefix}_zone", SelectField(_l("Time zone"), default=""))
    setattr(MemberForm, f"{_prefix}_phone", TelField(_l("Telephone")))


class SheetForm(Form):
    """A file to import."""

    file = FileField(_l("Sheet of members"), validators=[InputRequired(_l("Please choose a file."))])


class ConfirmForm(Form):
    """The consent to what a dry run showed."""

    fingerprint = HiddenField(validators=[required()])


def columns_form(headings: Sequence[str], samples: Sequence[str], columns: Sequence[str]) -> Form:
    """Return the form that asks what each heading means; its fields are `c0`, `c1`, …; blank headings have none."""
    fields = {
        f"c{number}": SelectField(heading, default=column, description=_such_as(sample))
        for number, (heading, sample, column) in enumerate(zip(headings, samples, columns, strict=True))
        if heading
    }
    form: Form = type("ColumnsForm", (Form,), fields)()
    for name in fields:
        form[name].choices = [("", _("Pass over")), *((column, column_label(column)) for column in COLUMNS)]
    return form


def _such_as(sample: str) -> str:
    return _("Such as: %(samples)s", samples=sample) if sample else ""


def chosen_columns(form: Form, headings: Sequence[str]) -> list[str]:
    """Return the column that was chosen for each heading, "" for none; say on the form what is missing or doubled."""
    columns = [str(form[f"c{number}"].data) if heading else "" for number, heading in enumerate(headings)]
    for number, column in enumerate(columns):
        if column and column in columns[:number]:
            field = form[f"c{number}"]
            field.errors = [*field.errors, _("Another heading was given this meaning already.")]
    missing = [column_label(column) for column in REQUIRED if column not in columns]
    if missing:
        form.form_errors.append(_("Say which heading holds: %(columns)s", columns=", ".join(missing)))
    return columns


def row_form(columns: Iterable[str], cells: Mapping[str, str]) -> Form:
    """Return the form of one row of a sheet, with its cells as they were typed."""
    wanted = {*REQUIRED, *columns}
    fields = {
        column: StringField(column_label(column), default=cells.get(column, ""))
        for column in COLUMNS
        if column in wanted
    }
    form: Form = type("RowForm", (Form,), fields)()
    for column in REQUIRED:
        form[column].flags.required = True
    return form


def show_problems(form: Form, problems: Iterable[Problem]) -> None:
    """Put what is wrong with a row beside its cells; what is wrong with the row itself, on top."""
    for problem in problems:
        if problem.column in form:
            form[problem.column].errors = [*form[problem.column].errors, problem.message]
        else:
            form.form_errors.append(problem.message)


LEFT = "left"
"""Stands beside the statuses in the filter: members that are none any more."""
FILTERS = ("q", "region", "status", "language", "contact", "sort")
"""The arguments of an address that make up a filter."""


def filter_of(arguments: Mapping[str, str]) -> MemberFilter:
    """Read the filter of the list from an address; what makes no sense is left out."""
    return MemberFilter(
        search=arguments.get("q", "")[:100],
        region=next((region for region in Region if region == arguments.get("region")), None),
        status=next((status for status in MemberStatus if status == arguments.get("status")), None),
        left=arguments.get("status") == LEFT,
        language=next((code for code in LANGUAGES if code == arguments.get("language")), None),
        without_contact=arguments.get("contact") == "none",
        order=next((order for order in Order if order == arguments.get("sort")), Order.NAME),
    )


def filter_choices() -> dict[str, list[tuple[str, str]]]:
    """Return what each chooser of the filter offers, as values and labels."""
    labels = {
        Order.COUNTRY: _("By country"),
        Order.REGION: _("By region"),
        Order.STATUS: _("By status"),
        Order.NEWEST: _("Newest members first"),
    }
    return {
        "region": [(region.value, region_label(region)) for region in Region],
        "status": [*((status.value, status_label(status)) for status in MemberStatus), (LEFT, _("Has left"))],
        "language": list(LANGUAGES.items()),
        "contact": [("none", _("With nobody to write to"))],
        "sort": [(order.value, label) for order, label in labels.items()],
    }
