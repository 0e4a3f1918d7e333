"""English words and their stems: what is one word to somebody who searches.

The stemmer takes off possessives, plurals, -ed and -ing, and no other ending: trump, trumps, Trump's and trumped are one,
trumpet is another; organ and organization, universe and university stay apart. Where -ed and -ing leave open whether an e was
there (hoping, taxing), it follows the spelling: hopping would be of hop. A stem need be no word: it is a key.
"""

from __future__ import annotations

import re
from functools import lru_cache

from .folding import UNSPACED

_LETTER = f"[^\\W_{UNSPACED}]"
_FIGURELESS = f"[^\\W\\d_{UNSPACED}]"
# Letters, and what may stand between them: an apostrophe, the points of an acronym (u.s.) and of a number (1,000.5).
WORD = re.compile(
    rf"{_LETTER}+(?:'{_LETTER}+|(?<=\d)(?:\.(?=\d)|,(?=\d{{3}}(?!\d))){_LETTER}+"
    rf"|(?<!{_LETTER}{_LETTER})(?<={_FIGURELESS})\.{_FIGURELESS}(?!{_LETTER}))*"
)
# What only looks like a form of a word, and would be taken for one of another.
_KEPT = frozenset(
    {
        "news",
        "mars",
        "united",
        "being",
        "during",
        "evening",
        "morning",
        "nothing",
        "something",
        "everything",
        "anything",
    }
)
# No English word is longer.
_LONGEST = 40
_VOWEL = re.compile("[aeiou]|(?<=[^aeiou])y")
# Porter's measure: how often a vowel is followed by a consonant.
_MEASURE = re.compile("(?:[aeiou]|(?<=[^aeiou])y)+(?:[^aeiouy]|(?<=[aeiou])y)+")
# One consonant, one vowel, one consonant that is neither w, x nor y: hop, fil, rat.
_CLIPPED = re.compile("[^aeiou]*[^aeiou][aeiouy][^aeiouwxy]")
_DOUBLED = re.compile(r"([bdgmnprt])\1$")


@lru_cache(maxsize=1 << 14)
def stem(word: str) -> str:
    """Return the stem of a folded word, as `WORD` finds it; a number is its digits, an acronym its letters."""
    word = word.removesuffix("'s").replace("'", "")
    if any(character.isdigit() for character in word):
        return word.replace(",", "")
    word = word.replace(".", "")
    if not 4 <= len(word) <= _LONGEST or not word.isascii() or word in _KEPT:
        return word
    return _without_last_e(_without_ending(_singular(word)))


def _singular(word: str) -> str:
    if word.endswith(("ss", "us", "is")) or not word.endswith("s"):
        return word[:-2] + "y" if word.endswith("ie") and len(word) > 4 else word
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("sses", "shes", "ches", "xes", "zzes")) or (word.endswith("oes") and len(word) > 5):
        return word[:-2]
    return word[:-1]


def _without_ending(word: str) -> str:
    if word.endswith("eed"):
        return word[:-1] if _MEASURE.search(word[:-3]) else word
    if word.endswith("ied") and len(word) > 4:
        return word[:-3] + "y"
    rest = word.removesuffix("ed") if word.endswith("ed") else word.removesuffix("ing")
    if rest == word or not _VOWEL.search(rest):
        return word
    if len(rest) < 3:
        # used, aging, sued, died; but not going, dying, and no name of this kind
        return rest + "e" if len(rest) == 2 and rest[1] not in "oey" else word
    if _DOUBLED.search(rest) and len(rest) > 3:
        return rest[:-1]
    return rest + "e" if _CLIPPED.fullmatch(rest) else rest


def _without_last_e(word: str) -> str:
    """Make one of raise and raised; what is short enough for -ed to give its e back keeps it: rate is not rat."""
    if word.endswith("e") and len(word) > 3 and not _CLIPPED.fullmatch(word[:-1]) and _MEASURE.search(word[:-1]):
        return word[:-1]
    return word[:-1] if word.endswith("ll") and len(_MEASURE.findall(word[:-1])) > 1 else word
