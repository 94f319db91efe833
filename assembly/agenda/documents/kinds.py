"""The words of documents: who may read one."""

from enum import StrEnum


class Visibility(StrEnum):
    """Who may read a document: everybody, those admitted, or the interpreters alone."""

    PUBLIC = "public"
    PARTICIPANTS = "participants"
    INTERPRETERS = "interpreters"
