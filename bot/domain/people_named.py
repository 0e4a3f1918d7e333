"""Several names in one line: which runs of its words are names of people, and which words are left over.

The words of a line stand between separators. A run of them is a name when the corpus knows it as one; of all ways to cover
the line with names, the one that leaves the fewest words is taken, of those the one with the fewest names, and of those the
one with the fewest that several people bear (dynamic programming from the end of the line). "Elon Musk Donald Trump" is so
two names, and not four.

A word that is no name makes the names doubtful to which nothing but a space joins it: who asks for Melania Trump does not
ask for Donald. Likewise a given name of one person before the surname of another.
"""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from .content import Person
from .corpus import Corpus
from .names import Suggester, fold

# Fifty full names with their titles are fewer words; what follows them is not read for names.
_MOST_WORDS = 200
_LONGEST_RUN = 6
_LONGEST_TOGETHER = 80
_MOST_GROUPS = 3
# To find what resembles a word takes a look at every name.
_MOST_UNKNOWN = 3
_LIST = r"[,、。;:&+×✕✖/|!?\"“”「」『』()\[\]{}<>…]+"
_LATIN = r"(?<![a-z])(?:and|vs\.?|versus|with|x)(?![a-z])"
_KANA = r"(?<=\w)(?:と|や|対|及び|および)(?=\w)"
_SPACE = r"[\s・=\-‐‑–—]+"
_SEPARATOR = re.compile(rf"(?P<list>{_LIST}|{_LATIN})|(?P<kana>{_KANA})|{_SPACE}", re.IGNORECASE)
_LINKS = frozenset(("と", "や", "対", "及び", "および", "の", "は"))
_HEAD = re.compile(
    r"^(?:who(?:['’]s| is| are| was| were)|(?:tell me )?about|(?:the )?(?:relationship|relations?|history) (?:between|of))\s+",
    re.IGNORECASE,
)
_TAIL = re.compile(
    r"(?:(?:の|との)(?:関係性?|仲|間柄)(?:は|って)?|について|とは|って(?:誰|だれ)|は?(?:誰|だれ)(?:ですか)?"
    r"|(?:['’]s?)?\s+(?:relationship|relations?))[\s?。]*$",
    re.IGNORECASE,
)
# JR may be somebody's initials, but not after a name.
_OFFSPRING = re.compile(r"(?:jr|sr)\.?|junior|senior|i{2,3}|iv", re.IGNORECASE)
_HIRAGANA = re.compile(r"[ぁ-ゖー]")
_BETWEEN_NAMES = re.compile(r"[\s・=]+")


@dataclass(frozen=True)
class Part:
    """A stretch of the line. `people` are all who bear it as a name: one is meant, of several one; nobody, and it is left over.

    `pieces` of what is left over are its words in order, each with those who would bear it as a name.
    """

    text: str
    people: tuple[str, ...] = ()
    pieces: tuple[tuple[str, tuple[str, ...]], ...] = ()


@dataclass(frozen=True)
class Named:
    """A line, read for names: its parts in order."""

    parts: tuple[Part, ...]

    @cached_property
    def people(self) -> tuple[str, ...]:
        """The ids of those who are surely meant, in order."""
        return tuple(dict.fromkeys(part.people[0] for part in self.parts if len(part.people) == 1))


def named(text: str, corpus: Corpus) -> Named:
    """Read who is named in `text`, a name or several, in any spelling that the corpus knows, or ids."""
    line = text.strip()
    if whole := bearers(line, corpus):
        return Named((Part(line, whole),))
    rows = (" ".join(row.split()) for row in unicodedata.normalize("NFKC", line).splitlines())
    line = ", ".join(filter(None, rows))
    line = _TAIL.sub("", _HEAD.sub("", line)) or line
    words, rest = _words(line)
    if not words:
        return Named((Part(text.strip()),) if text.strip() else ())
    parts = [_part(line, units) for units in _clusters(_cover(line, words, corpus), corpus)]
    if rest < len(line):
        parts.append(Part(line[rest:].strip()))
    return Named(tuple(parts))


def bearers(name: str, corpus: Corpus) -> tuple[str, ...]:
    """Return the ids of all who bear a name, likeliest first; an id is the name of its person."""
    return (name,) if name in corpus.people else corpus.names.find(name)


def suggestions(part: Part, corpus: Corpus, suggester: Suggester) -> tuple[tuple[str, ...], ...]:
    """Return what a part may mean, each as the ids of one person or, for what is left over, of several together."""
    if part.people:
        return tuple((id_,) for id_ in part.people)
    groups: list[tuple[str, ...]] = [(id_,) for id_ in corpus.names.suggest(part.text, suggester)]
    if any(people for _, people in part.pieces):
        no_one: list[tuple[str, ...]] = [()]
        unknown = [word for word, people in part.pieces if not people][:_MOST_UNKNOWN]
        near = {word: corpus.names.suggest(word, suggester, 2) for word in unknown}
        ways = ([(id_,) for id_ in people or near.get(word, ())] or no_one for word, people in part.pieces)
        groups += (
            tuple(dict.fromkeys(itertools.chain(*way))) for way in itertools.islice(itertools.product(*ways), 24)
        )
    likeliest = [*_run_together(part.text, corpus), *sorted(filter(None, groups), key=len)]
    return tuple(dict.fromkeys(likeliest))[:_MOST_GROUPS]


def _run_together(text: str, corpus: Corpus) -> Iterator[tuple[str, str]]:
    """Yield whom two names with nothing between them may be. No more than a guess: Samson is not Sam and Son."""
    folded, ids = fold(text), corpus.names.ids
    for cut in range(2, min(len(folded), _LONGEST_TOGETHER) - 1):
        for pair in itertools.product(ids.get(folded[:cut], ()), ids.get(folded[cut:], ())):
            if pair[0] != pair[1]:
                yield pair


@dataclass(frozen=True)
class _Word:
    """A word of the line; `loose`: nothing but a space or the like joins it to the one before."""

    start: int
    end: int
    loose: bool


@dataclass(frozen=True)
class _Unit:
    """A run of words that is a name, or one word that is none."""

    text: str
    start: int
    end: int
    loose: bool
    people: tuple[str, ...]


def _words(line: str) -> tuple[list[_Word], int]:
    """Return the words of a line, and where the first one begins that is not read any more."""
    words: list[_Word] = []
    loose = False
    for start, end, parted in _stretches(line):
        link = line[start:end] in _LINKS
        if start < end and not link:
            if len(words) == _MOST_WORDS:
                return words, start
            words.append(_Word(start, end, loose))
            loose = True
        loose = loose and not parted and not link
    return words, len(line)


def _stretches(line: str) -> Iterator[tuple[int, int, bool]]:
    """Yield what stands between separators, and whether the separator after it parts names for sure."""
    start = 0
    for match in _SEPARATOR.finditer(line):
        if match["kana"] and match.start() == start:
            continue  # とらんぷ after と begins with it
        amid = _HIRAGANA.match(line, match.end()) and _HIRAGANA.match(line, match.start() - 1)
        yield start, match.start(), bool(match["list"] or (match["kana"] and not amid))
        start = match.end()
    yield start, len(line), False


def _cover(line: str, words: list[_Word], corpus: Corpus) -> list[_Unit]:
    best: list[tuple[tuple[int, int, int], _Unit | None, int]] = [((0, 0, 0), None, 0)] * (len(words) + 1)
    for i in range(len(words) - 1, -1, -1):
        word = words[i]
        left, names, shared = best[i + 1][0]
        text = line[word.start : word.end]
        found = (left + 1, names, shared), _Unit(text, word.start, word.end, word.loose, ()), i + 1
        for j in range(min(i + _LONGEST_RUN, len(words)), i, -1):
            end = words[j - 1].end
            text = line[word.start : end]
            left, names, shared = best[j][0]
            if (left, names + 1, shared) < found[0] and (people := bearers(text, corpus)):
                cost = (left, names + 1, shared + (len(people) > 1))
                if cost < found[0]:
                    found = cost, _Unit(text, word.start, end, word.loose, people), j
        best[i] = found
    units: list[_Unit] = []
    place = 0
    while place < len(words):
        _, unit, place = best[place]
        units += [unit] if unit else []
    return units


def _clusters(units: list[_Unit], corpus: Corpus) -> Iterator[list[_Unit]]:
    """Put together the units that may be one unknown name; every other unit stands alone."""
    cluster: list[_Unit] = []
    for unit in units:
        if cluster and not (unit.loose and _doubtful(cluster[-1], unit, corpus)):
            yield cluster
            cluster = []
        cluster.append(unit)
    if cluster:
        yield cluster


def _doubtful(before: _Unit, unit: _Unit, corpus: Corpus) -> bool:
    """Tell whether two units that stand side by side may be the name of somebody else."""
    if not before.people or not unit.people or _OFFSPRING.fullmatch(unit.text):
        return True
    given = {name for id_ in before.people for name in _ends(corpus.people[id_], 0)}
    surnames = {name for id_ in unit.people for name in _ends(corpus.people[id_], -1)}
    return fold(before.text) in given and fold(unit.text) in surnames


def _ends(person: Person, place: int) -> Iterable[str]:
    """Return the folded first or last part of a person's full name in each language."""
    parts = (_BETWEEN_NAMES.split(name) for name in (person.name.ja, person.name.en))
    return [fold(part[place]) for part in parts if len(part) > 1]


def _part(line: str, units: list[_Unit]) -> Part:
    text = line[units[0].start : units[-1].end]
    if len(units) == 1:
        return Part(text, units[0].people, () if units[0].people else ((text, ()),))
    if bearers_of_all := tuple(id_ for id_ in units[0].people if all(id_ in unit.people for unit in units)):
        return Part(text, bearers_of_all)
    return Part(text, (), tuple((unit.text, unit.people) for unit in units))
