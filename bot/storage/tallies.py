"""What was asked, counted by channel and day: the same in both stores. Who asked is not in it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from ..domain.ledger import Channel

KEPT = timedelta(days=31)
# Subjects of one channel on one day: more than a chat asks, and a bound for whoever asks only to be counted.
MOST_SUBJECTS = 500


@dataclass(frozen=True)
class Tally:
    """The counts of one channel on one day; `id` is made of both."""

    id: str
    channel: str
    day: date
    counts: Mapping[str, int]


class Tallies:
    """Counts in memory, and which rows of them have changed since they were last saved."""

    def __init__(self, rows: Iterable[Tally] = ()) -> None:
        self._counts: dict[str, dict[date, Counter[str]]] = {}
        for row in rows:
            self._counts.setdefault(row.channel, {})[row.day] = Counter(row.counts)
        self._day: date | None = None
        self._unsaved: set[tuple[str, date]] = set()

    def count(self, channel: Channel, day: date, subjects: Iterable[str]) -> None:
        """Count each subject once more for the channel's day; the first count of a day drops what is older than `KEPT`."""
        wanted = dict.fromkeys(subjects)
        if not wanted:
            return
        if day != self._day:
            self._day = day
            self._drop_before(day - KEPT)
        counts = self._counts.setdefault(channel.key, {}).setdefault(day, Counter())
        counts.update(subject for subject in wanted if subject in counts or len(counts) < MOST_SUBJECTS)
        self._unsaved.add((channel.key, day))

    def _drop_before(self, first: date) -> None:
        old = [(channel, day) for channel, days in self._counts.items() for day in days if day < first]
        for channel, day in old:
            del self._counts[channel][day]
            if not self._counts[channel]:
                del self._counts[channel]
        self._unsaved.update(old)

    def since(self, channel: Channel, first: date) -> Mapping[str, int]:
        """Return how often each subject was counted for a channel from the day `first` on."""
        total: Counter[str] = Counter()
        for day, counts in self._counts.get(channel.key, {}).items():
            if day >= first:
                total.update(counts)
        return total

    def unsaved(self) -> Iterator[tuple[str, Tally | None]]:
        """Yield the id of each row that has changed, and the row, or None where it was dropped."""
        for channel, day in self._unsaved:
            id_, counts = f"{day.isoformat()} {channel}", self._counts.get(channel, {}).get(day)
            yield id_, None if counts is None else Tally(id_, channel, day, dict(counts))

    def saved(self) -> None:
        """Take note that all that is unsaved has been saved."""
        self._unsaved.clear()
