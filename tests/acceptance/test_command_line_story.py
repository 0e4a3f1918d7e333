"""The command line: story, today and sources."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.program import Program

NOW = ("--now", "2026-06-05T09:00+09:00")


@pytest.fixture
def program(tmp_path: Path) -> Program:
    return Program(tmp_path)


def test_story_parts_all_events_by_chapters(program: Program) -> None:
    found = program.json("story", *NOW)
    assert set(found) == {"as_of", "chapters"}
    assert found["as_of"] == "2026-01"
    assert all(set(chapter) == {"id", "title", "from", "to", "events"} for chapter in found["chapters"])
    assert (found["chapters"][0]["from"], found["chapters"][-1]["to"]) == ("2017-01-01", None)
    ids = [id_ for chapter in found["chapters"] for id_ in chapter["events"]]
    assert sorted(ids) == sorted(event["id"] for event in program.json("timeline")["events"])


@pytest.mark.parametrize("typed", ["since June", "2025年6月", "2025-06-01"])
def test_story_since_has_only_the_events_since_then(program: Program, typed: str) -> None:
    found = program.json("story", *typed.split(), *NOW)
    ids = [id_ for chapter in found["chapters"] for id_ in chapter["events"]]
    since = program.json("timeline", "2025-06-01..", *NOW)["events"]
    assert sorted(ids) == sorted(event["id"] for event in since)
    assert ids


def test_today_has_the_events_of_this_very_day(program: Program) -> None:
    found = program.json("today", *NOW, "--lang", "en")
    assert found["day"] == "2026-06-05"
    assert found["events"]
    assert all(event["date"][4:] == "-06-05" for event in found["events"])
    assert program.json("today", "--now", "2026-06-04T20:00+00:00", "--lang", "ja")["day"] == "2026-06-05"
    assert program.json("today", "--now", "2026-12-25T12:00+00:00")["events"] == []


def test_sources_has_what_each_claims(program: Program) -> None:
    found = program.json("sources", "donation", "--lang", "en")
    assert set(found) == {"entry", "sources", "claims"}
    assert found["entry"] == "donation"
    assert {claim["source"] for claim in found["claims"]} <= {source["id"] for source in found["sources"]}
    assert len({claim["value"] for claim in found["claims"]}) == 4
    assert program.json("sources", "why-allied")["claims"] == []


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["sources"], "entry"), (["sources", "donatoin"], "donation"), (["sources", "nosuchthing"], "nosuchthing"),
        (["sources", "トランプ"], "several"), (["story", "10%"], "10%"), (["story", "2025-02-30"], "2025-02-30"),
        (["today", "tomorrow"], "tomorrow"),
    ],
)  # fmt: skip
def test_wrong_input_is_one_line_and_status_2(program: Program, arguments: list[str], said: str) -> None:
    done = program.run(*arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert len(done.stderr.splitlines()) == 1
    assert said in done.stderr


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_the_terminal_answers_them_all(program: Program, lang: str) -> None:
    done = program.run(
        "chat", "--lang", lang, *NOW, say="/story\n/today\n/sources donation\n/sources\n/story 先週\n/story x\n"
    )
    assert done.returncode == 0
    assert done.stdout.count({"ja": "マスクの献金、額は記事により", "en": "Musk’s donations: 100 to 300"}[lang]) > 1
    assert "Traceback" not in done.stderr
