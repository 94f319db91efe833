"""The mail that tells people what was done with their second step, so that they notice what they did not do."""

from assembly import clock, timezones
from assembly.accounts import rules
from assembly.accounts.factors.acts import MAIL
from assembly.accounts.factors.models import Act, FactorAct
from assembly.accounts.factors.resets import LIFETIME
from assembly.accounts.factors.wording import act_in_words, codes_left
from assembly.extensions import db
from assembly.i18n import gettext as _
from assembly.links import absolute_url
from assembly.mail.kinds import Button, Fact, Letter, MailKind, Rank
from assembly.mail.models import Delivery
from assembly.mail.templates import letter


def _account_safety(delivery: Delivery) -> Letter:
    """Write what was done, when, and from where as far as that is known without asking anybody."""
    act = db.session.get_one(FactorAct, delivery.subject_id)
    known = (
        Fact(_("Browser"), rules.device_name(act.device) or _("Unknown browser")),
        Fact(_("Part of the network address"), rules.place_name(rules.place_of(act.network.partition("/")[0]))),
    )
    return letter(
        MAIL,
        facts=(
            Fact(_("What"), act_in_words(act.act)),
            Fact(_("When"), _moment(act, delivery.zone)),
            *(fact for fact in known if act.device or act.network if fact.value),
        ),
        button=_button(act.act),
        name=delivery.name,
        act=act.act.value,
        codes_left=codes_left(act.person_id),
    )


def _moment(act: FactorAct, zone: str) -> str:
    local = timezones.local_time(act.at, zone)
    return _(
        "%(date)s, %(time)s, %(place)s (%(offset)s)",
        date=local.date,
        time=local.time,
        place=local.place,
        offset=local.offset,
    )


def _button(act: Act) -> Button:
    if act is Act.RESET:
        return Button(_("Sign in"), absolute_url("accounts.sign_in"))
    return Button(_("Your account"), absolute_url("accounts.me"))


def _still_due(delivery: Delivery) -> bool:
    act = db.session.get(FactorAct, delivery.subject_id)
    return act is not None and delivery.person.disabled_at is None and clock.now() - act.at < LIFETIME


KINDS = (MailKind(MAIL, _account_safety, _still_due, Rank.AT_ONCE),)
