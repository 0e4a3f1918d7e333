"""Finds the date expressions of a Japanese article, generously and without knowing the corpus.

An expression is anything that places something in time or measures time:

- calendar dates in every combination of era, year, month and day, with what follows closely: a part (上旬, 中旬, 末,
  半ば, 後半, 春 …), a bound (以降, 以前), a weekday, a time of day; also `1/21`, `2025-01-23`, English months and bare
  years (`Musk 2024`);
- dates by another date: 同日, 翌日, 翌週月曜日, その日, 直後, 前夜, 1週間後, 数日前, 数時間後 (the number with its direction);
- dates by the time of writing: 昨日, 先週, 今年, 現在, 現時点, 今や, 最近, 近年, 当時;
- terms and quarters: 一期目, 第1四半期; ages of life: 幼少期, 若い頃;
- lengths and frequencies: 数カ月, 今後10年間, 60時間以上, 130日以下, 年単位, 毎日.

Not counted are words that name no point and no unit: かつて, 当初, 今後, 将来, その後, 一時, 短期間, 長年.
Digits may be full-width.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

_NUMBER = r"(?:\d+|[一二三四五六七八九十]+|数十|数|半)"
_YEAR = r"(?:(?:令和|平成|昭和)(?:元|\d{1,2})年|(?<!\d)\d{4}年)"
_MONTH = r"(?<!\d)(?:1[0-2]|１[０-２]|0?[1-9]|[１-９])月"
_DAY = r"(?<!\d)(?:3[01]|３[０１]|[12１２]\d|0?[1-9]|[１-９])日(?!間|以|後|前)"
_PART = r"(?:上旬|中旬|下旬|初旬|初頭|初め|始め|前半|後半|半ば|末|春|夏|秋|冬)"
_BOUND = r"(?:以降|以前|以後|頃|ごろ)"
_WEEKDAY = r"(?:[(（][月火水木金土日][)）])"
_HOUR = r"(?:(?:午前|午後|未明|早朝|朝|昼|夕方|夜|深夜)?(?:\d{1,2}時(?:\d{1,2}分)?)?)"
_TAIL = rf"{_PART}?{_BOUND}?{_WEEKDAY}?{_HOUR}"
_SPAN = r"(?:年|[カか]月|[ヶヵケ箇]月|週間|日|時間)"
_LENGTH = rf"(?:{_NUMBER}年{_NUMBER}[カかヶヵケ箇]月|{_NUMBER}{_SPAN}(?:間|半)?|(?:\d+|数)(?:分|秒)(?=後|前|間|以内))"
_MEASURE = r"(?:も経たない前|以上|以下|以内|未満|間|後|前)?"
_ENGLISH = r"(?:January|February|March|April|May|June|July|August|September|October|November|December)"

_EXPRESSION = re.compile(
    "|".join(
        (
            rf"{_YEAR}(?:{_MONTH}(?:{_DAY})?)?{_TAIL}",
            rf"{_MONTH}(?:{_DAY})?{_TAIL}",
            rf"{_DAY}{_TAIL}",
            r"(?<![\d.,/])(?:19|20)\d{2}[-/.]\d{1,2}[-/.]\d{1,2}(?!\d)",
            rf"\b{_ENGLISH}\b(?: \d{{4}}| \d{{1,2}}(?:, \d{{4}})?)?",
            r"(?<![\d/])\d{1,2}/\d{1,2}(?![\d/])",
            rf"(?:今後|ここ|この|過去|年間)?{_LENGTH}{_MEASURE}",
            r"(?<![\d.,])(?:19|20)\d{2}(?![\d.,%年億兆万基人台機円ドル]|メートル)",
            r"(?:翌|同|先|今|来|次)(?:週|月|年)?[月火水木金土日]曜日?|[月火水木金土日]曜日",
            r"[同当翌前昨即]日(?!本)|翌[々週月年朝]|同[月年](?!代)|前[夜月年週]|その[日夜朝週年]|その直後|直後|直前|週末|月末|年末|年始",
            r"昨[年夜晩]|今[年週月朝晩夜日]|来[年週月]|先[週月日](?!進)|去年|明日|一昨[年日]",
            r"現在|現時点|今や|いまや|最近|近年|当時|今世紀|世紀",
            rf"第?{_NUMBER}四半期|[一二12１２]期目|(?:20|19)\d0年代",
            r"幼少期|若い頃|年単位|毎[日週月年]",
        )
    )
)


@dataclass(frozen=True, order=True)
class DateExpression:
    """Where an expression stands: 1-based line, the text as printed, and which one of its like on that line (from 1)."""

    line: int
    expression: str
    nth: int


def date_expressions(text: str) -> Iterator[DateExpression]:
    """Yield every date expression of `text` in reading order."""
    for number, line in enumerate(text.split("\n"), start=1):
        seen: Counter[str] = Counter()
        for match in _EXPRESSION.finditer(line):
            seen[match[0]] += 1
            yield DateExpression(number, match[0], seen[match[0]])
