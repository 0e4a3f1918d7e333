"""Inline mode: what comes up while somebody types @bot and words in any chat, and what is sent from it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import pytest

from bot.domain.content import Digest
from bot.domain.reply import paragraph
from bot.domain.text import LANGUAGES, Lang, Text
from tests.platform.telegram_server.entities import formatted
from tests.support.chat import shipped
from tests.support.kit import an_event
from tests.support.telegram_bot import House, built, running


@pytest.fixture
async def house() -> AsyncIterator[House]:
    async with running() as house:
        yield house


def ids(answer: dict[str, Any]) -> list[str]:
    return [result["id"] for result in answer["results"]]


def change(house: House, *entries: Any) -> None:
    for entry in entries:
        house.kit.library.add(entry)


async def test_what_was_typed_gives_entries_in_the_language_of_whoever_types(house: House) -> None:
    answer = await house.typed(house.ann, "Trump 2025-06-05")
    assert ids(answer) == ["donated", "quarrel"]
    assert answer["is_personal"] is True
    assert answer["button"] is None
    first = answer["results"][0]
    assert first["title"] == "The sum donated"
    assert first["description"] == "Thu, 5 Jun 2025 · disputed · Articles differ <b>a lot</b> on the sum."
    content = first["input_message_content"]
    shown = formatted(content["message_text"], content["parse_mode"], None).text
    assert shown.startswith("Thu, 5 Jun 2025 · disputed\nThe sum donated\n")
    assert "TechFlow: $200m; Diary: $300m\nSources: TechFlow, Diary\n" in shown
    assert shown.endswith("As of January 2026: the corpus goes no further.")
    japanese = await house.typed(house.owner, "トランプ 2025-06-05")
    assert [result["title"] for result in japanese["results"]] == ["寄付の額", "決裂"]


async def test_what_is_sent_leads_whoever_reads_it_to_the_entry(house: House) -> None:
    answer = await house.typed(house.owner, "寄付")
    sent = house.server.choose(house.owner, house.group, answer["query"], "donated")
    [[button]] = sent.keyboard
    assert button == {
        "text": "瓦版とのチャットで開く",
        "url": "https://t.me/KawarabanBot?start=entry-donated",
    }
    house.server.choose(house.ann, house.ann, answer["query"], "donated")  # no question, although it is private
    opened = await house.ask(house.ann, house.ann, "/start entry-donated")
    assert len(house.server.sent(house.ann)) == 1
    assert opened.text.startswith("Thu, 5 Jun 2025 · disputed\nThe sum donated")


@pytest.mark.parametrize("typed", ["", "  ", "?!…", "\u200f\u202e", "\0"])
async def test_no_words_give_the_latest_of_weight_that_may_be_shown_unasked(house: House, typed: str) -> None:
    weighty = replace(an_event("weighty", "2025-08-01", "重い", "A heavy one"), importance=4)
    hidden = replace(an_event("hidden", "2025-08-02", "伏せる", "A hidden one"), importance=5, sensitive=True)
    to_come = replace(an_event("coming", "2027", "先", "One to come"), importance=5, status="forecast")
    assert ids(await house.typed(house.ann, typed))[:2] == ["dinner", "party"]
    change(house, weighty, hidden, to_come)
    assert ids(await house.typed(house.ann, typed)) == ["weighty"]


async def test_explainers_are_entries_too(house: House) -> None:
    answer = await house.typed(house.ann, "allied")
    [result] = answer["results"]
    assert (result["id"], result["title"]) == ("why-allied", "Why they allied")
    assert result["description"].startswith("Explainer · Why they")
    assert "Source: TechFlow" in result["input_message_content"]["message_text"]


async def test_an_explainer_too_long_for_a_message_is_cut_above_its_sources(house: House) -> None:
    body = tuple(paragraph(f"Part {number}. " + "All of it. " * 90) for number in range(6))
    change(
        house,
        Digest(
            "long", "question", Text("長い", "Lengthy"), Text("x", "Lengthy x"), {"ja": body, "en": body}, ("diary",)
        ),
    )
    answer = await house.typed(house.ann, "lengthy")
    text = formatted(answer["results"][0]["input_message_content"]["message_text"], "HTML", None).text
    assert text.startswith("Lengthy\n\nPart 0.")
    assert "\n\n…\n\nSource: Diary\n" in text


async def test_more_come_page_by_page_each_once(house: House) -> None:
    change(
        house, *(an_event(f"e{number:02}", f"2025-03-{number + 1:02}", "行事", "A gathering") for number in range(23))
    )
    found: list[str] = []
    offset = ""
    sizes = []
    while True:
        answer = await house.typed(house.ann, "gathering", offset=offset)
        found += ids(answer)
        sizes.append(len(ids(answer)))
        offset = answer["next_offset"]
        if not offset:
            break
        change(house, replace(an_event(f"new{len(found)}", "2026-01-01", "別", "Another"), importance=1))
    assert sizes == [10, 10, 3]
    assert len(set(found)) == 23
    assert ids(await house.typed(house.ann, "gathering", offset="no-such-entry")) == []


async def test_a_time_of_nothing_gives_the_nearest_and_says_so(house: House) -> None:
    answer = await house.typed(house.ann, "2025-06-20")
    assert ids(answer) == ["quarrel", "party"]
    assert answer["button"] == {
        "text": "Nothing at that time. These come nearest",
        "start_parameter": "day-2025-06-20",
    }


@pytest.mark.parametrize(
    ("typed", "text", "start"),
    [
        ("zzzz", "Nothing found. Ask in the private chat", "hello"),
        ("2025-02-30", "2025-02-30: no calendar has this date.", "hello"),
        ("Donld Trmp", "Nothing found. Did you mean Donald Trump?", "who-trump"),
    ],
)
async def test_nothing_found_leads_to_the_private_chat(house: House, typed: str, text: str, start: str) -> None:
    answer = await house.typed(house.ann, typed)
    assert answer["results"] == []
    assert answer["button"] == {"text": text, "start_parameter": start}
    assert (await house.ask(house.ann, house.ann, f"/start {start}")).text


async def test_of_people_with_one_name_any_will_do(house: House) -> None:
    assert ids(await house.typed(house.ann, "Musk brothers 2025-06-05")) == ["donated", "quarrel"]


async def test_a_title_is_found_as_far_as_it_has_been_typed_and_comes_first_when_it_is_whole(house: House) -> None:
    assert ids(await house.typed(house.ann, "a par")) == ["party"]
    assert ids(await house.typed(house.owner, "なぜ手を")) == ["why-allied"]
    change(house, an_event("musk-too", "2020-01-01", "マスク", "Musk"))
    answer = await house.typed(house.owner, "マスク")
    assert ids(answer)[:3] == ["musk-too", "dinner", "party"]
    change(
        house, *(an_event(f"e{number:02}", f"2019-03-{number + 1:02}", "行事", "A gathering") for number in range(18))
    )
    first = await house.typed(house.owner, "マスク")
    second = await house.typed(house.owner, "マスク", offset=first["next_offset"])
    third = await house.typed(house.owner, "マスク", offset=second["next_offset"])
    found = ids(first) + ids(second) + ids(third)
    assert (len(found), third["next_offset"]) == (len(set(found)), "")
    assert {f"e{number:02}" for number in range(18)} < set(found)


async def test_anything_can_be_typed(house: House) -> None:
    for typed in (
        "あ" * 256,
        "😀" * 128,
        "<b>&amp;@ann</b>",
        "#" * 256,
        "2025 " * 50,
        "-マスク",
        '"',
        "0000-00-00",
        "99999年",
    ):
        assert "results" in await house.typed(house.ann, typed)


async def test_of_many_key_presses_the_last_is_answered_and_nobody_else_waits(house: House) -> None:
    hang = house.server.hang_next("answerInlineQuery")
    first = house.server.type_inline(house.ann, "m")
    await hang.reached()
    queries = [house.server.type_inline(house.ann, "musk"[: length % 4 + 1]) for length in range(30)]
    assert (await house.typed(house.owner, "決裂"))["results"]
    hang.release()
    await house.server.wait_for("answerInlineQuery", where=lambda c: c.parameters["inline_query_id"] == queries[-1])
    answered = [house.server.answer(query) is not None for query in (first, *queries)]
    assert answered[0]
    assert answered[-1]
    assert sum(answered) == 2


async def test_an_answer_that_comes_too_late_is_no_matter(house: House, caplog: pytest.LogCaptureFixture) -> None:
    hang = house.server.hang_next("answerInlineQuery")
    query = house.server.type_inline(house.ann, "m")
    await hang.reached()
    house.server.expire(query)
    hang.release()
    assert (await house.typed(house.ann, "musk"))["results"]
    assert not caplog.records


async def test_a_bot_without_inline_mode_says_once_how_to_turn_it_on(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO")
    async with built(inline=False) as house:
        house.start()
        await house.ask(house.ann, house.ann, "/help")
        await house.server.wait_for("setMyCommands", where=lambda call: "scope" in call.parameters)
        await house.stop()
    assert caplog.text.count("/setinline") == 1


@pytest.mark.parametrize("lang", LANGUAGES)
async def test_every_entry_of_the_story_that_ships_can_be_sent(lang: Lang) -> None:
    corpus = shipped()
    async with running() as house:
        house.kit.library.snapshot = corpus
        user = house.ann if lang == "en" else house.owner
        found: set[str] = set()
        for typed in ("2017-2025", *(digest.title[lang] for digest in corpus.digests.values())):
            offset = ""
            while True:
                answer = await house.typed(user, typed, offset=offset)
                found |= set(ids(answer))
                offset = answer["next_offset"]
                if not offset:
                    break
        assert found >= {e.id for e in corpus.timeline if e.when.span.last and e.when.span.last.year < 2026}
        assert len(found & corpus.digests.keys()) == len(corpus.digests)
