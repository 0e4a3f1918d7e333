"""What a rule of spelling is, and the edges that keep it from taking parts of numbers and words."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import NamedTuple

from .words import Word

LETTER = "a-zÀ-ɏ_"
KANJI = "一-龥々"
# A weekday in brackets stands behind its day: 6月5日(木), June 5 (Thu).
BRACKET = r"(?:(?<=[日0-9a-z])|(?<=[日0-9a-z] ))\("
JAPANESE = f"ぁ-んァ-ヺ{KANJI}"


class Rule(NamedTuple):
    """A pattern over folded text, what its groups say, and whether it is weak where it stands alone among words.

    A pattern has no named groups; one that gives None, or a ValueError, is no word of a date.
    """

    pattern: str
    read: Callable[..., Word | None]
    weak: bool = False


def one_of(spellings: Iterable[str]) -> str:
    """Return a pattern of words that prefers the longer; words that begin alike are told apart where they part."""
    tails = defaultdict(list)
    for spelling in sorted(spellings):
        tails[spelling[:1]].append(spelling[1:])
    whole = tails.pop("", None)
    ways = [re.escape(first) + (one_of(rest) if any(rest) else "") for first, rest in tails.items()]
    joined = ways[0] if len(ways) == 1 and whole is None else f"(?:{'|'.join(ways)})"
    return joined + ("?" if whole is not None else "")
