"""What became of a round: every part of every edition is counted in its channel, and the ledger is compared with that."""

from __future__ import annotations

from collections.abc import Iterator, Set

from bot.domain.ledger import Delivery

from .counts import Counts, allowed
from .places import Place

RESOLVED = {
    "found": "resolved by looking: it is there",
    "absent": "resolved by looking: it is not there",
    "again": "resolved by sending again under its nonce",
    "policy": "left to the policy",
    "asked": "answered by an administrator",
}


class Judge:
    """Judges the rows of one mode, each with its place, after its round; `where` says whence a finding is."""

    def __init__(self, counts: Counts, mode: str) -> None:
        self._counts = counts
        self._mode = mode

    def judge(self, place: Place, row: Delivery | None, unsure: Set[str], where: str) -> None:
        """Count one delivery. `unsure` are the rows of which a kill or a broken answer hid the end at least once."""
        name = place.channel.platform
        mode = self._mode if name == "telegram" else "all"
        self._count(name, mode, "deliveries")
        if row is None:
            self._found(name, mode, "lost", f"{where}: no row of it in the ledger")
            return
        copies = [len(place.there(part)) for part in row.parts]
        said = f"{where} {row.key}, {row.channel.key}: {row.state}, copies {copies}; {_life(row)}"
        self._count(name, mode, "messages", sum(copies))
        self._count(name, mode, "parts", len(copies))
        if not copies or 0 in copies:
            self._found(name, mode, "lost", said)
        if any(copy > 1 for copy in copies):
            self._found(name, mode, "sent twice", said)
        if row.state == "unknown":
            self._found(name, mode, "left unknown", said)
        self._doubts(name, mode, row, unsure, said)
        for wrong in (*_false(place, row), *_strange(place, row)):
            self._counts.wrong.append(f"{said}: {wrong}")

    def _count(self, platform: str, mode: str, what: str, count: int = 1) -> None:
        self._counts.counted[f"{platform}/{mode}/{what}"] += count

    def _found(self, platform: str, mode: str, what: str, said: str) -> None:
        self._count(platform, mode, what)
        if not allowed(platform, mode, what):
            self._counts.findings.append(f"{what}: {said}")

    def _doubts(self, platform: str, mode: str, row: Delivery, unsure: Set[str], said: str) -> None:
        """Count how its doubts ended. A row may be unknown only where something hid its end."""
        if any(step.state == "unknown" for step in row.steps):
            self._count(platform, mode, "was unknown")
            if row.key not in unsure:
                self._counts.wrong.append(f"{said}: unknown without a kill or a broken answer")
        for end in _ends(row):
            self._count(platform, mode, RESOLVED[end])
        if row.key in unsure:
            self._count(platform, mode, "hit between send and receipt")


def _ends(row: Delivery) -> Iterator[str]:
    """How each of its doubts ended."""
    for before, after in zip(row.steps, row.steps[1:], strict=False):
        if before.state != "unknown":
            continue
        error = after.error or ""
        if after.state == "sending":
            yield "again"
        elif "by the word of" in error or (not error and any(p.message_id == "" for p in row.parts)):
            yield "asked"
        elif "perhaps" in error:
            yield "policy"
        else:
            yield "absent" if after.state == "retrying" and error else "found"


def _false(place: Place, row: Delivery) -> Iterator[str]:
    """Receipts for messages that are not there, or are another part's."""
    for part in row.parts:
        there = [id_.rpartition("/")[2] for id_ in place.there(part)]
        if part.message_id and part.message_id.rpartition("/")[2] not in there:
            yield f"the ledger has the message {part.message_id}, the channel {there}"


def _strange(place: Place, row: Delivery) -> Iterator[str]:
    """Messages in the channel that are no part of it."""
    known = {id_ for part in row.parts for id_ in place.there(part)}
    if not place.shared and (strange := [post for post in place.new() if post.id not in known]):
        yield f"{len(strange)} messages are no part of it, as {str(strange[0].texts)[:200]}"


def _life(row: Delivery) -> str:
    return " > ".join(f"{s.state} {s.at:%d %H:%M:%S}" + (f" ({s.error})" if s.error else "") for s in row.steps)
