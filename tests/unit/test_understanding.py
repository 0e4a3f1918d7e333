"""Understanding: dates, people, topics and words in one go, in both languages."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain import onward
from bot.domain.ask import Ask, decode
from bot.domain.dates import typed
from bot.domain.presenting import asked
from bot.domain.query import Query, read_arguments
from bot.domain.understanding import Understood, understand
from bot.errors import DateError
from bot.language import catalogue

from ..support.chat import shipped

TODAY = date(2026, 11, 20)


def read(text: str) -> Understood:
    return understand(text, shipped(), TODAY, "ja")


def told(text: str) -> tuple[str, str, str, str]:
    """Return span, people, topics and words of what a text was understood to ask."""
    query = read(text).query
    return typed(query.span) if query.span else "", " ".join(query.people), " ".join(query.topics), str(query.words)


@pytest.mark.parametrize(
    ("text", "span", "people", "topics", "words"),
    [
        ("マスク 関税 2025年4月", "2025-04", "musk", "tariffs", ""),
        ("2025年4月　関税　マスク", "2025-04", "musk", "tariffs", ""),
        ("2025年4月のマスクと関税", "2025-04", "musk", "tariffs", ""),
        ("マスクとトランプの6月上旬", "2025-06-01/2025-06-10", "musk trump", "", ""),
        ("イーロン・マスク、トランプ大統領", "", "musk trump", "", ""),
        ("マスク氏とトランプ氏の関係", "", "musk trump", "", ""),
        ("マスク×トランプ", "", "musk trump", "", ""),
        ("ますく　とらんぷ", "", "musk trump", "", ""),
        ("ｍｕｓｋ ｔｒｕｍｐ", "", "musk trump", "", ""),
        ("6月に何があった", "2025-06", "", "", ""),
        ("６月５日に何がありましたか？", "2025-06-05", "", "", ""),
        ("関税について教えて", "", "", "tariffs", ""),
        ("大きく美しい法案 2025年7月", "2025-07", "", "bill", ""),
        ("「大きく美しい法案」 マスク", "", "musk", "", "大きく美しい法案"),
        ("マスク -関税", "", "musk", "", "-関税"),
        ("マスク ー関税", "", "musk", "", "-関税"),
        ("マスク −「大型法案」", "", "musk", "", "-大型法案"),
        ("ヴァンス副大統領 6月5日", "2025-06-05", "vance", "", ""),
        ("バンス 令和7年6月", "2025-06", "vance", "", ""),
        ("サム・アルトマン AI", "", "altman", "openai", ""),
        ("スターリンク 2026年1月", "2026-01", "", "starlink", ""),
        ("トランプタワー", "", "trump", "", "タワー"),
        ("南", "", "", "", "南"),
        ("130日", "", "", "", "130日"),
        ("10%", "", "", "", "10"),
        ("2025年以降 DOGE", "2025-01-01/..", "", "doge", ""),
        ("5月30日〜6月5日 マスク", "2025-05-30/2025-06-05", "musk", "", ""),
        ("マスク 後悔", "", "musk", "", "後悔"),
        ("年表", "", "", "", "年表"),
        ("", "", "", "", ""),
        ("。、！？", "", "", "", ""),
        ("😀🎉", "", "", "", ""),
        ("Musk tariffs April 2025", "2025-04", "musk", "tariffs", ""),
        ("tariffs, musk, 2025-04", "2025-04", "musk", "tariffs", ""),
        ("Elon Musk Donald Trump June 2025", "2025-06", "musk trump", "", ""),
        ("Musk and Trump in early June", "2025-06-01/2025-06-10", "musk trump", "", ""),
        ("Musk vs. Trump", "", "musk trump", "", ""),
        ("musk & trump", "", "musk trump", "", ""),
        ("Musk's tariffs", "", "musk", "tariffs", ""),
        ("what happened in June 2025?", "2025-06", "", "", ""),
        ("what happened on June 5th", "2025-06-05", "", "", ""),
        ("who is Sam Altman", "", "altman", "", ""),
        ("tell me about the tariffs", "", "", "tariffs", ""),
        ("tariffs may", "2025-05", "", "tariffs", ""),
        ("musk since May 2025", "2025-05-01/..", "musk", "", ""),
        ("from May to June 2025 DOGE", "2025-05-01/2025-06-30", "", "doge", ""),
        ('"big beautiful bill" musk', "", "musk", "", '"big beautiful bill"'),
        ("musk -tariffs", "", "musk", "", "-tariffs"),
        ('trump -"trade war"', "", "trump", "", '-"trade war"'),
        ("President Trump 2024", "2024", "trump", "", ""),
        ("JD Vance", "", "vance", "", ""),
        ("Big Beautiful Bill Q2 2025", "2025-04-01/2025-06-30", "", "bill", ""),
        ("OpenAI lawsuit", "", "", "openai", "lawsuit"),
        ("Musk regret", "", "musk", "", "regret"),
        ("trumpet", "", "", "", "trumpet"),
        ("Q2 2025", "2025-04-01/2025-06-30", "", "", ""),
        ("who", "", "", "", "who"),
        ("-", "", "", "", ""),
        ("\u202eMusk\u202c", "", "musk", "", ""),
    ],
)  # fmt: skip
def test_a_question_is_understood_part_by_part(text: str, span: str, people: str, topics: str, words: str) -> None:
    assert told(text) == (span, people, topics, words)


def test_the_other_readings_of_a_date_are_kept_likeliest_first() -> None:
    understood = read("トランプ 6月")
    assert understood.date == "6月"
    assert [typed(span) for span in understood.others] == ["2026-06", "2024-06"]


def test_of_two_dates_the_other_is_offered() -> None:
    assert "2025-07" in [typed(span) for span in read("2025年6月 2025年7月").others]


@pytest.mark.parametrize("text", ["2025年13月", "マスク 2025-02-30", "June 31 2025 tariffs"])
def test_a_date_of_no_calendar_is_an_error(text: str) -> None:
    with pytest.raises(DateError, match="no such date"):
        read(text)


def test_words_that_are_not_wanted_leave_out_what_holds_them() -> None:
    all_, without = (read(text).query.run(shipped()) for text in ("トランプ", "トランプ -関税"))
    assert 0 < len(without) < len(all_)


PIECES = 'マスク 関税 と の 2025年4月 6月 - 「 」 " Musk trump may 南 \0 \u202e'


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=60) | st.lists(st.sampled_from(PIECES.split(" ")), max_size=12).map(" ".join))
def test_every_question_is_understood_as_a_button_keeps_it(text: str) -> None:
    try:
        query = read(text).query
    except DateError:
        return
    ask = Ask("t", "ja", query.arguments(">entry"))
    assert decode(ask.data) == ask
    assert read_arguments(ask.arguments, shipped()) == (query, ">entry")
    parts = list(query.parts())
    rebuilt = Query()
    for part in parts:
        rebuilt = rebuilt.with_part(part)
    assert rebuilt == query
    for part in parts:
        rest = query.without(part)
        assert list(rest.parts()) == [other for other in parts if other != part]
    assert bool(asked(query, shipped(), catalogue.words("en"))) == bool(query)


MANY = " ".join(["マスク", "トランプ"] * 25)


@pytest.mark.parametrize("text", ["x" * 9999, "マスク" * 3000, "6月" * 3000, MANY, '"' * 500, "-" * 500, "と" * 500])
def test_what_nobody_types_by_hand_is_understood_all_the_same(text: str) -> None:
    assert len(read(text).query.people) <= 12


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_what_is_offered_next_has_an_answer(lang: str) -> None:
    words = catalogue.words("ja" if lang == "ja" else "en")
    for text in ("2025-06", "関税", "マスク 2025年", "2025-06-05", ""):
        query = read(text).query
        found = query.run(shipped())
        for button in onward.after(query, found, shipped(), words):
            if button.ask.verb in ("t", "g"):
                asked_next = read_arguments(button.ask.arguments, shipped())
                assert asked_next is not None
                assert (asked_next[0] == query) == (button.ask.verb == "g")
                assert asked_next[0].run(shipped())
            else:
                assert button.ask.arguments[0] in shipped().digests


@pytest.mark.parametrize(
    ("text", "span", "people", "topics", "words"),
    [
        ("関税はいつ発表された？", "", "", "tariffs", "発表"),
        ("マスクはいつ政権を去ったの？", "", "musk", "", "政権"),
        ("なぜケンカした？", "", "", "feud", ""),
        ("トランブは何をした？", "", "", "", "トランブ"),
        ("株が下がった", "", "", "", "株"),
        ("まーらご", "", "", "", "まーらご"),
        ("スペースエックス", "", "", "starlink", ""),
        ("マスク 最近", "", "musk", "", ""),
        ("最新", "", "", "", ""),
        ("latest", "", "", "", ""),
        ("latest news about Musk", "", "musk", "", ""),
        ("Musk Trump relationship", "", "musk trump", "", ""),
        ("what did Trump say about Musk in June 2025?", "2025-06", "trump musk", "", ""),
    ],
)
def test_a_question_in_a_sentence_is_taken_for_what_it_tells(
    text: str, span: str, people: str, topics: str, words: str
) -> None:
    assert told(text) == (span, people, topics, words)


def test_who_is_called_after_somebody_is_no_third_person() -> None:
    assert told("Donald Trump Jr.") == ("", "trump", "", "Jr")


@pytest.mark.parametrize("text", ["why did they fall out", "theresa may"])
def test_what_is_a_date_alone_is_none_beside_another_word(text: str) -> None:
    assert read(text).query.span is None


@pytest.mark.parametrize("text", ["6/5 6/11", "6月5日と6月11日", "June 5 and also June 11"])
def test_of_several_dates_the_first_is_taken(text: str) -> None:
    understood = read(text)
    assert understood.query.span is not None
    assert typed(understood.query.span) == "2025-06-05"
    assert typed(understood.others[0]) == "2025-06-11"


@pytest.mark.parametrize("text", ["新党", "弾劾", "impeached"])
def test_a_word_for_one_thing_in_the_story_is_not_taken_for_a_wider_topic(text: str) -> None:
    query = read(text).query
    assert query.topics == ()
    assert query.run(shipped())


@pytest.mark.parametrize("text", ["トランプだけ", "トランプ のみ"])
def test_only_somebody_is_somebody(text: str) -> None:
    assert told(text) == ("", "trump", "", "")
