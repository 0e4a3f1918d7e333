"""The terminal as its user meets it: the program as a subprocess, without a token and without a server."""

from __future__ import annotations

import signal
from pathlib import Path

import pytest

from tests.support.program import Program, read_until

WELCOME = "/help"
EVENT = """/add event\\
date: 2025-06-07\\
title ja: 追加された出来事\\
title en: An added event\\
summary ja: 端末から追加された出来事で、保存するとすぐに年表に載り、再起動しても残り、これからの号にも載る。\\
summary en: An event added from the terminal; once saved it is in the timeline at once, stays there over restarts, and is picked.\\
people: マスク\\
topics: bill\\
sources: saga-feature\\
importance: 5
"""


@pytest.fixture
def program(tmp_path: Path) -> Program:
    return Program(tmp_path)


def test_the_first_run_shows_the_edition_and_a_second_one_shows_it_as_sent_before(program: Program) -> None:
    first, second = program.run("run", "--lang", "en"), program.run("run", "--lang", "en")
    assert (first.returncode, first.stderr) == (0, "")
    assert "Today's edition, sent now:" in first.stdout
    assert (second.returncode, second.stderr) == (0, "")
    assert "was sent at" in second.stdout
    edition = first.stdout.split("sent now:\n")[1].split("Kawaraban in this terminal")[0]
    assert edition.strip() in second.stdout
    assert [row["state"] for row in program.json("ledger")] == ["sent"]


def test_a_piped_session_is_answered_and_ends(program: Program) -> None:
    done = program.run("run", say="/who マスク\n/timeline 2025-06\n")
    assert done.returncode == 0
    assert "イーロン・マスク" in done.stdout
    assert "年表：2025年6月" in done.stdout


def test_each_day_has_its_edition_and_the_next_one_is_another(program: Program) -> None:
    program.run("run", "--now", "2026-03-01T12:00+09:00")
    program.run("run", "--now", "2026-03-02T00:00:01+09:00")
    program.run("run", "--now", "2026-03-02T23:59+09:00")
    assert [(row["slot"], row["state"]) for row in program.json("ledger")] == [
        ("2026-03-01T00:00", "sent"),
        ("2026-03-02T00:00", "sent"),
    ]


def test_the_days_without_a_run_are_recorded_as_missed(program: Program) -> None:
    program.run("run", "--now", "2026-03-01T12:00+09:00")
    program.run("run", "--now", "2026-03-04T12:00+09:00")
    assert [row["state"] for row in program.json("ledger")] == ["sent", "missed", "missed", "sent"]


def test_buttons_are_numbers(program: Program) -> None:
    done = program.run("run", "--lang", "en", say="/who Elon Musk\n1\n999\n")
    assert "4–6 of" in done.stdout  # 1 turns the page
    assert done.returncode == 0


def test_plain_text_is_a_question(program: Program) -> None:
    done = program.run("run", "--lang", "en", say="バンス\n2025年6月5日\nmusc\n")
    assert "JD Vance" in done.stdout
    assert "Timeline: Thu, 5 Jun 2025" in done.stdout
    assert "Do you mean one of these?" in done.stdout


@pytest.mark.parametrize(
    "typed",
    [
        "/who " + "あ" * 10_000,
        "/timeline [bold]2025[/] <b>&amp; @everyone",
        "/digest \x00\x1b[31mred\x07",
        "/who \ud800".encode("utf-8", "surrogatepass").decode("utf-8", "replace"),
        "/" * 300,
        "/nosuchcommand",
        "\u202e\u200f右から左",
        "!?…💥",
        "99999年99月",
    ],
)
def test_whatever_is_typed_is_answered(program: Program, typed: str) -> None:
    done = program.run("run", "--lang", "en", say=f"{typed}\n/timeline 2025\n")
    assert done.returncode == 0
    assert done.stderr == ""
    assert "Timeline: 2025" in done.stdout
    assert "\x1b" not in done.stdout


def test_markup_is_shown_literally(program: Program) -> None:
    assert "[bold]2025[/]" in program.run("run", say="/timeline [bold]2025[/]\n").stdout


def test_an_added_event_is_answered_at_once_kept_over_a_restart_and_picked(program: Program) -> None:
    added = program.run("run", "--lang", "en", say=f"{EVENT}1\n/timeline 2025-06-07\n")
    assert "Saved as an-added-event" in added.stdout
    assert added.stdout.count("An added event") >= 2
    again = program.run("run", "--lang", "en", say="/timeline 2025-06-07\n")
    assert "An added event" in again.stdout
    assert any(event["id"] == "an-added-event" for event in program.json("timeline", "2025-06-07")["events"])
    picks = {pick["entry"] for post in program.json("plan", "--days", "40") for pick in post["picks"]}
    assert "an-added-event" in picks


def test_a_dropped_or_wrong_entry_changes_nothing(program: Program) -> None:
    wrong = EVENT.replace("2025-06-07", "2025-02-30").replace("saga-feature", "nosuchsource")
    done = program.run("run", "--lang", "en", say=f"{EVENT}2\n1\n{wrong}/timeline 2025-06-07\n")
    assert "Dropped. Nothing was saved." in done.stdout
    assert "there is no such date in the calendar" in done.stdout
    assert "nosuchsource" in done.stdout
    assert "Saved as" not in done.stdout
    assert all(event["id"] != "an-added-event" for event in program.json("timeline", "2025")["events"])


def test_the_form_alone_is_an_example_that_can_be_sent_back(program: Program) -> None:
    shown = program.run("run", "--lang", "en", say="/add\n").stdout
    form = shown[shown.index("/add event\ndate:") :].split("\n\n")[0]
    typed = form.replace("\n", "\\\n")
    done = program.run("run", "--lang", "en", say=f"{typed}\n1\n")
    assert "Saved as" in done.stdout


def test_sigterm_ends_it_with_status_0(program: Program) -> None:
    with program.start("run", "--lang", "en") as process:
        read_until(process, WELCOME)
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=20) == 0
    assert [row["state"] for row in program.json("ledger")] == ["sent"]


def test_a_second_writer_is_refused_and_a_reader_is_not(program: Program) -> None:
    with program.start("run", "--lang", "en") as process:
        read_until(process, WELCOME)
        second = program.run("run")
        assert second.returncode == 1
        assert second.stderr.strip().count("\n") == 0
        assert f"process {process.pid}" in second.stderr
        assert [row["state"] for row in program.json("ledger")] == ["sent"]
        process.communicate()
        assert process.returncode == 0
