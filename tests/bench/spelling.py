"""Row: a name with a typo among 80,000 aliases, against rapidfuzz over the whole list."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence

from rapidfuzz import fuzz, process

from bot.domain.names import bare, fold
from bot.language.fuzzy import CUTOFF, Fuzzy

from . import corpora, people
from .rows import Row, guarded
from .timing import Effort, compare

_PEER, _AT_ONCE, _LIMIT, _CHECKED = "rapidfuzz", 12, 9, 60


def rows(effort: Effort, persons: int = corpora.PEOPLE) -> Iterator[Row]:
    """Yield one row; its note says how often each side has whoever was meant among three suggestions."""
    names = corpora.corpus(0, persons).names
    everybody = people.everybody(persons)
    bearers = {fold(name): person.id for person in everybody for name in people.all_names(person)}
    aliases, fuzzy = list(bearers), Fuzzy()
    question = f"a name with a typo among {len(aliases):,}"

    def ours(name: str) -> tuple[str, ...]:
        return names.suggest(name, fuzzy)

    def theirs(name: str) -> tuple[str, ...]:
        found = process.extract(
            fold(bare(name)), aliases, scorer=fuzz.ratio, processor=None, score_cutoff=CUTOFF, limit=_LIMIT
        )
        return tuple(dict.fromkeys(bearers[alias] for alias, _, _ in found))[:3]

    def questions(number: int) -> Sequence[str]:
        return [typo for typo, _ in _typos(number, persons, _AT_ONCE)]

    def measured() -> Iterator[Row]:
        took = compare(ours, theirs, questions, effort, same=False)
        asked = list(_typos(-2, persons, _CHECKED))
        hits = [sum(meant in side(typo) for typo, meant in asked) for side in (ours, theirs)]
        note = f"who was meant is suggested for {hits[0]} and {hits[1]} of {len(asked)}"
        yield Row(question, _PEER, ours=took.ours, theirs=took.theirs, note=note)

    yield from guarded(question, _PEER, None, measured)


def _typos(seed: int, persons: int, count: int) -> Iterator[tuple[str, str]]:
    """Yield mistyped names with the id of whom they mean, in turn English and Japanese."""
    rng = random.Random(seed)
    for number in range(count):
        person = rng.choice(people.everybody(persons))
        yield people.mistyped(rng, person.name.en if number % 2 else person.name.ja), person.id
