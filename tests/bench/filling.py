"""Many deliveries in the archive of a data directory, soon: written there as what is archived a thousand at a time would be.

The rows of a channel differ from those of another in the channel's number alone, so each is put into a row's stored form once a
day for all of them, and not a million times. A store that opens finds more rows in the archive than its journal knows of, as
after a crash, and takes the archive's word.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from pathlib import Path

from bot.domain.ledger import Delivery
from bot.storage import archive_file as file
from bot.storage.archive_file import Stored

# In the place of a channel's number; nothing else in a row has it.
MARK = 909090
_NUMBER = str(MARK).encode()
_INSERT = "INSERT INTO deliveries VALUES (?, ?, ?, ?, ?, ?, ?)"


def fill(folder: Path, days: Sequence[int], made: Callable[[int, int], Delivery]) -> None:
    """Add a row for each channel that the archive has, and each of the days; `made` makes one of a channel's number and a day."""
    path = folder / file.ARCHIVE
    with closing(file.connect(path, write=True)) as db:
        # Nobody would miss it after a crash; what is measured later has a connection of its own.
        db.execute("PRAGMA synchronous = OFF")
        patterns = [_pattern(made(MARK, day)) for day in days]
        places = [(place, channel.chat.removeprefix("-100").encode()) for place, channel in file.places(db)]
        with file.transaction(db):
            # Channel by channel: in the order of the keys pages are filled one after the other.
            for place, number in sorted(places, key=lambda each: each[1]):
                db.executemany(_INSERT, _rows(place, number, patterns))
            newest = file.microseconds(max(made(MARK, day).due for day in days))
            added = len(days) * len(places)
            db.execute("UPDATE standing SET rows = rows + ?, newest = max(newest, ?)", (added, newest))


Pattern = tuple[bytes, int, str, bytes, bytes]


def _pattern(row: Delivery) -> Pattern:
    """Return key, slot, state, what was shown and the document of a row, the last two without their seals."""
    *_, shown, document = file.values(Stored(0, 0, row))
    assert isinstance(shown, bytes) and isinstance(document, bytes)
    return row.key.encode(), file.microseconds(row.due), row.state, shown[9:], document[9:]


def _rows(place: int, number: bytes, patterns: Sequence[Pattern]) -> Iterator[tuple[object, ...]]:
    for key, due, state, shown, document in patterns:
        named = key.replace(_NUMBER, number).decode()
        whole = document.replace(_NUMBER, number)
        yield (
            named,
            place,
            0,
            due,
            state,
            file.seal(shown, f"{named} {place}"),
            file.seal(whole, f"{named} {place} 0"),
        )
