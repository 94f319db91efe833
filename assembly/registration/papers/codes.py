"""The square pattern on a paper that leads to the page where it is verified."""

from io import BytesIO

from assembly.links import absolute_url
from assembly.registration.papers.models import Paper
from assembly.registration.papers.rules import shown_code


def address(paper: Paper) -> str:
    """Return the address of the page, in the language being spoken."""
    return absolute_url("verify.paper", code=shown_code(paper.code))


def pattern(text: str) -> str:
    """Return a QR code of a text as SVG: one path, without the quiet border, which the paper gives.

    The mask is fixed: choosing the best of eight takes 13 ms a code, and a reader takes any.
    """
    from segno import make_qr  # 50 ms that a web process needs only for papers

    content = BytesIO()
    make_qr(text, error="m", mask=3).save(
        content, kind="svg", border=0, xmldecl=False, svgclass=None, lineclass=None, nl=False
    )
    return content.getvalue().decode()


def page_address() -> str:
    """Return the address of the page with a field for the code, in the language being spoken."""
    return absolute_url("verify.page")
