# ruff: noqa: ASYNC240 - a test has the event loop to itself
"""Journals in tests: changes made one by one, and what is left of them."""

from __future__ import annotations

import copy
from contextlib import closing
from pathlib import Path
from typing import Any

from bot.storage.journal import Journal
from bot.storage.replay import Change, State


def living(state: State) -> dict[str, Any]:
    return {name: rows for name, rows in copy.deepcopy(state).items() if rows}


def put(number: int, table: str = "A") -> list[Change]:
    return [(table, number, {"n": number})]


async def committed(journal: Journal, changes: list[Change]) -> None:
    journal.append(changes)
    await journal.durable()


async def write_all(path: Path, transactions: list[list[Change]], compact_from: int) -> tuple[list[State], list[int]]:
    """The state after each transaction, and the size of the file when it was acknowledged."""
    with closing(Journal.open(path, sync=lambda _: None, compact_from=compact_from)) as journal:
        states, sizes = [living(journal.state)], [path.stat().st_size]
        for transaction in transactions:
            await committed(journal, transaction)
            states.append(living(journal.state))
            sizes.append(path.stat().st_size)
    return states, sizes
