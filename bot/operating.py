"""The operator's verbs: each asks the bot that runs on the data directory, and where none runs does it under its lock.

What needs no writer (`ledger`, and `status` where nothing runs) reads what is on disk.
"""

from __future__ import annotations

import asyncio
import logging
import os
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import Any

from . import standings
from .answers import Answer, Asked, Verb
from .control import client
from .control.wire import Json
from .errors import InputError
from .version import version

log = logging.getLogger(__name__)


def _by() -> str:
    """Return who asks, in the form in which the ledger names people of chat: without a space."""
    return "operator:" + "".join((os.environ.get("USER") or str(os.getuid())).split())


async def _ask(asked: Asked, **request: Any) -> Json:
    """Ask the running bot; where none runs, be the writer for as long as it takes."""
    directory = asked.settings.data.dir
    asking = {"verb": asked.arguments.verb, "by": _by(), **request}
    answer: Json | None = await client.ask(directory, asking)
    return await _alone(asked, asking) if answer is None else answer


async def _alone(asked: Asked, asking: Json) -> Json:
    """Do what was asked without a bot that runs."""
    from . import app  # noqa: PLC0415  # all that a bot is wired from, where one that runs does not answer
    from .control.operator import Operator  # noqa: PLC0415  # as above
    from .storage import tinydb_store  # noqa: PLC0415  # as above

    directory, clock = asked.settings.data.dir, lambda: asked.now
    if asking["verb"] == "hold" or (directory / tinydb_store.JOURNAL).exists():
        async with tinydb_store.open_store(directory, log.warning) as store:
            return await Operator(store, app.idle_desk(store, clock), clock, version).handle(asking)
    # Where there is nothing nothing can be changed, and no folder is made for having been asked.
    empty = tinydb_store.read_store(directory)
    return await Operator(empty, app.idle_desk(empty, clock), clock, version).handle(asking)


async def ledger(asked: Asked) -> Answer:
    """Answer `ledger`."""
    chosen = asked.arguments
    if chosen.last is not None and chosen.last < 1:
        raise InputError(f"--last {chosen.last}: write a number of rows from 1 on")
    from .control import operator, shapes  # noqa: PLC0415  # the domain with all that it knows
    from .storage import tinydb_store  # noqa: PLC0415  # as above

    channel = operator.channel(chosen.channel) if chosen.channel else None
    store = tinydb_store.read_store(asked.settings.data.dir)
    rows = await store.deliveries(channel, (chosen.state,) if chosen.state else (), chosen.last)
    document = [shapes.row(row) for row in rows]
    return Answer(document, _table(_row(row) for row in document))


def _row(row: Json) -> tuple[str, ...]:
    parts = row["parts"]
    there = sum(part["message_id"] is not None for part in parts)
    ids = (
        ",".join(row["message_ids"]) if there == len(parts) else f"{there}/{len(parts)} {','.join(row['message_ids'])}"
    )
    gone = [f"{sum(part['gone'] for part in parts)} gone"] if any(part["gone"] for part in parts) else []
    notes = [part["note"] for part in parts if part["note"] and part["note"] != row["error"]]
    return (
        row["slot"].replace("T", " "),
        row["channel"],
        row["state"],
        f"x{row['attempts']}" if row["attempts"] else "-",
        ids.strip() or "-",
        "; ".join([*([row["error"]] if row["error"] else []), *gone, *notes]),
    )


def _table(rows: Iterable[tuple[str, ...]]) -> str:
    """Write rows in columns, the last one as long as it is."""
    found = [tuple(" ".join(cell.split()) for cell in row) for row in rows]
    widths = [max(map(len, column)) for column in zip(*found, strict=True)][:-1]
    return "\n".join(
        "  ".join([*(cell.ljust(width) for cell, width in zip(row, widths, strict=False)), row[-1]]).rstrip()
        for row in found
    )


async def resolve(asked: Asked) -> Answer:
    """Answer `resolve`."""
    row = await _ask(asked, key=asked.arguments.key, verdict=asked.arguments.verdict)
    return Answer(row, f"{row['key']}: now {row['state']}")


async def hold(asked: Asked) -> Answer:
    """Answer `hold`."""
    found = await _ask(asked)
    return Answer(found, f"all posting is held ({found['hold']}); `kawaraban release` ends that")


async def release(asked: Asked) -> Answer:
    """Answer `release`."""
    found = await _ask(asked)
    return Answer(found, "posting goes on" if found["released"] else "nothing was held")


async def resume(asked: Asked) -> Answer:
    """Answer `resume`."""
    found = await _ask(asked, channel=asked.arguments.channel)
    was = found["was"]
    return Answer(
        found, f"{found['channel']}: " + (f"sent to again; it was paused: {was}" if was else "was not paused")
    )


async def takeback(asked: Asked) -> Answer:
    """Answer `takeback`."""
    row = await _ask(asked, channel=asked.arguments.channel)
    return Answer(row, f"{row['key']}: {row['error']}")


async def backup(asked: Asked) -> Answer:
    """Answer `backup`: it needs no lock, and the running bot notices nothing."""
    from .storage import backup as storage  # noqa: PLC0415  # the databases of an archive, which few need

    directory, file = asked.settings.data.dir, asked.arguments.file
    made = await asyncio.to_thread(storage.write_backup, directory, file, replace=asked.arguments.replace)
    return Answer({"file": str(file), **asdict(made)}, f"{file}: {_counts(asdict(made))}")


async def restore(asked: Asked) -> Answer:
    """Answer `restore`: under the writer's lock, so never beside a running bot."""
    from .storage import backup as storage  # noqa: PLC0415  # as above

    directory, file = asked.settings.data.dir, asked.arguments.file
    put = await asyncio.to_thread(storage.restore_backup, file, directory, replace=asked.arguments.replace)
    return Answer({"file": str(file), "dir": str(directory), **asdict(put)}, f"{directory}: {_counts(asdict(put))}")


def _counts(summary: Mapping[str, int]) -> str:
    return ", ".join(f"{count} {name}" for name, count in summary.items())


async def status(asked: Asked) -> Answer:
    """Answer `status`: from the running bot, else from what is on disk."""
    directory = asked.settings.data.dir
    found: Json | None = await client.ask(directory, {"verb": "status"})
    if found is None:
        found = await _standing(asked)
    return Answer(found, standings.text(found, asked.now))


async def _standing(asked: Asked) -> Json:
    from .control import shapes  # noqa: PLC0415  # as above
    from .delivery.standing import standing  # noqa: PLC0415  # as above
    from .storage import tinydb_store  # noqa: PLC0415  # as above

    store = tinydb_store.read_store(asked.settings.data.dir)
    return shapes.status(await standing(store, asked.now), None, asked.now, version())


VERBS: Mapping[str, Verb] = {
    "ledger": ledger,
    "resolve": resolve,
    "hold": hold,
    "release": release,
    "resume": resume,
    "takeback": takeback,
    "backup": backup,
    "restore": restore,
    "status": status,
}
