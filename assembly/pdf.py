"""Papers as PDF: one of our typst templates, filled with data.

Data reaches a template as JSON and is never source: whatever a name contains is set as typed. A template reads
nothing outside its folder, and only our fonts are used, so that a paper looks the same wherever it is made.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING, Final

from flask import Response

from assembly import glyphs, resources

if TYPE_CHECKING:
    from typst import Fonts, PDFStandard

Data = str | int | bool | bytes | None | Sequence["Data"] | Mapping[str, "Data"]
"""What a template may be given; bytes are a picture."""

_STANDARDS: Final[list["PDFStandard"]] = ["a-2a", "ua-1"]
"""PDF/A-2a can be kept for years, PDF/UA-1 can be read aloud. Both refuse a letter that no font can draw."""


def render(
    template: str,
    content: Mapping[str, Data],
    *,
    title: str,
    author: str,
    language: str,
    made_at: datetime,
    stand_ins: Mapping[str, str] | None = None,
) -> bytes:
    """Return `templates/pdf/<template>.typ` filled with `content`; raise `typst.TypstError` for a faulty template.

    `stand_ins` are names that cannot be drawn, with what is printed wherever they stand.
    """
    import typst  # 20 MB that a web process needs only for papers

    folder = resources.folder("templates") / "pdf"
    data: Data = {"title": title, "author": author, "language": language, "content": content}
    return typst.compile(
        folder / f"{template}.typ",
        root=folder,
        font_paths=_fonts(),
        format="pdf",
        sys_inputs={"data": json.dumps(_settable(data, stand_ins or {}), ensure_ascii=False)},
        pdf_standards=_STANDARDS,
        timestamp=int(made_at.timestamp()),
    )


def download(content: bytes, name: str) -> Response:
    """Return a paper as a file to be saved under a name in ASCII without its ending; nobody keeps a copy of it."""
    response = Response(content, content_type="application/pdf")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.pdf"'
    response.headers["Cache-Control"] = "no-store"
    return response


def _settable(data: Data, stand_ins: Mapping[str, str]) -> Data:
    if isinstance(data, str):
        for name, instead in stand_ins.items() if not data.isascii() else ():
            data = data.replace(name, instead)
        return glyphs.printable(data)
    if isinstance(data, Mapping):
        return {name: _settable(value, stand_ins) for name, value in data.items()}
    if isinstance(data, bytes):
        return list(data)
    if isinstance(data, Sequence):
        return [_settable(value, stand_ins) for value in data]
    return data


@cache
def _fonts() -> "Fonts":
    from typst import Fonts

    return Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[glyphs.fonts_folder()])
