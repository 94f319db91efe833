"""Every act that the code records has a sentence, and every object in it a name."""

import ast
import re

from flask import Flask

from assembly import i18n
from assembly.accounts.actor import Actor
from assembly.accounts.models import Purpose
from assembly.trail import objects, telling
from assembly.trail.request import KINDS
from tests.trail.recorded import SOURCE, actions

NAMELESS = {
    "backup": "there is one at a time",
    "federation": "there is one",
    "restoration": "there is one at a time",
    "member_import": "the sheet is gone after a day",
}
"""Kinds of objects that have no name of their own, and why."""


def test_every_recorded_action_has_a_sentence_and_no_sentence_is_idle() -> None:
    recorded = actions()
    assert {action: where for action, where in recorded.items() if action not in telling.SENTENCES} == {}
    assert set(telling.SENTENCES) - set(recorded) == set()


def test_sentences_name_who_and_what_and_nothing_else() -> None:
    found = {name for sentence in telling.SENTENCES.values() for name in re.findall(r"%\((\w+)\)s", str(sentence))}
    assert found == {"who", "what"}
    for language in i18n.LANGUAGES:
        with i18n.speaking(language):
            assert all(str(sentence) % {"who": "Ana", "what": "it"} for sentence in telling.SENTENCES.values())


def test_every_action_is_of_a_kind_that_can_be_chosen() -> None:
    beginnings = {beginning for _label, some in KINDS.values() for beginning in some}
    assert {action.partition(".")[0] for action in telling.SENTENCES} == beginnings


def test_every_kind_of_object_that_is_recorded_has_a_name(context: Flask) -> None:
    recorded = {
        call.args[2].value
        for path in SOURCE.rglob("*.py")
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(call, ast.Call) and getattr(call.func, "attr", getattr(call.func, "id", "")) == "record"
        if len(call.args) > 2 and isinstance(call.args[2], ast.Constant)
    }
    assert recorded - set(objects.OBJECTS) == set(NAMELESS)


def test_every_kind_of_object_can_be_looked_up(context: Flask) -> None:
    """The statements are made once and asked rarely: each is tried here."""
    actor = Actor(1, 1, "Ana", "en", "UTC", Purpose.SIGN_IN, ())
    assert objects.found([(type_, 1) for type_ in objects.OBJECTS], actor) == {}
    assert set(objects.types_of_events()) < set(objects.OBJECTS)
