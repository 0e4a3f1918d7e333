"""The parts of the bench, each run in a process of its own: `python -m tests.bench.parts NAME [SIZE]` prints its rows."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping, Sequence

from . import by_size, commands, delivering, expressions, loading, rates, recording, spelling, starting, ticking
from .rows import Row
from .timing import Effort

PARTS: dict[str, Callable[[int], Iterator[Row]]] = {
    "by_size": lambda size: by_size.rows(size, Effort()),
    "spelling": lambda _: spelling.rows(Effort(rounds=21)),
    "expressions": lambda _: expressions.rows(Effort(rounds=51)),
    "commands": lambda _: commands.rows(commands.Pace()),
    "loading": lambda _: loading.rows(Effort(rounds=7, seconds=20)),
    "starting": lambda _: starting.rows(Effort(rounds=9, seconds=30)),
    "delivering": lambda _: delivering.rows(delivering.Pace()),
    "rates": lambda _: rates.rows(rates.Pace()),
    "recording": lambda _: recording.rows(Effort()),
    "ticking": lambda _: ticking.rows(Effort()),
}
ONLY: Mapping[str, Sequence[str]] = {
    "all": tuple(PARTS),
    "delivery": ("delivering", "rates", "recording", "ticking"),
}
"""What may be asked for by one name."""


def main() -> None:
    """Print the rows of the part that the command line names."""
    name, size = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 0
    for row in PARTS[name](size):
        print(row.encode(), flush=True)  # noqa: T201  # the parent reads it


if __name__ == "__main__":
    main()
