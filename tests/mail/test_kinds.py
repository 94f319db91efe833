"""Kinds of mail: each name once, each folder of templates somebody's."""

import pytest
from flask import Flask

from assembly.mail import kinds
from assembly.mail.kinds import EXTENSION, MailKind, kind_named
from assembly.resources import folder
from tests.factories.mail import KIND, Note, a_letter


def a_kind(name: str) -> MailKind:
    return MailKind(name, lambda delivery: a_letter(delivery.name), lambda _delivery: True)


def test_a_name_is_taken_once(context: Flask, note: Note) -> None:
    with pytest.raises(ValueError, match="two kinds of mail are called"):
        kinds.register(context, [a_kind(KIND)])


def test_a_kind_is_found_by_its_name(context: Flask) -> None:
    kinds.register(context, [a_kind("one"), a_kind("two")])
    assert kind_named("two").name == "two"
    with pytest.raises(LookupError, match="no-such-kind"):
        kind_named("no-such-kind")


def test_every_folder_of_templates_belongs_to_a_kind_and_is_whole(context: Flask) -> None:
    folders = sorted((folder("templates") / "email").iterdir())
    assert {path.name for path in folders} <= set(context.extensions[EXTENSION])
    for path in folders:
        assert {file.name for file in path.iterdir()} == {"subject.txt", "body.md"}
