"""`python -m tests.chaos [--seed N] [--worlds N] [--rounds N] [--kills N]`: kill the bot, break the platforms, count.

Exit status 1 where a promise is broken. A world is a process of its own (`--world N` lives one and prints its counts).
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from . import report
from .counts import Counts, broken
from .rounds import Round
from .world import Policy, Spec, living

POLICIES: tuple[Policy, ...] = ("resend", "skip", "ask")
# Of 25 worlds the last six have a chat to look at posts in. That takes its time: one message a second.
WORLDS, WITHOUT_PROBE = 25, 19
# A world that takes longer than this for each of its kills hangs.
SECONDS_A_KILL = 60


def main(argv: Sequence[str] | None = None) -> int:
    """Run the suite and return its exit status."""
    parser = argparse.ArgumentParser(prog="make chaos", description="Kill the bot, break the platforms, count.")
    parser.add_argument("--seed", type=int, default=1, help="the same seed brings the same deaths and faults")
    parser.add_argument("--worlds", type=int, default=WORLDS, help="each with 41 channels")
    parser.add_argument("--rounds", type=int, default=10, help="slots of each channel")
    parser.add_argument("--kills", type=int, default=4, help="in each round, before it is healed")
    parser.add_argument("--workers", type=int, default=9, help="worlds at a time: most of what they do is waiting")
    parser.add_argument("--keep", type=Path, help="folder for what is left of the worlds, with the bots' logs")
    parser.add_argument("--world", type=int, help=argparse.SUPPRESS)
    arguments = parser.parse_args(argv)
    if arguments.world is not None:
        print(asyncio.run(_live(arguments)).encode())  # noqa: T201  # to the process that started this one
        return 0
    begun = time.monotonic()
    counts = asyncio.run(_all(arguments))
    print(report.document(counts, arguments.seed, (time.monotonic() - begun) / 60))  # noqa: T201  # what it is for
    return int(any(broken(counts)))


async def _live(arguments: argparse.Namespace) -> Counts:
    """Live one world to its end."""
    number = arguments.world
    policy, probe = POLICIES[number % len(POLICIES)], number % WORLDS >= WITHOUT_PROBE
    spec = Spec(arguments.seed, number, policy, probe, arguments.rounds, arguments.kills)
    counts = Counts()
    with tempfile.TemporaryDirectory(prefix="chaos-") as temporary:
        folder = (arguments.keep or Path(temporary)) / f"world-{spec.number}"
        folder.mkdir(parents=True)
        async with living(spec, folder) as world:
            for number in range(spec.rounds):
                await Round(world, counts, number).play()
            counts.wrong += [f"[world {spec.number}] a rule of the platform: {rule}" for rule in world.violations()]
            counts.faults += world.weather.met
    return counts


async def _all(arguments: argparse.Namespace) -> Counts:
    """Live all worlds, some at a time, and add up their counts."""
    counts, places = Counts(), asyncio.Semaphore(arguments.workers)

    async def one(number: int) -> None:
        async with places:
            counts.add(await _process(arguments, number))
            print(f"world {number}: {report.line(counts)}", file=sys.stderr)  # noqa: T201  # how far it is

    async with asyncio.TaskGroup() as group:
        for number in reversed(range(arguments.worlds)):  # those that take longest begin
            group.create_task(one(number))
    return counts


async def _process(arguments: argparse.Namespace, number: int) -> Counts:
    """Live one world in a process of its own; one that hangs or fails is a finding."""
    same = [f"--{name}={getattr(arguments, name)}" for name in ("seed", "rounds", "kills")]
    keep = [f"--keep={arguments.keep}"] if arguments.keep else []
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.chaos", f"--world={number}", *same, *keep, stdout=asyncio.subprocess.PIPE
    )
    try:
        async with asyncio.timeout(SECONDS_A_KILL * arguments.rounds * (arguments.kills + 1)):
            said, _ = await process.communicate()
    except TimeoutError:
        return Counts(wrong=[f"world {number} hung"])
    finally:
        if process.returncode is None:  # it hangs, or all is being given up: its bots end with it
            process.kill()
            await process.wait()
    return Counts.decode(said.decode()) if process.returncode == 0 else Counts(wrong=[f"world {number} failed"])


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
