"""Words of which the texts are made: some that news is made of, and many more that only look like words."""

from __future__ import annotations

import random
from functools import cache
from typing import NamedTuple


def listed(words: str) -> tuple[str, ...]:
    """Return words that stand between spaces."""
    return tuple(words.split())


_NOUNS_JA = listed(
    "関税 法案 政府 議会 選挙 予算 減税 株価 電池 衛星 工場 大統領 支持 批判 対立 和解 買収 訴訟 契約 規制 "
    "移民 外交 貿易 半導体 自動車 電気自動車 人工知能 宇宙船 打ち上げ 投稿 会見 晩餐会 補助金 国境 裁判所 "
    "最高裁 上院 下院 州知事 官僚 歳出 赤字 債務 金利 雇用 物価 原油 石炭 原発 環境 ロケット データセンター "
    "スタートアップ プラットフォーム サーバー メディア インフレ エネルギー ワクチン ドローン 南 党 米"
)
_VERBS_JA = listed("発表 表明 否定 批判 検討 延期 撤回 提案 承認 決定 説明 要求 拒否 公表 強調 示唆")
_PLACES_JA = listed("ワシントン テキサス フロリダ ニューヨーク 東京 北京 ロンドン 欧州 中東 カリフォルニア")
_NOUNS_EN = listed(
    "tariff bill government congress election budget subsidy market battery satellite factory president "
    "supporter critic quarrel settlement takeover lawsuit contract regulation migrant diplomat trade chip car "
    "rocket launch post briefing dinner border court senator governor official deficit debt rate job price "
    "oil reactor climate server platform startup vaccine drone adviser donor rival ally party AI EU UN"
)
_VERBS_EN = listed(
    "announces denies attacks delays withdraws proposes approves explains demands rejects reveals questions"
)
_PLACES_EN = listed("Washington Texas Florida Tokyo Beijing London Brussels California Ohio Geneva")

_KANJI = (
    "安案医域運営衛円央横屋温化加科火花会海界開階外街学楽完官管観間岸岩機記起期客究急球級牛去強教業局曲玉"
    "近金銀区具空君係軽血決研県庫湖向幸港号根祭皿仕死使始指歯詩次事持式実写者主守取酒受州拾終習集住重宿所"
    "暑助昭消商章勝乗植申身神真深進世整昔全相送想息速族他打対待代第題炭短談着注柱丁帳調追"
)
_SYLLABLES = listed(
    "ba be bi bo ca ce co da de di do fa fe fi fo ga ge go la le li lo ma me mi mo na ne ni no ra re ri ro sa "
    "se ta te to va ve"
)


class Lexicon(NamedTuple):
    """Words of one language, the common ones first, and their cumulated weights after Zipf."""

    words: tuple[str, ...]
    weights: tuple[float, ...]

    def draw(self, rng: random.Random) -> str:
        """Return one of the words, the first the likeliest."""
        return rng.choices(self.words, cum_weights=self.weights)[0]


@cache
def japanese() -> Lexicon:
    """Return some 2,000 nouns."""
    rng = random.Random("ja")
    made = ("".join(rng.choices(_KANJI, k=rng.choice((2, 2, 3)))) for _ in range(2000))
    return _lexicon((*_NOUNS_JA, *made))


@cache
def english() -> Lexicon:
    """Return some 3,000 nouns."""
    rng = random.Random("en")
    made = ("".join(rng.choices(_SYLLABLES, k=rng.randint(2, 4))) + rng.choice("nrlt") for _ in range(3000))
    return _lexicon((*_NOUNS_EN, *made))


def _lexicon(words: tuple[str, ...]) -> Lexicon:
    kept = tuple(dict.fromkeys(words))
    return Lexicon(kept, zipf(len(kept)))


def zipf(count: int) -> tuple[float, ...]:
    """Return cumulated weights: of `count` the n-th is drawn 1/n as often as the first."""
    total, sums = 0.0, []
    for place in range(1, count + 1):
        total += 1 / place
        sums.append(total)
    return tuple(sums)


def title_ja(rng: random.Random, who: str) -> str:
    """Return a headline of some 20 characters."""
    draw = japanese().draw
    return f"{who}、{draw(rng)}と{draw(rng)}を{rng.choice(_VERBS_JA)}"


def summary_ja(rng: random.Random, who: str) -> str:
    """Return two sentences of some 90 characters together."""
    draw, place, verb = japanese().draw, rng.choice(_PLACES_JA), rng.choice(_VERBS_JA)
    return (
        f"{who}は{place}で{draw(rng)}をめぐる{draw(rng)}の見直しを{verb}した。{draw(rng)}への影響は小さくないとみられ、"
        f"{draw(rng)}や{draw(rng)}の関係者からは{draw(rng)}を懸念する声も上がっていると記事は伝える。"
    )


def title_en(rng: random.Random, who: str) -> str:
    """Return a headline of some 45 characters."""
    draw = english().draw
    second = draw(rng)
    return f"{who} {rng.choice(_VERBS_EN)} the {draw(rng)} on {second if second.isupper() else f'{second}s'}"


def summary_en(rng: random.Random, who: str) -> str:
    """Return two sentences of some 200 characters together."""
    draw, place = english().draw, rng.choice(_PLACES_EN)
    return (
        f"Speaking in {place}, {who} {rng.choice(_VERBS_EN)} a new {draw(rng)} for the {draw(rng)} and the {draw(rng)}. "
        f"The article reports that every {draw(rng)} close to the {draw(rng)} expects a {draw(rng)}, and that the {draw(rng)} "
        f"has yet to answer."
    )
