"""People who are made up, with eight names each, and names as somebody mistypes them."""

from __future__ import annotations

import random
from functools import cache

from bot.domain.content import Person
from bot.domain.text import Text

from .words import listed, zipf

_MORAE = listed(
    "ka カ ki キ ku ク ko コ sa サ su ス so ソ ta タ to ト "
    "na ナ ni ニ no ノ ma マ mi ミ mo モ ra ラ ri リ ro ロ ba バ bi ビ do ド ga ガ"
)
_SOUNDS = tuple(zip(_MORAE[::2], _MORAE[1::2], strict=True))
_KANJI = "山川田木林森石岩谷原野村町島崎沢池橋宮城大小高中上下東西南北青白黒赤金銀松竹梅藤"


@cache
def everybody(count: int) -> tuple[Person, ...]:
    """Return `count` people, each with eight names that nobody else has."""
    return tuple(person(number) for number in range(count))


@cache
def weights(count: int) -> tuple[float, ...]:
    """Return how often each appears, cumulated: a few in most of the news, most in little."""
    return zipf(count)


def all_names(person: Person) -> tuple[str, ...]:
    """Return every name of somebody."""
    return (person.name.ja, person.name.en, person.short.ja, person.short.en, *person.aliases)


@cache
def person(number: int) -> Person:
    rng = random.Random(f"person {number}")
    given = [_SOUNDS[i] for i in _digits(number * 7919 + 13, 3)]
    family = [_SOUNDS[i] for i in _digits(number, 4)]
    given_en, given_ja = _name(given)
    family_en, family_ja = _name(family)
    kanji = "".join(rng.choices(_KANJI, k=2)) + f"{_digits_in_kanji(number)}"
    return Person(
        f"p{number}",
        Text(f"{given_ja}・{family_ja}", f"{given_en} {family_en}"),
        Text(family_ja, family_en),
        Text("記事に登場する人物。", "Somebody in the news."),
        aliases=(
            kanji,
            f"{family_ja}の{given_ja}",
            f"{given_en[:3]}{family_en.lower()}{number % 97}",
            f"{family_en} of {given_en}ville",
        ),
    )


def _digits(number: int, length: int) -> list[int]:
    base = len(_SOUNDS)
    return [number // base**place % base for place in range(length)]


def _digits_in_kanji(number: int) -> str:
    return "".join("零一二三四五六七八九"[int(digit)] for digit in str(number))


def _name(sounds: list[tuple[str, str]]) -> tuple[str, str]:
    latin, kana = ("".join(part) for part in zip(*sounds, strict=True))
    return latin.capitalize(), kana


def mistyped(rng: random.Random, name: str) -> str:
    """Return a name with two of its letters changed places, one left out, or one doubled."""
    place = rng.randrange(1, len(name) - 1)
    before, here, after = name[:place], name[place], name[place + 1 :]
    return rng.choice((before + after, before + here + here + after, before + after[:1] + here + after[1:]))
