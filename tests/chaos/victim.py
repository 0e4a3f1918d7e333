"""`python -m tests.chaos.victim FILE`: starts the bot as often as it is told to, each time in a process that can be killed.

The libraries are loaded once; each line on stdin is a start, made by a fork: {"ahead": seconds that the bot's clock is
ahead of the machine's, "step", "count": where it dies by itself}. On stdout come {"pid"}, then what the bot tells of its
rows, then {"ended": status}. FILE is its settings.
"""

from __future__ import annotations

import asyncio
import ctypes
import gc
import json
import logging
import os
import signal
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import bot.platforms.discord.platform
import bot.platforms.telegram.platform
import bot.running  # noqa: F401  # what a start would load
from bot import app, settings
from tests.chaos import dying

_PDEATHSIG = 1


def main() -> None:
    """Serve starts until stdin ends."""
    config = Path(sys.argv[1])
    _die_with_the_parent()
    gc.collect()
    gc.freeze()
    for line in sys.stdin:
        start = json.loads(line)
        pid = os.fork()
        if pid == 0:
            os._exit(_live(config, start))
        tell = dying.teller(1)
        tell({"pid": pid})
        _, status = os.waitpid(pid, 0)
        tell({"ended": os.waitstatus_to_exitcode(status)})


def _die_with_the_parent() -> None:
    """Whoever started this may be killed as well: nothing shall go on then. Where the system cannot do that, stdin ends."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PDEATHSIG, signal.SIGKILL)


class _Format(logging.Formatter):
    """Writes after each line which delivery it is about."""

    def format(self, record: logging.LogRecord) -> str:
        told = {name: vars(record)[name] for name in ("delivery", "state", "error", "found") if name in vars(record)}
        return f"{super().format(record)} {told or ''}"


def _log_to(file: Path) -> None:
    handler = logging.FileHandler(file)
    handler.setFormatter(_Format("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    logging.basicConfig(level="INFO", handlers=[handler])
    for chatty in ("httpx", "httpcore", "apscheduler"):
        logging.getLogger(chatty).setLevel(logging.WARNING)


def _live(config: Path, start: dict[str, Any]) -> int:
    """Be the bot, until it is killed or told to end; return its exit status."""
    _die_with_the_parent()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _log_to(config.parent / "log")
    logging.info("start %s", start)
    ahead = start["ahead"]
    death = dying.Death(start["step"], start["count"], dying.teller(1))
    read = settings.read(config, os.environ)
    try:
        return asyncio.run(
            app.run(
                read,
                lambda: datetime.fromtimestamp(time.time() + ahead, UTC),
                terminal=False,
                client_lang=None,
                around=dying.around(death),
            )
        )
    except BaseException:
        logging.exception("the victim ended by itself")
        return 70


if __name__ == "__main__":
    main()
