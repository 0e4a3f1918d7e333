"""Reads a date from what was typed: alone, or among other words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from ...errors import DateError
from ..dates import Span
from ..text import Lang
from .days import Days
from .fold import fold, tidy
from .grammar import Expression, Grammar
from .ranges import Range, range_readings
from .rules import JAPANESE
from .scan import scan
from .scene import Scene
from .words import Bound, Month, Token
from .years import readings

# The longest text that may be one expression, and the most other readings that are offered.
_LONGEST, _OTHERS = 120, 3
_PUNCTUATION = frozenset(" ()[]{}<>「」『』【】〈〉《》、。・,.!?:;\"'“”‘’")
_JOINED_BEFORE = frozenset("-–—−/\\_@#$%&+=*^|~")
_JOINED_AFTER = frozenset("-–—−/\\_@#%&+=*^|~")
_PARTICLES = "のにはでをがともかまよ"
_JOINT = re.compile(r"(?:における|からの|までの|での|には|では|の|に|は|で|を|が|も)(?![ぁ-ん])[ 、]?|[ ,、。]+")
_BRACKETS = {("(", ")"), ("「", "」"), ("[", "]"), ("【", "】")}


@dataclass(frozen=True)
class Reading:
    """What an expression was taken to mean, what else it may mean, likeliest first, and the expression itself.

    `text` is as typed, but for width and spaces.
    """

    span: Span
    alternatives: tuple[Span, ...]
    text: str


def read(text: str, today: date, reach: Span, lang: Lang) -> Reading | None:
    """Read a text that is one date expression and nothing else but punctuation; None if it is none.

    `today` is the asker's, `reach` the days that the corpus tells of. Raises DateError for a date that no calendar has.
    """
    typed = tidy(text[: 2 * _LONGEST])
    if len(text) > 2 * _LONGEST or len(typed) > _LONGEST:
        return None
    folded, scene = fold(typed), Scene(today, reach, lang)
    tokens = scan(folded)
    if not tokens:
        return None
    expression = Grammar(tokens, folded, scene).expression(0)
    if expression is None or not _is_all(expression, tokens, typed):
        return None
    return _reading(expression, tokens, typed, scene)


def find(text: str, today: date, reach: Span, lang: Lang) -> tuple[Reading | None, str]:
    """Return the date expression among other words, the longest if there are several, and the words without it.

    The words come in normal width with single spaces. Raises DateError as `read` does.
    """
    typed = tidy(text)
    folded, scene = fold(typed), Scene(today, reach, lang)
    tokens = scan(folded)
    best = max(_expressions(tokens, typed, folded, scene), key=lambda e: _length(e, tokens), default=None)
    if best is None:
        return None, typed
    rest = _without(typed, tokens[best.begin].start, tokens[best.end - 1].end)
    return _reading(best, tokens, typed, scene), rest


def _expressions(tokens: list[Token], typed: str, folded: str, scene: Scene) -> Iterator[Expression]:
    grammar, place = Grammar(tokens, folded, scene), 0
    while place < len(tokens):
        found = grammar.expression(place)
        if found and (_is_all(found, tokens, typed) or (not found.weak and _stands_free(found, tokens, typed))):
            yield found
            place = found.end
        else:
            place += 1


def _length(expression: Expression, tokens: list[Token]) -> int:
    return tokens[expression.end - 1].end - tokens[expression.begin].start


def _is_all(expression: Expression, tokens: list[Token], typed: str) -> bool:
    before, after = typed[: tokens[expression.begin].start], typed[tokens[expression.end - 1].end :]
    return _PUNCTUATION.issuperset(before) and _PUNCTUATION.issuperset(after)


def _stands_free(expression: Expression, tokens: list[Token], typed: str) -> bool:
    """Tell whether an expression is no part of a longer word, name or number."""
    last = tokens[expression.end - 1]
    before, after = typed[: tokens[expression.begin].start][-1:], typed[last.end :][:1]
    if before in _JOINED_BEFORE or after in _JOINED_AFTER:
        return False
    # 五月みどり, 十月革命: a month in kanji is a word before any but a particle.
    spelt_in_kanji = isinstance(last.word, Month) and not typed[last.start].isascii()
    return not (spelt_in_kanji and after not in _PARTICLES and re.match(f"[{JAPANESE}]", after))


def _without(typed: str, start: int, end: int) -> str:
    """Return the words around an expression, without what joined it to them."""
    before, after = typed[:start], typed[end:]
    if (before[-1:], after[:1]) in _BRACKETS:
        before, after = before[:-1], after[1:]
    before = before.removesuffix("の").rstrip(" ,、")
    joint = _JOINT.match(after)
    after = after[joint.end() :] if joint else after
    return " ".join(filter(None, (before, after.strip())))


def _reading(expression: Expression, tokens: list[Token], typed: str, scene: Scene) -> Reading:
    text = typed[tokens[expression.begin].start : tokens[expression.end - 1].end]
    try:
        of = expression.of
        found = range_readings(of, scene) if isinstance(of, Range) else readings(of, scene)
        spans = [_bounded(days, expression.bound) for days in found]
    except (ValueError, OverflowError):
        raise DateError(text, "there is no such date in the calendar") from None
    first, *others = dict.fromkeys(spans)
    return Reading(first, tuple(others[:_OTHERS]), text)


def _bounded(days: Days, bound: Bound | None) -> Span:
    match bound:
        case "since":
            return Span(days.first, None)
        case "after":
            return Span(days.last + timedelta(1), None)
        case "until":
            return Span(None, days.last)
        case "before":
            return Span(None, days.first - timedelta(1))
        case None:
            return Span(*days)
