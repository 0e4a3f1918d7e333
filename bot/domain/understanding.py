"""Understanding: what somebody typed in one go, as dates, people, topics and words.

What stands in quotes or after a minus is words, whatever it says. Names of several words come next, for a date may be a part
of one (Theresa May), then dates, then whoever and whatever else is known by name, the longest first. Japanese without
spaces is taken apart at particles and at known names, unless it stands in the corpus as it is. The rest is words, less
those that only join the others or ask for an answer.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

from . import people_named, search, when
from .corpus import Corpus
from .dates import Span
from .names import fold
from .query import Query
from .text import Lang
from .when.fold import tidy

MOST_NAMED = 12
_LONGEST = 400
_LONGEST_NAME = 6  # in words
_LONGEST_RUN = 40  # of Japanese that is taken apart
_MOST_DATES = 3
# At most so many letters are taken for somebody's initials only where no topic is called so: AI, EV.
_INITIALS = 3
_DASH = "-‐‑−–—"
_MINUS = rf"(?:(?<!\S)[{_DASH}]|(?<=\s)ー)"
# A figure after a minus belongs to a date.
_LITERAL = re.compile(rf"(?:{_MINUS})?(?:\"[^\"]*\"|「[^」]*」|『[^』]*』)|{_MINUS}(?![{_DASH}\d])[^\s\"「『]+")
_EDGES = " 、,，。.・;；:：&＆×✕+＋/／|｜!！?？()（）[]【】<>〈〉~～"
_BETWEEN = re.compile(r"[\s、,，。;；:：&＆×✕+＋/／|｜!！?？()（）\[\]【】<>〈〉]+|\bvs\b\.?")
_PARTICLE = re.compile("について|に関する|における|および|及び|との|への|での|からの|までの|[とのはがをにもへでや対]")
_JAPANESE = re.compile("[぀-ヿ㐀-鿿々]")
# What joins the parts of a question, or asks for an answer, and tells nothing of what is asked.
_ENGLISH = """
a an the and or of in on at to by for with from about between during since versus vs what who when where why how did do does was
were is are be been has have had it he she they his her him them there all any anything everything say says said happened happen
happens tell me show us give timeline story news latest newest recent recently relation relations relationship please
"""
_JAPANESE_TOO = """
と の は が を に も へ で や 対 か 関係 について に関する における および 及び との への での から まで 何 なに 何が
何があった 何がありました 何があったの 何が起きた 何が起きました 何をした 何をしました あった ありました した しました
とは って 教えて おしえて ください 見せて 年表 出来事 ニュース 話 こと どうなった
いつ どこ どこで なぜ どうして どうやって 誰 誰が だれ だれが 最新 最近 全部 すべて だけ のみ
"""
_FILLERS = frozenset(map(fold, (_ENGLISH + _JAPANESE_TOO).split()))
# What asks for the newest events, which stand where nothing in particular is asked.
_NEWEST = frozenset(map(fold, ("news", "latest", "newest", "recent", "recently", "ニュース", "最新", "最近")))
# After a name they are no initials, but say that somebody else is meant.
_OFFSPRING = frozenset(map(fold, ("jr", "sr", "junior", "senior", "ii", "iii")))
# What tells something in a stretch of Japanese: not hiragana, and of what is of one character not the stem of a verb.
_TELLING = re.compile("[^ぁ-ゖ]{2,}|(?<![ぁ-ゖ])[^ぁ-ゖー](?=[とのはがをにもでや]?(?:[^ぁ-ゖ]|$))")
_ASKING = re.compile("^(?:いつ|なぜ|どうして|どうやって|どこ|誰|だれ|何|なに)")

Kind = Literal["person", "topic"]


@dataclass(frozen=True)
class Understood:
    """A question; `date` is its date as typed, `others` what else that may mean, likeliest first.

    `several` are names that more than one bears, with all who do: none of them is in the query.
    """

    query: Query
    others: tuple[Span, ...] = ()
    date: str = ""
    several: tuple[tuple[str, tuple[str, ...]], ...] = ()


@dataclass(frozen=True)
class _Known:
    """A stretch of what was typed that is somebody's or something's name."""

    text: str
    kind: Kind
    ids: tuple[str, ...]


def understand(text: str, corpus: Corpus, today: date, lang: Lang) -> Understood:
    """Read what was typed. `today` is the asker's. Raises DateError for a date that no calendar has."""
    typed = tidy(text[: 2 * _LONGEST])[:_LONGEST]
    literals = _LITERAL.findall(typed)
    known, rest = _long_names(_LITERAL.sub(" ", typed), corpus)
    days = corpus.days
    readings, rest = _dates(rest, lambda words: when.find(words, today, days, lang))
    pieces = [*known, *_pieces(rest, corpus)]
    left = [piece for piece in pieces if isinstance(piece, str)]
    if not readings:
        # A word that is a date only where no other is, and beside no other word, with which it may be a name or a verb: may, fall.
        alone = {word: reading for word in left if (reading := when.read(word, today, days, lang))}
        if any(word not in alone and not _is_filler(word) for word in left):
            alone = {}
        readings, left = [*alone.values()], [word for word in left if word not in alone]
    found = [piece for piece in pieces if isinstance(piece, _Known)]
    telling = [word for word in left if not _is_filler(word)]
    if not (telling or readings or found or literals):
        telling = [word for word in left if fold(word) not in _NEWEST]
    words = search.parse(" " + " ".join([*literals, *telling]))
    # Of several dates the first is likeliest meant.
    readings.sort(key=lambda reading: typed.find(reading.text))
    spans = [span for reading in readings for span in (reading.span, *reading.alternatives)]
    if len(readings) > 1:
        spans = [*(reading.span for reading in readings), *spans]
    span, *others = dict.fromkeys(spans) or [None]
    query = Query(span, _ids(found, "person"), _ids(found, "topic"), words)
    several = tuple((k.text, k.ids) for k in found if k.kind == "person" and len(k.ids) > 1)
    return Understood(query, tuple(filter(None, others)), readings[0].text if readings else "", several)


def _is_filler(word: str) -> bool:
    folded = fold(word)
    return folded in _FILLERS or folded.rstrip(fold("かね")) in _FILLERS


def _ids(found: list[_Known], kind: Kind) -> tuple[str, ...]:
    """Return whom and what the text names for certain, each once; of topics with one name all that it may mean is the first."""
    ids = (k.ids[0] for k in found if k.kind == kind and (kind == "topic" or len(k.ids) == 1))
    return tuple(dict.fromkeys(ids))[:MOST_NAMED]


def _known(text: str, corpus: Corpus) -> _Known | None:
    """Return whose name, or else what topic's, a text is."""
    topics = corpus.topic_names.find(text)
    people = () if fold(text) in _OFFSPRING else people_named.bearers(text, corpus)
    if people and not (topics and len(text) <= _INITIALS):
        return _Known(text, "person", people)
    return _Known(text, "topic", topics) if topics else None


def _long_names(typed: str, corpus: Corpus) -> tuple[list[_Known], str]:
    """Take out the names of two words and more."""
    known: list[_Known] = []
    rest: list[str] = []
    for piece in _runs(typed.split(" "), corpus, least=2):
        if isinstance(piece, _Known):
            known.append(piece)
        else:
            rest.append(piece)
    return known, " ".join(rest)


def _runs(words: list[str], corpus: Corpus, least: int) -> Iterator[_Known | str]:
    """Yield words, and in the place of `least` and more that are a name together that name, the longest first."""
    place = 0
    while place < len(words):
        for length in range(min(_LONGEST_NAME, len(words) - place), least - 1, -1):
            known = _known(" ".join(words[place : place + length]).strip(_EDGES), corpus)
            if known:
                yield known
                place += length
                break
        else:
            yield words[place]
            place += 1


def _dates(typed: str, find: Callable[[str], tuple[when.Reading | None, str]]) -> tuple[list[when.Reading], str]:
    """Take out the dates, the longest first."""
    readings: list[when.Reading] = []
    rest = typed
    while len(readings) < _MOST_DATES:
        reading, rest = find(rest)
        if reading is None:
            break
        readings.append(reading)
    return readings, rest


def _pieces(rest: str, corpus: Corpus) -> Iterator[_Known | str]:
    words = [word for part in _BETWEEN.split(rest) if (word := part.strip(_EDGES))]
    for piece in _runs(words, corpus, least=1):
        if isinstance(piece, str) and _JAPANESE.search(piece) and len(piece) <= _LONGEST_RUN:
            yield from _apart(piece, corpus)
        else:
            yield piece


def _apart(word: str, corpus: Corpus) -> Iterator[_Known | str]:
    """Take Japanese without spaces apart: マスクとトランプの関税 is two people and a topic."""
    if whole := _known(word, corpus):
        yield whole
        return
    for place, end in _cuts(word):
        before, after = word[:place], word[end:]
        known = _known(before, corpus)
        if known:
            yield known
            yield from _apart(after, corpus) if after else ()
            return
        known = _known(after, corpus) if after else None
        if known:
            yield from _apart(before, corpus)
            yield known
            return
        if end == place and _stands(word, corpus):
            break  # it stands in the corpus: トランプタワー
    yield from _telling(word, corpus)


def _stands(word: str, corpus: Corpus) -> bool:
    return corpus.words.find(search.parse(word), 1).total > 0


def _telling(word: str, corpus: Corpus) -> Iterator[_Known | str]:
    """Yield a stretch as it is if it stands in the corpus, else what it tells without its hiragana: いつ発表された is 発表."""
    pieces = [piece for piece in _TELLING.findall(_ASKING.sub("", word)) if not _is_filler(piece)]
    if not pieces or _is_filler(word) or _stands(word, corpus):
        yield word
        return
    longer = [piece for piece in pieces if len(piece) > 1] or pieces
    known = [_known(piece, corpus) or piece for piece in longer]
    yield from [piece for piece in known if isinstance(piece, _Known) or _stands(piece, corpus)] or longer


def _cuts(word: str) -> Iterator[tuple[int, int]]:
    """Yield where a word may be parted, and where its second part begins: at particles, then anywhere, the middle last."""
    particles = [match.span() for match in _PARTICLE.finditer(word) if match.start()]
    yield from reversed(particles)
    for length in range(len(word) - 1, 1, -1):
        yield length, length
    for length in range(len(word) - 2, 0, -1):
        yield len(word) - length, len(word) - length
