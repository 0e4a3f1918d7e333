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

    `findings` tells of each edition that was lost, sent twice or left unknown, also where that is allowed; `wrong` of what is not.
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


def broken(counts: Counts) -> Iterator[str]:
    """The promises that do not hold."""
    for name, value in sorted(counts.counted.items()):
        platform, _, rest = name.partition("/")
        policy, _, what = rest.partition("/")
        if not value or what not in ("lost", "sent twice", "left unknown"):
            continue
        allowed = platform == "telegram" and (policy.split("+")[0], what) in {
            ("resend", "sent twice"),
            ("skip", "lost"),
        }
        if not allowed:
            yield f"{platform}, {policy}: {value} {what}"
    yield from counts.wrong
