"""The operator's verbs: beside a running bot through its socket, and without one under its lock."""

from __future__ import annotations

import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, get_args

import pytest

from bot import arguments
from bot.domain.ledger import Channel, Delivery, Part
from bot.domain.ports import Store, Verdict
from bot.storage import tinydb_store
from tests.support.builders import DUE, a_delivery, a_pause, a_subscription
from tests.support.program import Program, read_until

KEY = a_delivery().key
READY = "Ctrl-D"
ROW = {
    "slot", "channel", "platform", "state", "message_ids", "at", "attempts", "error", "key", "parts", "steps",
}  # fmt: skip
STATUS = {
    "running", "pid", "started", "uptime", "last_tick", "version", "platforms", "hold", "subscriptions", "next", "backlog",
    "unknown", "paused", "last_error",
}  # fmt: skip


@pytest.fixture
def program(tmp_path: Path) -> Program:
    return Program(tmp_path)


def an_unknown_row() -> Delivery:
    parts = (Part("{}", "one", message_id="7", at=DUE, attempts=1), Part("{}", "two"))
    planned = a_delivery(parts=parts, steps=())
    return planned.sending((), parts, DUE).unknown(None, DUE, "the answer was lost")


async def kept(program: Program, *rows: Delivery, **changes: Any) -> None:
    """Write a subscription and its rows into the program's folder."""
    async with tinydb_store.open_store(program.data, print) as store:
        await store.subscribe(a_subscription(**changes))
        await store.enqueue(rows)


def reading(program: Program) -> Store:
    return tinydb_store.read_store(program.data)


@contextmanager
def chatting(program: Program) -> Iterator[subprocess.Popen[str]]:
    """A bot that runs in a terminal, and is ended in good order."""
    process = program.start("chat", "--lang", "en")
    try:
        read_until(process, READY)
        yield process
        process.send_signal(signal.SIGTERM)
        assert process.wait(30) == 0
    finally:
        process.kill()
        process.communicate()


def test_the_status_of_a_running_bot_is_its_own_word(program: Program) -> None:
    before = program.json("status")
    assert (before["running"], before["pid"], before["platforms"]) == (False, None, [])
    with chatting(program) as process:
        found = program.json("status")
        assert set(found) == set(before) == STATUS
        assert (found["running"], found["pid"]) == (True, process.pid)
        assert [(p["platform"], p["up"], p["closed_until"]) for p in found["platforms"]] == [("terminal", True, None)]
        assert [each["channel"] for each in found["next"]] == ["terminal:demo"]
        said = program.run("status", "--lang", "en").stdout
        assert f"runs as process {process.pid}" in said
        assert "terminal: up" in said
    assert "not running" in program.run("status", "--lang", "en").stdout
    assert not (program.data / "control.sock").exists()


def test_a_hold_reaches_a_running_bot_and_outlives_it(program: Program) -> None:
    with chatting(program):
        assert program.json("hold")["hold"] == program.json("status")["hold"]
    assert program.json("status")["hold"]
    assert program.json("release") == {"released": True}
    assert program.json("release") == {"released": False}
    assert program.json("status")["hold"] is None


def test_a_hold_before_the_first_start_lets_nothing_go_out_until_its_release(program: Program) -> None:
    program.json("hold")
    with chatting(program):
        assert [row["state"] for row in program.json("ledger")] == ["planned"]
        program.json("release")
        rows = [program.json("ledger")[0]]
        while rows[-1]["state"] in ("planned", "sending"):
            rows.append(program.json("ledger")[0])
        assert rows[-1]["state"] == "sent"


async def test_the_ledger_tells_each_row_with_its_parts_and_steps(program: Program) -> None:
    other = a_delivery("2026-01-16T09:00", channel=Channel("telegram", "-100", "4"), subscription="topic").ended(
        "missed", DUE, "it was too late"
    )
    await kept(program, an_unknown_row(), other)
    found = program.json("ledger")
    assert all(set(row) == ROW for row in found)
    assert [(row["channel"], row["state"]) for row in found] == [
        ("telegram:-100", "unknown"),
        ("telegram:-100/4", "missed"),
    ]
    assert [(part["message_id"], part["gone"]) for part in found[0]["parts"]] == [("7", False), (None, False)]
    assert [step["state"] for step in found[0]["steps"]] == ["sending", "unknown"]
    assert program.json("ledger", "--channel", "telegram:-100/4") == found[1:]
    assert program.json("ledger", "--state", "unknown") == found[:1]
    assert program.json("ledger", "--last", "1") == found[1:]
    assert program.json("ledger", "--channel", "discord:5") == []
    for lang, why in (("en", "its time had passed"), ("ja", "時間が過ぎました")):
        assert program.run("ledger", "--lang", lang).stdout.splitlines() == [
            "2026-01-15 09:00  telegram:-100    unknown  x1  1/2 7  the answer was lost",
            f"2026-01-16 09:00  telegram:-100/4  missed   -   -      {why}",
        ]


@pytest.mark.parametrize(
    ("verdict", "state", "ids"), [("there", "sent", ["7", ""]), ("post", "retrying", ["7"]), ("skip", "skipped", ["7"])]
)
async def test_an_unknown_row_is_resolved_by_hand_without_a_bot(
    program: Program, verdict: str, state: str, ids: list[str]
) -> None:
    await kept(program, an_unknown_row())
    assert program.json("status")["unknown"][0]["key"] == KEY
    found = program.json("resolve", KEY, verdict)
    assert (found["state"], found["message_ids"]) == (state, [id_ for id_ in ids if id_])
    row = await reading(program).delivery(KEY)
    assert row is not None
    assert row.state == state
    again = program.run("resolve", KEY, verdict)
    assert (again.returncode, again.stderr) == (
        2, f"kawaraban: {KEY} is {state}: only what is unknown can be resolved\n",
    )  # fmt: skip


async def test_what_no_row_can_be_is_told_as_typed_wrong(program: Program) -> None:
    await kept(program, an_unknown_row())
    for typed in (("resolve", "\udcff", "there"), ("ledger", "--last", "9" * 20)):
        done = program.run(*typed)
        assert (done.returncode, len(done.stderr.splitlines())) == (2, 1)


async def test_a_paused_channel_is_resumed_without_a_bot(program: Program) -> None:
    await kept(program, paused=a_pause("kicked"))
    assert program.json("status")["paused"][0]["reason"] == "kicked"
    assert program.json("resume", "telegram:-100") == {"channel": "telegram:-100", "was": "kicked", "hold": None}
    assert program.json("resume", "telegram:-100") == {"channel": "telegram:-100", "was": None, "hold": None}
    assert program.json("status")["paused"] == []


async def test_only_a_running_bot_can_take_a_post_back(program: Program) -> None:
    parts = (Part("{}", "one", message_id="7", at=DUE, attempts=1),)
    await kept(program, a_delivery(state="sent", parts=parts))
    done = program.run("takeback", "telegram:-100")
    assert done.returncode == 1
    assert done.stderr.startswith("kawaraban: the bot does not run")


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (["resolve", "nothing", "there"], "there is no delivery 'nothing'; nothing is unknown"),
        (["resolve", KEY, "maybe"], "maybe"),
        (["resume", "telegram:1"], "telegram:1: no such channel is subscribed; none is paused"),
        (["takeback", "telegram:1"], "telegram:1: readers have no post there"),
        (["takeback", "nonsense"], "'nonsense' is no channel: write one as telegram:"),
        (["ledger", "--channel", "irc:1"], "'irc:1' is no channel"),
        (["ledger", "--state", "lost"], "lost"),
        (["ledger", "--last", "0"], "--last 0: write a number"),
        (["backup"], "FILE"),
        (["restore", "nosuch"], "nosuch"),
    ],
)
def test_what_is_typed_wrong_is_one_line_and_makes_no_folder(program: Program, typed: list[str], said: str) -> None:
    done = program.run(*typed)
    assert (done.returncode, done.stdout) == (2, "")
    assert said in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert not program.data.exists()


def test_a_writer_that_has_no_socket_yet_is_named(program: Program) -> None:
    with chatting(program) as process:
        (program.data / "control.sock").unlink()
        done = program.run("hold")
        assert done.returncode == 1
        assert f"process {process.pid}" in done.stderr


def test_a_bot_that_was_killed_leaves_a_socket_that_is_in_nobodys_way(program: Program) -> None:
    process = program.start("chat", "--lang", "en")
    read_until(process, READY)
    process.kill()
    process.communicate()
    assert (program.data / "control.sock").exists()
    assert program.json("status")["running"] is False
    program.json("hold")
    with chatting(program):
        assert program.json("status")["running"] is True


def test_beside_a_running_bot_a_backup_is_made_and_a_restore_refused(program: Program, tmp_path: Path) -> None:
    file = tmp_path / "kept.backup"
    with chatting(program):
        assert program.json("backup", str(file))["file"] == str(file)
        refused = program.run("restore", str(file), "--replace")
        assert refused.returncode == 1
        assert "in use by process" in refused.stderr
        before = program.json("ledger")
    assert before
    again = Program(tmp_path / "elsewhere")
    again.folder.mkdir()
    assert again.json("restore", str(file))
    assert again.json("ledger") == before
    assert again.run("restore", str(file)).returncode != 0
    assert again.json("restore", str(file), "--replace")
    whole = file.read_bytes()
    for damage in (whole[:-40], whole[:200] + bytes([whole[200] ^ 1]) + whole[201:]):
        file.write_bytes(damage)
        damaged = again.run("restore", str(file), "--replace")
        assert damaged.returncode != 0
        assert len(damaged.stderr.splitlines()) == 1
        assert again.json("ledger") == before


def test_the_command_line_takes_the_verdicts_that_there_are() -> None:
    assert get_args(Verdict) == arguments.VERDICTS
