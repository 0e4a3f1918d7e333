"""Picking: the turn, the mode, the wishes, and reasons whose numbers are true."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.delivery.edition import explain
from bot.domain.content import Entry
from bot.domain.corpus import Corpus
from bot.domain.ledger import Mode, Pick, Shown, Subscription
from bot.domain.picking import EVENTS, compose
from bot.language import catalogue

from ..support.builders import a_corpus, a_digest, a_subscription, happened

START = date(2026, 1, 15)
MODES: tuple[Mode, ...] = get_args(Mode)
TURNING = tuple(mode for mode in MODES if mode != "on-this-day")


def many(events: int = 23, digests: int = 5) -> Corpus:
    """Return events of several weights, four days apart, and digests of each kind."""
    begin = date(2024, 3, 1)
    return a_corpus(
        (happened(f"e{n:02}", str(begin + timedelta(4 * n)), importance=1 + n % 5) for n in range(events)),
        (a_digest(f"d{n}", kind=("article", "question", "chapter")[n % 3]) for n in range(digests)),
    )


def year(
    corpus: Corpus, wishes: Subscription, seen: Sequence[Shown] = (), days: int = 366
) -> Iterator[tuple[date, tuple[Pick, ...]]]:
    """Yield the editions of a year, each of which the channel has seen when the next is composed."""
    history = list(seen)
    for day in (START + timedelta(n) for n in range(days)):
        picks = compose(corpus, wishes, history, day)
        yield day, picks
        history += [Shown(pick.entry, day) for pick in picks]


@pytest.mark.parametrize("mode", MODES)
def test_the_same_corpus_history_date_and_seed_give_the_same_edition(mode: Mode) -> None:
    corpus, wishes = many(), a_subscription(mode=mode)
    shuffled = replace(
        corpus, events=dict(reversed(list(corpus.events.items()))), digests=dict(reversed(list(corpus.digests.items())))
    )
    assert list(year(corpus, wishes)) == list(year(shuffled, wishes))


def test_channels_differ_where_entries_weigh_the_same() -> None:
    corpus = a_corpus(happened(f"e{n}") for n in range(40))
    editions = {tuple(pick.entry for pick in compose(corpus, a_subscription(f"s{n}"), (), START)) for n in range(10)}
    assert len(editions) == 10


@pytest.mark.parametrize("mode", TURNING)
@pytest.mark.parametrize("size", [(1, 0), (0, 1), (2, 1), (3, 3), (4, 2), (23, 5), (45, 20)])
def test_in_a_year_nothing_returns_before_the_rest_has_had_its_turn(mode: Mode, size: tuple[int, int]) -> None:
    corpus, shown = many(*size), Counter[str]()
    last: dict[str, date] = {}
    for day, picks in year(corpus, a_subscription(mode=mode)):
        assert len({pick.entry for pick in picks}) == len(picks)
        for pick in picks:
            pool = corpus.digests if pick.kind == "lead" else corpus.events
            assert shown[pick.entry] == min(
                shown[id_] for id_ in pool if id_ not in {p.entry for p in picks[: picks.index(pick)]}
            )
            assert pick.again == last.get(pick.entry)
        for pick in picks:
            shown[pick.entry] += 1
            last[pick.entry] = day


@pytest.mark.parametrize("mode", TURNING)
def test_what_comes_again_comes_after_half_of_the_others_at_the_least(mode: Mode) -> None:
    corpus, order = many(45, 20), list[str]()
    for _, picks in year(corpus, a_subscription(mode=mode)):
        for pick in picks:
            if pick.again:
                pool = corpus.digests if pick.kind == "lead" else corpus.events
                since = order[len(order) - order[::-1].index(pick.entry) :]
                assert len({id_ for id_ in since if id_ in pool}) >= len(pool) // 2 - EVENTS
        order += [pick.entry for pick in picks]


@pytest.mark.parametrize("mode", TURNING)
def test_an_entry_that_came_later_is_shown_next_and_then_waits_like_the_rest(mode: Mode) -> None:
    corpus, wishes = many(12, 3), a_subscription(mode=mode)
    seen = [Shown(pick.entry, day) for day, picks in year(corpus, wishes, days=40) for pick in picks]
    fuller = corpus.with_entry(happened("new", "2025-01-01", importance=5)).with_entry(a_digest("newest"))
    editions = [[pick.entry for pick in picks] for _, picks in year(fuller, wishes, seen, days=30)]
    for id_, pool in (("new", fuller.events), ("newest", fuller.digests)):
        on = [number for number, edition in enumerate(editions) if id_ in edition]
        assert on[0] == 0
        between = {entry for edition in editions[1 : on[1]] for entry in edition}
        assert len(between & set(pool)) >= len(pool) // 2 - 1


@pytest.mark.parametrize("mode", MODES)
def test_what_accuses_somebody_is_never_picked_unless_allowed(mode: Mode) -> None:
    corpus = many()
    accusing = {id_: replace(event, sensitive=True) for id_, event in corpus.events.items() if event.importance == 5}
    corpus = replace(corpus, events={**corpus.events, **accusing})
    unasked = {pick.entry for _, picks in year(corpus, a_subscription(mode=mode)) for pick in picks}
    allowed = {pick.entry for _, picks in year(corpus, a_subscription(mode=mode, sensitive=True)) for pick in picks}
    assert not unasked & set(accusing)
    assert allowed >= set(accusing)


@pytest.mark.parametrize("mode", MODES)
def test_wishes_for_people_and_topics_hold_for_every_pick(mode: Mode) -> None:
    def dress(entry: Entry, number: int) -> Entry:
        return replace(entry, people=("musk", "trump")[: number % 3], topics=("bill", "doge")[number % 2 :])

    corpus = many(30, 9)
    entries: list[Entry] = [*corpus.events.values(), *corpus.digests.values()]
    for number, entry in enumerate(entries):
        corpus = corpus.with_entry(dress(entry, number))
    wishes = a_subscription(mode=mode, people=("trump", "nobody"), topics=("bill",))
    picked = {pick.entry for _, picks in year(corpus, wishes) for pick in picks}
    found = [known for id_ in picked if (known := corpus.entry(id_))]
    assert found
    assert all("trump" in entry.people and "bill" in entry.topics for entry in found)
    assert compose(corpus, replace(wishes, people=("nobody",)), (), START) == ()


@pytest.mark.parametrize("mode", MODES)
def test_an_empty_corpus_gives_nothing_and_a_single_event_itself(mode: Mode) -> None:
    assert compose(a_corpus(), a_subscription(mode=mode), (), START) == ()
    one = a_corpus([happened("only", "2025-01-15")])
    picks = compose(one, a_subscription(mode=mode), (), START)
    assert [(p.entry, p.runner_up, p.again) for p in picks] == [("only", None, None)]
    again = compose(one, a_subscription(mode=mode), (Shown("only", START), Shown("gone", START)), START)
    assert [(p.entry, p.again, p.numbers["shown"]) for p in again] == [("only", START, 1)]


def test_the_modes_order_the_first_turn() -> None:
    corpus = many(9, 6)
    corpus = corpus.with_entry(happened("forecast", "2030", importance=5, status="forecast"))

    def order(mode: Mode) -> list[str]:
        found = [
            pick.entry
            for _, picks in year(corpus, a_subscription(mode=mode), days=4)
            for pick in picks
            if pick.kind != "lead"
        ]
        return list(dict.fromkeys(found))

    by_date = [f"e{n:02}" for n in range(9)]
    assert order("story") == [*by_date, "forecast"]
    assert order("latest") == [*by_date[::-1], "forecast"]  # what is beyond the corpus is no news
    weights = [corpus.events[id_].importance for id_ in order("mix")]
    assert weights == sorted(weights, reverse=True)
    leads = [
        corpus.digests[p.entry].kind for _, ps in year(corpus, a_subscription(), days=6) for p in ps if p.kind == "lead"
    ]
    assert leads == ["question", "question", "chapter", "chapter", "article", "article"]


def test_what_happened_on_this_day_comes_first_once_a_turn() -> None:
    corpus = a_corpus(
        [happened("jubilee", "2024-01-15", importance=1), *(happened(f"e{n}", importance=5) for n in range(6))]
    )
    picks = compose(corpus, a_subscription(), (), START)
    assert (picks[0].entry, picks[0].kind) == ("jubilee", "on-this-day")
    assert len(picks) == EVENTS
    seen = [Shown("jubilee", START)]
    assert all(p.kind == "event" and p.entry != "jubilee" for p in compose(corpus, a_subscription(), seen, START))


def test_an_anniversary_that_is_near_is_waited_for_while_others_are_left() -> None:
    soon = happened("soon", str((START + timedelta(10)).replace(year=2024)), importance=5)
    corpus = a_corpus([soon, *(happened(f"e{n:02}", "2025-09-09") for n in range(60))])
    shown = [
        (day, p.kind) for day, picks in year(corpus, a_subscription(), days=20) for p in picks if p.entry == "soon"
    ]
    assert shown == [(START + timedelta(10), "on-this-day")]
    alone = a_corpus([soon])
    assert [p.entry for p in compose(alone, a_subscription(), (), START)] == ["soon"]


def test_in_the_mode_of_this_day_there_is_an_edition_on_anniversaries_alone() -> None:
    dates = [
        "2024-01-15",
        "2023-01-15",
        "2022-01-15",
        "2021-01-15",
        "2024-01-16~",
        "2024-01",
        "2026-01-15",
        "2024-02-29",
    ]
    corpus = a_corpus((happened(f"e{n}", edtf) for n, edtf in enumerate(dates)), [a_digest("d")])
    by_day = {day: [p.entry for p in picks] for day, picks in year(corpus, a_subscription(mode="on-this-day")) if picks}
    assert list(by_day) == [START, date(2026, 2, 28), date(2027, 1, 15)]
    assert len(by_day[START]) == EVENTS
    assert set(by_day[START]) | set(by_day[date(2027, 1, 15)]) == {"e0", "e1", "e2", "e3", "e6"}


@settings(max_examples=60)
@given(st.sampled_from(MODES), st.integers(0, 12), st.integers(0, 4), st.lists(st.integers(0, 15), max_size=60))
def test_the_numbers_of_a_reason_are_true_and_the_runner_up_is_really_the_next(
    mode: Mode, events: int, digests: int, shown: list[int]
) -> None:
    corpus, wishes = many(events, digests), a_subscription(mode=mode)
    ids = [*corpus.events, *corpus.digests]
    seen = [Shown(ids[n], START - timedelta(1)) for n in shown if n < len(ids)]
    picks = compose(corpus, wishes, seen, START)
    for place, pick in enumerate(picks):
        entry = corpus.entry(pick.entry)
        assert entry is not None
        assert pick.numbers["shown"] == sum(s.entry == pick.entry for s in seen)
        assert 1 <= pick.numbers["in_turn"] <= pick.numbers["of"]
        assert pick.revision == entry.revision
        assert bool(pick.again) == bool(pick.numbers["shown"])
        if pick.kind != "on-this-day":
            pool = corpus.digests if pick.kind == "lead" else corpus.events
            assert pick.numbers["of"] == len(set(pool) - {p.entry for p in picks[:place]})
            if not any(p.kind == "on-this-day" for p in picks) and not pick.again:
                following = [p.entry for p in picks[place + 1 :] if p.kind == pick.kind][:1]
                assert following in ([], [pick.runner_up])
        for lang in ("ja", "en"):
            assert explain(pick, catalogue.words("ja" if lang == "ja" else "en"))
