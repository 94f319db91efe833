"""The form of a mail (RFC 5322, 2045–2047), written out directly.

Python's own writer takes ten times as long for each mail, and loses a space where it folds a long
subject in another script. Whatever comes from data is made one line before it becomes a header.
"""

import binascii
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from email.header import Header
from email.utils import encode_rfc2231
from functools import lru_cache
from uuid import uuid4

from assembly.mail.markdown import one_line

BASE64_LINE = 76
ONE_WORD = 42
"""Octets of which one encoded word can be made: at most 75 characters, and a short name of a header before it."""
ASCII = bytes(range(128))
QUOTED_PRINTABLE_UP_TO = 1 / 4
"""Share of bytes that are not ASCII, above which base64 is clearly shorter."""


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a mail: its headers after `MIME-Version`, and its content, encoded for any server."""

    headers: tuple[str, ...]
    content: bytes

    def __bytes__(self) -> bytes:
        return "".join(f"{header}\r\n" for header in self.headers).encode("ascii") + b"\r\n" + self.content


def text_part(text: str, subtype: str, *parameters: str) -> Part:
    """Return a text in UTF-8: quoted-printable where most of it is ASCII, else base64."""
    lines = text.replace("\r\n", "\n").rstrip("\n") + "\n"
    content = lines.replace("\n", "\r\n").encode()
    kind = "; ".join((f"Content-Type: text/{subtype}", "charset=utf-8", *parameters))
    if len(content.translate(None, ASCII)) <= len(content) * QUOTED_PRINTABLE_UP_TO:
        return Part((kind, "Content-Transfer-Encoding: quoted-printable"), binascii.b2a_qp(content))
    return Part((kind, "Content-Transfer-Encoding: base64"), _base64(content))


def file_part(content: bytes, content_type: str, filename: str) -> Part:
    """Return a file; its name may be in any script (RFC 2231)."""
    name = encode_rfc2231(one_line(filename), "utf-8")
    return Part(
        (
            f"Content-Type: {one_line(content_type)}",
            "Content-Transfer-Encoding: base64",
            f"Content-Disposition: attachment; filename*={name}",
        ),
        _base64(content),
    )


def multipart(subtype: str, parts: Sequence[Part]) -> Part:
    """Return the parts as one; a single part stays itself."""
    if len(parts) == 1:
        return parts[0]
    boundary = f"={uuid4().hex}"  # "=" followed by these occurs in neither of the two encodings
    pieces = [b"--%b\r\n%b\r\n" % (boundary.encode(), bytes(part)) for part in parts]
    content = b"".join(pieces) + b"--%b--\r\n" % boundary.encode()
    return Part((f'Content-Type: multipart/{subtype}; boundary="{boundary}"',), content)


def message(headers: Iterable[tuple[str, str]], body: Part) -> bytes:
    """Return the mail; the headers are written with `text_header` and its like."""
    lines = [f"{name}: {value}" for name, value in headers]
    return bytes(Part((*lines, "MIME-Version: 1.0", *body.headers), body.content))


@lru_cache(maxsize=1024)  # a batch has few subjects, and one sender
def text_header(name: str, text: str) -> str:
    """Return the value of a header of free text, encoded and folded as RFC 2047 says."""
    line = one_line(text)
    octets = line.encode()
    if not line.isascii() and len(octets) <= ONE_WORD:  # most names: Python's own writer takes thirty times as long
        return f"=?utf-8?b?{binascii.b2a_base64(octets, newline=False).decode()}?="
    charset = "us-ascii" if line.isascii() else "utf-8"
    return Header(line, charset, header_name=name).encode(linesep="\r\n")


def address_header(name: str, display_name: str, address: str) -> str:
    """Return the value of a header with exactly one address, which is in ASCII already."""
    line = one_line(display_name)
    if not line:
        return address
    if line.isascii():
        quoted = line.replace("\\", "\\\\").replace('"', '\\"')
        return f'"{quoted}"\r\n <{address}>'
    return f"{text_header(name, line)}\r\n <{address}>"


def _base64(content: bytes) -> bytes:
    """Return the content in lines of 76, as RFC 2045 wants them."""
    packed = binascii.b2a_base64(content, newline=False)
    lines = [packed[start : start + BASE64_LINE] for start in range(0, len(packed), BASE64_LINE)]
    return b"\r\n".join([*lines, b""])
