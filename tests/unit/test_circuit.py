"""The circuit of a platform: open when nothing works, tried with one delivery, closed when one is answered."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot.delivery.circuit import BANNING, DOWN_IN_A_ROW, FIRST, LONGEST, LOST_IN_A_ROW, Circuit, Outcome

NOW = datetime(2026, 1, 15, tzinfo=UTC)


def opened(outcome: Outcome = "down", count: int = DOWN_IN_A_ROW) -> Circuit:
    circuit = Circuit()
    assert [circuit.took(outcome, NOW) for _ in range(count)] == [False] * (count - 1) + [True]
    return circuit


def test_it_is_closed_as_long_as_something_works_in_between() -> None:
    circuit = Circuit()
    for _ in range(50):
        for _ in range(DOWN_IN_A_ROW - 1):
            assert not circuit.took("down", NOW)
        circuit.took("worked", NOW)
        assert circuit.allows(NOW)
    assert circuit.reopens is None


def test_when_nothing_works_it_opens_and_then_lets_one_through() -> None:
    circuit = opened()
    assert circuit.reopens == NOW + FIRST
    assert not circuit.allows(NOW + FIRST - timedelta(seconds=1))
    assert circuit.allows(NOW + FIRST)
    assert not circuit.allows(NOW + FIRST)


def test_it_stays_open_ever_longer_and_closes_with_the_first_answer() -> None:
    circuit, now, pauses = opened(), NOW, []
    for _ in range(8):
        assert circuit.reopens is not None
        pauses.append(circuit.reopens - now)
        now = circuit.reopens
        assert circuit.allows(now)
        assert circuit.took("down", now)
    assert pauses[:3] == [FIRST, 2 * FIRST, 4 * FIRST]
    assert pauses[-1] == LONGEST
    assert circuit.allows(now + LONGEST)
    assert not circuit.took("worked", now + LONGEST)
    assert circuit.reopens is None
    assert circuit.took("down", now) is False


def test_one_let_through_that_asks_nothing_gives_its_turn_back() -> None:
    circuit = opened()
    assert circuit.allows(NOW + FIRST)
    circuit.took(None, NOW + FIRST)
    assert circuit.allows(NOW + FIRST)


def test_those_that_were_under_way_when_it_opened_do_not_open_the_door() -> None:
    circuit = opened()
    circuit.took(None, NOW)
    assert not circuit.allows(NOW + timedelta(seconds=1))


@pytest.mark.parametrize(("outcome", "count"), [("banning", 1), ("lost", LOST_IN_A_ROW)])
def test_a_refusal_everywhere_is_not_asked_about_for_long_not_even_after_a_reconnect(
    outcome: Outcome, count: int
) -> None:
    circuit = opened(outcome, count)
    circuit.reconnected()
    assert circuit.reopens == NOW + BANNING
    assert not circuit.allows(NOW + BANNING - timedelta(seconds=1))
    assert circuit.allows(NOW + BANNING)


def test_a_platform_that_is_back_is_tried_at_once() -> None:
    circuit = opened()
    circuit.reconnected()
    assert circuit.allows(NOW)


def test_a_clock_that_was_set_back_does_not_keep_it_open() -> None:
    circuit = opened()
    assert circuit.allows(NOW - timedelta(days=1))


def test_what_was_under_way_when_it_opened_keeps_it_open_no_longer() -> None:
    circuit = Circuit()
    for _ in range(DOWN_IN_A_ROW + 3):  # side by side
        circuit.took("down", NOW)
    assert circuit.reopens == NOW + FIRST
    circuit.took("banning", NOW)
    assert circuit.reopens == NOW + BANNING
