"""The fields that no library has."""

from flask import Flask
from werkzeug.datastructures import MultiDict
from wtforms import SelectField

from assembly.forms import Form, LocalizedField, LongSelect, required


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


def test_a_long_select_marks_its_choice_and_escapes_what_it_offers(app: Flask) -> None:
    class Far(Form):
        place = SelectField("Place", validators=[required()], widget=LongSelect())

    with app.test_request_context(method="POST", data={"place": 'b"<'}):
        form = Far()
        form.place.choices = {"a": "Ségou <i>", 'b"<': "Bamako", "c": "Cusco"}
        html = form.place(**{"class": "form-select", "aria-invalid": "true"})
        assert form.validate()
    assert '<option value="a">Ségou &lt;i&gt;</option>' in html
    assert '<option selected value="b&#34;&lt;">Bamako</option>' in html
    assert html.count(" selected") == 1
    assert html.startswith('<select aria-invalid="true" class="form-select" id="place" name="place" required>')
