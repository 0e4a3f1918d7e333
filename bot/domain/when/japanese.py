"""How dates are spelt in Japanese."""

from __future__ import annotations

from .days import BEGINNING, EARLY, END, HALVES, LAST_WEEK, LATE, MID, QUARTERS, SEASONS, TURN_OF_THE_YEAR, WEEKS, Unit
from .eras import INITIALS, NAMES, era
from .fold import COUNT, count, fold
from .rules import BRACKET, KANJI, Rule, one_of
from .words import (
    Back,
    Day,
    Lead,
    Mark,
    Month,
    Numeric,
    Past,
    Piece,
    SeasonBack,
    Step,
    Tail,
    Weekday,
    Weekend,
    Word,
    Year,
)

_SEASONS = dict(zip("春夏秋冬", SEASONS, strict=True))
_DAYS = "月火水木金土日"
_UNITS: dict[str, Unit] = {"日": "day", "週": "week", "月": "month", "年": "year"}
_UNIT = "(日|週|[かヶケカヵ箇個]月|年)"

# Words that are dates wherever they stand; those said alike stand in one string.
_WORDS: dict[str, Word] = {
    "今朝 今夜 今晩": Back("day", 0),
    "昨夜 昨晩": Back("day", 1),
    "一昨日 おととい おとつい": Back("day", 2),
    "今週": Back("week", 0),
    "先週": Back("week", 1),
    "先々週": Back("week", 2),
    "来週": Back("week", -1),
    "再来週 さ来週 さらいしゅう": Back("week", -2),
    "今月": Back("month", 0),
    "先月": Back("month", 1),
    "先々月": Back("month", 2),
    "来月": Back("month", -1),
    "再来月 さ来月": Back("month", -2),
    "今年 本年": Back("year", 0),
    "去年 昨年": Back("year", 1),
    "一昨年 おととし": Back("year", 2),
    "半年前": Back("month", 6, counted=True),
    "来年": Back("year", -1),
    "再来年 さ来年": Back("year", -2),
    **{"今" + name: SeasonBack(part, 0) for name, part in _SEASONS.items()},
    **{"昨" + name: SeasonBack(part, 1) for name, part in _SEASONS.items()},
    **{"来" + name: SeasonBack(part, -1) for name, part in _SEASONS.items()},
    "元日 元旦": Numeric(None, 1, 1),
    "大晦日 大みそか": Numeric(None, 12, 31),
    "クリスマス": Numeric(None, 12, 25),
    "年末年始": Piece(TURN_OF_THE_YEAR, alone=True),
    "最終週": Piece(LAST_WEEK),
    "週末": Weekend(None),
    "今週末": Weekend(0),
    "先週末": Weekend(1),
    "来週末": Weekend(-1),
    "上半期 上期": Piece(HALVES[0], alone=True),
    "下半期 下期": Piece(HALVES[1], alone=True),
    "前半": Piece(HALVES[0]),
    "後半": Piece(HALVES[1]),
    "上旬 初旬 初頭 序盤": Piece(EARLY),
    "中旬 半ば なかば 中頃 中ごろ 中盤": Piece(MID),
    "下旬 終盤": Piece(LATE),
    "初め 始め はじめ": Piece(BEGINNING),
    "終わり 暮れ": Piece(END),
    "から": Mark(links="plain", trails="since"),
    "以降 以後 以来": Mark(links="closed", trails="since"),
    "より後": Mark(trails="after"),
    "まで までに 以前": Mark(trails="until"),
    "より前": Mark(trails="before"),
    "と": Mark(links="and"),
    "の間": Mark(trails="between"),
    "頃 ごろ 前後 あたり": Tail(),
    "約": Lead(sure=False),
}
# Words that also begin or end longer ones, and names: 今日子, 明日香, 春樹, 青春, 年末調整.
_SHY: dict[str, Word] = {
    "今日 本日": Back("day", 0),
    "昨日 きのう": Back("day", 1),
    "明日 あした": Back("day", -1),
    "明後日 あさって": Back("day", -2),
    "年末": Piece(END, alone=True),
    "年初 年始 年明け 新年 正月": Piece(BEGINNING, alone=True),
    "末": Piece(END),
    "頭 明け": Piece(BEGINNING),
    "中": Tail(),
    **{f"{name} {name}季 {name}場": Piece(part, alone=True) for name, part in _SEASONS.items()},
}
_NOW: dict[str, Word] = {"今 現在": Back("day", 0)}


def _vocabulary(words: dict[str, Word], before: str = "", after: str = "", *, weak: bool = False) -> Rule:
    table = {fold(spelling): word for spellings, word in words.items() for spelling in spellings.split()}
    return Rule(f"{before}({one_of(table)}){after}", table.__getitem__, weak)


def _number(digits: str) -> int:
    return int(digits) if digits.isdecimal() else count(digits)


def _ago(number: str, unit: str) -> Word:
    return Back(_UNITS[unit[-1]], _number(number), counted=True)


def _past(number: str, unit: str) -> Word:
    return Past(_UNITS[unit[-1]], _number(number))


def _initial(letter: str, year: str, month: str | None, day: str | None) -> Word:
    whole = era(INITIALS[letter], int(year))
    return whole._replace(month=int(month) if month else None, day=int(day) if day else None)


def _quarter(number: str) -> Word:
    return Piece(QUARTERS[int(number) - 1], alone=True)


_NUMBER = rf"([0-9]{{1,3}}|{COUNT})"
_NO_LENGTH = r"(?!代|間|前(?!半|期)|後(?!半|期)|生まれ|ぶり|産(?!業)|製(?!造)|型|半(?!ば)|以上|以下|以内|未満|連続|目)"
YEAR = Rule(rf"([0-9]{{4}}) ?年(度)?{_NO_LENGTH}", lambda year, business: Year(int(year), business is not None))
# 25年 is a length of time, unless more of a date follows.
_OF_A_YEAR = rf" ?の?(?:{COUNT}月|第[1-4]|[1-4]q|[上下]半?期|[春夏秋冬末初]|[前後]半)"
# 二〇二五年 begins with digits once it is folded, 四半期 is 4半期.
COUNTED = (
    Rule(rf"{_NUMBER} ?{_UNIT}間?前(?!後|半|期)", _ago),
    YEAR,
    Rule(rf"([0-9]{{2}})年(?={_OF_A_YEAR})", lambda year: Year(2000 + int(year))),
    Rule(rf"([0-9]{{5,9}}|0{{1,3}})年(?={_OF_A_YEAR})", lambda year: Year(int(year))),
    Rule(rf"({COUNT}) ?月(?!間|号|期(?!待|限))", lambda month: Month(count(month))),
    Rule(rf"({COUNT}) ?日(?!間|前(?!後)|後|以内|以上|以下|未満|連続|目|分|ぶり|余|程度)", lambda day: Day(count(day))),
    Rule(r"[0-9]{1,2}時(?:[0-9]{1,2}分|半)?(?!間|代|点|期|給|価)", Tail),
    Rule(r"([1-4])(?:q(?![a-z0-9])| ?4半期)", _quarter),
)
# An era by its initial needs 年 or a month: R7 alone may be anything.
BY_INITIAL = (
    Rule(r"([rhst])\.?([0-9]{1,2})[./-]([0-9]{1,2})(?:[./-]([0-9]{1,2}))?(?![0-9a-z])", _initial),
    Rule(r"([rhst])\.?([0-9]{1,2}) ?年", lambda letter, year: era(INITIALS[letter], int(year))),
)
_UNLESS_INSIDE = rf"(?:(?<![{KANJI}ァ-ヺ])|(?<=[年月]))"
_UNLESS_LONGER = rf"(?!(?!以|前後|頃|中(?![{KANJI}])|現在)[{KANJI}ァ-ヺ0-9])"
# No word begins with another character, and most characters are no beginning.
_SPELLINGS = fold(" ".join((*_WORDS, *_SHY, *_NOW, *NAMES, *_DAYS))).split()
BEFORE = f"(?=[{''.join(sorted({spelling[0] for spelling in _SPELLINGS} | set('過直最この第(次未早朝午昼正夕夜深')))}])"
JAPANESE = (
    Rule(
        rf"({one_of(NAMES)}) ?(元|{COUNT}) ?年(度)?{_NO_LENGTH}",
        lambda name, year, business: era(name, count(year), business=business is not None),
    ),
    Rule(rf"(?:過去|直近|最近|この|ここ) ?の? ?{_NUMBER} ?{_UNIT}間?(?!前|後)", _past),
    Rule(r"第([1-4]) ?4半期", _quarter),
    Rule(r"第([1-5])週(?!間)", lambda week: Piece(WEEKS[int(week) - 1])),
    Rule(rf"{BRACKET}([{_DAYS}])(?:曜日?)?\)", lambda day: Weekday(_DAYS.index(day))),
    Rule(rf"([{_DAYS}])曜日?(?![ァ-ヺ])", lambda day: Weekday(_DAYS.index(day))),
    Rule(r"(?:この)?前の(?=[月火水木金土日]曜)", lambda: Step(-1)),
    Rule(r"(?:次|今度)の(?=[月火水木金土日]曜)", lambda: Step(1)),
    Rule(
        r"の?(?:未明|早朝|朝|午前|昼|正午|午後|夕方|夜|深夜)(?:[0-9十]{1,3}時(?:[0-9十]{1,3}分|半)?)?(?:頃|ごろ)?(?![都食明])",
        Tail,
    ),
    Rule(r"の([前後])(?![半期])", lambda side: Mark(trails="before" if side == "前" else "after")),
    _vocabulary(_WORDS, after="(?!度)"),
    _vocabulary(_SHY, _UNLESS_INSIDE, _UNLESS_LONGER),
    _vocabulary(_NOW, _UNLESS_INSIDE, _UNLESS_LONGER, weak=True),
)
