"""One way to write a value as JSON, so that its hash can be compared years later by any other program.

Keys are sorted by code point, there is no white space, text is UTF-8 exactly as it was typed (no Unicode
normalisation: what was approved is what is hashed), and numbers are whole.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any, NoReturn, TypeAlias

Json: TypeAlias = "str | int | bool | Sequence[Json] | Mapping[str, Json] | None"


def canonical_json(value: Json) -> str:
    """Write a value as canonical JSON.

    Raises TypeError for what has no single spelling (a float, a key that is not text) and ValueError for half
    a surrogate pair.
    """
    _refuse_ambiguity(value)
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    text.encode()
    return text


def canonical_hash(value: Json) -> str:
    """SHA-256 of the canonical JSON in UTF-8, as 64 hexadecimal digits."""
    return hashlib.sha256(canonical_json(value).encode()).hexdigest()


def read_json(text: str) -> Any:
    """Read what `canonical_json` wrote. Raises ValueError where a number is not whole."""
    return json.loads(text, parse_float=_refuse_number, parse_constant=_refuse_number)


def _refuse_ambiguity(value: object) -> None:
    if isinstance(value, Mapping):
        for key, item in value.items():
            if not isinstance(key, str):
                raise TypeError(f"a key must be text: {key!r}")
            _refuse_ambiguity(item)
    elif isinstance(value, list | tuple):
        for item in value:
            _refuse_ambiguity(item)
    elif value is not None and not isinstance(value, str | int):
        raise TypeError(f"no canonical form for {type(value).__name__}")


def _refuse_number(text: str) -> NoReturn:
    raise ValueError(f"not a whole number: {text}")
