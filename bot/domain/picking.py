"""What an edition is made of: a lead digest, what happened on this day, and a few events, each with its reason.

The choice is a pure function of corpus, wishes, history, date and seed. Its one law is the turn: an entry that a channel
has seen comes again only when every other one it could get has had its turn, and then it says so (`again`). What was
never shown goes first, and what ended one turn does not begin the next. Within a turn the mode ranks: `mix` by weight,
`latest` from the newest, `story` from the oldest; ties fall by a hash of seed and id, so that channels differ and a
channel repeats itself exactly.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice

from .content import Entry, Event
from .corpus import Corpus
from .dates import anniversary, next_anniversary
from .ledger import Mode, Pick, PickKind, Shown, Subscription

EVENTS = 3
# An event whose anniversary is this near waits for it, while others of its turn are left.
HOLD_DAYS = 30
_DIGEST_ORDER = {"question": 0, "chapter": 1, "article": 2}

Rank = tuple[int | str, ...]


@dataclass(frozen=True)
class _Turn:
    """How far a channel has come with a pool: which `had` their turn, and which were shown `lately`, the later half."""

    had: frozenset[str]
    lately: frozenset[str]

    def waits(self, entry: Entry) -> bool:
        """Tell whether an entry must wait for the rest."""
        return entry.id in self.had or entry.id in self.lately


def _turn(pool: Sequence[Entry], seen: Sequence[Shown]) -> _Turn:
    """Count neither how often a thing was shown nor when: an entry that came later would make up for all it missed."""
    ids = {entry.id for entry in pool}
    had: set[str] = set()
    order: dict[str, None] = {}
    for entry in (shown.entry for shown in seen if shown.entry in ids):
        if entry in had:  # it came again: another turn had begun
            had.clear()
        had.add(entry)
        order.pop(entry, None)
        order[entry] = None
    lately = islice(reversed(order), len(ids) // 2)
    return _Turn(frozenset() if had == ids else frozenset(had), frozenset(lately))


@dataclass(frozen=True)
class _Desk:
    """One edition in the making."""

    corpus: Corpus
    mode: Mode
    seen: Counter[str]
    last_shown: Mapping[str, date]
    today: date
    seed: str

    def choose(
        self, kind: PickKind, rule: str, pool: Sequence[Entry], turn: _Turn, taken: Sequence[Pick]
    ) -> Pick | None:
        """Take the first of `pool` in its turn; None when nothing is left."""
        used = {pick.entry for pick in taken}
        left = [entry for entry in pool if entry.id not in used]
        if not left:
            return None
        order = {
            entry.id: (entry.id in turn.had, entry.id in self.seen, entry.id in turn.lately, *self._rank(entry))
            for entry in left
        }
        ranked = sorted(left, key=lambda entry: order[entry.id])
        first = ranked[0]
        numbers = {
            "shown": self.seen[first.id],
            "in_turn": sum(order[entry.id][0] == order[first.id][0] for entry in left),
            "of": len(left),
        }
        if isinstance(first, Event):
            numbers["importance"] = first.importance
        return Pick(
            first.id,
            kind,
            rule,
            numbers,
            first.revision,
            ranked[1].id if len(ranked) > 1 else None,
            self.last_shown.get(first.id),
        )

    def _rank(self, entry: Entry) -> Rank:
        tie = hashlib.sha256(f"{self.seed}/{entry.id}".encode()).hexdigest()
        if isinstance(entry, Event):
            first = (entry.when.span.first or date.min).toordinal()
            ranks: Mapping[str, Callable[[], Rank]] = {
                "latest": lambda: (self._beyond(entry), -first, -entry.importance),
                "story": lambda: (first, -entry.importance),
            }
            by_weight: Callable[[], Rank] = lambda: (self._held(entry), -entry.importance)  # noqa: E731
            return (*ranks.get(self.mode, by_weight)(), tie)
        if self.mode == "story":
            chapters = list(self.corpus.chapters)
            place = chapters.index(entry.about) if entry.about in chapters else len(chapters)
            return (place, _DIGEST_ORDER[entry.kind], tie)
        if self.mode == "latest":
            return (-(entry.revised or entry.added or date.min).toordinal(), tie)
        return (_DIGEST_ORDER[entry.kind], tie)

    def _beyond(self, event: Event) -> int:
        """A forecast of what lies beyond the reach of the corpus is no news, however late its date."""
        reach = self.corpus.story.as_of.span.last or date.max
        return int(event.status == "forecast" and event.when.place > reach)

    def _held(self, event: Event) -> int:
        return int(next_anniversary(event.when, self.today, HOLD_DAYS) is not None)


def compose(corpus: Corpus, wishes: Subscription, seen: Sequence[Shown], today: date) -> tuple[Pick, ...]:
    """Choose the entries of one edition for the local day `today`; empty when the channel's wishes leave nothing.

    `seen` is the channel's history, oldest first. The seed is the subscription's id.
    """
    desk = _Desk(corpus, wishes.mode, Counter(s.entry for s in seen), {s.entry: s.day for s in seen}, today, wishes.id)
    events = [event for event in corpus.timeline if _wanted(event, wishes)]
    digests = [digest for digest in corpus.digests.values() if _wanted(digest, wishes)]
    picks: list[Pick] = []
    today_before = [event for event in events if anniversary(event.when, today)]
    if wishes.mode == "on-this-day":
        turn = _turn(today_before, seen)
        while len(picks) < min(EVENTS, len(today_before)):
            _add(picks, [desk.choose("on-this-day", "anniversary", today_before, turn, picks)])
        return tuple(picks)
    turn = _turn(events, seen)
    in_turn = [event for event in today_before if not turn.waits(event)]
    _add(picks, [desk.choose("lead", f"{wishes.mode}-digest", digests, _turn(digests, seen), ())])
    _add(picks, [desk.choose("on-this-day", "anniversary", in_turn, turn, ())])
    leads = sum(pick.kind == "lead" for pick in picks)
    while len(picks) - leads < EVENTS:
        pick = desk.choose("event", wishes.mode, events, turn, picks)
        if pick is None:
            break
        picks.append(pick)
    return tuple(picks)


def _add(picks: list[Pick], found: Sequence[Pick | None]) -> None:
    picks.extend(pick for pick in found if pick is not None)


def _wanted(entry: Entry, wishes: Subscription) -> bool:
    if isinstance(entry, Event) and entry.sensitive and not wishes.sensitive:
        return False
    people = not wishes.people or bool(set(wishes.people) & set(entry.people))
    topics = not wishes.topics or bool(set(wishes.topics) & set(entry.topics))
    return people and topics
