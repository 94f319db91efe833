"""Names folded for comparison: what is stored stays as typed, what is compared is this."""

import re
import unicodedata
from functools import lru_cache

# Marks that are an ornament of a letter. Those of other scripts (a Thai vowel, a kana's voicing) are letters.
_MARKS = re.compile("[\u0300-\u036f\u0591-\u05bd\u05bf-\u05c7\u064b-\u065f\u0670]")


@lru_cache(maxsize=4096)
def name_key(name: str) -> str:
    """Return a name without case, accents, invisible characters and surplus spaces."""
    if name.isascii():
        return " ".join(name.casefold().split())
    decomposed = unicodedata.normalize("NFKD", name).casefold()
    if not decomposed.isprintable():  # what can be seen holds none of those signs
        decomposed = "".join(character for character in decomposed if unicodedata.category(character) != "Cf")
    return " ".join(_MARKS.sub("", unicodedata.normalize("NFKD", decomposed)).split())
