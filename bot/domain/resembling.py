"""Resemblance: which of many names are near enough to a misspelt one to be worth a closer look.

Two slips of the hand (a letter too many, too few, another one, two turned round) leave all but two of a word's letters in
it. Names are kept by length, and for each letter a set of those of one length that have it, as the bits of a number:
to count, for all of them at once, how many letters of a word they lack takes a few operations a letter.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

SLIPS = 2


class Resembling:
    """Names, put in order when they are first asked for."""

    def __init__(self, names: Iterable[str]) -> None:
        self._names = names

    def near(self, wanted: str) -> list[str]:
        """Return every name that is no more than two slips away from `wanted`, and some that are farther."""
        letters = list(_letters(wanted))
        found: list[str] = []
        for length in range(len(wanted) - SLIPS, len(wanted) + SLIPS + 1):
            if shelf := self._shelves.get(length):
                found += shelf.lacking(letters, min(SLIPS, len(wanted) - length + SLIPS))
        return found

    @cached_property
    def _shelves(self) -> Mapping[int, _Shelf]:
        by_length: dict[int, list[str]] = defaultdict(list)
        for name in self._names:
            by_length[len(name)].append(name)
        return {length: _Shelf.of(names) for length, names in by_length.items()}


@dataclass(frozen=True)
class _Shelf:
    """Names of one length; `having` says of each letter which of them have it: number n is bit n."""

    names: list[str]
    having: Mapping[str, int]

    @classmethod
    def of(cls, names: list[str]) -> _Shelf:
        bits: dict[str, bytearray] = defaultdict(lambda: bytearray(len(names) // 8 + 1))
        for number, name in enumerate(names):
            byte, bit = number >> 3, 1 << (number & 7)
            for letter in _letters(name):
                bits[letter][byte] |= bit
        return cls(names, {letter: int.from_bytes(having, "little") for letter, having in bits.items()})

    def lacking(self, letters: Iterable[str], most: int) -> Iterator[str]:
        """Yield the names that have all but up to `most` of `letters`."""
        everything = (1 << len(self.names)) - 1
        # Those that lack none of the letters seen so far, up to one, up to two.
        lacking = [everything] * (most + 1)
        for letter in letters:
            having = self.having.get(letter, 0)
            for missed in range(most, 0, -1):
                lacking[missed] = lacking[missed] & having | lacking[missed - 1]
            lacking[0] &= having
        bits = f"{lacking[most]:b}"[::-1]
        number = bits.find("1")
        while number >= 0:
            yield self.names[number]
            number = bits.find("1", number + 1)


def _letters(word: str) -> Iterator[str]:
    """Yield the letters of a word; the second time a letter comes it is doubled, so that it counts as another."""
    seen: Counter[str] = Counter()
    for letter in word:
        seen[letter] += 1
        yield letter * seen[letter]
