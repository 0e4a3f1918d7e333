"""The counts, for people."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from .counts import PLATFORMS, Counts, broken

_VERDICT = ("deliveries", "lost", "sent twice", "left unknown")
_SHOWN = 40


def line(counts: Counts) -> str:
    """Say in one line how far it is."""
    return f"{_total(counts, 'deliveries')} deliveries, {counts.kills.total()} kills, " + ", ".join(
        f"{_total(counts, what)} {what}" for what in _VERDICT[1:]
    )


def document(counts: Counts, seed: int, minutes: float) -> str:
    """Return everything that was counted, and which promises are broken."""
    return "\n".join(_lines(counts, seed, minutes))


def _lines(counts: Counts, seed: int, minutes: float) -> Iterator[str]:
    counted = counts.counted
    yield f"Chaos, seed {seed}, {minutes:.1f} minutes"
    yield f"  deliveries            {_total(counts, 'deliveries'):,} of {_total(counts, 'parts'):,} messages"
    at_steps, at_moments = counted["kills at a named step"], counted["kills at a moment"]
    yield f"  kills (SIGKILL)       {counts.kills.total():,}: {at_steps:,} at named steps, {at_moments:,} at moments"
    yield f"  rows in flight then   {counted['rows in flight at the kills']:,}"
    yield f"  questions answered    {counted['telegram: questions answered']:,}"
    yield from _table("Kills", counts.kills)
    yield from _table("Faults", counts.faults)
    yield ""
    yield f"{'':24}" + "".join(f"{what:>14}" for what in (*_VERDICT, "was unknown", "hit"))
    for platform, mode in sorted(
        {tuple(name.split("/")[:2]) for name in counted if name.count("/") == 2}, reverse=True
    ):
        values = (*_VERDICT, "was unknown", "hit between send and receipt")
        yield f"{f'{platform} {mode}':24}" + "".join(f"{counted[f'{platform}/{mode}/{what}']:>14,}" for what in values)
    for platform in PLATFORMS:
        yield from _ends(counts, platform)
    yield ""
    for title, said in (("Against the promise", counts.findings), ("Broken", list(broken(counts)))):
        yield f"{title}: {len(said)}"
        yield from (f"  {each}" for each in said[:_SHOWN])


def _ends(counts: Counts, platform: str) -> Iterator[str]:
    """How doubts ended, and the share of them that nobody was asked about and no policy decided."""
    ends: Counter[str] = Counter()
    for name, value in counts.counted.items():
        where, _, what = name.rpartition("/")
        if where.startswith(platform) and what.startswith(("resolved", "left to", "answered")):
            ends[what] += value
    known = sum(value for what, value in ends.items() if what.startswith("resolved"))
    yield from _table(f"Doubts on {platform}", ends)
    if ends:
        yield f"  resolved without asking anybody: {100 * known / ends.total():.1f} %"


def _table(title: str, counted: Counter[str]) -> Iterator[str]:
    yield ""
    yield f"{title} ({counted.total():,})"
    yield from (f"  {value:>7,}  {name}" for name, value in counted.most_common())


def _total(counts: Counts, what: str) -> int:
    return sum(value for name, value in counts.counted.items() if name.endswith(f"/{what}"))
