"""The small Markdown of mail: to HTML, to plain text, and values that must not become Markdown."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

BIDI_CONTROLS = dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A)])
INLINE = re.compile(r"([\\`*_\[\]<>&])")
AT_THE_START = re.compile(r"^(\d+(?=[.)](?:\s|$))|(?=[#+\-=~]))")  # would begin a list, heading, line or code
TAGS = {"a", "blockquote", "br", "code", "em", "h1", "h2", "h3", "hr", "li", "ol", "p", "pre", "strong", "ul"}
SCHEMES = {"http", "https", "mailto", "tel"}
IN_LANGUAGE = re.compile(r"^:::([a-z]{2,3})\n(.*?)\n:::$", re.DOTALL | re.MULTILINE)


def one_line(value: object) -> str:
    """Return a value as one line of plain text, without what could reorder or break the text around it."""
    text = str(value)
    if not text.isprintable():  # most texts are, and are done with quickly
        text = "".join(
            " " if unicodedata.category(character) in {"Cc", "Zl", "Zp"} else character
            for character in text.translate(BIDI_CONTROLS)
        )
    return " ".join(text.split())


def escape(value: object) -> str:
    """Return a value such that Markdown shows it literally: a name stays a name whatever is in it."""
    return AT_THE_START.sub(r"\1\\", INLINE.sub(r"\\\1", one_line(value)))


class Markdown(str):
    """Text that is meant as Markdown. Values that are put into its places with `%` are escaped."""

    __slots__ = ()

    def __mod__(self, values: Any) -> "Markdown":
        """Fill the places; text is escaped, numbers and Markdown are not."""
        if isinstance(values, Mapping):
            return Markdown(str.__mod__(self, {key: _literal(value) for key, value in values.items()}))
        return Markdown(str.__mod__(self, _literal(values)))


def _literal(value: Any) -> Any:
    return value if isinstance(value, Markdown | int | float) else escape(value)


def finish(value: object) -> object:
    """Escape what a template puts out, unless it is meant as Markdown."""
    return _literal(value)


@cache
def _parser() -> Any:
    from markdown_it import MarkdownIt

    return MarkdownIt("commonmark", {"html": False, "breaks": True}).disable("image")


@dataclass(frozen=True, slots=True)
class Body:
    """A body in its two forms, which say the same."""

    html: str
    text: str


def in_language(language: str, text: str) -> Markdown:
    """Return a part of a body that is in another language than the rest; HTML says so to screen readers."""
    return Markdown(f":::{language}\n{text}\n:::")


def body_of(source: str) -> Body:
    """Return a body as HTML (a few plain tags, links to ordinary addresses) and as plain text."""
    plain, *marked = IN_LANGUAGE.split(source)
    parts = [_part(plain)]
    for language, inside, after in zip(marked[::3], marked[1::3], marked[2::3], strict=True):
        foreign = _part(inside)
        parts += [Body(f'<div lang="{language}">{foreign.html}</div>', foreign.text), _part(after)]
    return Body(html="".join(part.html for part in parts), text="\n\n".join(part.text for part in parts if part.text))


def _part(source: str) -> Body:
    import nh3
    from markdown_it.tree import SyntaxTreeNode

    parser = _parser()
    tokens = parser.parse(source)
    html = parser.renderer.render(tokens, parser.options, {})
    return Body(
        html=nh3.clean(html, tags=TAGS, attributes={"a": {"href"}}, url_schemes=SCHEMES),
        text=_blocks(SyntaxTreeNode(tokens), "\n\n"),
    )


def _blocks(node: Any, between: str) -> str:
    return between.join(_block(child) for child in node.children)


def _block(node: Any) -> str:
    match node.type:
        case "bullet_list" | "ordered_list":
            first = int(node.attrs.get("start", 1))
            ordered = node.type == "ordered_list"
            return "\n".join(
                _item(item, f"{number}. " if ordered else "- ")
                for number, item in enumerate(node.children, start=first)
            )
        case "blockquote":
            return "\n".join(f"> {line}" for line in _blocks(node, "\n\n").splitlines())
        case "hr":
            return "* * *"
        case "fence" | "code_block":
            return str(node.content).rstrip()
        case _:
            return _inline(node)


def _item(node: Any, marker: str) -> str:
    lines = _blocks(node, "\n").splitlines() or [""]
    indent = " " * len(marker)
    return "\n".join([marker + lines[0], *(indent + line for line in lines[1:])])


def _inline(node: Any) -> str:
    match node.type:
        case "text" | "code_inline":
            return str(node.content)
        case "softbreak" | "hardbreak":
            return "\n"
        case "link":
            return _link("".join(_inline(child) for child in node.children), str(node.attrs["href"]))
        case _:
            return "".join(_inline(child) for child in node.children)


def _link(label: str, address: str) -> str:
    shown = address.removeprefix("mailto:").removeprefix("tel:")
    return label if label == shown else f"{label} ({shown})"
