"""Pictures on Telegram: with their text where it fits, in words where Telegram takes none, and in the place of each other."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.commands.request import Command, Kit, Request
from bot.domain.ask import Ask
from bot.domain.reply import Block, Button, EntryBlock, Heading, Note, Picture, Reply, paragraph
from bot.platforms.telegram import photos, render
from tests.platform.telegram_server import Message, limits, utf16_length
from tests.platform.telegram_server.description import Upload
from tests.platform.telegram_server.entities import formatted
from tests.platform.telegram_server.errors import ApiError
from tests.platform.telegram_server.sample import PNG, png
from tests.support.telegram_bot import House, running

ALT = "Five events <of> June 2025 & @ann"
LONG = "A sentence of a long text. " * 60
MORE = Button("More", Ask("t", "en", ("",)), "page")


def drawn(
    *blocks: Block, alt: str = ALT, picture: bytes = PNG, buttons: tuple[Button, ...] = (MORE,), replaces: bool = False
) -> Reply:
    return Reply((Heading("Chart"), *blocks), "en", buttons, replaces=replaces, picture=Picture(picture, alt))


ANSWERS = {
    "short": drawn(paragraph("Two words.")),
    "long": drawn(paragraph(LONG)),
    "wide": drawn(paragraph("Two words."), picture=png(2100, 100)),
    "text": Reply((Heading("Text"),), "en", (MORE,)),
    "other": drawn(paragraph("Two other words."), picture=png(100, 100)),
}


async def draw(_request: Request, words: str, _kit: Kit) -> Reply:
    return ANSWERS[words]


@pytest.fixture
async def house() -> AsyncIterator[House]:
    async with running(commands=(Command("top", draw),)) as house:
        yield house


def shown(message: Message) -> tuple[bytes | None, str]:
    return message.photo.content if message.photo else None, message.text


def kinds(message: Message) -> list[str]:
    return [entity["type"] for entity in message.entities]


# Sending


async def test_a_picture_has_its_text_below_it_and_what_it_shows_in_words(house: House) -> None:
    topic = house.server.add_topic(house.forum, "News")
    asked = house.server.say(house.ann, house.forum, "/top short", thread=topic)
    photo = await house.photo()
    assert shown(photo) == (PNG, "Chart\n\nTwo words.\n\n🖼 Five events <of> June 2025 & @\u2060ann")
    assert kinds(photo) == ["bold", "expandable_blockquote"]
    assert (photo.reply_to, photo.thread) == (asked, topic)
    assert photo.button("More") == "t:en:"


async def test_a_longer_text_follows_the_picture_and_has_the_buttons(house: House) -> None:
    asked = house.server.say(house.ann, house.group, "/top long")
    photo, text = await house.photo(), await house.answer()
    assert photo.text.startswith("Chart\n🖼 Five events")
    assert (photo.reply_to, photo.keyboard) == (asked, [])
    assert text.text == LONG.strip()
    assert (text.reply_to, text.button("More")) == (None, "t:en:")


async def test_the_charts_of_the_bot_itself_are_photos(house: House) -> None:
    for user, start in ((house.ann, "The saga"), (house.owner, "二人の物語")):
        house.server.say(user, house.group, "/chart")
        photo = await house.photo()
        assert photo.text.startswith(start)
        assert "🖼 " in photo.text
        assert photo.photo is not None
        limits.photo(photo.photo)


async def test_a_picture_that_telegram_would_refuse_is_told_in_words(house: House) -> None:
    answer = await house.ask(house.ann, house.group, "/top wide")
    assert shown(answer)[0] is None
    assert answer.text.startswith("Chart\n🖼 Five events")
    assert answer.text.endswith("Two words.")
    assert not house.server.made("sendPhoto")


@pytest.mark.parametrize(
    ("status", "description"),
    [
        (400, "Bad Request: PHOTO_INVALID_DIMENSIONS"),
        (400, "Bad Request: not enough rights to send photos to the chat"),
        (413, "Request Entity Too Large"),
    ],
)
async def test_a_photo_that_is_refused_goes_in_words(house: House, status: int, description: str) -> None:
    house.server.fail_next("sendPhoto", status=status, description=description)
    answer = await house.ask(house.ann, house.group, "/top short")
    assert answer.text.startswith("Chart\n\nTwo words.\n\n🖼 Five events")
    assert answer.button("More") == "t:en:"


async def test_a_caption_whose_format_is_refused_is_plain(house: House) -> None:
    house.server.fail_next("sendPhoto", status=400, description="Bad Request: can't parse entities: no")
    house.server.say(house.ann, house.group, "/top short")
    photo = await house.photo()
    assert photo.photo is not None
    assert (photo.text, photo.entities) == (photo.source, [])


async def test_a_photo_follows_a_group_that_moved_and_waits_as_long_as_it_is_asked_to(house: House) -> None:
    house.server.fail_next("sendPhoto", migrate_to_chat_id=house.forum.id)
    house.server.fail_next("sendPhoto", retry_after=7)
    house.server.say(house.ann, house.group, "/top short")
    assert (await house.photo()).chat is house.forum
    assert 7 in house.time.slept


async def test_a_photo_that_may_have_arrived_is_not_sent_again(house: House) -> None:
    house.server.drop_next("sendPhoto", delivered=True)
    house.server.say(house.ann, house.group, "/top short")
    await house.ask(house.ann, house.group, "/help")
    assert [bool(message.photo) for message in house.server.sent(house.group)] == [True, False]


# In the place of an earlier answer


async def _edited(house: House, first: str, second: str) -> list[Message]:
    house.server.say(house.ann, house.group, f"/top {first}")
    await house.server.next_call(where=lambda c: c.method.startswith("send") and c.ok)
    house.server.say(house.ann, house.group, f"/top {second}", edited=True)
    await house.server.next_call(where=lambda c: c.method.startswith(("send", "edit")) and c.ok)
    return house.server.sent(house.group)


async def test_a_photo_takes_the_place_of_a_text_or_a_photo(house: House) -> None:
    [message] = await _edited(house, "short", "other")
    assert shown(message)[0] == png(100, 100)
    assert message.text.startswith("Chart\n\nTwo other words.")
    house.server.say(house.ann, house.group, "/top short", edited=True)
    await house.server.next_call("editMessageMedia", where=lambda c: c.ok)
    assert shown(message)[0] == PNG
    assert message.button("More") == "t:en:"


async def test_a_photo_takes_the_place_of_a_text(house: House) -> None:
    [message] = await _edited(house, "text", "short")
    assert shown(message)[0] == PNG


async def test_a_text_follows_a_photo_for_it_cannot_take_its_place(house: House) -> None:
    photo, text = await _edited(house, "short", "text")
    assert (bool(photo.photo), bool(text.photo), text.text) == (True, False, "Text")


async def test_a_photo_that_is_refused_as_an_edit_is_sent_in_words(house: House) -> None:
    house.server.fail_next("editMessageMedia", status=400, description="Bad Request: IMAGE_PROCESS_FAILED")
    house.server.fail_next("sendPhoto", status=400, description="Bad Request: IMAGE_PROCESS_FAILED")
    # The first of the two failures of sendPhoto belongs to the first answer, which so becomes a text.
    house.server.say(house.ann, house.group, "/top short")
    first = await house.answer()
    house.server.fail_next("sendPhoto", status=400, description="Bad Request: IMAGE_PROCESS_FAILED")
    house.server.say(house.ann, house.group, "/top other", edited=True)
    second = await house.answer()
    assert [bool(message.photo) for message in (first, second)] == [False, False]
    assert "Two other words." in second.text


async def test_a_button_below_a_photo_is_answered_and_pressing_it_twice_is_harmless(house: House) -> None:
    house.server.say(house.ann, house.group, "/chart")
    photo = await house.photo()
    data = next(key["callback_data"] for row in photo.keyboard for key in row)
    queries = [house.server.press(house.ann, photo, data), house.server.press(house.owner, photo, data)]
    answers = await asyncio.gather(house.answer(), house.answer())
    assert all(answer.reply_to is photo for answer in answers)
    assert [house.server.answer(query) for query in queries] == [{"text": ""}] * 2


# Rendering


def test_what_a_picture_shows_never_gets_lost() -> None:
    alt = "あ" * 1000
    [photo] = render.messages(drawn(paragraph("短い。"), alt=alt))
    assert photo.text == f"Chart\n\n短い。\n\n🖼 {alt}"
    photo, message = render.messages(drawn(paragraph("長い文です。" * 200), alt=alt))
    assert photo.text == f"Chart\n🖼 {alt}"
    photo, message = render.messages(Reply((Heading("題" * 30), paragraph("文。")), "ja", picture=Picture(PNG, alt)))
    assert (photo.text, message.text) == ("題" * 30, f"🖼 {alt}\n\n文。")
    long_title = Reply((Heading("題" * 1500),), "ja", picture=Picture(PNG, alt))
    photo, message = render.messages(long_title)
    assert photo.text == ""
    assert alt in message.text
    [photo] = render.messages(Reply((), "en", picture=Picture(PNG, "")))
    assert (photo.html, photo.in_words.html) == ("", "…")


words = st.text(st.characters(exclude_categories=["Cs", "Cc"]) | st.sampled_from("<>&@。😀日本 ab"), max_size=80)
texts = words | st.builds(lambda text, times: text * times, words, st.integers(1, 60))
blocks: st.SearchStrategy[Block] = st.one_of(
    st.builds(Heading, texts),
    st.builds(paragraph, texts),
    st.builds(Note, words),
    st.builds(EntryBlock, st.just("id"), words, words, texts, words),
)


@settings(max_examples=50, deadline=None)  # big examples, and a shared machine
@given(st.lists(blocks, max_size=5).map(tuple), st.text(max_size=1000), st.lists(st.just(MORE), max_size=110))
def test_any_reply_with_a_picture_keeps_the_limits(some: tuple[Block, ...], alt: str, buttons: list[Button]) -> None:
    found = render.messages(Reply(some, "ja", tuple(buttons), picture=Picture(PNG, alt)))
    assert [bool(message.photo) for message in found] == [True] + [False] * (len(found) - 1)
    caption = formatted(found[0].html, "HTML", None)
    assert utf16_length(caption.text) <= 1024
    for message in found[1:]:
        assert 0 < utf16_length(formatted(message.html, "HTML", None).text) <= 4096
    for message in found:
        limits.markup(message.request.get("reply_markup"))
        assert formatted(message.in_words.html, "HTML", None).text
    assert sum(len(row) for message in found for row in message.rows) == len(buttons)


@pytest.mark.parametrize(
    "picture",
    [PNG, png(1, 1), png(20, 1), png(21, 1), png(9000, 1000), png(9000, 1001), png(5000, 5001), b"", b"GIF89a", PNG[:20],
     png(8, 8, noise=bytes(10 * 1024 * 1024))],
)  # fmt: skip
def test_what_fits_is_what_telegram_takes(picture: bytes) -> None:
    try:
        limits.photo(Upload("p", "image/png", picture))
        taken = picture[:4] == b"\x89PNG"
    except ApiError:
        taken = False
    assert photos.fit(picture) is taken
