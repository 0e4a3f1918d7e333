"""The ledger's rows: what a delivery may become, and what a channel has seen."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.ledger import Channel, Delivery, Part, Pick, Shown, State, delivery_key, history

from ..support.builders import CHANNEL, DUE, a_delivery

FINAL = ("sent", "unknown", "failed", "missed", "empty")
PICKS = (Pick("a", "lead", "mix-digest", {"shown": 0}), Pick("b", "event", "mix", {"shown": 0}))
PARTS = (Part("{1}", "one"), Part("{2}", "two"))
OTHER_PICKS = (Pick("z", "event", "mix", {}),)

Move = Callable[[Delivery], Delivery]
MOVES: dict[str, Move] = {
    "begun": lambda row: row.begun(PICKS, PARTS, DUE),
    "begun otherwise": lambda row: row.begun(OTHER_PICKS, (Part("{z}", "z"),), DUE),
    "received": lambda row: row.received(f"m{row.next_part}", DUE),
    "postponed": lambda row: row.postponed(DUE + timedelta(seconds=5), "busy"),
    "unknown": lambda row: row.ended("unknown", DUE, "broken"),
    "failed": lambda row: row.ended("failed", DUE, "refused"),
    "missed": lambda row: row.ended("missed", DUE, None),
    "empty": lambda row: row.ended("empty", DUE, None),
}


@settings(max_examples=200)
@given(st.lists(st.sampled_from(sorted(MOVES)), max_size=12))
def test_whatever_happens_a_row_only_goes_forward(moves: list[str]) -> None:
    row = a_delivery()
    for move in moves:
        try:
            after = MOVES[move](row)
        except ValueError:
            continue
        assert row.state not in FINAL
        assert (after.key, after.subscription, after.slot, after.due) == (row.key, row.subscription, row.slot, row.due)
        assert after.version == row.version + 1
        assert after.attempts == row.attempts + move.startswith("begun")
        receipts = [part.message_id for part in after.parts if part.message_id]
        assert receipts[: row.next_part] == [part.message_id for part in row.parts[: row.next_part]]
        assert after.next_part == len(receipts)
        if row.parts:
            assert after.picks == row.picks
            assert [p.payload for p in after.parts] == [p.payload for p in row.parts]
        assert (after.state == "sent") == (bool(after.parts) and after.next_part == len(after.parts))
        row = after


@pytest.mark.parametrize("state", FINAL)
@pytest.mark.parametrize("move", sorted(MOVES))
def test_what_has_ended_never_comes_back(state: State, move: str) -> None:
    row = a_delivery(state=state, picks=PICKS, parts=(Part("{1}", "one", "m0"), Part("{2}", "two")))
    with pytest.raises(ValueError, match=r"cannot become|in flight"):
        MOVES[move](row)


@pytest.mark.parametrize("move", ["received", "unknown"])
def test_what_was_never_begun_has_no_receipt_and_is_never_unknown(move: str) -> None:
    with pytest.raises(ValueError, match=r"cannot become|in flight"):
        MOVES[move](a_delivery())


@pytest.mark.parametrize("move", ["missed", "empty"])
def test_what_is_in_flight_was_not_missed(move: str) -> None:
    with pytest.raises(ValueError, match="cannot become"):
        MOVES[move](a_delivery().begun(PICKS, PARTS, DUE))


def test_every_state_is_either_final_or_moves_on() -> None:
    assert set(get_args(State)) == {*FINAL, "queued", "sending"}


def test_receipts_come_part_by_part_and_the_last_one_ends_it() -> None:
    row = a_delivery().begun(PICKS, PARTS, DUE)
    assert (row.state, row.next_part, row.attempts) == ("sending", 0, 1)
    row = row.received("m1", DUE)
    assert (row.state, row.next_part) == ("sending", 1)
    row = row.received("m2", DUE)
    assert (row.state, row.next_part, [p.message_id for p in row.parts]) == ("sent", 2, ["m1", "m2"])


def test_an_attempt_after_a_failure_sends_the_rest_of_the_same_edition() -> None:
    row = a_delivery().begun(PICKS, PARTS, DUE).received("m1", DUE).postponed(DUE, "busy")
    assert (row.state, row.error, row.not_before) == ("queued", "busy", DUE)
    again = row.begun(OTHER_PICKS, (Part("{9}", "other"),), DUE)
    assert (again.picks, again.parts, again.next_part, again.error) == (PICKS, row.parts, 1, None)


def test_the_same_slot_of_the_same_subscription_has_one_key() -> None:
    keys = {delivery_key(s, slot) for s in ("a", "b") for slot in ("2026-01-15T09:00", "2026-01-16T09:00")}
    assert len(keys) == 4


@pytest.mark.parametrize(("thread", "key"), [(None, "telegram:-100"), ("42", "telegram:-100/42")])
def test_a_channels_key_names_platform_chat_and_thread(thread: str | None, key: str) -> None:
    assert Channel("telegram", "-100", thread).key == key


def test_a_channel_has_seen_what_was_sent_may_have_been_or_is_fixed_and_waits() -> None:
    begun = a_delivery("2026-01-01T09:00").begun(PICKS[:1], PARTS, DUE)
    rows = {
        "sending": begun,
        "sent": begun.received("m1", DUE).received("m2", DUE),
        "unknown": begun.ended("unknown", DUE, "broken"),
        "half, then failed": begun.received("m1", DUE).ended("failed", DUE, "refused"),
        "put back": begun.postponed(DUE, "busy"),
    }
    for row in rows.values():
        assert history([row]) == (Shown("a", date(2026, 1, 1)),)
    assert history([begun.ended("failed", DUE, "refused")]) == ()
    assert history([a_delivery(), a_delivery(state="missed"), a_delivery(state="empty")]) == ()


def test_history_is_in_the_order_of_the_slots_on_local_days() -> None:
    slots = ("2026-01-16T00:05", "2025-12-31T23:59", "2026-01-15T09:00")
    rows = [replace(a_delivery(slot, state="sent"), picks=PICKS) for slot in slots]
    days = (date(2025, 12, 31), date(2026, 1, 15), date(2026, 1, 16))
    assert history(rows) == tuple(Shown(entry, day) for day in days for entry in ("a", "b"))
    assert a_delivery().channel == CHANNEL


@pytest.mark.parametrize("state", get_args(State))
def test_a_move_of_the_channel_changes_nothing_of_what_became_of_it(state: State) -> None:
    row, there = a_delivery(state=state, parts=PARTS), Channel("telegram", "-200")
    assert row.moved(there) == replace(row, channel=there, version=row.version + 1)
