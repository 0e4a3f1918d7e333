"""A row: one question, ours against a peer, at one size or at none."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from typing import Literal

Unit = Literal["s", "B", "/s", "/min"]
# A peer is to be beaten; a floor is what the same library or reader costs without us.
Kind = Literal["peer", "floor"]


@dataclass(frozen=True)
class Row:
    """What was measured, in seconds, bytes or so many a second. Without `theirs` the peer was left out, and `note` says why.

    What is `linear` grows with the corpus by its nature. `recall` is the share of what a plain scan finds that ours found.
    A row about delivery has an `aim`, as "≤ 1.5" or "≥ 0.95" times its floor, or "–". `failed` says what went wrong.
    """

    question: str
    peer: str
    size: int | None = None
    ours: float | None = None
    theirs: float | None = None
    unit: Unit = "s"
    kind: Kind = "peer"
    recall: float | None = None
    linear: bool = False
    aim: str = ""
    note: str = ""
    failed: str = ""

    @property
    def ratio(self) -> float | None:
        """How many times ours the peer takes; how many times the floor ours takes."""
        if not self.ours or not self.theirs:
            return None
        return self.theirs / self.ours if self.kind == "peer" else self.ours / self.theirs

    @property
    def misses(self) -> bool:
        """Tell whether it is short of its aim."""
        sign, _, number = self.aim.partition(" ")
        if self.ratio is None or not number:
            return False
        return self.ratio > float(number) if sign == "≤" else self.ratio < float(number)

    @property
    def wrong(self) -> bool:
        """Tell whether the bench must fail for it."""
        return bool(self.failed) or (self.recall is not None and self.recall < 1)

    def encode(self) -> str:
        """Return a line that `decode` reads."""
        return json.dumps(asdict(self), ensure_ascii=False)


def decode(line: str) -> Row:
    """Read what `Row.encode` wrote."""
    return Row(**json.loads(line))


class AnswersDiffer(Exception):
    """Ours and the peer were asked the same and do not agree."""


Measured = Callable[[], Iterator[Row]]


def guarded(question: str, peer: str, size: int | None, measured: Measured) -> Iterator[Row]:
    """Yield what is measured; whatever breaks it becomes a row that says so."""
    try:
        yield from measured()
    except Exception as error:  # any failure at all belongs in the table
        yield Row(question, peer, size, failed=f"{type(error).__name__}: {error}"[:200])
