"""What kinds of questions there are, and who may answer one."""

from enum import StrEnum
from typing import Final


class QuestionKind(StrEnum):
    """What an answer looks like."""

    TEXT = "text"
    LONG_TEXT = "long-text"
    CHOICE = "choice"
    CHOICES = "choices"
    COUNTRY = "country"
    YES_NO = "yes-no"
    NUMBER = "number"
    DATE = "date"
    FILE = "file"


class AnsweredBy(StrEnum):
    """Who may give an answer and see it, besides the secretariat."""

    PERSON = "person"  # nobody else: what is asked is the person's own affair
    FOCAL_POINT = "focal-point"  # the focal point of the delegation too


class Answerer(StrEnum):
    """Who gives answers: the person, the focal point of their delegation, or the secretariat for them."""

    PERSON = "person"
    FOCAL_POINT = "focal-point"
    SECRETARIAT = "secretariat"


YES: Final = "yes"
NO: Final = "no"

WITH_OPTIONS: Final = (QuestionKind.CHOICE, QuestionKind.CHOICES)
"""Kinds whose answers are chosen from options of the question's own."""

STEERING: Final = (*WITH_OPTIONS, QuestionKind.YES_NO)
"""Kinds whose answers can decide whether another question is shown."""

KEPT_DAYS: Final = (30, 90, 365)
"""For how many days after the event answers can be kept."""
