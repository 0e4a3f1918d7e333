"""Names in every spelling find the same people; a resemblance suggests and never decides."""

from __future__ import annotations

import random
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rapidfuzz.distance import OSA

from bot.domain.names import bare, fold, index
from bot.domain.resembling import SLIPS
from bot.language.fuzzy import Fuzzy

from ..support.builders import a_corpus, happened
from ..support.kit import small_corpus

PEOPLE = index(
    (
        ("musk", ("イーロン・マスク", "Elon Musk", "マスク", "Musk", "イーロン")),
        ("kimbal", ("キンバル・マスク", "Kimbal Musk", "マスク兄")),
        ("vance", ("J・D・ヴァンス", "J. D. Vance", "ヴァンス", "Vance")),
        ("leavitt", ("キャロライン・レビット", "Karoline Leavitt")),
        ("brother", ("マスク兄",)),
        ("nobody", ("", "・・・", "ー")),
    )
)


def syllables(count: int) -> list[str]:
    """Return so many different names, of two to eight syllables of either script."""
    rng = random.Random(1)
    latin = [first + vowel for first in "bdfgklmnrstvz" for vowel in "aeiou"]
    kana = [chr(code) for code in range(ord("ア"), ord("ヲ"))]
    made: dict[str, None] = {}
    while len(made) < count:
        made["".join(rng.choices(rng.choice((latin, kana)), k=rng.randint(2, 8)))] = None
    return list(made)


def slipped(word: str, data: st.DataObject) -> str:
    """Return a word with a letter too many, too few, another one, or two turned round."""
    at, letter = data.draw(st.integers(0, len(word))), data.draw(st.sampled_from("aoxzスン"))
    kind = data.draw(st.integers(0, 3))
    before, after = word[:at], word[at:]
    if kind == 0 or not after:
        return before + letter + after
    if kind == 1:
        return before + after[1:]
    return before + letter + after[1:] if kind == 2 else before + after[1::-1] + after[2:]


@pytest.mark.parametrize(
    "spelling",
    ["マスク", "ﾏｽｸ", "ますく", "ｍｕｓｋ", "MUSK", "Musk", "マスク氏", "マスクさん", "musk氏", "Mr. Musk",
     "mr musk", "ＭＲ．ＭＵＳＫ",
     "イーロン・マスク", "イーロンマスク", "イーロン　マスク", "イーロン＝マスク", "ｲｰﾛﾝ･ﾏｽｸ", "elon musk",
     "ElonMusk", "Elon-Musk", "マスク様氏",
     "  マスク\n", "マ\u200bスク", "\u202eマスク\u202c", "\ufeffMusk", "Mu\u00adsk", "マスクCEO",
     "President Musk", "マスク前大統領"],
)  # fmt: skip
def test_one_person_in_many_spellings(spelling: str) -> None:
    assert PEOPLE.find(spelling) == ("musk",)


@pytest.mark.parametrize(
    "spelling",
    ["ヴァンス", "バンス", "ｳﾞｧﾝｽ", "ばんす", "ゔぁんす", "J.D.ヴァンス", "JDバンス", "ヴァンス副大統領",
     "Vice President Vance", "jd vance",
     unicodedata.normalize("NFD", "バンス")],
)  # fmt: skip
def test_vu_and_ba_are_one(spelling: str) -> None:
    assert PEOPLE.find(spelling) == ("vance",)


@pytest.mark.parametrize(
    "name",
    ["", " ", "　", "・", "ー", "...", "氏", "さん", "大統領", "Mr.", "president", "mask", "マスクメロン",
     "マス", "m", "😀", "e\u0301",
     "\ud800", "\x00", "\u200b", "<b>Musk</b>",
     "マスク" * 3334, "さん" * 5000, "mr " * 3000, "m" * 10_000, " " * 10_000],
)  # fmt: skip
def test_what_nobody_is_called_finds_nobody(name: str) -> None:
    assert PEOPLE.find(name) == ()
    assert fold(bare(name)) is not None


def test_a_name_that_two_bear_finds_both_in_the_order_of_the_index() -> None:
    assert PEOPLE.find("マスク兄さん") == ("kimbal", "brother")


def test_a_title_is_dropped_only_where_the_name_is_not_known_with_it() -> None:
    known = index((("president", ("大統領",)), ("san", ("さん",)), ("kun", ("山田君",)), ("yamada", ("山田",))))
    assert known.find("大統領") == ("president",)
    assert known.find("山田君") == ("kun",)
    assert known.find("山田くん") == ("yamada",)
    assert known.find("さん") == ("san",)


def test_a_title_is_no_part_of_a_longer_word() -> None:
    assert bare("Senna") == "Senna"
    assert bare("Drake") == "Drake"
    assert bare("Sen. Cruz") == "Cruz"
    assert bare("President Trump") == "Trump"
    assert bare("Mr.") == "Mr."


@settings(max_examples=100)
@given(st.text())
def test_folding_does_not_depend_on_the_form_of_the_text(name: str) -> None:
    for form in ("NFC", "NFD", "NFKC"):
        assert PEOPLE.find(unicodedata.normalize(form, name)) == PEOPLE.find(name)
    assert PEOPLE.find(f"  {name} ") == PEOPLE.find(name)


@given(st.lists(st.tuples(st.sampled_from("abcd"), st.lists(st.text(max_size=6), max_size=4)), max_size=6))
def test_whoever_is_named_is_found_by_each_name(named: list[tuple[str, list[str]]]) -> None:
    names = index(named)
    for id_, spellings in named:
        for spelling in spellings:
            assert not fold(spelling) or id_ in names.find(spelling)
    assert all(len(set(ids)) == len(ids) for ids in names.ids.values())


def test_a_slip_is_suggested_and_nothing_else_is() -> None:
    assert PEOPLE.suggest("Musc", Fuzzy())[:1] == ("musk",)
    assert PEOPLE.suggest("キャロライン・リビット", Fuzzy()) == ("leavitt",)
    assert PEOPLE.suggest("Karolin Levitt", Fuzzy()) == ("leavitt",)
    assert PEOPLE.suggest("zzzz", Fuzzy()) == ()


@settings(max_examples=100)
@given(st.text(), st.integers(0, 4))
def test_suggestions_are_few_known_and_without_repeats(name: str, limit: int) -> None:
    found = PEOPLE.suggest(name, Fuzzy(), limit)
    assert len(found) == len(set(found)) <= limit
    assert set(found) <= {"musk", "kimbal", "vance", "leavitt", "brother"}


def test_the_closest_come_first_and_nothing_empty_comes_at_all() -> None:
    assert Fuzzy().closest("vance", ("vances", "vance", "lance", "x"), 2) == ("vance", "vances")
    assert Fuzzy().closest("", ("", "a"), 3) in ((), ("",))
    assert Fuzzy().closest("vance", (), 3) == ()
    assert Fuzzy().closest("m" * 10_000, ("musk",), 3) == ()


MANY = index((f"id{number}", (name,)) for number, name in enumerate(syllables(3000)))


@settings(max_examples=100)
@given(st.sampled_from(list(MANY.ids)), st.data())
def test_of_many_names_none_is_overlooked_that_two_slips_lead_to(name: str, data: st.DataObject) -> None:
    typed = name
    for _ in range(data.draw(st.integers(0, SLIPS))):
        typed = slipped(typed, data)
    near = MANY.resembling.near(typed)
    assert name in near
    # Nor any other that a plain scan would suggest for as few slips.
    plain = Fuzzy().closest(typed, MANY.ids, len(MANY.ids))
    assert {other for other in plain if OSA.distance(typed, other) <= SLIPS} <= set(near)
    if name in plain[:9]:
        assert name in Fuzzy().closest(typed, near, 9)


@settings(max_examples=100)
@given(st.text() | st.text("abcdefmnu マスクー氏", max_size=12))
def test_of_many_names_something_is_suggested_where_a_plain_scan_suggests(typed: str) -> None:
    plain = Fuzzy().closest(fold(bare(typed)), MANY.ids, 9)
    found = MANY.suggest(typed, Fuzzy())
    assert bool(found) == bool(plain)
    assert len(found) <= 3


def test_those_who_weigh_most_are_likeliest_whenever_that_changes() -> None:
    weights = {"a": 1, "b": 2, "c": 0}
    names = index((("a", ("Lee", "Leeds")), ("b", ("Lee",)), ("c", ("Leeway", "Ashlee")))).weighed_by(
        weights.__getitem__
    )
    assert names.find("lee") == ("b", "a")
    assert names.beginning("lee") == ("b", "a", "c")
    assert names.holding("shl") == ("c",)
    assert names.holding("lee") == ("b", "a", "c")
    assert names.beginning("") == names.holding("") == ("b", "a", "c")
    assert names.suggest("Leex", Fuzzy())[:2] == ("b", "a")
    weights["c"] = 9
    assert names.beginning("lee") == ("c", "b", "a")


def test_whoever_appears_more_after_an_addition_comes_first() -> None:
    corpus = small_corpus()
    assert corpus.names.find("マスク兄弟") == ("trump", "kimbal")
    spellings = corpus.names.ids
    for number in range(9):
        corpus = corpus.with_entry(happened(f"n{number}", people=("kimbal",)))
    assert corpus.names.find("マスク兄弟") == ("kimbal", "trump")
    assert corpus.names.ids is spellings
    assert corpus.prominent[0] == "kimbal"


def test_an_empty_corpus_knows_nobody_and_a_shared_name_lists_the_one_who_appears_most_first() -> None:
    assert a_corpus().names.find("マスク") == ()
    assert a_corpus().names.suggest("マスク", Fuzzy()) == ()
    assert small_corpus().names.find("Musk brothers") == ("trump", "kimbal")
