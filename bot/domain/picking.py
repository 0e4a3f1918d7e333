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
from datetime import date, timedelta
from functools import cached_property
from heapq import nsmallest
from itertools import islice

from .content import Entry, Event
from .corpus import Corpus
from .ledger import Mode, Pick, PickKind, Shown, Subscription

EVENTS = 3
# An event whose anniversary is this near waits for it, while others of its turn are left.
HOLD_DAYS = 30
_DIGEST_ORDER = {"question": 0, "chapter": 1, "article": 2}

Rank = tuple[int, ...]


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
        self, kind: PickKind, rule: str, pool: Sequence[Entry], turn: _Turn, taken: Sequence[Pick] = (), most: int = 1
    ) -> list[Pick]:
        """Take the first of `pool` in their turn, without those `taken`; fewer than `most` when nothing is left."""
        used = {pick.entry for pick in taken}
        left = [entry for entry in pool if entry.id not in used] if used else pool
        rank, had_turn, lately, seen = self._rank, turn.had, turn.lately, self.seen
        order: dict[str, Rank] = {
            (id_ := entry.id): (id_ in had_turn, id_ in seen, id_ in lately, *rank(entry)) for entry in left
        }
        again = sum(had for had, *_ in order.values())
        in_turn = {True: again, False: len(left) - again}
        ranked = self._first(left, order, most + 1)
        picks: list[Pick] = []
        for place, entry in enumerate(ranked[:most]):
            had = entry.id in had_turn
            numbers = {"shown": self.seen[entry.id], "in_turn": in_turn[had], "of": len(left) - place}
            in_turn[had] -= 1
            if isinstance(entry, Event):
                numbers["importance"] = entry.importance
            runner_up = ranked[place + 1].id if place + 1 < len(ranked) else None
            shown_on = self.last_shown.get(entry.id)
            picks.append(Pick(entry.id, kind, rule, numbers, entry.revision, runner_up, shown_on))
        return picks

    def _first(self, left: Sequence[Entry], order: Mapping[str, Rank], most: int) -> Sequence[Entry]:
        """Return the first `most` in order; the hash that decides between equals is worked out for those in question alone."""
        if not left:
            return ()
        last = nsmallest(most, order.values())[-1]
        near = [entry for entry in left if order[entry.id] <= last]
        return sorted(near, key=lambda entry: (order[entry.id], self._tie(entry)))[:most]

    def _tie(self, entry: Entry) -> str:
        return hashlib.sha256(f"{self.seed}/{entry.id}".encode()).hexdigest()

    def _rank(self, entry: Entry) -> Rank:
        if isinstance(entry, Event):
            if self.mode not in ("latest", "story"):
                return (entry.id in self._held, -entry.importance)
            first = (entry.when.span.first or date.min).toordinal()
            if self.mode == "latest":
                return (self._beyond(entry), -first, -entry.importance)
            return (first, -entry.importance)
        if self.mode == "story":
            return (self._chapters.get(entry.about or "", len(self._chapters)), _DIGEST_ORDER[entry.kind])
        if self.mode == "latest":
            return (-(entry.revised or entry.added or date.min).toordinal(),)
        return (_DIGEST_ORDER[entry.kind],)

    @cached_property
    def _chapters(self) -> Mapping[str, int]:
        return {chapter: place for place, chapter in enumerate(self.corpus.chapters)}

    @cached_property
    def _held(self) -> frozenset[str]:
        """The events whose anniversary is to come so soon that they wait for it."""
        ahead = min(HOLD_DAYS, (date.max - self.today).days)
        days = (self.today + timedelta(days) for days in range(1, ahead + 1))
        return frozenset(event.id for day in days for event in self.corpus.anniversaries(day))

    def _beyond(self, event: Event) -> bool:
        """A forecast of what lies beyond the reach of the corpus is no news, however late its date."""
        reach = self.corpus.story.as_of.span.last or date.max
        return event.status == "forecast" and event.when.place > reach


def compose(corpus: Corpus, wishes: Subscription, seen: Sequence[Shown], today: date) -> tuple[Pick, ...]:
    """Choose the entries of one edition for the local day `today`; empty when the channel's wishes leave nothing.

    `seen` is the channel's history, oldest first. The seed is the subscription's id.
    """
    desk = _Desk(corpus, wishes.mode, Counter(s.entry for s in seen), {s.entry: s.day for s in seen}, today, wishes.id)
    wanted = _filter(wishes)
    today_before = list(filter(wanted, corpus.anniversaries(today)))
    if wishes.mode == "on-this-day":
        turn = _turn(today_before, seen)
        return tuple(desk.choose("on-this-day", "anniversary", today_before, turn, most=EVENTS))
    events = list(filter(wanted, corpus.timeline))
    digests = list(filter(wanted, corpus.digests.values()))
    turn = _turn(events, seen)
    in_turn = [event for event in today_before if not turn.waits(event)]
    lead = desk.choose("lead", f"{wishes.mode}-digest", digests, _turn(digests, seen))
    before = desk.choose("on-this-day", "anniversary", in_turn, turn)
    return (*lead, *before, *desk.choose("event", wishes.mode, events, turn, before, EVENTS - len(before)))


def _filter(wishes: Subscription) -> Callable[[Entry], bool]:
    """Return what tells whether a channel wishes for an entry."""
    people, topics = frozenset(wishes.people), frozenset(wishes.topics)

    def wanted(entry: Entry) -> bool:
        if not wishes.sensitive and isinstance(entry, Event) and entry.sensitive:
            return False
        return not (people and people.isdisjoint(entry.people)) and not (topics and topics.isdisjoint(entry.topics))

    return wanted
