"""Questions to the corpus."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from bot.domain import search
from bot.domain.ask import Cursor
from bot.domain.content import Chapter, Event
from bot.domain.dates import Span, parse_edtf
from bot.domain.paging import page
from bot.domain.query import Query

from ..support.builders import a_corpus, a_digest, happened, text


def test_of_an_empty_corpus_there_is_nothing_to_say() -> None:
    empty = a_corpus()
    assert Query().run(empty) == Query(Span(None, None)).run(empty) == ()
    assert Query(parse_edtf("2025")).nearest(empty) == ()
    assert empty.newest_first(()) == empty.events_of("musk") == ()
    assert (empty.entry("x"), empty.digest_of("x")) == (None, None)


def test_where_nothing_happened_the_events_around_are_nearest() -> None:
    corpus = a_corpus([happened("a", "2024-01-01"), happened("b", "2024-05"), happened("c", "2025-01-01")])

    def nearest(edtf: str) -> list[str]:
        return [event.id for event in Query(parse_edtf(edtf)).nearest(corpus)]

    assert nearest("2024-07") == ["b", "c"]
    assert nearest("2023") == ["a"]
    assert nearest("2026") == ["c"]
    assert nearest("2024-05-31") == []
    assert Query().nearest(corpus) == ()


def test_what_surely_lies_in_a_span_comes_before_what_may() -> None:
    dates = {"year": "2025", "month": "2025-06", "day": "2025-06-05", "open": "2025-01-01/..", "later": "2025-07-01"}
    corpus = a_corpus(happened(id_, edtf) for id_, edtf in dates.items())
    assert [e.id for e in Query(parse_edtf("2025-06")).run(corpus)] == ["day", "month", "year", "open"]
    assert [e.id for e in Query(parse_edtf("2025-06-05")).run(corpus)] == ["day", "month", "year", "open"]
    assert [e.id for e in Query(parse_edtf("2024")).run(corpus)] == []


def test_the_newest_come_first_and_forecasts_of_what_lies_beyond_the_reach_of_the_corpus_last() -> None:
    plans = [happened(f"in-{edtf}", edtf, status="forecast") for edtf in ("2030", "2027-01-01")]
    facts = [happened(f"in-{edtf}", edtf) for edtf in ("2026-01-20", "2025-06-05", "2026-11-19")]
    corpus = a_corpus((*plans, *facts))
    newest = [event.id[3:] for event in corpus.newest_first(corpus.events.values())]
    assert newest == ["2026-11-19", "2026-01-20", "2025-06-05", "2027-01-01", "2030"]


def test_a_snapshot_is_never_changed_by_the_next_one() -> None:
    before = a_corpus([happened("a")])
    assert before.timeline
    after = before.with_entry(happened("b", "2024-01-01")).with_entry(a_digest("d"))
    assert [event.id for event in before.timeline] == ["a"]
    assert [event.id for event in after.timeline] == ["b", "a"]
    assert (before.revision, after.revision) == (1, 3)
    assert before.entry("d") is None
    assert after.entry("d") is not None
    again = after.with_entry(replace(after.events["b"], importance=5))
    assert again.events_of("musk")[0].importance == 5


def test_ids_are_counted_over_all_kinds() -> None:
    chapter = Chapter("techflow", text("Chapter"), "label", parse_edtf("2025"))
    corpus = a_corpus([happened("a")], chapters={"techflow": chapter})
    assert corpus.ids()["techflow"] == 2
    assert all(map(corpus.has, ("techflow", "a", corpus.story.id)))
    assert not corpus.has("b")


def test_an_explainer_is_the_first_about_its_subject() -> None:
    corpus = a_corpus(digests=[a_digest("d1", about="x"), a_digest("d2", about="x"), a_digest("d3")])
    assert corpus.digest_of("x") == corpus.digests["d1"]
    changed = corpus.with_entry(a_digest("d1")).with_entry(happened("e"))
    assert changed.digest_of("x") == changed.digests["d2"]
    assert corpus.digest_of("x") == corpus.digests["d1"]


def test_events_are_found_by_the_sources_they_name() -> None:
    corpus = a_corpus([happened("a", "2025", sources=("paper",)), happened("b", "2024", sources=("paper", "blog"))])
    assert [event.id for event in corpus.events_citing("paper")] == ["b", "a"]
    assert corpus.events_citing("gone") == ()


DATED = ("2025-01-05", "2025-01", "2025", "2025-01-20", "2025-02-01/2025-02-10", "2025-01-10/..", "2024-12-31")
many = st.lists(
    st.builds(
        lambda id_, edtf, people, topics, words: happened(
            id_, edtf, people=tuple(people), topics=tuple(topics), title=text(words)
        ),
        st.sampled_from("abcdefghij"),
        st.sampled_from(DATED),
        st.sets(st.sampled_from(("ann", "bob"))),
        st.sets(st.sampled_from(("tax", "war"))),
        st.sampled_from(("red", "blue", "red blue", "green")),
    ),
    max_size=20,
)
queries = st.builds(
    Query,
    st.sampled_from((None, parse_edtf("2025-01"), parse_edtf("2025-01-05"), parse_edtf("2025/.."), parse_edtf("2023"))),
    st.sets(st.sampled_from(("ann", "bob"))).map(tuple),
    st.sets(st.sampled_from(("tax", "war"))).map(tuple),
    st.sampled_from(("", "red", "red -blue", "-red", "-red -green", "matter", "no-such-word")).map(search.parse),
)


@given(many, many, queries, st.sampled_from("abcdefghijk"), st.booleans())
def test_a_query_finds_what_its_parts_say_page_by_page(
    first: list[Event], more: list[Event], query: Query, at: str, forward: bool
) -> None:
    corpus = a_corpus(first)
    corpus.words.find(query.words)
    for event in (*corpus.timeline[:2], *more):
        corpus = corpus.with_entry(event)
    in_time = corpus.timeline if query.span is None else corpus.events_in(query.span)
    wanted = set(corpus.words.find(query.words).entries) if query.words else set(corpus.events)
    barred = {id_ for word in query.words.unwanted for id_ in corpus.words.find(search.parse(word)).entries}
    expected = [
        event
        for event in tuple(in_time)
        if set(query.people) <= set(event.people)
        and set(query.topics) <= set(event.topics)
        and event.id in wanted - barred
    ]
    found = query.run(corpus)
    assert list(found) == expected
    for cursor in (None, Cursor(at, forward)):
        assert page(found, cursor, 2) == page(expected, cursor, 2)
