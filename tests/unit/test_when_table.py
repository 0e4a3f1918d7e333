"""Dates as people write them: the tables of `date_table`, line by line."""

from __future__ import annotations

from datetime import date

import pytest

from bot.domain.text import Lang
from bot.domain.when import Reading, find, read
from bot.errors import DateError

from ..support.date_table import (
    AMONG_WORDS,
    EARLIER,
    ENGLISH,
    JAPANESE,
    REACH,
    SUMMER,
    TODAY,
    Row,
    queries,
    rows,
)


def named(row: Row) -> str:
    return row.typed


def check(row: Row, today: date, lang: Lang) -> None:
    if row.expected == "impossible":
        with pytest.raises(DateError):
            read(row.typed, today, REACH, lang)
        return
    reading = read(row.typed, today, REACH, lang)
    if row.expected == "none":
        assert reading is None
        return
    assert isinstance(reading, Reading)
    assert reading.span == row.span
    if row.others is not None:
        assert reading.alternatives == row.others


@pytest.mark.parametrize("row", rows(JAPANESE), ids=named)
def test_a_date_in_japanese(row: Row) -> None:
    check(row, TODAY, "ja")


@pytest.mark.parametrize("row", rows(ENGLISH), ids=named)
def test_a_date_in_english(row: Row) -> None:
    check(row, TODAY, "en")


@pytest.mark.parametrize("row", rows(EARLIER), ids=named)
def test_the_same_words_mean_other_days_on_another_day(row: Row) -> None:
    check(row, SUMMER, "ja")


@pytest.mark.parametrize("row", queries(AMONG_WORDS), ids=named)
def test_a_date_among_other_words(row: Row) -> None:
    if row.expected == "impossible":
        with pytest.raises(DateError):
            find(row.typed, TODAY, REACH, "ja")
        return
    reading, rest = find(row.typed, TODAY, REACH, "ja")
    assert (reading and reading.span) == (None if row.expected == "none" else row.span)
    assert rest == row.rest


def test_the_tables_hold_both_languages_alike() -> None:
    japanese, english = (list(rows(table)) for table in (JAPANESE, ENGLISH))
    assert min(len(japanese), len(english)) >= 150
    for table in (japanese, english):
        assert len({row.typed for row in table}) == len(table)
