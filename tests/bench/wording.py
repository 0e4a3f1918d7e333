"""Rows: a page by word against FTS5, and what share of a plain scan ours finds."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from bot.domain import search
from bot.domain.content import Event
from bot.domain.corpus import Corpus

from .answers import ours_by_word
from .fts_peer import FullText
from .rows import Row, guarded
from .timing import Effort, compare
from .words import listed

WORDS: Mapping[str, Sequence[str]] = {
    "by word: Japanese, two characters": listed("関税 法案 工場 晩餐 債務 衛星 裁判 補助"),
    "by word: Japanese, more": listed("自動車 大統領 人工知能 電気自動車 最高裁 データセンター スタートアップ 晩餐会"),
    "by word: English, two letters": listed("AI EU UN"),
    "by word: English, more": listed("tariff satellite quarrel president settlement vaccine drone adviser"),
}
_PEER = "FTS5"


def rows(corpus: Corpus, peer: FullText, effort: Effort) -> Iterator[Row]:
    """Yield a row for each kind of word."""
    held = scan(corpus.events.values(), [word for words in WORDS.values() for word in words])
    for question, words in WORDS.items():

        def measured(question: str = question, words: Sequence[str] = words) -> Iterator[Row]:
            took = compare(
                lambda word: ours_by_word(corpus, search.parse(word)),
                peer.ask,
                lambda _: words,
                effort,
            )
            yield Row(question, _PEER, len(corpus.events), took.ours, took.theirs, recall=recall(corpus, words, held))

        yield from guarded(question, _PEER, len(corpus.events), measured)


def recall(corpus: Corpus, words: Iterable[str], held: Mapping[str, set[str]]) -> float:
    """Return what share of the events that a scan found ours finds, over all words."""
    wanted = found = 0
    for word in words:
        wanted += len(held[word])
        found += len(held[word].intersection(corpus.words.find(search.parse(word)).entries))
    return found / wanted if wanted else 1.0


def scan(events: Iterable[Event], words: Iterable[str]) -> Mapping[str, set[str]]:
    """Return for each word the ids of the events in which it stands: English ones as a word, or its plural."""
    held: dict[str, set[str]] = defaultdict(set)
    whole = {word: re.compile(rf"\b{re.escape(word.casefold())}s?\b") for word in words if word.isascii()}
    plain = {word: word.casefold() for word in words}
    for event in events:
        text = "\n".join((event.title.ja, event.title.en, event.summary.ja, event.summary.en)).casefold()
        for word, folded in plain.items():
            if folded in text and (word not in whole or whole[word].search(text)):
                held[word].add(event.id)
    return held
