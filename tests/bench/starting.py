"""Rows: a query from the start of the program to its answer, against importing the two client libraries."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from .rows import Row, guarded
from .timing import Effort, compare

_ROOT = Path(__file__).parents[2]
_FLOOR = ("-c", "import telegram.ext, discord")
ASKED = (("timeline", "2025-06-05"), ("who", "マスク"))


def rows(effort: Effort, queries: Sequence[Sequence[str]] = ASKED) -> Iterator[Row]:
    """Yield a row for each query, over the corpus that ships; seconds on the clock."""
    with tempfile.TemporaryDirectory() as data:
        for asked in queries:
            question = f"`kawaraban {' '.join(asked)}`, on the clock from its start to its end"

            def measured(question: str = question, asked: Sequence[str] = asked) -> Iterator[Row]:
                took = compare(
                    lambda _: _run(("-m", "bot", *asked), data),
                    lambda _: _run(_FLOOR, data),
                    lambda _: (0,),
                    effort,
                    same=False,
                    clock=time.perf_counter,
                )
                yield Row(question, "importing both clients", ours=took.ours, theirs=took.theirs, kind="floor")

            yield from guarded(question, "importing both clients", None, measured)


def _run(arguments: Sequence[str], data: str) -> None:
    environment = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(_ROOT),
        "PYTHONUTF8": "1",
        "KAWARABAN_DATA__DIR": data,
    }
    done = subprocess.run(
        [sys.executable, *arguments], env=environment, cwd=data, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise RuntimeError((done.stderr.strip().splitlines() or ["no word of why"])[-1])
