"""One spelling for what is typed in many: width, spaces, case, digits in kanji, dashes, tildes, quotes.

Two strings come of it, with every character of the one at the place of its like in the other: what was typed, in normal width
and with single spaces (NFKC), and the same folded, which is what the patterns are written for.
"""

from __future__ import annotations

import string
import unicodedata

_ALIKE = {
    "~": "〜∼˜∿⁓〰→⇒",
    "-": "‐‑‒–—―−⁻ー─━",
    "'": "’‘`´ʼ",
    **dict(zip("0123456789", ("〇", *"一二三四五六七八九"), strict=True)),
}
_FOLDING = str.maketrans(
    {other: one for one, others in _ALIKE.items() for other in others}
    | dict(zip(string.ascii_uppercase, string.ascii_lowercase, strict=True))
)

# A count up to 99 once folded: 6, 06, 十, 二十 (2十), 三十一 (3十1).
COUNT = r"(?:[0-9]?十[0-9]?|[0-9]{1,2})"


def tidy(text: str) -> str:
    """Return the text in normal width, with single spaces and none around it."""
    return " ".join(unicodedata.normalize("NFKC", text).split())


def fold(tidied: str) -> str:
    """Return tidied text, as long as it was, in the one spelling that patterns know."""
    return tidied.translate(_FOLDING)


def count(digits: str) -> int:
    """Return the number that folded digits stand for; 元 is the first year of an era."""
    if digits == "元":
        return 1
    tens, ten, ones = digits.partition("十")
    return int(tens or 1) * 10 + int(ones or 0) if ten else int(digits)
