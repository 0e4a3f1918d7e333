"""The command line asks as chat does: dates, people, topics and words in one go, and words alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.program import Program

from .test_command_line import DIGEST, EVENT


@pytest.fixture
def program(tmp_path: Path) -> Program:
    return Program(tmp_path)


@pytest.mark.parametrize("words", ["マスク 関税 2025年4月", "Musk tariffs April 2025"])
def test_timeline_takes_people_topics_and_dates_in_one_go(program: Program, words: str) -> None:
    found = program.json("timeline", *words.split(" "), "--now", "2026-11-20T09:00+09:00")
    assert found["query"] == {
        "from": "2025-04-01", "to": "2025-04-30", "people": ["musk"], "topics": ["tariffs"], "words": [],
    }  # fmt: skip
    assert found["total"] == len(found["events"]) > 0
    for event in found["events"]:
        assert "musk" in event["people"]
        assert "tariffs" in event["topics"]
        assert event["from"] <= "2025-04-30"
        assert event["to"] >= "2025-04-01"


def test_timeline_leaves_out_what_is_not_wanted(program: Program) -> None:
    everything, fewer = program.json("timeline", "トランプ"), program.json("timeline", "トランプ", "-関税")
    assert fewer["query"]["words"] == ["-関税"]
    assert 0 < fewer["total"] < everything["total"]
    assert all("関税" not in event["title"] + event["summary"] for event in fewer["events"])


def test_what_nothing_fits_is_an_answer_too(program: Program) -> None:
    found = program.json("timeline", "うにょうにょ")
    assert (found["total"], found["events"], found["query"]["words"]) == (0, [], ["うにょうにょ"])


@pytest.mark.parametrize(("words", "text"), [("関税", "関税"), ("南", "南"), ("tariffs", "tariff"), ("Trump", "trump")])
def test_search_finds_words_in_events_and_digests(program: Program, words: str, text: str) -> None:
    found = program.json("search", words)
    assert set(found) == {"total", "events", "digests"}
    assert found["total"] == len(found["events"]) + len(found["digests"])
    assert all(set(event) == EVENT for event in found["events"])
    assert all(set(digest) == DIGEST for digest in found["digests"])
    english = program.json("search", words, "--lang", "en")
    for ja, en in zip(found["events"], english["events"], strict=True):
        assert text in "".join((ja["title"], ja["summary"], en["title"], en["summary"])).casefold()


def test_search_of_nothing_asks_for_a_word(program: Program) -> None:
    done = program.run("search")
    assert done.returncode == 2
    assert done.stderr == "kawaraban: search needs a word, as in: kawaraban search 関税\n"


def test_a_question_finds_its_explainer(program: Program) -> None:
    assert program.json("digest", "なぜマスクは辞めたの？")["digest"]["id"] == "why-musk-left"


@pytest.mark.parametrize("words", ["2025年13月", "マスク 2025-02-30"])
def test_an_impossible_date_is_one_clear_line(program: Program, words: str) -> None:
    done = program.run("timeline", *words.split(" "))
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.count("\n") == 1
    assert "there is no such date" in done.stderr


@pytest.mark.parametrize("words", ["10%", "130日", "G7"])
def test_what_is_no_date_is_none(program: Program, words: str) -> None:
    query = program.json("timeline", words)["query"]
    assert (query["from"], query["to"]) == (None, None)


def test_the_text_has_all_events_too_for_no_button_turns_a_page_there(program: Program) -> None:
    found = program.json("timeline", "2025-06", "--lang", "en")
    text = program.run("timeline", "2025-06", "--lang", "en").stdout
    assert all(event["title"] in text for event in found["events"])


@pytest.mark.parametrize("words", ["Joe", "Joe 2025"])
def test_a_name_that_several_bear_is_not_left_out_in_silence(program: Program, words: str) -> None:
    done = program.run("timeline", *words.split(" "), "--json")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "kawaraban: 'Joe' fits several people, name one of them: biden, rogan\n"
