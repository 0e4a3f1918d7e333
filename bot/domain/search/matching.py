"""Terms: what a word or a phrase of a query is when it meets a text, and by which keys an index finds it.

Japanese is not parted into words: a term with a Japanese character is a `Fragment`, found wherever its characters stand in
this order. Any other is a `Phrase` of one or more whole words, each by its stem.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from itertools import chain, compress, repeat
from operator import add, contains, or_

from .folding import LONG, UNSPACED, VU, Mapped, spoken, written
from .stemming import WORD, stem

# Stands between fields; no term holds it, because folding drops controls.
FIELD = "\x00"
# From this many characters on, a fragment is found whether or not its long vowels are written.
_LOOSE = 4
_JAPANESE = re.compile(f"[{UNSPACED}]")
_RUN = re.compile(rf"([^\W_]??)([{UNSPACED}]+)(?=([^\W_]?))")
_LONG_BETWEEN = re.compile(f"(.){LONG}+(?=(.))")
_TOKEN = re.compile(f"{WORD.pattern}|[{UNSPACED}]+")


@dataclass(frozen=True)
class Fragment:
    """Characters that stand together, in any of `forms`; `loose` ones are found in texts without long vowels.

    `typed` are the forms with the long vowels that were written: what holds one of these surely holds the term.
    """

    forms: tuple[str, ...]
    loose: bool = False
    typed: tuple[str, ...] = field(default=(), compare=False)

    @cached_property
    def key(self) -> str | None:
        """The key whose holders are just those who hold the term, if there is one."""
        form = self.forms[0]
        alone = len(self.forms) == 1 and len(form) < 3 and not self.loose
        return form if alone and form in japanese_keys(form) else None

    @cached_property
    def ways(self) -> tuple[tuple[tuple[str, ...], ...], ...]:
        """Return, for each form, keys of which a holder has all; where one of several will do, they stand together."""
        return tuple(self._keys(form) for form in self.forms)

    def _keys(self, form: str) -> tuple[tuple[str, ...], ...]:
        keys = sorted(japanese_keys(form))
        pairs = [key for key in keys if len(key) == 2]
        if self.loose:
            return tuple((pair, LONG.join(pair)) for pair in pairs) or tuple((key,) for key in keys)
        return tuple((key,) for key in pairs or keys)

    def held(self, among: Iterable[int], text_of: Callable[[int], str]) -> list[int]:
        """Return those, `among` some, in whose text, as `japanese_of` returned it, stands one of the forms."""
        numbers = [*among]
        texts = [*map(text_of, numbers)]
        first, *more = self.typed or self.forms
        held = [*map(contains, texts, repeat(first))]
        for form in more:
            held = [*map(or_, held, map(contains, texts, repeat(form)))]
        if self.loose:
            held = [sure or self._stands_in(text.replace(LONG, "")) for sure, text in zip(held, texts, strict=True)]
        return [*compress(numbers, held)]

    def _stands_in(self, text: str) -> bool:
        return any(form in text for form in self.forms)

    def places(self, text: Mapped) -> Iterator[tuple[int, int]]:
        """Yield where the term stands in the original of `text`; some places may overlap."""
        for variant in (text, text.spoken()) if VU in text.text else (text,):
            searched = variant.without_long() if self.loose else variant
            for form in self.forms:
                start = searched.text.find(form)
                while start >= 0:
                    yield searched.place(start, start + len(form))
                    start = searched.text.find(form, start + len(form))


@dataclass(frozen=True)
class Phrase:
    """One or more whole words in a row, by their stems."""

    stems: tuple[str, ...]

    @cached_property
    def key(self) -> str | None:
        """The key whose holders are just those who hold the term, if there is one."""
        return self.stems[0] if len(self.stems) == 1 else None

    @cached_property
    def ways(self) -> tuple[tuple[tuple[str, ...], ...], ...]:
        """Return the one way: all stems."""
        return (tuple((key,) for key in dict.fromkeys(self.stems)),)

    def is_in(self, fields: Iterable[str]) -> bool:
        """Tell whether the words stand in a row in one of the folded `fields`."""
        return any(self._hint.search(field) and self._starts(_row(field)) for field in fields)

    @cached_property
    def _hint(self) -> re.Pattern[str]:
        """What is found wherever the words stand in a row, and seldom elsewhere: all but the last letter of each stem."""
        starts = ("[.,']?".join(map(re.escape, word[:-1] or word)) for word in self.stems)
        return re.compile(r"[\w.,']*[\W_]+".join(starts))

    def places(self, text: Mapped) -> Iterator[tuple[int, int]]:
        """Yield where the term stands in the original of `text`."""
        if not self._hint.search(text.text):
            return
        tokens = list(_tokens(text.text))
        for start in self._starts([token for token, *_ in tokens]):
            yield text.place(tokens[start][1], tokens[start + len(self.stems) - 1][2])

    def _starts(self, tokens: Sequence[str]) -> list[int]:
        length = len(self.stems)
        first, wanted = self.stems[0], list(self.stems)
        if first not in tokens:
            return []
        return [at for at, token in enumerate(tokens) if token == first and list(tokens[at : at + length]) == wanted]


Term = Fragment | Phrase


@lru_cache(maxsize=1 << 10)
def term(text: str) -> Term | None:
    """Return what a word or a phrase asks for; None where it holds no letter and no digit."""
    folded = written(text).strip()
    if not _JAPANESE.search(folded):
        stems = tuple(stem(word) for word in WORD.findall(folded))
        return Phrase(stems) if stems else None
    forms = dict.fromkeys((folded, spoken(folded)))
    bare = dict.fromkeys(form.replace(LONG, "") for form in forms)
    if not all(map(has_japanese, bare)):
        return Fragment(tuple(forms))
    if all(len(form) >= _LOOSE for form in bare):
        return Fragment(tuple(bare), loose=True, typed=tuple(forms))
    # サーバー is also written サーバ; but バー is not バ.
    return Fragment(tuple(form.rstrip(LONG) if len(form) >= _LOOSE else form for form in forms))


def _tokens(folded: str) -> Iterator[tuple[str, int, int]]:
    """Yield the stems of a folded text with their bounds; Japanese between two words keeps them apart."""
    for match in _TOKEN.finditer(folded):
        yield stem(match[0]), *match.span()


def _row(folded: str) -> list[str]:
    if folded.isascii():
        return [*chain.from_iterable(map(_stems_of, folded.split()))]
    return [*map(stem, _TOKEN.findall(folded))]


@lru_cache(maxsize=1 << 14)
def _stems_of(piece: str) -> tuple[str, ...]:
    """Return the stems of what stands between two spaces."""
    return tuple(map(stem, WORD.findall(piece)))


def has_japanese(text: str) -> bool:
    """Tell whether a folded text holds anything that a fragment may be found in."""
    return _JAPANESE.search(text) is not None


def japanese_of(fields: Iterable[str]) -> str:
    """Return what fragments are looked for in: the folded fields that hold Japanese, as written and as spoken."""
    kept: list[str] = []
    for text in fields:
        if not text.isascii() and has_japanese(text):
            kept += (text, spoken(text)) if VU in text else (text,)
    return FIELD.join(kept)


def japanese_keys(japanese: str) -> set[str]:
    """Return every Japanese character, every two neighbours of which one is Japanese, and those with a long vowel between."""
    keys: set[str] = set()
    for before, run, after in _RUN.findall(japanese):
        neighbours = before + run + after
        keys.update(run, map(add, neighbours, neighbours[1:]))
    if LONG in japanese:
        keys.update(LONG.join(ends) for ends in _LONG_BETWEEN.findall(japanese))
    return keys


def stems(fields: Iterable[str]) -> set[str]:
    """Return the stems of all words of folded fields."""
    found: set[str] = set()
    for text in fields:
        if text.isascii():
            found.update(chain.from_iterable(map(_stems_of, set(text.split()))))
        else:
            found.update(map(stem, set(WORD.findall(text))))
    return found
