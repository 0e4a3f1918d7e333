"""What a button asks: it fits the button, is read back as it was written, and cannot be forged into anything else."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.commands import table, timeline
from bot.domain.ask import MAX_BYTES, Ask, Cursor, decode, read_cursor
from bot.domain.dates import parse_edtf, read_span, typed
from bot.domain.presenting import around
from bot.domain.query import Query
from bot.domain.text import LANGUAGES
from bot.language import catalogue

from ..support.builders import a_corpus, happened
from ..support.chat import a_request
from ..support.kit import small_kit

LONGEST = "abcdefghijklmnopqrstuvw"
IDS = st.text("abcdefghijklmnopqrstuvwxyz0123456789-", min_size=1, max_size=24)
DAYS = st.dates()


@settings(max_examples=100)
@given(st.sampled_from(sorted(table.TAPS)), st.sampled_from(LANGUAGES), st.lists(IDS, max_size=2), IDS, st.booleans())
def test_every_ask_of_ids_and_a_cursor_is_read_back(verb: str, lang: str, ids: list[str], entry: str, on: bool) -> None:
    ask = Ask(verb, "ja" if lang == "ja" else "en", (*ids[:1], Cursor(entry, on).encode()))
    assert decode(ask.encode()) == ask
    assert read_cursor(ask.arguments[-1]) == Cursor(entry, on)


@given(DAYS, DAYS, IDS)
def test_the_longest_span_with_the_longest_cursor_fits_a_button(one: object, other: object, entry: str) -> None:
    span = parse_edtf(f"{min(str(one), str(other))}/{max(str(one), str(other))}")
    ask = Ask("t", "ja", (typed(span), Cursor(entry).encode()))
    assert len(ask.encode().encode()) <= MAX_BYTES
    assert read_span(ask.arguments[0]) == span


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(
    "edtf", ["2017-01-03/2026-12-30", "2025-06", "2025-06-05", "2025", "2017-01-03/..", "../2026-12-30"]
)
async def test_every_button_of_a_timeline_page_fits_and_leads_somewhere(lang: str, edtf: str) -> None:
    ids = [f"{LONGEST}{letter}" for letter in "abcdefghijkl"]
    corpus = a_corpus(happened(id_, "2025-06-05", people=()) for id_ in ids)
    request = a_request(corpus, "ja" if lang == "ja" else "en")
    reply = timeline.show(request, Query(parse_edtf(edtf)), Cursor(ids[4]).encode())
    turns = [button for button in reply.buttons if button.kind == "page"]
    assert len(turns) == 2
    for button in reply.buttons:
        ask = decode(button.ask.encode())
        assert ask == button.ask
        tapped = await table.TAPS[ask.verb](request, ask, small_kit(corpus=corpus))
        assert tapped is not None
        assert tapped.blocks != reply.blocks or button.kind == "day"


def test_the_days_of_events_with_any_date_make_buttons_that_fit() -> None:
    dates = ("2025-06-05", "2025-24", "202X", "20XX", "2025-06-01/2025-07-02", "2025-06/..", "../2025")
    corpus = a_corpus(happened(f"e{number}", edtf) for number, edtf in enumerate(dates))
    buttons = [b for b in around(corpus.timeline, corpus, catalogue.words("ja")) if b.kind == "day"]
    assert len(buttons) == 5
    assert all(read_span(decode(b.ask.encode()).arguments[0]) for b in buttons)  # type: ignore[union-attr]  # it decodes


@pytest.mark.parametrize(
    "ask",
    [Ask("t", "ja", ("a:b",)), Ask("t", "ja", ("マスク",)), Ask("t", "ja", ("x" * 60,)), Ask("", "ja"), Ask("T", "ja"),
     Ask("toolongverb", "ja"), Ask("t", "ja", ("a",) * 7), Ask("t", "ja", ("a\n",)), Ask("t", "ja", ("\ud800",)),
     Ask("t", "ja", ("a b",)), Ask("t", "fr")],  # type: ignore[arg-type]  # a language that there is not
)  # fmt: skip
def test_what_would_not_fit_or_not_be_read_back_is_never_written(ask: Ask) -> None:
    with pytest.raises(ValueError, match=r"cannot be|too long|surrogates"):
        ask.encode()


@pytest.mark.parametrize(
    "data",
    ["", ":", "t", "t:", "t:fr", "t:ja\n", "T:ja", "t:ja:a:b:c:d:e:f:g", "t:ja:マスク", "t:ja:a b", "t:ja:<b>&",
     "ｔ:ja", "t:ja:\x00",
     "t:ja:１", "toolongverb:ja", "t;ja", " t:ja", "t:ja:" + "é" * 10, "\ud800"],
)  # fmt: skip
def test_what_is_not_of_the_form_means_nothing(data: str) -> None:
    assert decode(data) is None


@settings(max_examples=100)
@given(st.text() | st.text("tw:jaen<>/-0123456789", max_size=40))
def test_whatever_is_read_would_be_written_the_same(data: str) -> None:
    ask = decode(data)
    if ask is not None and len(data.encode()) <= MAX_BYTES:
        assert ask.encode() == data


@pytest.mark.parametrize("argument", ["", "<", ">", "a", "=a", "＞a", " >a"])
def test_what_is_no_cursor_is_none(argument: str) -> None:
    assert read_cursor(argument) is None


def test_a_span_that_is_open_on_both_sides_is_none() -> None:
    assert read_span("../..") is None
