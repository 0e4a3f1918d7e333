"""The command line: the JSON of the contract, exit statuses, and what is said of bad input."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.support.program import ROOT, Program

SOURCE = {"id", "title", "publisher", "date", "kind", "url"}
EVENT = {
    "id", "date", "from", "to", "wording", "title", "summary", "people", "topics", "sources", "importance", "status",
    "sensitive", "claims",
}  # fmt: skip
PERSON = {"id", "name", "aliases", "roles", "events"}
DIGEST = {"id", "title", "text", "events", "people", "topics", "sources", "revised"}


@pytest.fixture
def program(tmp_path: Path) -> Program:
    return Program(tmp_path)


def test_timeline_has_all_events_of_a_span(program: Program) -> None:
    found = program.json("timeline", "2025-06")
    assert set(found) == {"query", "total", "events", "nearest"}
    assert found["query"] == {"from": "2025-06-01", "to": "2025-06-30", "people": [], "topics": [], "words": []}
    assert found["total"] == len(found["events"]) > 10
    assert all(set(event) == EVENT for event in found["events"])
    assert all(set(source) == SOURCE for event in found["events"] for source in event["sources"])
    assert found["nearest"] == []


def test_timeline_names_the_nearest_events_of_an_empty_span(program: Program) -> None:
    found = program.json("timeline", "2016")
    assert (found["total"], found["events"]) == (0, [])
    assert len(found["nearest"]) == 1


def test_timeline_of_nothing_is_everything(program: Program) -> None:
    found = program.json("timeline")
    assert (found["query"]["from"], found["query"]["to"]) == (None, None)
    assert found["total"] == program.json("check")["counts"]["events"]


def test_the_language_is_that_of_the_option(program: Program) -> None:
    ja, en = (program.json("timeline", "2025-06-11", "--lang", lang)["events"][0] for lang in ("ja", "en"))
    assert ja["id"] == en["id"]
    assert ja["title"] != en["title"]


@pytest.mark.parametrize(
    "name",
    ["マスク", "ますく", "ﾏｽｸ", "イーロン・マスク", "Elon Musk", "ELON MUSK", "ｍｕｓｋ", "マスク氏", "Mr. Musk"],
)
def test_who_knows_a_person_by_any_spelling(program: Program, name: str) -> None:
    found = program.json("who", name)
    assert set(found) == {"person", "people", "candidates", "total", "events"}
    assert found["person"]["id"] == "musk"
    assert set(found["person"]) == PERSON
    assert found["total"] == len(found["events"]) == found["person"]["events"]


def test_who_suggests_and_never_decides(program: Program) -> None:
    found = program.json("who", "Tramp")
    assert found["person"] is None
    assert found["people"] == []
    assert found["candidates"][0]["id"] == "trump"
    assert program.json("who", "qqqqqqqq")["candidates"] == []


def test_who_asks_back_when_several_fit(program: Program) -> None:
    found = program.json("who", "Joe")
    assert found["person"] is None
    assert {person["id"] for person in found["candidates"]} == {"biden", "rogan"}


def test_digest_finds_by_title_and_lists_to_no_words(program: Program) -> None:
    everything = program.json("digest")
    assert everything["digest"] is None
    assert all(set(digest) == DIGEST for digest in everything["candidates"])
    first = everything["candidates"][0]
    assert program.json("digest", first["title"])["digest"]["id"] == first["id"]


def test_plan_names_what_will_be_posted_and_why(program: Program) -> None:
    posts = program.json("plan", "--days", "30", "--now", "2026-03-01T12:00+09:00", "--lang", "en")
    assert len(posts) == 30
    assert all(set(post) == {"at", "channel", "picks"} for post in posts)
    assert all(set(pick) == {"entry", "kind", "reason"} for post in posts for pick in post["picks"])
    assert posts == program.json("plan", "--days", "30", "--now", "2026-03-01T12:00+09:00", "--lang", "en")


def test_what_is_planned_is_what_is_posted(program: Program) -> None:
    plan = program.json("plan", "--days", "1", "--now", "2026-02-28T12:00+09:00")[0]
    printed = program.run("run", "--now", "2026-03-01T00:00:30+09:00").stdout
    entries = [*program.json("timeline")["events"], *program.json("digest")["candidates"]]
    titles = {entry["id"]: entry["title"] for entry in entries}
    assert plan["picks"]
    assert all(titles[pick["entry"]] in printed for pick in plan["picks"])


def test_ledger_of_an_empty_folder_is_empty(program: Program) -> None:
    assert program.json("ledger") == []
    assert not program.data.exists()


def test_check_counts(program: Program) -> None:
    found = program.json("check")
    assert set(found) == {"errors", "warnings", "counts"}
    assert found["errors"] == []
    assert found["counts"]["events_with_claims"] >= 6


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["timeline", "2025-02-30"], "2025-02-30"),
        (["timeline", "2025年13月"], "2025年13月"),
        (["nosuch"], "nosuch"),
        (["who"], "name"),
        (["plan", "--days", "0"], "--days"),
        (["plan", "--channel", "telegram:1"], "telegram:1"),
        (["timeline", "--now", "yesterday"], "--now"),
        (["plan", "--now", "0001-01-01"], "--now"),
        (["plan", "--now", "9999-12-31T23:59"], "--now"),
        (["timeline", "--lang", "fr"], "fr"),
        (["timeline", "--config", "nosuch.toml"], "nosuch.toml"),
        (["timeline", "--corpus", "nosuch"], "nosuch"),
    ],
)
def test_wrong_input_is_one_line_and_status_2(program: Program, arguments: list[str], said: str) -> None:
    done = program.run(*arguments)
    assert done.returncode == 2
    assert done.stdout == ""
    assert len(done.stderr.splitlines()) == 1
    assert said in done.stderr


@pytest.mark.parametrize(
    ("setting", "value", "said"),
    [
        ("KAWARABAN_EDITIONS__SCHEDUL", "0 9 * * *", "did you mean schedule?"),
        ("KAWARABAN_EDITIONS__SCHEDULE", "0 25 * * *", "hour"),
        ("KAWARABAN_EDITIONS__TIMEZONE_JA", "Asia/Edo", "Asia/Edo"),
        ("KAWARABAN_NOSUCH__KEY", "1", "nosuch"),
        ("KAWARABAN_WATCH__ADDRESS", "a..b", "is no address"),
        ("KAWARABAN_TELEGRAM__OWNERS", "[" * 100_000, "telegram.owners"),
        ("KAWARABAN_DISCORD__API_URL", "http://[::1", "no address of an API server"),
        ("DISCORD_BOT_TOKEN", "\udcff", "cannot be a token"),
        ("TELEGRAM_BOT_TOKEN", "\udcff", "cannot be a token"),
    ],
)
def test_wrong_settings_are_named(tmp_path: Path, setting: str, value: str, said: str) -> None:
    wrong = Program(tmp_path, {"KAWARABAN_WATCH__PORT": "1", "DISCORD_BOT_TOKEN": "a.b", setting: value})
    for verb in ("run", "doctor"):
        done = wrong.run(verb)
        assert done.returncode == 2
        assert setting in done.stderr
        assert said in done.stderr
        assert len(done.stderr.splitlines()) == 1


def test_a_file_that_cannot_be_reached_is_named_and_not_taken_for_the_output(tmp_path: Path) -> None:
    data = tmp_path / ("data" * 100)
    program = Program(tmp_path, {"KAWARABAN_DATA__DIR": str(data)})
    for typed, said in (
        (("backup", "file"), f"cannot read {data}"),
        (("status",), f"the running bot cannot be asked through {data / 'control.sock'}"),
    ):
        done = program.run(*typed)
        assert (done.returncode, done.stderr) == (1, f"kawaraban: {said}: File name too long\n")


def test_channels_that_cannot_be_meant_are_named(program: Program) -> None:
    channel = '[[channels]]\nplatform = "telegram"\nchat = "-100"\npeople = ["elon"]\ntopics = ["tarifs"]\n'
    (program.folder / "settings.toml").write_text(channel + channel, encoding="utf-8")
    for verb in ("run", "plan"):
        done = program.run(verb, "--config", "settings.toml")
        assert done.returncode == 2
        assert "channels.0.people: 'elon'" in done.stderr
        assert "did you mean tariffs?" in done.stderr
        assert "channels.1: telegram:-100 stands twice" in done.stderr


def test_every_finding_of_a_corpus_is_named_and_the_bot_does_not_start(program: Program) -> None:
    story = program.folder / "story"
    (story / "events").mkdir(parents=True)
    for file in (ROOT / "digests").glob("*.toml"):
        (story / file.name).write_bytes(file.read_bytes())
    (story / "events" / "2025.toml").write_text('[[event]\nid = "broken"\n', encoding="utf-8")
    (story / "events" / "2026.toml").write_text(
        '[[event]]\nid = "Bad Id"\ndate = "2026-02-30"\nfoo = 1\n', encoding="utf-8"
    )
    done = program.run("run", "--corpus", str(story))
    assert done.returncode == 2
    assert done.stdout == ""
    assert any("events/2025.toml" in line and "line 1" in line for line in done.stderr.splitlines())
    assert any("events/2026.toml" in line and "foo" in line for line in done.stderr.splitlines())
    checked = program.run("check", "--corpus", str(story), "--json")
    assert checked.returncode == 2
    assert len(json.loads(checked.stdout)["errors"]) > 5


def test_a_data_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder", encoding="utf-8")
    done = Program(tmp_path, {"KAWARABAN_DATA__DIR": str(tmp_path / "file" / "data")}).run("run")
    assert done.returncode == 1
    assert len(done.stderr.splitlines()) == 1
    assert str(tmp_path / "file" / "data") in done.stderr


def test_a_torn_last_line_is_said_and_nothing_else_is_lost(program: Program) -> None:
    program.run("run")
    journal = program.data / "kawaraban.journal"
    whole = journal.read_bytes()
    journal.write_bytes(whole + b'deadbeef [["notes","x",{"na')
    done = program.run("run")
    assert done.returncode == 0
    assert len(done.stderr.splitlines()) == 1
    assert "kawaraban.journal" in done.stderr
    assert [row["state"] for row in program.json("ledger")] == ["sent"]


def test_a_journal_damaged_in_the_middle_stops_the_start_and_is_left_as_it_is(program: Program) -> None:
    program.run("run")
    journal = program.data / "kawaraban.journal"
    damaged = journal.read_bytes().replace(b"subscriptions", b"subscriptionz", 1)
    journal.write_bytes(damaged)
    done = program.run("run")
    assert done.returncode == 1
    assert len(done.stderr.splitlines()) == 1
    assert "line 2" in done.stderr
    assert journal.read_bytes() == damaged


def test_the_schema_is_json(program: Program) -> None:
    assert "properties" in json.loads(program.run("schema").stdout)


@pytest.mark.parametrize(
    "names",
    [
        ["マスク", "トランプ"],
        ["マスクとトランプ"],
        ["Musk and Trump"],
        ["Elon", "Musk", "Donald", "Trump"],
        ["musk×trump"],
    ],
)
def test_who_takes_several_people(program: Program, names: list[str]) -> None:
    found = program.json("who", *names)
    assert set(found) == {"person", "people", "candidates", "total", "events"}
    assert [person["id"] for person in found["people"]] == ["musk", "trump"]
    assert all(set(person) == PERSON for person in found["people"])
    assert (found["person"], found["candidates"]) == (None, [])
    assert found["total"] == len(found["events"]) > 50
    assert all({"musk", "trump"} <= set(event["people"]) for event in found["events"])


def test_who_of_people_without_a_common_event_has_none(program: Program) -> None:
    found = program.json("who", "Altman, Zuckerberg")
    assert [person["id"] for person in found["people"]] == ["altman", "zuckerberg"]
    assert (found["total"], found["events"]) == (0, [])


def test_who_keeps_those_who_are_sure_beside_a_choice(program: Program) -> None:
    found = program.json("who", "Musk, Joe")
    assert [person["id"] for person in found["people"]] == ["musk"]
    assert {person["id"] for person in found["candidates"]} == {"biden", "rogan"}
    assert (found["person"], found["total"], found["events"]) == (None, 0, [])


def test_who_never_takes_another_bearer_of_a_surname(program: Program) -> None:
    found = program.json("who", "Melania Trump")
    assert (found["person"], found["people"]) == (None, [])
    assert [person["id"] for person in found["candidates"]] == ["trump"]


def test_who_tells_a_relation_as_text(program: Program) -> None:
    said = program.run("who", "マスク", "トランプ", "--lang", "ja").stdout
    assert "決裂：2025年6月1日〜10日" in said
    assert "修復：" in said
