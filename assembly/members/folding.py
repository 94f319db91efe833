"""Names folded for comparison: what is stored stays as typed, what is compared is this."""

from functools import lru_cache

from assembly.folding import name_key

__all__ = ["looks_key", "name_key", "word_key"]

# Cyrillic and Greek letters that look like Latin ones, small or capital, and what they look like.
_LOOKS = str.maketrans("авекмнорстухіјѕԁһԛԝαβεικνορτυχ", "abekmhopctyxijsdhqwabeikvoptyx")


def looks_key(name: str) -> str:
    """Return what a name looks like: the same for names that differ only in look-alike letters and punctuation."""
    return "".join(character for character in name_key(name).translate(_LOOKS) if character.isalnum())


@lru_cache(maxsize=4096)
def word_key(text: str) -> str:
    """Return a word of a list (a country, a heading, a status) without case, accents and punctuation."""
    spaced = "".join(c if c.isalnum() else " " for c in name_key(text.replace("&", " and ")))
    return " ".join(spaced.split()).removeprefix("the ")
