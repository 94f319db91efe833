"""Names folded for comparison: what is stored stays as typed, what is compared is this."""

import re
import unicodedata
from functools import lru_cache

# Marks that are an ornament of a letter. Those of other scripts (a Thai vowel, a kana's voicing) are letters.
_MARKS = re.compile("[\u0300-\u036f\u0591-\u05bd\u05bf-\u05c7\u064b-\u065f\u0670]")

# Cyrillic and Greek letters that look like Latin ones, small or capital, and what they look like.
_LOOKS = str.maketrans("авекмнорстухіјѕԁһԛԝαβεικνορτυχ", "abekmhopctyxijsdhqwabeikvoptyx")


def name_key(name: str) -> str:
    """Return a name without case, accents, invisible characters and surplus spaces."""
    if name.isascii():
        return " ".join(name.casefold().split())
    decomposed = unicodedata.normalize("NFKD", name).casefold()
    seen = "".join(character for character in decomposed if unicodedata.category(character) != "Cf")
    return " ".join(_MARKS.sub("", unicodedata.normalize("NFKD", seen)).split())


def looks_key(name: str) -> str:
    """Return what a name looks like: the same for names that differ only in look-alike letters and punctuation."""
    return "".join(character for character in name_key(name).translate(_LOOKS) if character.isalnum())


@lru_cache(maxsize=4096)
def word_key(text: str) -> str:
    """Return a word of a list (a country, a heading, a status) without case, accents and punctuation."""
    spaced = "".join(c if c.isalnum() else " " for c in name_key(text.replace("&", " and ")))
    return " ".join(spaced.split()).removeprefix("the ")
