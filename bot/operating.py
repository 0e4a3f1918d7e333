"""The operator's verbs: each asks the bot that runs on the data directory, and where none runs does it under its lock.

What needs no writer (`ledger`, and `status` where nothing runs) reads what is on disk. As text they answer in the language
asked for; keys and states are names, and stand in it as they are typed.
"""

from __future__ import annotations

import asyncio
import logging
import os
import sys
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

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


def _answer(asked: Asked, document: Any) -> Answer:
    """Return an answer; it is worded only where somebody reads it, for that takes half a second to load."""
    if asked.arguments.json:
        return Answer(document, "")
    from . import wording  # noqa: PLC0415  # as said
    from .language import catalogue  # noqa: PLC0415  # as said

    words = catalogue.words(asked.lang)
    return Answer(document, wording.text(asked.arguments.verb, document, words, asked.now))


async def ledger(asked: Asked) -> Answer:
    """Answer `ledger`."""
    chosen = asked.arguments
    if chosen.last is not None and not 1 <= chosen.last <= sys.maxsize:
        raise InputError(f"--last {chosen.last}: write a number of rows from 1 on, that a machine can count")
    from .control import operator, shapes  # noqa: PLC0415  # the domain with all that it knows
    from .storage import tinydb_store  # noqa: PLC0415  # as above

    channel = operator.channel(chosen.channel) if chosen.channel else None
    store = tinydb_store.read_store(asked.settings.data.dir)
    rows = await store.deliveries(channel, (chosen.state,) if chosen.state else (), chosen.last)
    document = [shapes.row(row) for row in rows]
    return _answer(asked, document)


async def resolve(asked: Asked) -> Answer:
    """Answer `resolve`."""
    return _answer(asked, await _ask(asked, key=asked.arguments.key, verdict=asked.arguments.verdict))


async def hold(asked: Asked) -> Answer:
    """Answer `hold`."""
    return _answer(asked, await _ask(asked))


async def release(asked: Asked) -> Answer:
    """Answer `release`."""
    return _answer(asked, await _ask(asked))


async def resume(asked: Asked) -> Answer:
    """Answer `resume`."""
    return _answer(asked, await _ask(asked, channel=asked.arguments.channel))


async def takeback(asked: Asked) -> Answer:
    """Answer `takeback`."""
    return _answer(asked, await _ask(asked, channel=asked.arguments.channel))


async def backup(asked: Asked) -> Answer:
    """Answer `backup`: it needs no lock, and the running bot notices nothing."""
    from .storage import backup as storage  # noqa: PLC0415  # the databases of an archive, which few need

    directory, file = asked.settings.data.dir, asked.arguments.file
    made = await asyncio.to_thread(storage.write_backup, directory, file, replace=asked.arguments.replace)
    return _answer(asked, {"file": str(file), **asdict(made)})


async def restore(asked: Asked) -> Answer:
    """Answer `restore`: under the writer's lock, so never beside a running bot."""
    from .storage import backup as storage  # noqa: PLC0415  # as above

    directory, file = asked.settings.data.dir, asked.arguments.file
    put = await asyncio.to_thread(storage.restore_backup, file, directory, replace=asked.arguments.replace)
    return _answer(asked, {"file": str(file), "dir": str(directory), **asdict(put)})


async def status(asked: Asked) -> Answer:
    """Answer `status`: from the running bot, else from what is on disk."""
    directory = asked.settings.data.dir
    found: Json | None = await client.ask(directory, {"verb": "status"})
    if found is None:
        found = await _standing(asked)
    return _answer(asked, found)


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
