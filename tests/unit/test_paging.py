"""Pages of long lists, which go on after an entry."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.ask import Ask, Cursor
from bot.domain.content import Event
from bot.domain.paging import page, turns
from bot.language import catalogue

from ..support.builders import happened

EVENTS = tuple(happened(f"e{number}", f"2025-01-{number + 1:02}") for number in range(23))
IDS = [event.id for event in EVENTS]


@pytest.mark.parametrize("size", [1, 2, 5, 22, 23, 100])
def test_turning_forth_shows_each_entry_once_and_turning_back_the_same_pages(size: int) -> None:
    pages = [page(EVENTS, None, size)]
    while cursor := pages[-1].forth:
        pages.append(page(EVENTS, cursor, size))
    assert [event.id for each in pages for event in each.items] == IDS
    assert [each.first for each in pages] == list(range(1, len(IDS) + 1, size))
    assert all(each.total == len(IDS) for each in pages)
    assert pages[0].back is None
    for before, after in pairwise(pages):
        assert after.back is not None
        assert page(EVENTS, after.back, size) == before


def test_a_page_goes_on_after_its_entry_whatever_was_added_before_it() -> None:
    cursor = page(EVENTS, None, 5).forth
    more = (happened("new"), *EVENTS[:2], happened("newer"), *EVENTS[2:])
    assert [event.id for event in page(more, cursor, 5).items] == IDS[5:10]


@given(st.lists(st.sampled_from(EVENTS), unique=True), st.sampled_from(IDS), st.booleans(), st.integers(1, 7))
def test_every_cursor_shows_a_page_that_says_where_it_stands(
    events: list[Event], entry: str, forward: bool, size: int
) -> None:
    shown = page(events, Cursor(entry, forward), size)
    assert list(shown.items) == events[shown.first - 1 : shown.first - 1 + size]
    assert bool(shown.items) == bool(events)
    assert (shown.back is not None) == (shown.first > 1)
    assert (shown.forth is not None) == (shown.first - 1 + len(shown.items) < len(events))


def test_a_cursor_of_an_entry_that_is_gone_starts_at_the_beginning_and_the_last_one_shows_the_end() -> None:
    assert page(EVENTS, Cursor("gone"), 5) == page(EVENTS, None, 5)
    assert page(EVENTS, Cursor(""), 5).first == 1
    assert page(EVENTS, Cursor(IDS[-1]), 5) == page(EVENTS, Cursor(IDS[-6]), 5)
    assert page(EVENTS, Cursor(IDS[0], forward=False), 5) == page(EVENTS, None, 5)
    assert page((), Cursor("gone"), 5) == page((), None, 5)


def test_an_empty_list_has_no_way_on() -> None:
    assert turns(page((), None, 5), catalogue.words("ja"), lambda way: Ask("t", "ja", (way,))) == ()
