"""The chaos suite in its short form: three worlds with a policy each, and a fixed seed. `make chaos` is the long one."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from random import Random

import pytest

from tests.chaos import deaths, dying
from tests.chaos.counts import Counts, broken
from tests.chaos.weather import WEIGHTS, Weather
from tests.support.program import ROOT

SECONDS = 280


def _suite(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "tests.chaos", *arguments]
    return subprocess.run(command, capture_output=True, text=True, cwd=ROOT, timeout=SECONDS, check=False)


@pytest.mark.timeout(300)
def test_no_edition_is_lost_or_sent_twice_though_the_bot_is_killed_and_its_platforms_break() -> None:
    done = _suite("--seed=7", "--worlds=3", "--rounds=2", "--kills=4", "--workers=3")
    assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"
    assert "Broken: 0" in done.stdout


@pytest.mark.parametrize(
    ("name", "holds"),
    [
        ("discord/all/lost", False),
        ("discord/all/sent twice", False),
        ("discord/all/left unknown", False),
        ("telegram/resend/lost", False),
        ("telegram/resend, probe/sent twice", True),
        ("telegram/skip/lost", True),
        ("telegram/skip, probe/sent twice", False),
        ("telegram/ask/lost", False),
        ("telegram/ask/sent twice", False),
        ("telegram/skip/left unknown", False),
        ("telegram/ask/was unknown", True),
    ],
)
def test_each_promise_is_one_that_can_be_broken(name: str, holds: bool) -> None:
    counts = Counts()
    counts.counted[name] = 1
    assert (not list(broken(counts))) is holds


def test_the_same_seed_brings_the_same_deaths_and_faults() -> None:
    assert _drawn(5) == _drawn(5) != _drawn(6)


def _drawn(seed: int) -> tuple[Sequence[deaths.Plan], Sequence[object]]:
    random, weather = Random(seed), Weather()
    weather.plan(("a", "b", "c"), random, 1.0)
    met = [weather.on_edition("telegram", chat) for chat in "abcabcabc"]
    return tuple(deaths.draw(random, 30, disturbed=True)), met


def test_every_named_step_and_every_fault_comes_up() -> None:
    random, weather = Random(1), Weather()
    drawn = [plan for _ in range(100) for plan in deaths.draw(random, 20, disturbed=True)]
    assert {plan.step for plan in drawn if plan.step} == {*dying.STEPS, *dying.CHANGES}
    weather.plan(map(str, range(500)), random, 1.0)
    assert {weather.on_edition("discord", str(chat)) for chat in range(500)} == set(WEIGHTS)
