"""Snippets: a hit in its sentence, with every hit in it marked."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate

from ..content import Entry
from ..text import LANGUAGES, Lang, Run, Runs
from . import fields
from .asking import Query
from .folding import mapped

Place = tuple[int, int]

ELLIPSIS = "…"
# In columns: a Japanese character takes two, a Latin one takes one.
_WIDTH = 160
# So much of what is shown stands before the hit, where there is more than fits on either side.
_BEFORE = _WIDTH * 2 // 5
_CLOSING = re.escape("」』）)”’\"'］]】》〉")
# After these a full stop ends no sentence; neither does it after a single letter.
_SHORT = ("Mr", "Mrs", "Ms", "Dr", "St", "Jr", "Sr", "Sen", "Rep", "Gov", "Gen", "Inc", "Corp", "Co", "Ltd", "No", "vs")
_STOP = r"(?<=\.)(?<!\b[^\W\d_]\.)" + "".join(rf"(?<!\b{word}\.)" for word in _SHORT)
# It begins with a set of characters, which makes it fast to look for.
_END = re.compile(
    rf"[。！？｡!?.\n](?:(?<=[。！？｡])[。！？｡]*[{_CLOSING}]*|(?:(?<=[!?])|{_STOP})[{_CLOSING}]*(?=\s)|(?<=\n))\s*"
)
# What is no longer is a label (Tariffs.), and tells less than a sentence.
_LABEL = 10
# So far an edge moves to fall between two words.
_LONGEST_WORD = 16


@dataclass(frozen=True)
class Snippet:
    """A part of `text`, from `start` to `end`: a sentence, or what of it stands around its first hit.

    `hits` are places in `text`, in order, apart from each other and inside the part. `cut_before` and `cut_after` say on
    which sides more of the sentence was there.
    """

    text: str
    start: int
    end: int
    hits: tuple[Place, ...]
    cut_before: bool
    cut_after: bool

    @property
    def runs(self) -> Runs:
        """The part with its hits in bold, and an ellipsis where it was cut."""
        runs: list[Run] = [Run(ELLIPSIS)] if self.cut_before else []
        done = self.start
        for start, end in self.hits:
            runs += Run(self.text[done:start]), Run(self.text[start:end], bold=True)
            done = end
        runs += Run(self.text[done : self.end]), Run(ELLIPSIS if self.cut_after else "")
        return tuple(run for run in runs if run.text)


def snippet(text: str, query: Query) -> Snippet | None:
    """Return the sentence of `text` with the most of the wanted words, of several the first; None if there is no word."""
    return _best(text, query)[1]


def snippet_of(entry: Entry, query: Query, lang: Lang) -> Snippet | None:
    """Return the sentence that shows best why an entry was found; None if it was not.

    Of those with equally many of the words, one in the reader's language, and there one of the text, not of the title.
    """
    languages = sorted(LANGUAGES, key=lambda other: other != lang)
    most, best = 0, None
    for other in languages:
        for text in (fields.text_of(entry, other), entry.title[other]):
            words, found = _best(text, query)
            if words == len(query.terms):
                return found
            if words > most:
                most, best = words, found
    return best


def _best(text: str, query: Query) -> tuple[int, Snippet | None]:
    """Return the best sentence and how many of the words it holds."""
    folded = mapped(text)
    hits = sorted((place, number) for number, term in enumerate(query.terms) for place in term.places(folded))
    if not hits:
        return 0, None
    places = _apart(place for place, _ in hits)
    inside = {at for start, end in places for at in range(start + 1, end)}
    ends = [end for match in _END.finditer(text) if (end := match.end()) not in inside]
    words: dict[int, set[int]] = {}
    for (start, _), number in hits:
        words.setdefault(bisect_right(ends, start), set()).add(number)
    bounds = (0, *ends, len(text))
    sentence = max(words, key=lambda number: (len(words[number]), bounds[number + 1] - bounds[number] > _LABEL))
    return len(words[sentence]), _shortened(text, (bounds[sentence], bounds[sentence + 1]), places)


def _apart(places: Iterable[Place]) -> list[Place]:
    """Join places, in order, that overlap."""
    joined: list[Place] = []
    for start, end in places:
        if joined and start < joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def _shortened(text: str, sentence: Place, places: Sequence[Place]) -> Snippet:
    """Cut a sentence down to what fits around the first of `places` in it."""
    first, last = _stripped(text, sentence)
    hit = next(place for place in places if place[0] >= sentence[0])
    start, end = first, last
    columns = [0, *accumulate(1 + (unicodedata.east_asian_width(character) in "WF") for character in text[first:last])]
    if columns[-1] > _WIDTH:
        edge = max(min(columns[hit[0] - first] - _BEFORE, columns[-1] - _WIDTH), 0)
        start = first + bisect_left(columns, edge)
        end = first + bisect_right(columns, edge + _WIDTH) - 1
        start = start if start == first else _next_edge(text, range(start, min(hit[0], start + _LONGEST_WORD)), start)
        end = end if end == last else _next_edge(text, range(end, max(hit[1], end - _LONGEST_WORD), -1), end)
    start, end = _stripped(text, (start, end))
    inside = tuple((max(a, start), min(b, end)) for a, b in places if a < end and b > start)
    return Snippet(text, start, end, inside, start > first, end < last)


def _next_edge(text: str, places: Iterable[int], otherwise: int) -> int:
    """Return the first of `places` that is no place inside a word, nor inside what a reader sees as one character."""
    return next((place for place in places if not _splits(text[place - 1], text[place])), otherwise)


def _splits(before: str, after: str) -> bool:
    joined = unicodedata.combining(after) or after in "\u200d\ufe0e\ufe0f" or "\U0001f3fb" <= after <= "\U0001f3ff"
    if joined or before == "\u200d":
        return True
    return before.isalnum() and after.isalnum() and "W" not in map(unicodedata.east_asian_width, (before, after))


def _stripped(text: str, part: Place) -> Place:
    start, end = part
    while start < end and text[start].isspace():
        start += 1
    while start < end and text[end - 1].isspace():
        end -= 1
    return start, end
