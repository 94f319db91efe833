"""The fields that no library has."""

from flask import Flask
from werkzeug.datastructures import MultiDict

from assembly.forms import Form, LocalizedField


class TextForm(Form):
    title = LocalizedField("Title", need_source=False)


def filled(typed: dict[str, str], stored: dict[str, str]) -> dict[str, str]:
    form = TextForm(formdata=MultiDict(typed), data={"title": stored}, meta={"csrf": False})
    assert form.validate()
    return dict(form.title.data)


def test_a_language_that_was_not_asked_for_keeps_its_text(context: Flask) -> None:
    assert filled({"title-en": "New"}, {"en": "Old", "ru": "Старый"}) == {"en": "New", "ru": "Старый"}


def test_a_language_that_was_emptied_is_empty(context: Flask) -> None:
    assert filled({"title-en": "New", "title-ru": ""}, {"en": "Old", "ru": "Старый"}) == {"en": "New"}
