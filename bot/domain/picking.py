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
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from itertools import groupby, islice
from operator import itemgetter
from typing import NamedTuple

from .content import Entry, Event
from .corpus import Corpus
from .ledger import Mode, Pick, PickKind, Shown, Subscription

EVENTS = 3
# An event whose anniversary is this near waits for it, while others of its turn are left.
HOLD_DAYS = 30
_DIGEST_ORDER = {"question": 0, "chapter": 1, "article": 2}

Rank = tuple[int, ...]


class _Pool(NamedTuple):
    """What a channel could get of one kind: ids, ranks and entries by the rank that its mode gives them, equals in any order."""

    ranked: Sequence[tuple[str, Rank, Entry]]
    ids: frozenset[str]


@dataclass(frozen=True)
class _Turn:
    """How far a channel has come with a pool: which `had` their turn, and which were shown `lately`, the later half."""

    had: frozenset[str]
    lately: frozenset[str]

    def waits(self, entry: Entry) -> bool:
        """Tell whether an entry must wait for the rest."""
        return entry.id in self.had or entry.id in self.lately


def _turn(ids: frozenset[str], seen: Sequence[str]) -> _Turn:
    """Count neither how often a thing was shown nor when: an entry that came later would make up for all it missed."""
    had: set[str] = set()
    mine = [entry for entry in seen if entry in ids]
    for entry in mine:
        if entry in had:  # it came again: another turn had begun
            had.clear()
        had.add(entry)
    lately = islice(dict.fromkeys(reversed(mine)), len(ids) // 2)
    return _Turn(frozenset() if had == ids else frozenset(had), frozenset(lately))


@dataclass(frozen=True)
class _Desk:
    """One edition in the making; `seen` has the ids of what its channel was shown, oldest first."""

    history: Sequence[Shown]
    seen: Sequence[str]
    seed: str

    @cached_property
    def _counts(self) -> Counter[str]:
        return Counter(self.seen)

    @cached_property
    def _last_shown(self) -> Mapping[str, date]:
        return {shown.entry: shown.day for shown in self.history}

    def choose(
        self, kind: PickKind, rule: str, pool: _Pool, turn: _Turn, taken: Sequence[Pick] = (), most: int = 1
    ) -> list[Pick]:
        """Take the first of `pool` in their turn, without those `taken`; fewer than `most` when nothing is left."""
        used = {pick.entry for pick in taken}
        had_turn, lately, seen = turn.had, turn.lately, self._counts
        # As the pool is in order, parting it is enough: sorting it anew for each edition cost more than all else here.
        parts: list[list[tuple[str, Rank, Entry]]] = [[] for _ in range(8)]
        for each in pool.ranked:
            id_ = each[0]
            if id_ not in used:
                parts[4 * (id_ in had_turn) + 2 * (id_ in seen) + (id_ in lately)].append(each)
        left = sum(map(len, parts))
        again = sum(map(len, parts[4:]))
        in_turn = {True: again, False: left - again}
        ranked = self._first(parts, most + 1)
        picks: list[Pick] = []
        for place, entry in enumerate(ranked[:most]):
            had = entry.id in had_turn
            numbers = {"shown": seen[entry.id], "in_turn": in_turn[had], "of": left - place}
            in_turn[had] -= 1
            if isinstance(entry, Event):
                numbers["importance"] = entry.importance
            runner_up = ranked[place + 1].id if place + 1 < len(ranked) else None
            shown_on = self._last_shown.get(entry.id) if numbers["shown"] else None
            picks.append(Pick(entry.id, kind, rule, numbers, entry.revision, runner_up, shown_on))
        return picks

    def _first(self, parts: Sequence[Sequence[tuple[str, Rank, Entry]]], most: int) -> Sequence[Entry]:
        """Return the first `most` in order; the hash that decides between equals is worked out for those in question alone."""
        found: list[Entry] = []
        for part in parts:
            for _, equals in groupby(part, key=itemgetter(1)):
                found += sorted((entry for _, _, entry in equals), key=self._tie)
                if len(found) >= most:
                    return found[:most]
        return found

    def _tie(self, entry: Entry) -> str:
        return hashlib.sha256(f"{self.seed}/{entry.id}".encode()).hexdigest()


@dataclass(frozen=True)
class _Ranks:
    """How a mode ranks entries within a turn, on the local day `today`."""

    corpus: Corpus
    mode: Mode
    today: date

    def pool(self, entries: Iterable[Entry]) -> _Pool:
        """Return entries in their order."""
        ranked = sorted(((entry.id, self._rank(entry), entry) for entry in entries), key=itemgetter(1))
        return _Pool(ranked, frozenset(id_ for id_, _, _ in ranked))

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
    ids = [shown.entry for shown in seen]
    desk = _Desk(seen, ids, wishes.id)
    today_before = list(filter(_filter(wishes), corpus.anniversaries(today)))
    ranks = _Ranks(corpus, wishes.mode, today)
    if wishes.mode == "on-this-day":
        pool = ranks.pool(today_before)
        return tuple(desk.choose("on-this-day", "anniversary", pool, _turn(pool.ids, ids), most=EVENTS))
    events, digests = _pools(ranks, wishes)
    turn = _turn(events.ids, ids)
    in_turn = ranks.pool(event for event in today_before if not turn.waits(event))
    lead = desk.choose("lead", f"{wishes.mode}-digest", digests, _turn(digests.ids, ids))
    before = desk.choose("on-this-day", "anniversary", in_turn, turn)
    return (*lead, *before, *desk.choose("event", wishes.mode, events, turn, before, EVENTS - len(before)))


def _pools(ranks: _Ranks, wishes: Subscription) -> tuple[_Pool, _Pool]:
    """Return the events and the digests that a channel wishes for: the same for all who wish alike on a day."""

    def made() -> tuple[_Pool, _Pool]:
        wanted = _filter(wishes)
        events = ranks.pool(filter(wanted, ranks.corpus.timeline))
        return events, ranks.pool(filter(wanted, ranks.corpus.digests.values()))

    key = ("pools", wishes.mode, wishes.people, wishes.topics, wishes.sensitive, ranks.today)
    return ranks.corpus.kept(key, made)


def _filter(wishes: Subscription) -> Callable[[Entry], bool]:
    """Return what tells whether a channel wishes for an entry."""
    people, topics = frozenset(wishes.people), frozenset(wishes.topics)

    def wanted(entry: Entry) -> bool:
        if not wishes.sensitive and isinstance(entry, Event) and entry.sensitive:
            return False
        return not (people and people.isdisjoint(entry.people)) and not (topics and topics.isdisjoint(entry.topics))

    return wanted
