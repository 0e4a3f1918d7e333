"""The ledger's rows: what a delivery may become, and what a channel has seen."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.ledger import (
    MOVES,
    OPEN,
    WAITING,
    Channel,
    Delivery,
    Ending,
    Part,
    Pick,
    Receipt,
    Shown,
    State,
    delivery_key,
    history,
)

from ..support.builders import CHANNEL, DUE, a_delivery

LATER = DUE + timedelta(minutes=5)
PICKS = (Pick("a", "lead", "mix-digest", {"shown": 0}), Pick("b", "event", "mix", {"shown": 0}))
PARTS = (Part("{1}", "one"), Part("{2}", "two"))
OTHER_PICKS = (Pick("z", "event", "mix", {}),)
BEGINNING: dict[str, tuple[State, ...]] = {
    "sending": ("planned", "retrying", "unknown"),
    "received": ("sending", "unknown"),
    "put off": WAITING,
    "retrying": ("sending", "unknown"),
    "divided": ("sending",),
    "unknown": ("sending", "unknown"),
    "asking": ("unknown", "sending"),
    "taken back": ("sent", "refused", "skipped", "cancelled", "gone"),
    "refused": ("planned", "sending", "retrying"),
    "missed": ("planned", "retrying"),
    "revived": ("missed",),
    "skipped": ("planned", "unknown"),
    "cancelled": ("planned", "retrying"),
}

Move = Callable[[Delivery], Delivery]
HOW: dict[str, Move] = {
    "sending": lambda row: row.sending(PICKS, PARTS, DUE),
    "sending otherwise": lambda row: row.sending(OTHER_PICKS, (Part("{z}", "z"),), DUE),
    "received": lambda row: row.received(Receipt(f"m{row.next_part}"), DUE),
    "put off": lambda row: row.put_off(LATER),
    "retrying": lambda row: row.retrying(LATER, DUE, "busy"),
    "divided": lambda row: row.divided((Part("{a}", "a"), Part("{b}", "b")), DUE, "too long"),
    "unknown": lambda row: row.unknown(LATER, DUE, "broken"),
    "asking": lambda row: row.asking(DUE),
    "taken back": lambda row: row.taken_back(DUE, "a mistake"),
    "refused": lambda row: row.ended("refused", DUE, "refused"),
    "missed": lambda row: row.ended("missed", DUE, None),
    "revived": lambda row: row.revived(DUE),
    "skipped": lambda row: row.ended("skipped", DUE, None),
    "cancelled": lambda row: row.ended("cancelled", DUE, None),
}


@settings(max_examples=100)
@given(st.lists(st.sampled_from(sorted(HOW)), max_size=14))
def test_whatever_happens_a_row_makes_only_legal_moves_and_keeps_its_receipts(moves: list[str]) -> None:
    row = a_delivery()
    for move in moves:
        try:
            after = HOW[move](row)
        except ValueError:
            continue
        assert after.state in ((row.state,) if move == "put off" else MOVES[row.state])
        assert (after.key, after.subscription, after.slot, after.due) == (row.key, row.subscription, row.slot, row.due)
        assert after.version == row.version + 1
        assert after.attempts == row.attempts + move.startswith("sending")
        kept = [part.message_id for part in row.parts if part.message_id is not None]
        assert [part.message_id for part in after.parts if part.message_id is not None][: len(kept)] == kept
        assert all(part.at for part in after.parts if part.message_id)
        if row.parts:
            assert after.picks == row.picks
            if move != "divided":
                assert [p.payload for p in after.parts] == [p.payload for p in row.parts]
        if after.state == "sent":
            assert after.next_part == len(after.parts)
        assert after.steps == row.steps or after.steps[:-1] == row.steps
        assert (after.steps == row.steps) == (after.state == row.state)
        row = after


@settings(max_examples=100)
@given(st.lists(st.sampled_from(sorted(HOW)), max_size=14))
def test_what_may_be_there_stays_in_doubt_until_somebody_knows(moves: list[str]) -> None:
    row = a_delivery()
    for move in moves:
        try:
            after = HOW[move](row)
        except ValueError:
            continue
        if after.state == "unknown":
            assert after.doubt is not None
        if row.doubt is not None and after.doubt is None:
            # Found there; or decided by somebody to be sent again, or to be divided, which only a refusal brings about.
            assert move in ("received", "retrying", "divided")
        row = after


@pytest.mark.parametrize("state", get_args(State))
@pytest.mark.parametrize("move", sorted(BEGINNING))
def test_each_move_begins_where_it_may_and_nowhere_else(state: State, move: str) -> None:
    parts = () if state == "planned" else (Part("{1}", "one", "m0", DUE), Part("{2}", "two"))
    row = a_delivery(state=state, picks=PICKS, parts=parts)
    if state in BEGINNING[move]:
        assert HOW[move](row).version == row.version + 1
    else:
        with pytest.raises(ValueError, match=r"cannot become|in flight|does not wait"):
            HOW[move](row)


def test_every_state_is_listed_and_those_that_are_open_move_on() -> None:
    assert set(MOVES) == set(get_args(State))
    assert set(OPEN) == {*WAITING, "sending"}
    assert {target for targets in MOVES.values() for target in targets} | {"planned"} == set(get_args(State))
    assert {state for state in MOVES if state not in OPEN and set(MOVES[state]) & set(OPEN)} == {"missed"}


def test_receipts_come_part_by_part_and_the_last_one_ends_it() -> None:
    row = a_delivery().sending(PICKS, PARTS, DUE)
    assert (row.state, row.next_part, row.attempts, row.begun) == ("sending", 0, 1, False)
    row = row.received(Receipt("m1"), DUE)
    assert (row.state, row.next_part, row.begun) == ("sending", 1, True)
    row = row.received(Receipt("m2", "as plain text"), LATER)
    assert (row.state, row.next_part, [p.message_id for p in row.parts]) == ("sent", 2, ["m1", "m2"])
    assert [(p.at, p.attempts, p.note) for p in row.parts] == [(DUE, 1, None), (LATER, 1, "as plain text")]
    assert [(step.state, step.at) for step in row.steps] == [("sending", DUE), ("sent", LATER)]


def test_an_attempt_after_a_failure_sends_the_rest_of_the_same_edition() -> None:
    row = a_delivery().sending(PICKS, PARTS, DUE).received(Receipt("m1"), DUE).retrying(LATER, DUE, "busy")
    assert (row.state, row.error, row.not_before, row.parts[1].note) == ("retrying", "busy", LATER, "busy")
    again = row.sending(OTHER_PICKS, (Part("{9}", "other"),), LATER)
    assert (again.picks, again.next_part, again.error, again.not_before) == (PICKS, 1, None, None)
    assert again.parts[0] == row.parts[0]
    assert again.parts[1].attempts == 2


def test_a_doubt_is_as_old_as_the_first_attempt_that_nobody_knows_the_end_of() -> None:
    row = a_delivery().sending(PICKS, PARTS, DUE).unknown(LATER, LATER, "reset")
    assert (row.doubt, row.not_before) == (DUE, LATER)
    again = row.sending(PICKS, PARTS, LATER)
    assert again.doubt == DUE
    assert again.unknown(None, LATER, "reset").doubt == DUE
    found = again.received(Receipt("m1"), LATER)
    assert found.doubt is None
    assert found.unknown(None, LATER + timedelta(minutes=1), "reset").doubt == LATER


def test_what_is_found_goes_on_with_the_part_after_it() -> None:
    row = a_delivery().sending(PICKS, PARTS, DUE).unknown(None, DUE, "reset")
    found = row.received(Receipt("m1"), LATER)
    assert (found.state, found.next_part, found.not_before) == ("retrying", 1, None)
    last = found.sending(PICKS, PARTS, LATER).unknown(None, LATER, "reset").received(Receipt(""), LATER)
    assert (last.state, last.removable) == ("sent", True)


def test_asked_rows_wait_for_an_answer_and_say_since_when() -> None:
    row = a_delivery().sending(PICKS, PARTS, DUE).unknown(LATER, DUE, "reset").asking(LATER)
    assert (row.state, row.asked, row.not_before, row.error) == ("unknown", LATER, None, "reset")
    assert row.retrying(None, LATER, "by hand").asked is None


def test_too_long_a_part_gives_its_place_to_shorter_ones() -> None:
    row = a_delivery().sending(PICKS, PARTS, DUE).received(Receipt("m1"), DUE)
    row = row.divided((Part("{a}", "t"), Part("{b}", "wo")), DUE, "too long")
    assert (row.state, row.next_part, [part.text for part in row.parts]) == ("retrying", 1, ["one", "t", "wo"])


def test_taken_back_parts_are_gone_and_the_others_can_still_be_taken() -> None:
    row = a_delivery().sending(PICKS, PARTS, DUE).received(Receipt("m1"), DUE).received(Receipt("m2"), DUE)
    assert row.removable
    half = row.taken_back(LATER, "by an admin", [1])
    assert (half.state, [part.gone for part in half.parts], half.removable) == ("gone", [False, True], True)
    assert not half.taken_back(LATER, "by an admin").removable
    assert not a_delivery(state="missed").removable


def test_the_same_slot_of_the_same_subscription_has_one_key() -> None:
    keys = {delivery_key(s, slot) for s in ("a", "b") for slot in ("2026-01-15T09:00", "2026-01-16T09:00")}
    assert len(keys) == 4


@pytest.mark.parametrize(("thread", "key"), [(None, "telegram:-100"), ("42", "telegram:-100/42")])
def test_a_channels_key_names_platform_chat_and_thread(thread: str | None, key: str) -> None:
    assert Channel("telegram", "-100", thread).key == key


def test_a_channel_has_seen_what_was_sent_may_have_been_or_is_fixed_and_waits() -> None:
    sending = a_delivery("2026-01-01T09:00").sending(PICKS[:1], PARTS, DUE)
    sent = sending.received(Receipt("m1"), DUE).received(Receipt("m2"), DUE)
    rows = {
        "sending": sending,
        "sent": sent,
        "unknown": sending.unknown(None, DUE, "broken"),
        "unknown, then left": sending.unknown(None, DUE, "broken").ended("skipped", DUE, None),
        "half, then refused": sending.received(Receipt("m1"), DUE).ended("refused", DUE, "refused"),
        "put back": sending.retrying(LATER, DUE, "busy"),
        "taken back": sent.taken_back(DUE, "a mistake"),
    }
    for row in rows.values():
        assert history([row]) == (Shown("a", date(2026, 1, 1)),)
    endings: tuple[Ending, ...] = ("refused", "missed", "cancelled")
    for ending in endings:
        assert history([sending.retrying(None, DUE, "busy").ended(ending, DUE, "late")]) == ()
    assert history([a_delivery(), a_delivery(state="missed"), a_delivery(state="skipped")]) == ()


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
