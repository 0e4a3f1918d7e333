"""The index finds what a plain scan finds, in the same order, however it came about; nothing typed makes it fail."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import replace

from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.domain import search
from bot.domain.ask import Cursor
from bot.domain.content import Entry, Event
from bot.domain.paging import page
from bot.domain.reply import paragraph
from bot.domain.search.folding import UNSPACED, Mapped, mapped, spoken, written
from bot.domain.search.stemming import WORD, stem
from bot.domain.text import Text, plain

from ..support.builders import a_digest, happened

# Few characters, so that chance meetings are many: kana of both kinds and widths, long vowels, ヴ and its vowels, ideographs,
# Latin with endings to take off, figures, and what stands between words or goes unseen.
MIXED = "関税米マスクますｽﾏバヴァｳﾞーｰ々tTａeséd1 02 　\n、。・=-'.,\"「」\u200b\u3099\x00"
texts = st.text(MIXED, max_size=14)
WORDS = ("関税", "米", "マスク", "ーク", "ヴァンス", "バンス", "ヴ", "スターリンク", "スタリンク", "バー", "サーバー", "サーバ",
         "tax", "taxes", "Taxed", "te", "'s", "U.S.", "EV補助金", "1,000", "130日", "a b", " ", "。", "ﾏｽｸ", "ますく")  # fmt: skip
sentences = st.lists(st.sampled_from(WORDS) | texts, max_size=5).map("".join)
typed = st.lists(st.sampled_from(WORDS) | texts, max_size=3).map(" ".join) | st.builds(
    "{} -{}".format, sentences, st.sampled_from(WORDS)
)
ids = st.sampled_from([f"e{number}" for number in range(9)])


def _event(id_: str, title: tuple[str, str], summary: tuple[str, str], importance: int, day: int) -> Event:
    happening = happened(id_, f"2025-06-{day:02}", importance=importance)
    return replace(happening, title=Text(*title), summary=Text(*summary))


pairs = st.tuples(sentences, sentences)
events = st.builds(_event, ids, pairs, pairs, st.integers(1, 2), st.integers(1, 2))
digests = st.builds(
    lambda id_, title, ja, en: a_digest(
        id_, title=Text(*title), body={"ja": (paragraph(ja), paragraph(en)), "en": (paragraph(en),)}
    ),
    ids, pairs, sentences, sentences,
)  # fmt: skip
# Many that hold the same words, so that words differ in how rare they are.
crowds = st.builds(
    lambda size, words: [_event(f"c{number}", words, words, 1, 1) for number in range(size)],
    st.integers(0, 40),
    st.tuples(st.sampled_from(WORDS), st.sampled_from(WORDS)),
)
entries = st.builds(list.__add__, crowds, st.lists(events | digests, max_size=12))


def _row(folded: str) -> list[str]:
    return [stem(word) for word in re.findall(f"{WORD.pattern}|[{UNSPACED}]+", folded)]


def _holds(text: str, wanted: str) -> bool:
    """Tell by the definition whether a text holds a word or a phrase."""
    field, word = written(text), written(wanted).strip()
    if not re.search(f"[{UNSPACED}]", word):
        row, stems = _row(field), _row(word)
        return any(row[at : at + len(stems)] == stems for at in range(len(row)))
    said, field_said = spoken(word), spoken(field)
    bare = [part.replace("ー", "") for part in (word, said)]
    if all(re.search(f"[{UNSPACED}]", part) for part in bare):
        if min(map(len, bare)) >= 4:
            return bare[0] in field.replace("ー", "") or bare[1] in field_said.replace("ー", "")
        word, said = (part.rstrip("ー") if len(part) >= 4 else part for part in (word, said))
    return word in field or said in field_said


def _fields(entry: Entry) -> tuple[list[str], list[str]]:
    titles = [entry.title.ja, entry.title.en]
    if isinstance(entry, Event):
        return titles, [entry.summary.ja, entry.summary.en]
    return titles, ["\n".join(plain(block.runs) for block in entry.body[lang]) for lang in ("ja", "en")]  # type: ignore[union-attr]


def _order(entry: Entry, titled: int) -> tuple[int, int, int, str]:
    day = entry.when.place if isinstance(entry, Event) else entry.revised or entry.added
    return -titled, -getattr(entry, "importance", 3), -day.toordinal() if day else -1, entry.id


def scan(found_in: Iterable[Entry], query: search.Query) -> list[str]:
    """Return the ids of the entries that fit, best first, having looked at each."""
    found = []
    for entry in {entry.id: entry for entry in found_in}.values():
        titles, bodies = _fields(entry)
        if any(_holds(text, word) for text in titles + bodies for word in query.unwanted):
            continue
        if query.wanted and all(any(_holds(text, word) for text in titles + bodies) for word in query.wanted):
            titled = sum(any(_holds(title, word) for title in titles) for word in query.wanted)
            found.append(_order(entry, titled))
    return [order[-1] for order in sorted(found)]


@settings(max_examples=100)
@given(entries, typed)
def test_the_index_finds_what_a_scan_finds_and_in_its_order(found_in: list[Entry], text: str) -> None:
    query = search.parse(text)
    hits = search.Index.of(found_in).find(query)
    assert list(hits.entries) == scan(found_in, query)
    assert hits.total == len(hits.entries)


@given(entries, st.data())
def test_whatever_stands_in_japanese_in_a_text_is_found(found_in: list[Entry], data: st.DataObject) -> None:
    index = search.Index.of(found_in)
    for entry in {entry.id: entry for entry in found_in}.values():
        for run in re.findall("[関税米マスクますバヴァー々]+", unicodedata.normalize("NFKC", entry.title.ja))[:3]:
            start = data.draw(st.integers(0, len(run) - 1))
            end = data.draw(st.integers(start + 1, len(run)))
            assert entry.id in index.find(search.parse(run[start:end])).entries


@settings(max_examples=100)
@given(entries, entries, typed, st.integers(0, 4))
def test_an_index_that_grew_answers_as_one_that_was_built(
    first: list[Entry], more: list[Entry], text: str, limit: int
) -> None:
    query = search.parse(text)
    before = search.Index.of(first)
    known = before.find(query)
    grown = before
    for entry in more:
        grown = grown.with_entry(entry)
    built = search.Index.of([*first, *more])
    assert len(grown) == len(built) == len({entry.id for entry in [*first, *more]})
    assert grown.find(query) == built.find(query)
    assert grown.find(query, limit) == built.find(query, limit)
    assert before.find(query) == known


@settings(max_examples=25)
@given(
    st.lists(events | digests, min_size=1, max_size=12),
    st.integers(0, 300),
    st.integers(150, 420),
    st.lists(typed, min_size=6, max_size=6),
)
def test_an_index_that_grew_by_many_answers_as_one_that_was_built(
    kinds: list[Entry], first: int, added: int, asked: list[str]
) -> None:
    # Some of what is added takes the place of what was there, in the base and in what was added before.
    everything = [replace(kinds[n % len(kinds)], id=f"e{n * 7 % 331}") for n in range(first + added)]
    grown = search.Index.of(everything[:first])
    for entry in everything[first:]:
        grown = grown.with_entry(entry)
    built = search.Index.of(everything)
    assert len(grown) == len(built)
    assert len(grown.segments) < 9
    for text in (*asked, "関税", "バンス", "スターリンク", "tax", "関税 tax", "マスク -米"):
        query = search.parse(text)
        assert grown.find(query) == built.find(query)
        assert grown.find(query, 5) == built.find(query, 5)


@settings(max_examples=100)
@given(entries, entries, typed, ids, st.booleans(), st.integers(1, 4))
def test_a_page_is_what_turning_through_all_hits_shows(
    first: list[Entry], more: list[Entry], text: str, at: str, forward: bool, size: int
) -> None:
    index = search.Index.of(first)
    for entry in more:
        index = index.with_entry(entry)
    query, cursor = search.parse(text), Cursor(at, forward)
    ranked = [happened(id_) for id_ in index.find(query).entries]
    expected = page(ranked, cursor, size)
    shown = index.find(query, size, cursor)
    assert shown.entries == tuple(event.id for event in expected.items)
    assert (shown.total, shown.first) == (expected.total, expected.first)


@settings(max_examples=100)
@given(st.text() | typed | st.text(MIXED + "-－ー\"'“”『』〝", max_size=40))
def test_a_query_printed_and_read_again_is_itself(text: str) -> None:
    query = search.parse(text)
    assert search.parse(str(query)) == query
    assert hash(search.parse(str(query))) == hash(query)
    for word in (*query.wanted, *query.unwanted):
        assert word not in (*query.without(word).wanted, *query.without(word).unwanted)


@settings(max_examples=100)
@example("ヴァ\u3099")  # a mark on half of what is one character when it is spoken
@given(st.text() | sentences | st.text("がか\u3099ｶﾞﾊﾟ\u0301e\u1100\u1161\u11a8가Ǻßﬃ㌔ 　・=\u200bヴーァ"))
def test_a_folded_text_knows_where_it_comes_from(text: str) -> None:
    folded = mapped(text)
    assert folded.text == written(text)
    assert folded.spoken().text == spoken(written(text))
    assert folded.without_long().text == written(text).replace("ー", "")
    for each in (folded, folded.spoken(), folded.without_long()):
        _lies_in_order(each, len(text))


def _lies_in_order(folded: Mapped, length: int) -> None:
    assert len(folded.text) == len(folded.spans)
    previous = (0, 0)
    for span in folded.spans:
        assert previous[0] <= span[0] < span[1] <= length
        assert span == previous or span[0] >= previous[1]
        previous = span


@settings(max_examples=100)
@given(st.lists(sentences, max_size=30).map("。 ".join) | st.lists(sentences, max_size=40).map(" ".join), typed)
def test_a_snippet_shows_its_hits_where_they_are(text: str, typed_words: str) -> None:
    query = search.parse(typed_words)
    shown = search.snippet(text, query)
    assert (shown is not None) == any(_holds(text, word) for word in query.wanted)
    if shown is None:
        return
    assert shown.text == text
    _lies_apart(shown.hits, shown.start, shown.end)
    whole = plain(shown.runs).removeprefix("…").removesuffix("…")
    assert whole == text[shown.start : shown.end].removeprefix("…").removesuffix("…")
    assert [run.text for run in shown.runs if run.bold] == [text[start:end] for start, end in shown.hits]
    assert len(plain(shown.runs)) <= 162


def _lies_apart(hits: Sequence[tuple[int, int]], first: int, last: int) -> None:
    assert hits
    edges = [first, *(edge for hit in hits for edge in hit), last]
    assert edges == sorted(edges)
    assert all(start < end for start, end in hits)


@given(entries, typed)
def test_every_entry_that_is_found_can_show_why(found_in: list[Entry], text: str) -> None:
    query = search.parse(text)
    found = {entry.id: entry for entry in found_in}
    for id_ in search.Index.of(found_in).find(query).entries:
        assert search.snippet_of(found[id_], query, "en") is not None
