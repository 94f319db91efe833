"""The Markdown of mail: small, harmless, the same in HTML and in text; a value stays what it is."""

import html
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assembly.mail.markdown import Markdown, body_of, escape, one_line


def shown(page: str) -> str:
    """Return what a reader sees of HTML."""
    return html.unescape(re.sub(r"<[^>]+>", "", page)).strip()


def test_the_marks_that_it_knows() -> None:
    body = body_of("# One\n\n**two** *three*\n\n- four\n- five\n\n1. six\n2. seven\n\n> eight\n\n---\n\n`nine`")
    for tag in ("h1", "strong", "em", "ul", "ol", "li", "blockquote", "hr", "code"):
        assert f"<{tag}" in body.html
    assert body.text == "One\n\ntwo three\n\n- four\n- five\n\n1. six\n2. seven\n\n> eight\n\n* * *\n\nnine"


def test_a_line_break_is_one() -> None:
    body = body_of("12 Sukhumvit Road\nBangkok")
    assert "<br>" in body.html
    assert body.text == "12 Sukhumvit Road\nBangkok"


def test_lists_in_lists_are_indented_in_text() -> None:
    assert body_of("- one\n  - two\n- three\n  more").text == "- one\n  - two\n- three\n  more"


def test_text_names_the_address_of_a_link_unless_it_is_what_is_shown() -> None:
    body = body_of("[the page](https://a.example/x?y=1&z=2) <https://b.example> [w@c.example](mailto:w@c.example)")
    assert body.text == "the page (https://a.example/x?y=1&z=2) https://b.example w@c.example"
    assert 'href="https://a.example/x?y=1&amp;z=2"' in body.html


@pytest.mark.parametrize(
    "source",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "![a](https://evil.example/pixel.png)",
        "[a](javascript:alert(1))",
        "[a](data:text/html,x)",
        '<a href="https://evil.example" onclick="x()">a</a>',
        "<style>p { background: url(https://evil.example) }</style>",
    ],
)
def test_nothing_of_html_and_nothing_from_elsewhere(source: str) -> None:
    page = body_of(source).html
    assert not re.search(r"<(script|img|style|iframe)", page)
    assert not re.search(r"<[^>]*(onerror|onclick|javascript:|data:)", page)


NAMES = [
    "Ada", "*Ada*", "_Ada_ [x](https://evil.example)", "<b>Ada</b>", "&lt;", "`Ada`", "1. Ada", "- Ada", "# Ada",
    "=== ", "> Ada", "~~~", "![x](y)", "\\*", "Ñandú & Ко", "a_b@example.org", "{{7*7}}", "((name))", "<https://e.example>",
]  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("template", ["%(name)s", "Dear %(name)s,", "text\n%(name)s", "- %(name)s"])
def test_a_value_is_shown_as_it_is(name: str, template: str) -> None:
    body = body_of(Markdown(template) % {"name": name})
    assert one_line(name) in shown(body.html)
    assert one_line(name) in body.text
    assert "<a" not in body.html


@given(st.text(max_size=80))
def test_any_value_is_shown_as_it_is(value: str) -> None:
    body = body_of(f"before {escape(value)} after")
    assert body.text == f"before {one_line(value)} after"


@given(st.text(max_size=80))
def test_a_value_alone_makes_nothing_but_a_paragraph(value: str) -> None:
    assert set(re.findall(r"<(\w+)", body_of(escape(value)).html)) <= {"p"}


@given(st.text())
def test_one_line_is_one_line(value: str) -> None:
    line = one_line(value)
    assert len(line.splitlines()) <= 1
    assert not set(line) & set("\r\n\x00\u202e\u2066")


def test_places_take_values_escaped_and_markdown_as_it_is() -> None:
    filled = Markdown("**%(name)s** %(link)s %(count)d") % {
        "name": "*", "link": Markdown("[a](https://b.example)"), "count": 3,
    }  # fmt: skip
    assert filled == r"**\*** [a](https://b.example) 3"
