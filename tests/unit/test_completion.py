"""What is offered while somebody types: what a question would mean, and how it may go on."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.commands import completion
from bot.commands.completion.question import VALUE
from bot.commands.request import Completes
from bot.domain.corpus import Corpus
from bot.domain.text import LANGUAGES, Lang, Text
from bot.domain.understanding import understand
from tests.support import date_table
from tests.support.kit import small_corpus, small_kit

KIT = small_kit()
TODAY = date(2025, 11, 20)


def offered(typed: str, lang: Lang, corpus: Corpus | None = None) -> list[tuple[str, str]]:
    kit = small_kit(corpus=corpus) if corpus else KIT
    return [(c.label, c.value) for c in completion.choices("question", typed, kit, lang, 25, TODAY)]


def test_a_relative_date_is_offered_with_its_days() -> None:
    assert offered("先週", "ja") == [("先週 → 2025年11月10日〜16日", "2025-11-10/2025-11-16")]
    assert offered(" last  week", "en") == [("last week → 10–16 Nov 2025", "2025-11-10/2025-11-16")]


def test_each_reading_of_a_date_is_a_choice() -> None:
    assert [value for _, value in offered("6月", "ja")] == ["2025-06", "2024-06"]
    assert [value for _, value in offered("3/4/2025", "en")][:2] == ["2025-03-04", "2025-04-03"]


def test_beside_the_date_the_rest_stays() -> None:
    (label, value), *_ = offered("マスク 先週", "ja")
    assert label.startswith("マスク 先週 → ")
    assert value == "マスク 2025-11-10/2025-11-16"


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("typed", ["2025-02-30", "2025年13月", "マスク 2025-02-30"])
def test_a_date_of_no_calendar_is_completed_by_nothing(typed: str, lang: Lang) -> None:
    assert offered(typed, lang) == []


def test_the_last_word_is_completed_and_what_stands_before_it_stays() -> None:
    assert ("2025年6月 ドナルド・トランプ", "2025年6月 ドナルド・トランプ") in offered("2025年6月 トラ", "ja")
    assert ("マスクとドナルド・トランプ", "マスクとドナルド・トランプ") in offered("マスクとトラ", "ja")
    assert ("June 2025 The bill", "June 2025 The bill") in offered("June 2025 bil", "en")


def test_two_of_one_name_are_offered_by_their_ids() -> None:
    corpus = small_corpus()
    twin = replace(corpus.people["kimbal"], name=Text("ドナルド・トランプ", "Donald Trump"))
    found = offered("トラ", "ja", replace(corpus, people={**corpus.people, "kimbal": twin}))
    assert {("ドナルド・トランプ", "trump"), ("ドナルド・トランプ", "kimbal")} <= set(found)


@pytest.mark.parametrize(("lang", "first"), [("ja", "2025年11月"), ("en", "November 2025")])
def test_to_nothing_typed_some_questions_are_offered(lang: Lang, first: str) -> None:
    found = offered(" ", lang)
    assert found[0] == (first, "2025-11")
    assert [value for _, value in found[1:3]] == ["2025-11-20", "2025-11-10/2025-11-16"]
    assert len(found) == 6


def test_the_latest_month_is_not_one_to_come() -> None:
    found = completion.choices("question", "", KIT, "en", 25, date(2025, 6, 20))
    assert found[0].value == "2025-06"


def test_an_empty_corpus_still_has_dates() -> None:
    empty = replace(small_corpus(), people={}, events={}, digests={}, topics={})
    assert [value for _, value in offered("", "en", empty)] == ["2025-11-20", "2025-11-10/2025-11-16"]


@pytest.mark.parametrize("row", date_table.rows(date_table.JAPANESE + date_table.ENGLISH), ids=lambda row: row.typed)
def test_a_choice_means_what_the_question_means(row: date_table.Row) -> None:
    """It is read back as it was shown, also on a later day; and the first is what would have been taken."""
    if row.expected == "impossible":
        assert offered(row.typed, "ja") == []
        return
    corpus = KIT.library.snapshot
    meant = understand(row.typed, corpus, TODAY, "ja")
    spans = (meant.query.span, *meant.others) if meant.query.span else ()
    values = [value for _, value in offered(row.typed, "ja")]
    assert len(values) >= len(spans)
    for value, span in zip(values, spans, strict=False):
        assert understand(value, corpus, TODAY + timedelta(400), "ja").query == replace(meant.query, span=span)


@given(
    st.text(max_size=200) | st.sampled_from(["長" * 7000, "マスク" * 500, "\0", "\u202e", "6/5 " * 900, "💥", "　"]),
    st.sampled_from(get_args(Completes)),
    st.sampled_from(LANGUAGES),
)
def test_whatever_is_typed(typed: str, completes: Completes, lang: Lang) -> None:
    found = completion.choices(completes, typed, KIT, lang, 25, TODAY)
    assert len(found) <= 25
    assert all(choice.label and 1 <= len(choice.value) <= VALUE for choice in found)
    assert len({choice.value for choice in found}) == len(found)
