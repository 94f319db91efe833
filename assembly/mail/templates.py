"""Writing a letter from the templates of its kind: `templates/email/<kind>/subject.txt` and `body.md`.

Both are Jinja with `_()`, in the language being spoken. What a template puts into the body is
escaped for Markdown, so that a name cannot become a link; `Markdown(…)` says that text is meant.
A line break in a body is one for the reader too: a paragraph stands on one line.
"""

from collections.abc import Callable, Sequence
from typing import Any

from flask import current_app
from jinja2 import Environment, StrictUndefined

from assembly import i18n
from assembly.links import absolute_url
from assembly.mail.kinds import Attachment, Button, Fact, Letter
from assembly.mail.markdown import Markdown, finish, one_line

EXTENSION = "mail_templates"


def letter(
    kind: str,
    *,
    facts: Sequence[Fact] = (),
    button: Button | None = None,
    calendar: bytes | None = None,
    attachments: Sequence[Attachment] = (),
    unsubscribe_url: str | None = None,
    **context: Any,
) -> Letter:
    """Return the letter of a kind; `context` is what its two templates may use."""
    subjects, bodies = _environments()
    return Letter(
        subject=one_line(subjects.get_template(f"email/{kind}/subject.txt").render(context)),
        body=bodies.get_template(f"email/{kind}/body.md").render(context).strip(),
        facts=tuple(facts),
        button=button,
        calendar=calendar,
        attachments=tuple(attachments),
        unsubscribe_url=unsubscribe_url,
    )


def _environments() -> tuple[Environment, Environment]:
    """Return the environments of subjects (plain text) and of bodies (Markdown), made once."""
    extensions = current_app.extensions
    if EXTENSION not in extensions:
        extensions[EXTENSION] = (_environment(str, None), _environment(Markdown, finish))
    environments: tuple[Environment, Environment] = extensions[EXTENSION]
    return environments


def _environment(kind: type[str], finalize: Callable[[object], object] | None) -> Environment:
    """Return an environment whose messages are of this kind of text, their places filled accordingly."""

    def gettext(message: str, /, **variables: Any) -> str:
        return kind(i18n.gettext(message)) % variables

    def ngettext(singular: str, plural: str, num: int, /, **variables: Any) -> str:
        catalog = i18n.catalog(i18n.current_language())
        return kind(catalog.ngettext(singular, plural, num)) % {"num": num, **variables}

    def pgettext(context: str, message: str, /, **variables: Any) -> str:
        return kind(i18n.pgettext(context, message)) % variables

    environment = current_app.jinja_env.overlay(finalize=finalize, undefined=StrictUndefined)
    messages = {"_": gettext, "gettext": gettext, "ngettext": ngettext, "pgettext": pgettext}
    environment.globals = {**environment.globals, **messages, "absolute_url": absolute_url}
    return environment
