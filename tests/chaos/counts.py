"""What was counted, and what was promised about it."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

PLATFORMS = ("telegram", "discord")


@dataclass
class Counts:
    """Counters by name; those of the verdict are named `platform/mode/what`.

    `findings` tells of each edition that was lost, sent twice or left unknown against the promise; `wrong` of what else is wrong.
    """

    counted: Counter[str] = field(default_factory=Counter)
    kills: Counter[str] = field(default_factory=Counter)
    faults: Counter[str] = field(default_factory=Counter)
    findings: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    def add(self, other: Counts) -> None:
        self.counted += other.counted
        self.kills += other.kills
        self.faults += other.faults
        self.findings += other.findings
        self.wrong += other.wrong

    def encode(self) -> str:
        return json.dumps(vars(self))

    @staticmethod
    def decode(line: str) -> Counts:
        read = json.loads(line)
        counted, kills, faults = (Counter[str](read[name]) for name in ("counted", "kills", "faults"))
        return Counts(counted, kills, faults, read["findings"], read["wrong"])


def allowed(platform: str, mode: str, what: str) -> bool:
    """Whether the operator's policy takes this into account: only on Telegram, where nothing can be known."""
    policy = mode.partition(",")[0]
    return platform == "telegram" and (policy, what) in {("resend", "sent twice"), ("skip", "lost")}


def broken(counts: Counts) -> Iterator[str]:
    """The promises that do not hold."""
    for name, value in sorted(counts.counted.items()):
        platform, _, rest = name.partition("/")
        mode, _, what = rest.partition("/")
        if value and what in ("lost", "sent twice", "left unknown") and not allowed(platform, mode, what):
            yield f"{platform}, {mode}: {value} {what}"
    yield from counts.wrong
