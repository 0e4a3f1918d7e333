"""The bench itself, at a size at which it measures nothing: both sides of each row still answer alike."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from tests.bench import (
    by_size,
    commands,
    corpora,
    delivering,
    expressions,
    loading,
    lookups,
    parts,
    people,
    rates,
    recording,
    rows,
    spelling,
    starting,
    tables,
    ticking,
    timing,
    wording,
)
from tests.bench.rows import Row

EVENTS, PEOPLE = 200, 60
ONCE = timing.Effort(rounds=1, seconds=60)
A_ROW = Row("a question", "a peer", 1000, ours=0.001, theirs=0.002)


def measured(found: Iterator[Row]) -> list[Row]:
    everything = list(found)
    assert everything
    # What fits into memory that this process had free takes none.
    assert [row for row in everything if row.wrong or not (row.ratio or row.unit == "B")] == []
    return everything


def test_rows_by_size_answer_as_the_peers_do() -> None:
    found = measured(by_size.rows(EVENTS, ONCE, PEOPLE))
    asked = {row.question for row in found}
    assert asked >= {*lookups.QUESTIONS, *wording.WORDS}
    assert {row.recall for row in found if row.question in wording.WORDS} == {1.0}


def test_names_with_typos_are_suggested() -> None:
    (row,) = measured(spelling.rows(ONCE, PEOPLE))
    assert row.question == f"a name with a typo among {8 * PEOPLE}"


def test_date_expressions_are_read() -> None:
    assert len(measured(expressions.rows(ONCE))) == 2


def test_a_written_corpus_is_loaded() -> None:
    assert len(measured(loading.rows(ONCE, (EVENTS,)))) == 2


def test_a_query_starts_and_ends() -> None:
    measured(starting.rows(ONCE, starting.ASKED[:1]))


@pytest.mark.parametrize("platform", commands.LIBRARIES)
def test_commands_go_through_the_real_libraries(platform: str) -> None:
    found = measured(commands.rows(commands.Pace(commands=2, rounds=1, warm=1), (platform,)))
    assert len(found) == len(commands.BARE) * len(commands.ASKED)


@pytest.mark.parametrize("platform", commands.LIBRARIES)
def test_editions_go_through_the_real_libraries(platform: str) -> None:
    found = measured(delivering.rows(delivering.Pace(channels=2, mornings=1, rounds=1, warm=1), (platform,)))
    assert len(found) == len(commands.BARE)


def test_rates_are_reached_without_one_refusal() -> None:
    found = measured(rates.rows(rates.Pace(chats=200, in_a_chat=21)))
    assert [row.theirs for row in found] == [30, 50, 1, 20]


def test_deliveries_are_recorded_beside_many_and_few() -> None:
    found = measured(recording.rows(ONCE, recording.Sizes(few=5, many=40)))
    assert [row.aim for row in found] == ["≤ 1.2", "–", "–"]


def test_ticks_find_what_is_due_of_many_and_of_few() -> None:
    found = measured(ticking.rows(ONCE, ticking.Sizes(few=2, many=30)))
    assert len(found) == 3


def test_what_can_be_asked_for_by_one_name_are_parts() -> None:
    assert {name for names in parts.ONLY.values() for name in names} == set(parts.PARTS)


def test_a_smaller_corpus_is_the_beginning_of_a_larger_one() -> None:
    small, large = corpora.corpus(20, PEOPLE), corpora.corpus(40, PEOPLE)
    assert list(small.events.values()) == list(large.events.values())[:20]


def test_everybody_has_names_of_their_own() -> None:
    names = [name for person in people.everybody(2000) for name in people.all_names(person)]
    assert len(set(names)) == len(names) == 8 * 2000


def test_answers_that_differ_are_no_measurement() -> None:
    def questions(_: int) -> list[int]:
        return [1]

    def theirs(asked: int) -> int:
        return asked + 1

    def found() -> Iterator[Row]:
        timing.compare(lambda asked: asked, theirs, questions, ONCE)
        yield A_ROW

    (row,) = rows.guarded("a question", "a peer", 1000, found)
    assert row.failed == "AnswersDiffer: 1: ours 1, the peer 2"
    assert row.wrong


def test_what_a_scan_finds_and_ours_does_not_is_wrong() -> None:
    corpus = corpora.corpus(EVENTS, PEOPLE)
    held = wording.scan(corpus.events.values(), ["関税"])
    assert wording.recall(corpus, ["関税"], held) == 1
    missed = {"関税": held["関税"] | {"nowhere"}}
    share = wording.recall(corpus, ["関税"], missed)
    assert share < 1
    assert replace(A_ROW, recall=share).wrong


def test_the_tables_say_where_ours_is_behind_grows_or_failed() -> None:
    found = [
        A_ROW,
        replace(A_ROW, size=2000, ours=0.004, recall=0.5),
        replace(A_ROW, peer="another", note="left out: 9 s", theirs=None),
        replace(A_ROW, question="broken", failed="ValueError: a | b"),
        Row("start", "a floor", ours=3.0, theirs=2.0, kind="floor"),
        Row("typo", "rapidfuzz", ours=0.002, theirs=0.003, note="all found"),
    ]
    text = tables.document(found, 1)
    assert "| a question | a peer | 1 ms / 2 ms: 2.0× | 4 ms / 2 ms: **0.50×** | 0.5 |" in text
    assert "| a question | another | left out: 9 s |  |  |" in text
    assert "**failed**: ValueError: a \\| b" in text
    assert "| start | a floor | 3 s | 2 s | 1.5× |  |" in text
    assert "| typo | rapidfuzz | 2 ms | 3 ms | 1.5× | all found |" in text
    assert "Behind its peer: a question against a peer at 2,000." in text
    assert "Grows with the corpus: a question (4 times)." in text
    assert "Failed: a question against a peer at 2,000; broken against a peer at 1,000." in text


def test_the_table_of_deliveries_says_what_is_short_of_its_aim() -> None:
    cost = Row("a delivery", "bare", ours=0.002, theirs=0.001, kind="floor", aim="≤ 1.5")
    rate = Row("editions", "the limit", ours=49.0, theirs=50.0, unit="/s", kind="floor", aim="≥ 0.95")
    text = tables.document([cost, rate, replace(rate, question="slow", ours=40.0), replace(rate, failed="a 429")], 1)
    assert "| a delivery | bare | 2 ms | 1 ms | 2.00× | ≤ 1.5 |  |" in text
    assert "| editions | the limit | 49.0/s | 50.0/s | 0.98× | ≥ 0.95 |  |" in text
    assert "| editions | the limit |  |  |  | ≥ 0.95 | **failed**: a 429 |" in text
    assert "Short of its aim: a delivery against bare; slow against the limit; editions against the limit." in text
    assert "Behind its peer" not in text


def test_rows_travel_between_processes() -> None:
    row = replace(A_ROW, note="｢注｣")
    assert rows.decode(row.encode()) == row
